"""What is written while pages are read ends as it would have by itself, and gives its connections back."""

from __future__ import annotations

import threading
from collections.abc import Collection

import pytest

from connectors.errors import ItemGone, Throttled
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.reading import ahead
from connectors.ews.writing import beside
from connectors.mailbox import CategoryEdit, Folder, Stamp, Stamped
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB
from tests.contract.ews.slow.conftest import OfOneLogin
from tests.contract.ews.slow.paging import nobody_reads, pages, subjects
from tests.contract.mailbox.user import items


def test_no_more_connections_are_opened_beside_than_a_login_may_have(of_one_login: OfOneLogin) -> None:
    first, second, folder = of_one_login(1)

    both = [subjects(*pages(one, folder)) for one in (first, second)]
    open_ones = [one.changes(folder, None) for one in (first, second)]
    beside = [thread for thread in threading.enumerate() if thread.name == "ahead"]
    stamped = second.stamp_beside([Stamp(items(open_ones[0].changes)[0].item_id, add=("OT-7 Offer",))])
    first.close()
    nobody_reads()

    assert both == [[["m6", "m5"], ["m4", "m3"], ["m2", "m1"], ["m0"]]] * 2
    assert len(beside) <= 1
    assert stamped is None
    second.close()


def test_what_is_written_beside_once_all_pages_came_leaves_no_connection_open(of_one_login: OfOneLogin) -> None:
    """No other page may come for hours, and other mailboxes of the login have no room until then."""
    first, second, folder = of_one_login(2)
    *_, last = pages(first, folder)
    [item] = items(last.changes)
    nobody_reads()

    stamped = first.stamp_beside([Stamp(item.item_id, add=("OT-7 Offer",))])
    listed = first.edit_category_list_beside(CategoryEdit(add=("OT-7 Offer",)))
    assert stamped is not None
    assert listed is not None
    stamped.result()
    listed.result()
    *_, last = pages(second, folder)
    nobody_reads()
    both = [second.edit_category_list_beside(CategoryEdit(add=(name,))) for name in ("OT-8 Other", "OT-9 Third")]

    assert None not in both
    for mailbox in (first, second):
        mailbox.close()


def test_stamps_are_written_beside_and_a_page_that_has_them_waits(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder
) -> None:
    shown = {item.subject: item.item_id for page in pages(mailbox, inbox) for item in items(page.changes)}
    first = mailbox.changes(inbox, None)

    answers = mailbox.stamp_beside([Stamp(shown["m4"], add=("OT-7 Offer",)), Stamp(shown["m0"], add=("OT-8 Other",))])
    second = mailbox.changes(inbox, first.cursor)

    assert answers is not None
    assert [one.categories for one in answers.result() if isinstance(one, Stamped)] == [
        ("OT-7 Offer",),
        ("OT-8 Other",),
    ]
    assert {item.subject: item.categories for item in items(second.changes)} == {"m4": ("OT-7 Offer",), "m3": ()}


def test_what_is_told_of_while_it_is_stamped_is_not_asked_for_before_it_is_known_why(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, last = pages(mailbox, inbox)
    [item] = items(last.changes)
    is_written, is_asked_why = threading.Event(), threading.Event()
    expect, wait_for = mailbox._connection.echoes.expect, mailbox._beside.wait_for

    def expect_late(*version: str) -> None:
        is_written.set()
        assert is_asked_why.wait(60)
        expect(*version)

    def ask_why(item_ids: Collection[str]) -> None:
        is_asked_why.set()
        wait_for(item_ids)

    monkeypatch.setattr(mailbox._connection.echoes, "expect", expect_late)
    monkeypatch.setattr(mailbox._beside, "wait_for", ask_why)
    answers = mailbox.stamp_beside([Stamp(item.item_id, add=("OT-7 Offer",), known=item.change_key)])
    assert is_written.wait(60)
    simulator.journal.clear()
    page = mailbox.changes(inbox, last.cursor)

    assert answers is not None
    assert (page.changes, page.echoes) == ((), (item.item_id,))
    assert simulator.journal.counts() == {"SyncFolderItems": 1}


def test_parts_are_stamped_at_once_and_answered_in_order(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "WORTH", 2)
    shown = {item.subject: item.item_id for page in pages(mailbox, inbox) for item in items(page.changes)}
    gone = shown.pop("m2")
    simulator.outlook(BOB).delete(gone, for_good=True)
    simulator.journal.clear()

    answers = mailbox.stamp([Stamp(id, add=(f"OT-{id[-1:]} Offer",)) for id in (*shown.values(), gone)])

    assert [one.item_id for one in answers if isinstance(one, Stamped)] == list(shown.values())
    assert isinstance(answers[-1], ItemGone)
    assert all(simulator.outlook(BOB).read(id)["categories"] for id in shown.values())
    assert simulator.journal.count("UpdateItem") == 3  # the fourth part is what is gone
    assert not mailbox._beside._idle


def test_what_finds_no_room_beside_is_written_in_one(
    simulator: Simulator, of_one_login: OfOneLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "WORTH", 2)
    first, second, folder = of_one_login(0)
    found = [item.item_id for page in pages(first, folder) for item in items(page.changes)]
    simulator.journal.clear()

    answers = first.stamp([Stamp(id, add=("OT-7 Offer",)) for id in found])

    assert [one.item_id for one in answers if isinstance(one, Stamped)] == found
    assert simulator.journal.count("UpdateItem") == 1
    for mailbox in (first, second):
        mailbox.close()


@pytest.mark.parametrize("after", [0, 1])
def test_a_failure_of_one_part_is_told_when_the_others_are_written(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(beside, "WORTH", 2)
    found = [item.item_id for page in pages(mailbox, inbox) for item in items(page.changes)][:4]
    simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, "UpdateItem", after=after))

    with pytest.raises(Throttled):
        mailbox.stamp([Stamp(id, add=("OT-7 Offer",)) for id in found])

    assert sum(simulator.outlook(BOB).read(id)["categories"] == ["OT-7 Offer"] for id in found) == 2


def test_the_category_list_is_written_beside(simulator: Simulator, mailbox: EwsMailbox, inbox: Folder) -> None:
    mailbox.changes(inbox, None)

    written = mailbox.edit_category_list_beside(CategoryEdit(add=("OT-7 Offer",)))
    assert written is not None
    assert list(written.result()) == simulator.outlook(BOB).category_list() == ["OT-7 Offer"]
    simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, "UpdateUserConfiguration"))
    failing = mailbox.edit_category_list_beside(CategoryEdit(add=("OT-8 Other",)))

    assert failing is not None
    with pytest.raises(Throttled):
        failing.result()


def test_what_goes_wrong_beside_is_told_with_the_answers(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder
) -> None:
    first = mailbox.changes(inbox, None)
    nobody_reads()
    simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, "UpdateItem"))

    answers = mailbox.stamp_beside([Stamp(items(first.changes)[0].item_id, add=("OT-7 Offer",))])

    assert answers is not None
    with pytest.raises(Throttled):
        answers.result()


def test_nothing_is_written_beside_at_a_server_that_answers_at_once(
    simulator: Simulator, mailbox: EwsMailbox, inbox: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WORTH", 60.0)
    first = mailbox.changes(inbox, None)

    assert mailbox.stamp_beside([Stamp(items(first.changes)[0].item_id, add=("OT-7 Offer",))]) is None
    assert mailbox.edit_category_list_beside(CategoryEdit(add=("OT-7 Offer",))) is None
