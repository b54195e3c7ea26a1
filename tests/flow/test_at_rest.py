"""A service at rest asks its database for nothing but whose turn it is, and misses nothing for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from store.database import open_store
from store.unit import Unit
from store.values import ErrandKind
from tests.flow.appointments.calendars import FIRST, WEEK, times, weekly
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.reminders.reminding import tasks
from tests.flow.service import serve_rounds

ROUNDS = 5  # after which nothing is owed any more
APART = timedelta(minutes=5)  # often enough for the server to keep what it was asked to tell of


@pytest.fixture
def where() -> str:
    """The mail system asks for the news in another way only."""
    return "exchange"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@pytest.fixture
def deal(firm: Firm) -> int:
    """Linked mail, a series and a category list: there is something of everything that a turn looks at."""
    number = firm.opportunity("200 seats", assigned_to=firm.people[BOB]).number
    firm.outlook().deliver_mail(ANN, "Our offer")
    firm.outlook().deliver_mail("zoe@else.example", "From Zoe")
    weekly(firm)
    firm.context = replace(firm.context, refresh=timedelta(days=365))  # that nothing is seen by chance
    return number


@contextmanager
def asked_of_database() -> Iterator[list[str]]:
    """The statements of turns."""
    noted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        noted.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def at_rest_then(firm: Firm, act: Callable[[], object], see: Callable[[], object], turns: int = 1) -> None:
    """Serve until nothing is owed; then this is done, and seen after so many more turns, a few minutes apart."""
    looked: list[list[str]] = []

    def begin() -> None:
        noted.clear()

    def end() -> None:
        looked.append(list(noted))
        act()

    def wait() -> None:
        firm.clock.tick(APART - timedelta(minutes=1))

    with asked_of_database() as noted:
        serve_rounds(firm, *[lambda: None] * ROUNDS, begin, end, *[wait] * (turns - 1), see)

    assert not [one for one in looked[0] if "FROM errands" in one or "FROM folders" in one]


def test_a_turn_at_rest_asks_whose_turn_it_is_and_nothing_else(firm: Firm, deal: int):
    at_rest_then(firm, lambda: None, lambda: None)


# --- what others change -----------------------------------------------------------------------------------------------


def remind(unit: Unit, number: int) -> None:
    unit.opportunities.remind(number, MORNING + timedelta(days=2))


def reword(unit: Unit, number: int) -> None:
    unit.opportunities.edit(number, title="300 seats")


def open_another(unit: Unit, _number: int) -> None:
    unit.opportunities.add("Support", contact_id=unit.contacts.find("Ann").id)


def know_zoe(unit: Unit, number: int) -> None:
    zoe = unit.contacts.add("Zoe", addresses=("zoe@else.example",))
    unit.opportunities.edit(number, contact_id=zoe.id)


def owe_the_list(unit: Unit, _number: int) -> None:
    [mailbox] = [one for one in unit.mailboxes.status() if one.address == BOB]
    unit.errands.owe(mailbox.id, ErrandKind.CATEGORIES, ["list"], due_at=MORNING)


def is_listed(title: str) -> Callable[[Firm], bool]:
    return lambda firm: any(title in name for name in firm.outlook().category_list())


CHANGES: dict[str, tuple[Callable[[Unit, int], object], Callable[[Firm], bool]]] = {
    "a reminder": (remind, lambda firm: len(tasks(firm)) == 1),
    "another title": (reword, is_listed("300 seats")),
    "another opportunity": (open_another, is_listed("Support")),
    "a contact": (know_zoe, lambda firm: "From Zoe" in firm.history(1)),
    "something owed": (owe_the_list, lambda firm: firm.asked("GetUserConfiguration") > 0),
    "a wish to reconcile": (
        lambda unit, _: unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=MORNING),
        lambda firm: firm.asked("FindItem") > 0,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_another_process_changes_is_seen_at_the_next_turn(firm: Firm, deal: int, change: str):
    act, is_seen = CHANGES[change]
    other = open_store(firm.url, clock=firm.clock)
    seen: list[bool] = []

    def do_it() -> None:
        firm.simulator.journal.clear()
        seen.append(is_seen(firm))
        with other.write() as unit:
            act(unit, deal)

    try:
        at_rest_then(firm, do_it, lambda: seen.append(is_seen(firm)))
    finally:
        other.close()

    assert seen == [False, True]


def test_what_is_undone_leaves_no_sign(firm: Firm):
    def sign() -> str:
        with firm.store.read() as unit:
            return unit.state.sign()

    def undone() -> None:
        with firm.store.write() as unit:
            unit.accounts.add("Never")
            raise ZeroDivisionError

    before = sign()
    with pytest.raises(ZeroDivisionError):
        undone()
    with firm.store.write(is_quiet=True) as unit:
        unit.mailboxes.hurry([BOB], MORNING)
    assert sign() == before

    with firm.store.write() as unit:
        unit.accounts.add("Another")
    assert sign() not in ("", before)


# --- what time alone brings -------------------------------------------------------------------------------------------


def test_what_was_put_off_is_paid_when_it_is_due(firm: Firm, deal: int):
    paid: list[int] = []

    def put_off() -> None:
        firm.simulator.journal.clear()
        with firm.store.write() as unit:
            mailbox = next(one for one in unit.mailboxes.status() if one.address == BOB)
            later = firm.clock.now + timedelta(minutes=3)
            unit.errands.owe(mailbox.id, ErrandKind.CATEGORIES, ["list"], due_at=later)

    def look() -> None:
        paid.append(firm.asked("GetUserConfiguration"))

    serve_rounds(firm, *[lambda: None] * ROUNDS, put_off, look, look, look, look)

    assert [requests > 0 for requests in paid] == [False, False, True, True]


def test_an_occurrence_is_an_item_once_it_is_over(firm: Firm, deal: int):
    at_rest_then(firm, lambda: None, lambda: None, turns=36)

    assert times(firm, deal)[-1] == FIRST + 3 * WEEK


def test_what_was_closed_leaves_the_category_list_in_its_time(firm: Firm, deal: int):
    with firm.store.write() as unit:
        unit.opportunities.close(deal, won=True, on=MORNING - firm.context.retire + timedelta(minutes=30))
    listed: list[bool] = []

    def see() -> None:
        listed.append(is_listed("200 seats")(firm))

    at_rest_then(firm, see, see, turns=8)

    assert listed == [True, False]


def test_all_folders_are_looked_into_at_the_interval_for_that(firm: Firm, deal: int):
    firm.context = replace(firm.context, refresh=timedelta(minutes=30))

    at_rest_then(firm, firm.simulator.journal.clear, lambda: None, turns=7)

    assert {who for who, _ in firm.simulator.journal.by_folder("SyncFolderItems")} == {BOB, EVE}


# --- what the server tells --------------------------------------------------------------------------------------------


def test_news_end_the_rest(firm: Firm, deal: int):
    at_rest_then(firm, lambda: firm.outlook().deliver_mail(ANN, "Another"), lambda: None)

    assert "Another" in firm.history(deal)
