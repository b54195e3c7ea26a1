"""Stamps that are written while the next page is decided come to the same end, however late it is heard of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.errors import MailboxError, Throttled
from connectors.ews import request
from connectors.ews.reading import ahead
from connectors.mailbox import Folder, Page, Stamp, Stamped
from simulator.faults import FaultKind
from tests.flow.firm import ANN, BOB, MORNING, Firm

MAILS = 7
Answers = Sequence[Stamped | MailboxError]
Writer = Callable[[Any, Sequence[Stamp]], Future[Answers] | None]


@pytest.fixture
def where() -> str:
    return "exchange"


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "WIDER", 1)


class WhenAsked(Future[Answers]):
    """Nothing happens on the server before somebody waits for the answers: the latest that it may be."""

    def __init__(self, mailbox: Any, stamps: Sequence[Stamp]) -> None:
        super().__init__()
        self._mailbox, self._stamps = mailbox, stamps

    def result(self, timeout: float | None = None) -> Answers:
        if not self.done():
            self.set_result(self._mailbox.stamp(self._stamps))
        return super().result(timeout)


class AtOnce(Future[Answers]):
    """All is on the server at once, and it is told when somebody waits for it: the earliest."""

    def __init__(self, mailbox: Any, stamps: Sequence[Stamp]) -> None:
        super().__init__()
        self._answers = mailbox.stamp(stamps)

    def result(self, timeout: float | None = None) -> Answers:
        if not self.done():
            self.set_result(self._answers)
        return super().result(timeout)


class Busy(Future[Answers]):
    """The server wrote it, and asked to wait instead of saying so."""

    def __init__(self, mailbox: Any, stamps: Sequence[Stamp]) -> None:
        super().__init__()
        mailbox.stamp(stamps)

    def result(self, timeout: float | None = None) -> Answers:
        raise Throttled(BOB, timedelta(seconds=30))


def not_beside(mailbox: Any, stamps: Sequence[Stamp]) -> None:
    """A server that answers at once: stamps are written before the next page is asked for."""


class Beside:
    """A mailbox whose stamps are written beside in this way; `act` happens before its third page."""

    def __init__(self, inner: Any, write: Writer, act: Callable[[], object]) -> None:
        self._inner, self._write, self._act = inner, write, act
        self._pages = 0
        self.begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def changes(self, folder: Folder, cursor: str | None) -> Page:
        if folder.wellknown == "inbox":
            self._pages += 1
            if self._pages == 3:
                self._act()
        found: Page = self._inner.changes(folder, cursor)
        return found

    def stamp_beside(self, stamps: Sequence[Stamp]) -> Future[Answers] | None:
        self.begun += 1
        return self._write(self._inner, stamps)


def an_inbox(firm: Firm) -> list[str]:
    """Mails of one thread and others, all of the one opportunity; the newest is told of first."""
    firm.opportunity("200 seats")
    outlook, found = firm.outlook(), []
    for number in range(MAILS):
        before = f"<m{number - 1}@x.example>" if number % 2 else ""
        sent_at = MORNING - timedelta(hours=MAILS - number)
        message_id = f"<m{number}@x.example>"
        mail = outlook.deliver_mail(ANN, f"m{number}", sent_at=sent_at, message_id=message_id, in_reply_to=before)
        found.append(mail)
    return found


def written_beside(firm: Firm, write: Writer, act: Callable[[], object] = lambda: None) -> list[Beside]:
    """From now on, all of Bob's; the mailboxes that were opened."""
    opened: list[Beside] = []

    def opening(address: str) -> Any:
        opened.append(Beside(inner(address), write, act if not opened else lambda: None))
        return opened[-1]

    inner = firm.context.open_mailbox
    firm.context = replace(firm.context, open_mailbox=opening)
    return opened


def nothing_is_open(firm: Firm) -> bool:
    """Whether nothing is owed, and of every stamp on what is there it is known how it went."""
    with firm.store.read() as unit:
        (mailbox,) = (one for one in unit.mailboxes.status() if one.address == BOB)
    return (mailbox.errands_owed, mailbox.errands_parked, unheard_of(firm)) == (0, 0, [])


def unheard_of(firm: Firm) -> list[str]:
    """Mails that are there, of whose stamp it is not known how it went."""
    found = []
    with firm.store.read() as unit:
        for subject in (f"m{number}" for number in range(MAILS)):
            copies = [copy.pointer for one in unit.history.explain(subject) for copy in one.copies]
            found += [subject for copy in copies if copy.is_being_stamped and not copy.is_gone]
    return found


@pytest.mark.parametrize("write", [WhenAsked, AtOnce, not_beside])
def test_every_mail_is_stamped_once_and_it_is_known(firm: Firm, write: Writer) -> None:
    mails = an_inbox(firm)
    opened = written_beside(firm, write)

    turns = firm.cycle(BOB)
    firm.cycle(BOB)

    assert opened[0].begun >= 3
    assert turns[BOB].paid["stamp"] == MAILS
    assert [firm.categories(mail) for mail in mails] == [["OPP-1 200 seats"]] * MAILS
    assert nothing_is_open(firm)


