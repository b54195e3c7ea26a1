"""When a server counts as away, who asks it then, and who follows when it is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import (
    AccessRefused,
    CertificateRefused,
    LoginRefused,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from daemon.context import MailboxPlan
from daemon.service.absences import A_TRY, Absences
from store.errors import DatabaseLocked

FEW = ["a@us.example", "b@us.example"]
MANY = [f"{number}@us.example" for number in range(10)]
AWAY = Unreachable("https://mail.us.example", "no connection: Connection refused", "check endpoint")


def failing(address: str) -> Unreachable:
    """What Graph says of a mailbox, and means none."""
    failure = Unreachable(address, "the server cannot answer now (UnknownError, HTTP 503)", "it is tried again")
    failure.may_be_of_all = True
    return failure


def busy(address: str, seconds: int, *, may_be_of_all: bool = True) -> Throttled:
    """What a server that serves nobody says to one of them, with when it is to be asked again."""
    failure = Throttled(address, timedelta(seconds=seconds))
    failure.may_be_of_all = may_be_of_all
    return failure


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def absences(clock: Clock, **servers: list[str]) -> Absences:
    plans = {one: MailboxPlan(one, ZoneInfo("UTC"), server=name) for name, all in servers.items() for one in all}
    return Absences(clock, plans)


@pytest.mark.parametrize(
    ("mailboxes", "in_vain", "is_away"),
    [
        (MANY, MANY[:2], False),
        (MANY, [MANY[0]] * 5, False),
        (MANY, MANY[:3], True),
        (FEW, FEW[:1], False),
        (FEW, FEW, True),
        (FEW[:1], FEW[:1], False),
    ],
)
def test_it_is_the_server_when_enough_different_mailboxes_ask_in_vain(
    mailboxes: list[str], in_vain: list[str], is_away: bool
):
    known = absences(Clock(), exchange=mailboxes)

    for address in in_vain:
        known.told(address, AWAY)

    assert known.is_away(mailboxes[-1]) == is_away
    assert (known.of(mailboxes[-1]) is not None) == is_away


@pytest.mark.parametrize(("in_vain", "is_away"), [(MANY[:2], False), ([MANY[0]] * 5, False), (MANY[:3], True)])
def test_what_speaks_of_no_mailbox_is_the_servers_when_enough_different_ones_are_told_it(
    in_vain: list[str], is_away: bool
):
    known = absences(Clock(), cloud=MANY)

    for address in in_vain:
        known.told(address, failing(address))

    assert known.is_away(MANY[4]) == is_away
    if is_away:
        told = known.of(MANY[4])
        assert told is not None
        assert told.failure.subject == MANY[4]  # and not the one that asked


@pytest.mark.parametrize(
    "answered",
    [
        None,
        LoginRefused(MANY[2], "the server does not take the login"),
        AccessRefused(MANY[2], "no right"),
        UnknownMailbox(MANY[2], "no mailbox of this address"),
        Refused(MANY[2], "the mailbox is full"),
        Unreachable(MANY[2], "the server cannot answer now (ErrorMailboxMoveInProgress)"),
        CertificateRefused("https://mail.us.example", "its certificate is not trusted"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_an_answer_between_says_that_the_server_is_there(answered: Exception | None):
    known = absences(Clock(), exchange=MANY)
    for address in MANY[:2]:
        known.told(address, AWAY)

    known.told(MANY[2], answered)
    known.told(MANY[3], AWAY)

    assert not known.is_away(MANY[4])


@pytest.mark.parametrize(
    "unheard",
    [Throttled(MANY[3], timedelta(minutes=2)), DatabaseLocked("the database", "is locked", "wait"), OSError()],
)
def test_what_says_nothing_of_the_server_ends_no_absence(unheard: Exception):
    known = absences(Clock(), exchange=MANY)
    for address in MANY[:3]:
        known.told(address, AWAY)

    assert known.told(MANY[3], unheard) == []
    assert known.is_away(MANY[4])


@pytest.mark.parametrize(("may_be_of_all", "is_away"), [(True, True), (False, False)])
def test_a_server_that_asks_all_to_wait_is_away_and_one_that_asks_some_is_not(may_be_of_all: bool, is_away: bool):
    known = absences(Clock(), cloud=MANY)

    for address in MANY[:3]:
        known.told(address, busy(address, 120, may_be_of_all=may_be_of_all))

    assert known.is_away(MANY[4]) == is_away
    told = known.of(MANY[4])
    assert (told is not None) == is_away
    if told is not None:
        assert str(told.failure) == f"{MANY[4]}: the server asks to wait 120 s"
        assert isinstance(told.failure, Unreachable)  # it was asked for nothing, and follows when another is answered


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(10, [0.5, 1, 2, 4, 5]), (120, [2, 2, 2, 4, 5]), (900, [15, 15, 15, 15, 15])]
)
def test_no_server_is_asked_sooner_than_it_wants_nor_more_often_than_one_that_says_nothing(
    seconds: int, minutes: list[float]
):
    clock = Clock()
    known, waits = absences(clock, exchange=MANY), []
    for address in MANY[:3]:
        known.told(address, busy(address, seconds))

    for _ in minutes:
        told = known.of(MANY[5])
        assert told is not None
        waits.append(told.ask_again_at - clock.now)
        clock.now = told.ask_again_at
        assert known.of(MANY[4]) is None
        known.told(MANY[4], busy(MANY[4], seconds))

    assert waits == [timedelta(minutes=one) for one in minutes]
    assert known.told(MANY[4], None) == MANY


def test_one_asks_at_a_time_less_and_less_often_and_the_others_are_told_what_it_heard():
    clock = Clock()
    known, waits = absences(clock, exchange=MANY), []
    for address in MANY[:3]:
        known.told(address, AWAY)

    for number in range(8):
        told = known.of(MANY[5])
        assert told is not None
        assert str(told.failure) == str(AWAY)
        waits.append(told.ask_again_at - clock.now)
        clock.now = told.ask_again_at
        asking = MANY[number % 4]
        assert known.of(asking) is None
        while_it_asks = known.of(MANY[6])
        assert while_it_asks is not None
        assert while_it_asks.ask_again_at == clock.now + A_TRY
        known.told(asking, AWAY)

    assert waits[:4] == [timedelta(seconds=30 * 2**number) for number in range(4)]
    assert set(waits[4:]) == {timedelta(minutes=5)}


def test_another_asks_when_the_one_that_does_is_long_at_work():
    clock = Clock()
    known = absences(clock, exchange=MANY)
    for address in MANY[:3]:
        known.told(address, AWAY)
    clock.now += timedelta(seconds=30)
    assert known.of(MANY[0]) is None

    clock.now += A_TRY

    assert known.of(MANY[1]) is None
    assert known.of(MANY[2]) is not None


def test_all_on_the_server_follow_once_when_it_is_back_and_nobody_else():
    clock = Clock()
    known = absences(clock, exchange=MANY, cloud=FEW)
    for address in MANY[:3]:
        known.told(address, AWAY)
    assert known.of(FEW[0]) is None
    clock.now += timedelta(seconds=30)

    assert known.told(FEW[0], None) == []
    assert known.told(MANY[7], None) == MANY
    assert known.told(MANY[8], None) == []
    assert known.of(MANY[0]) is None


def test_another_configuration_is_another_server():
    known = absences(Clock(), exchange=FEW)
    for address in FEW:
        known.told(address, AWAY)

    known.forget()

    assert known.of(FEW[0]) is None
