"""The folders of a mailbox: listed, watched or not, read to a cursor, and what is gone from them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.database import Store
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import (
    a_folder,
    a_mailbox,
    an_email,
    an_entry,
)


def test_folders_are_listed_again_without_losing_their_cursors(store: Store, clock: Clock):
    inbox, old = ("f1", "Inbox", "mail", "inbox", True), ("F1", "Old", "mail", None, True)  # ids are case-sensitive
    tasks = ("f3", "Tasks", "tasks", "tasks", False)
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.mailboxes.save_folders(due.id, [inbox, old, tasks], at=clock())
        first = unit.mailboxes.folders(due.id)
        for folder in first:
            unit.mailboxes.save_cursor(folder.id, f"after {folder.path}", is_complete=True, at=clock())

        unit.mailboxes.save_folders(due.id, [("f1", "Posteingang", "mail", "inbox", True), tasks], at=clock())
        [renamed] = unit.mailboxes.folders(due.id)
        unit.mailboxes.save_folders(due.id, [inbox, old], at=clock())
        again = unit.mailboxes.folders(due.id)

    assert [(f.path, f.kind, f.wellknown, f.cursor) for f in first] == [
        ("Inbox", "mail", "inbox", None),
        ("Old", "mail", None, None),
    ]
    assert (renamed.path, renamed.id, renamed.cursor) == ("Posteingang", first[0].id, "after Inbox")
    assert [(f.id, f.path, f.cursor) for f in again] == [
        (first[0].id, "Inbox", "after Inbox"),
        (first[1].id, "Old", None),  # it was away: what changed meanwhile was not told
    ]


@pytest.mark.parametrize("there", [True, False])
def test_what_is_in_a_folder_that_is_not_watched_any_more_is_out_of_sight_until_it_is_read_again(
    store: Store, there: bool
):
    inbox, old = ("f1", "Inbox", "mail", "inbox", True), ("f2", "Old", "mail", None, True)
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.mailboxes.save_folders(due.id, [inbox, old], at=NOON)
        kept, left = unit.mailboxes.folders(due.id)
        for folder, server_id in ((kept, "S1"), (left, "S2")):
            unit.history.save(due.id, folder.id, [an_entry(server_id, an_email(f"<{server_id}@x>"))], now=NOON)
            unit.quarantine.add(due.id, folder.id, f"Q{server_id}", "not understood", now=NOON)
            unit.mailboxes.save_cursor(folder.id, "c1", is_complete=True, at=NOON)

        unit.mailboxes.save_folders(due.id, [inbox, *([(*old[:4], False)] if there else [])], at=NOON)

        copies = {p.server_id: p.is_gone for held in unit.history.pointers_of([1, 2]).values() for p in held}
        assert copies == {"S1": False, "S2": True}
        assert [item.server_id for item in unit.quarantine.all()] == ["QS1"]
        counts = unit.history.counts(due.id)
        assert counts.pop("seen") == sum(counts.values())
        unit.mailboxes.save_folders(due.id, [inbox, old], at=NOON)
        assert [(f.id, f.cursor, f.pass_started_at) for f in unit.mailboxes.folders(due.id)] == [
            (kept.id, "c1", None),
            (left.id, None, None),
        ]


def test_what_is_deleted_leaves_the_quarantine(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        for server_id in ("S1", "S2"):
            unit.quarantine.add(due.id, folder.id, server_id, "not understood", now=NOON)

        assert unit.history.gone(due.id, ["S1", "S9"]) == 0

        assert [item.server_id for item in unit.quarantine.all()] == ["S2"]


def test_when_the_folders_were_listed_and_what_is_offered_is_told_at_the_next_turn(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        assert (due.folders_listed_at, dict(due.offered)) == (None, {})
        a_folder(unit, due.id)
        unit.mailboxes.offered(due.id, {"17": "OPP-17 Fabrikam, Ø"})

        again = a_mailbox(unit)

    assert (again.folders_listed_at, dict(again.offered)) == (NOON, {"17": "OPP-17 Fabrikam, Ø"})


def test_a_pass_lasts_until_its_last_page(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.mailboxes.save_cursor(folder.id, "c1", is_complete=True, at=NOON)

        unit.mailboxes.start_pass(folder.id, NOON)
        started = unit.mailboxes.folders(due.id)[0]
        unit.mailboxes.save_cursor(folder.id, "c2", is_complete=False, at=NOON)
        halfway = unit.mailboxes.folders(due.id)[0]
        unit.mailboxes.save_cursor(folder.id, "c3", is_complete=True, at=NOON)
        done = unit.mailboxes.folders(due.id)[0]

    assert (started.cursor, started.pass_started_at) == (None, NOON)
    assert (halfway.cursor, halfway.pass_started_at) == ("c2", NOON)
    assert (done.cursor, done.pass_started_at) == ("c3", None)


def test_what_a_whole_pass_did_not_show_is_gone(store: Store):
    later = NOON + timedelta(hours=1)
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        ids = unit.history.save(due.id, folder.id, [an_entry(f"S{n}") for n in range(3)], now=NOON).pointers
        unit.mailboxes.start_pass(folder.id, later)
        unit.history.save(due.id, folder.id, [an_entry("S0")], now=later)
        unit.quarantine.add(due.id, folder.id, "S1", "not understood", now=later)

        unit.quarantine.add(due.id, folder.id, "S8", "not understood", now=NOON)
        assert unit.mailboxes.finish_pass(folder.id, later) == 1
        assert [item.server_id for item in unit.quarantine.all()] == ["S1"]
        copies = {p.id: p.is_gone for held in unit.history.pointers_of([1]).values() for p in held}
        assert copies == {ids[0]: False, ids[1]: False, ids[2]: True}
        assert unit.mailboxes.finish_pass(folder.id, later) == 0


def test_a_folder_that_is_suddenly_empty_is_doubted(store: Store):
    later = NOON + timedelta(hours=1)
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.history.save(due.id, folder.id, [an_entry(f"S{n}") for n in range(3)], now=NOON)
        unit.quarantine.add(due.id, folder.id, "S9", "not understood", now=NOON)

        with pytest.raises(ValueError, match="suddenly empty"):
            unit.mailboxes.finish_pass(folder.id, later)
        assert len(unit.quarantine.all()) == 1
        assert unit.history.gone(due.id, ["S0", "S1", "S2"]) == 3
        assert unit.mailboxes.finish_pass(folder.id, later) == 0