@pytest.mark.parametrize("write", [WhenAsked, AtOnce])
def test_what_a_user_takes_off_meanwhile_stays_off(firm: Firm, write: Writer) -> None:
    mails = an_inbox(firm)
    newest = mails[-1]
    written_beside(firm, write, lambda: firm.outlook().set_categories(newest, ["Red"]))

    for _ in range(3):
        firm.cycle(BOB)

    # Where our stamp came after it, both are there: nobody took off what was not there yet.
    assert firm.categories(newest) == (["Red"] if write is AtOnce else ["Red", "OPP-1 200 seats"])
    assert all(firm.categories(mail) == ["OPP-1 200 seats"] for mail in mails[:-1])
    assert nothing_is_open(firm)


@pytest.mark.parametrize("write", [WhenAsked, AtOnce])
def test_a_mail_that_is_deleted_meanwhile_is_no_trouble(firm: Firm, write: Writer) -> None:
    mails = an_inbox(firm)
    written_beside(firm, write, lambda: firm.outlook().delete(mails[-1], for_good=True))

    for _ in range(2):
        firm.cycle(BOB)

    assert all(firm.categories(mail) == ["OPP-1 200 seats"] for mail in mails[:-1])
    assert nothing_is_open(firm)


def test_what_was_written_and_not_heard_of_is_found_in_the_next_turn(firm: Firm) -> None:
    mails = an_inbox(firm)
    before = firm.context
    written_beside(firm, Busy)

    failed = firm.try_cycle(BOB)
    firm.context = before
    for _ in range(2):
        firm.cycle(BOB)

    assert "asks to wait" in failed[BOB].failure
    assert [firm.categories(mail) for mail in mails] == [["OPP-1 200 seats"]] * MAILS
    assert nothing_is_open(firm)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is always waited for."""
    monkeypatch.setattr(ahead, "WORTH", -60.0)
    monkeypatch.setattr(ahead, "SHARE", -60.0)
    monkeypatch.setattr(ahead, "IN_A_ROW", 1)


@pytest.mark.usefixtures("slow")
def test_the_real_threads_come_to_the_same(firm: Firm) -> None:
    mails = an_inbox(firm)

    for _ in range(2):
        firm.cycle(BOB)

    assert [firm.categories(mail) for mail in mails] == [["OPP-1 200 seats"]] * MAILS
    assert nothing_is_open(firm)


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("fails", [False, True])
def test_the_category_list_is_written_while_stamps_are_waited_for(firm: Firm, fails: bool) -> None:
    """It is owed no more then; where that failed it is."""
    an_inbox(firm)
    written_beside(firm, WhenAsked)
    if fails:
        firm.fault(FaultKind.UNAVAILABLE, "CreateUserConfiguration")

    turns = firm.cycle(BOB)

    assert firm.outlook().category_list() == ["OPP new", "OPP? choose", "OPP-1 200 seats"]
    assert turns[BOB].paid["categories"] == fails
    asked = firm.asked("GetUserConfiguration")
    firm.cycle(BOB)
    assert firm.asked("GetUserConfiguration") == asked == (4 if fails else 3)


def test_note_of_stamps_is_taken_with_the_page_after_theirs(firm: Firm) -> None:
    mails, unheard = an_inbox(firm), list[str]()
    written_beside(firm, not_beside, lambda: unheard.extend(unheard_of(firm)))

    firm.cycle(BOB)

    assert unheard == ["m3", "m4"]  # of the second page; those of the first were noted with it
    assert [firm.categories(mail) for mail in mails] == [["OPP-1 200 seats"]] * MAILS
    assert nothing_is_open(firm)


def busy(firm: Firm) -> None:
    raise Throttled(BOB, timedelta(seconds=30))


def taken_over(firm: Firm) -> None:
    with firm.store.write() as unit:
        every, lease = timedelta(minutes=1), timedelta(minutes=10)
        now = firm.clock.tick(timedelta(minutes=11))
        assert unit.mailboxes.claim(owner="x/1/1", lease=lease, every=every, now=now, address=BOB, only_due=False)


@pytest.mark.parametrize(("trouble", "unheard"), [(busy, []), (taken_over, ["m3", "m4"])])
def test_where_no_page_comes_after_theirs_note_is_taken_by_who_still_has_the_mailbox(
    firm: Firm, trouble: Callable[[Firm], None], unheard: list[str]
) -> None:
    an_inbox(firm)
    written_beside(firm, not_beside, lambda: trouble(firm))

    failed = firm.try_cycle(BOB)

    assert failed[BOB].failure
    assert unheard_of(firm) == unheard
