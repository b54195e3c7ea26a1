"""A page that is read ahead is the one that would have been read: failures and what was written meanwhile included."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from connectors.errors import CursorExpired, Throttled
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.reading import ahead, sync
from connectors.mailbox import Change, Folder, Page, Stamp, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener
from tests.contract.ews.slow.paging import nobody_reads, pages, subjects
from tests.contract.mailbox.user import items, the_folder


def test_every_page_comes_once_in_its_order_and_is_asked_for_once(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder
) -> None:
    found = subjects(*pages(mailbox, inbox))

    assert found == [["m6", "m5"], ["m4", "m3"], ["m2", "m1"], ["m0"]]
    assert simulator.journal.counts() == {"SyncFolderItems": 4, "GetItem": 4}


def test_one_page_and_no_more_is_there_before_it_is_asked_for(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder
) -> None:
    first = mailbox.changes(inbox, None)
    nobody_reads()
    read_by_then = simulator.journal.counts()
    simulator.faults.inject(Fault(FaultKind.REFUSED, times=9, code="ErrorInternalServerError"))

    second = mailbox.changes(inbox, first.cursor)

    assert read_by_then == {"SyncFolderItems": 2, "GetItem": 2}
    assert subjects(first, second) == [["m6", "m5"], ["m4", "m3"]]


@pytest.mark.parametrize(
    ("kind", "operation", "told"),
    [
        (FaultKind.UNAVAILABLE, "SyncFolderItems", Throttled),
        (FaultKind.UNAVAILABLE, "GetItem", Throttled),
        (FaultKind.STATE_EXPIRED, "SyncFolderItems", CursorExpired),
    ],
)
def test_what_goes_wrong_is_told_where_the_page_is_asked_for(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, kind: FaultKind, operation: str, told: type[Exception]
) -> None:
    simulator.faults.inject(Fault(kind, operation, after=1))
    first = mailbox.changes(inbox, None)

    with pytest.raises(told):
        mailbox.changes(inbox, first.cursor)
    again = mailbox.changes(inbox, first.cursor)

    assert subjects(first, again) == [["m6", "m5"], ["m4", "m3"]]


def test_a_stamp_written_meanwhile_is_on_the_page(simulator: Simulator, mailbox: EwsMailbox, inbox: Folder) -> None:
    shown = {item.subject: item.item_id for page in pages(mailbox, inbox) for item in items(page.changes)}
    first = mailbox.changes(inbox, None)
    nobody_reads()

    mailbox.stamp([Stamp(shown["m4"], add=("OT-7 Offer",)), Stamp(shown["m0"], add=("OT-8 Other",))])
    second = mailbox.changes(inbox, first.cursor)

    categories = {item.subject: item.categories for item in items(second.changes)}
    assert categories == {"m4": ("OT-7 Offer",), "m3": ()}


def test_nothing_is_read_ahead_of_a_server_that_answers_at_once(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WORTH", 60.0)

    first = mailbox.changes(inbox, None)
    nobody_reads()
    read_by_then = simulator.journal.counts()
    second = mailbox.changes(inbox, first.cursor)

    assert read_by_then == {"SyncFolderItems": 1, "GetItem": 1}
    assert subjects(first, second) == [["m6", "m5"], ["m4", "m3"]]


@pytest.mark.parametrize(("answering", "is_slow"), [(60.0, True), (0.0, False)])
def test_after_one_page_that_was_waited_for_two_are_read_and_what_their_answers_took_decides(
    simulator: Simulator,
    mailbox: EwsMailbox,
    inbox: Folder,
    monkeypatch: pytest.MonkeyPatch,
    answering: float,
    is_slow: bool,
) -> None:
    """In the thread that reads ahead, waiting for another thread looks like waiting for the server."""
    monkeypatch.setattr(ahead, "_timed", lambda connection, *asked: answered(connection, asked, answering))
    monkeypatch.setattr(ahead, "WORTH", 0.05)
    monkeypatch.setattr(ahead, "SHARE", 0.0)
    monkeypatch.setattr(ahead, "IN_A_ROW", 2)

    first = mailbox.changes(inbox, None)
    is_stamped_beside = mailbox._ahead.is_under_way
    nobody_reads()
    after_one = simulator.journal.counts()
    second = mailbox.changes(inbox, first.cursor)
    nobody_reads()

    after_two = simulator.journal.counts()
    assert is_stamped_beside
    assert after_one == {"SyncFolderItems": 3, "GetItem": 3}
    assert after_two == ({"SyncFolderItems": 4, "GetItem": 4} if is_slow else after_one)
    assert mailbox._ahead.is_slow == is_slow
    assert subjects(first, second, *pages(mailbox, inbox, second.cursor)) == [
        ["m6", "m5"],
        ["m4", "m3"],
        ["m2", "m1"],
        ["m0"],
    ]


def answered(connection: Any, asked: Any, seconds: float) -> tuple[float, Page]:
    """A page for which nearly five minutes were waited, as long as this for answers."""
    before = connection.waited
    page = sync.page(connection, *asked)
    connection.waited = before + seconds
    return 290.0, page


def test_a_server_that_is_faster_than_what_is_done_with_its_pages_is_not_slow(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others keep it busy, each page is waited for, for less time than it takes to be stored."""
    monkeypatch.setattr(ahead, "SHARE", 1e9)
    monkeypatch.setattr(ahead, "IN_A_ROW", 2)

    found = subjects(*pages(mailbox, inbox))

    assert found == [["m6", "m5"], ["m4", "m3"], ["m2", "m1"], ["m0"]]
    assert not mailbox._ahead.is_slow
    assert mailbox.stamp_beside([]) is None


def waiting(asked: Any, *, text: str = "") -> tuple[float, Page]:
    """A page for which nearly five minutes were waited, each of its mails with this text."""
    page = sync.page(*asked)
    asked[0].waited += 290.0
    with_text = [Upserted(replace(item, body=text)) for item in items(page.changes)]
    return 290.0, replace(page, changes=tuple(with_text))


def test_as_many_pages_are_read_ahead_as_come_while_one_is_worked_at(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_timed", lambda *asked: waiting(asked))
    monkeypatch.setattr(ahead, "IN_A_ROW", 2)

    first = mailbox.changes(inbox, None)
    assert mailbox._ahead._handed_out is not None
    mailbox._ahead._handed_out -= 100.0  # seconds that the first took to compute
    mailbox.changes(inbox, first.cursor)

    assert len(mailbox._ahead._coming) == 3


@pytest.mark.parametrize(("room", "ahead_of_it"), [(1, 1), (399, 1), (400, 2), (100_000, 4)])
def test_no_more_pages_are_read_ahead_than_their_texts_have_room_for(
    simulator: Simulator,
    mailbox: EwsMailbox,
    inbox: Folder,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    ahead_of_it: int,
) -> None:
    monkeypatch.setattr(ahead, "_timed", lambda *asked: waiting(asked, text="x" * 100))
    monkeypatch.setattr(ahead, "IN_A_ROW", 2)
    monkeypatch.setattr(ahead, "MOST_TEXT", room)

    first = mailbox.changes(inbox, None)
    second = mailbox.changes(inbox, first.cursor)

    assert len(mailbox._ahead._coming) == ahead_of_it
    assert subjects(first, second, *pages(mailbox, inbox, second.cursor)) == [
        ["m6", "m5"],
        ["m4", "m3"],
        ["m2", "m1"],
        ["m0"],
    ]


def test_a_page_of_another_place_is_not_taken_for_it(simulator: Simulator, mailbox: EwsMailbox, inbox: Folder) -> None:
    first = mailbox.changes(inbox, None)
    sent = mailbox.changes(the_folder(mailbox, "sentitems"), None)

    anew, second = mailbox.changes(inbox, None), mailbox.changes(inbox, first.cursor)

    assert subjects(sent) == [[]]
    assert subjects(anew, second) == [["m6", "m5"], ["m4", "m3"]]


def test_a_mailbox_that_is_closed_asks_for_nothing_more(simulator: Simulator, opened: Opener, inbox: Folder) -> None:
    mailbox = opened(simulator, BOB)
    mailbox.changes(inbox, None)

    mailbox.close()
    nobody_reads()

    counts = simulator.journal.counts()
    assert counts["SyncFolderItems"] <= 2
    assert [thread for thread in threading.enumerate() if thread.name == "ahead"] == []


def test_what_was_read_before_is_not_news_of_a_later_turn(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder
) -> None:
    first = mailbox.changes(inbox, None)
    nobody_reads()
    found = {item.subject: item.item_id for page in pages(mailbox, inbox) for item in items(page.changes)}
    left = mailbox.changes(inbox, first.cursor)
    nobody_reads()
    simulator.outlook(BOB).delete(found["m2"], for_good=True)

    mailbox.news([inbox])
    later: list[Change] = [*mailbox.changes(inbox, left.cursor).changes]

    assert found["m2"] not in {item.item_id for item in items(later)}


def test_a_stamp_that_is_told_of_by_then_is_no_news(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, last = pages(mailbox, inbox)
    for item_id in list(simulator.mailbox(BOB).items)[:3]:
        simulator.outlook(BOB).set_sensitivity(item_id, "Private")
    _, second = pages(mailbox, inbox, last.cursor)
    [item] = items(second.changes)
    late: list[threading.Thread] = []
    start = threading.Thread.start
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", lambda one: (late.append if one.name == "ahead" else start)(one))
        first = mailbox.changes(inbox, last.cursor)

    mailbox.stamp([Stamp(item.item_id, add=("OT-7 Offer",), known=item.change_key)])
    late.pop().start()
    again = mailbox.changes(inbox, first.cursor)

    assert (again.changes, again.echoes) == ((), (item.item_id,))


def test_more_pages_are_read_ahead_where_one_is_waited_for_all_the_same(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = mailbox.changes(inbox, None)
    monkeypatch.setattr(mailbox._ahead._coming[0].answer, "done", lambda: False)  # it came late
    second = mailbox.changes(inbox, first.cursor)
    nobody_reads()

    read_by_then = simulator.journal.counts()
    rest = subjects(*pages(mailbox, inbox, second.cursor))

    assert read_by_then == {"SyncFolderItems": 4, "GetItem": 4}
    assert rest == [["m2", "m1"], ["m0"]]
