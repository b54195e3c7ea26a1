"""Whose turn it is, leases, folders and cursors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import LeaseLost
from store.unit import Unit
from store.values import DueMailbox, ErrandKind, Outcome
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import (
    BOB,
    LINKED,
    SKIPPED,
    a_folder,
    a_mailbox,
    an_email,
    an_entry,
    an_opportunity,
    linked,
)

OSLO = ZoneInfo("Europe/Oslo")

CY = "cy@us.example"
LEASE, EVERY = timedelta(minutes=10), timedelta(seconds=30)


def claim(unit: Unit, now: datetime = NOON, owner: str = "me", **asked) -> DueMailbox | None:
    return unit.mailboxes.claim(owner=owner, lease=LEASE, every=EVERY, now=now, **asked)


def claimed(unit: Unit, now: datetime = NOON, owner: str = "me", **asked) -> DueMailbox:
    due = claim(unit, now, owner, **asked)
    assert due
    return due


# --- turns ------------------------------------------------------------------------------------------------------------


def test_a_parked_mailbox_can_be_made_due_and_its_failure_stays_known(store: Store, clock: Clock):
    with store.write() as unit:
        unit.mailboxes.register({"bob@us.example": False, "eve@us.example": False})
        bob = claimed(unit, clock())
        unit.mailboxes.park(bob, reason="away", kind="Unreachable", until=clock() + timedelta(hours=1))

        parked = unit.mailboxes.parked(clock())
        unit.mailboxes.try_again(bob.address, clock())
        unit.mailboxes.try_again("eve@us.example", clock() - timedelta(days=1))

        assert parked == {bob.address: "Unreachable"}
        assert unit.mailboxes.parked(clock()) == {}
        by_address = {one.address: one for one in unit.mailboxes.status()}
        assert (by_address[bob.address].due_at, by_address[bob.address].failures) == (clock(), 1)
        assert min(one.due_at for one in by_address.values()) == clock()


def test_the_most_overdue_mailbox_comes_first_and_each_once(store: Store, clock: Clock):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        clock.forward(timedelta(seconds=1))
        unit.mailboxes.register({BOB: False, CY: True})

        first, second = claimed(unit, clock()), claimed(unit, clock())
        assert (first.address, first.is_shared, first.due_at) == (BOB, False, clock() + EVERY)
        assert (second.address, second.is_shared) == (CY, True)
        assert claim(unit, clock()) is None
        assert unit.mailboxes.next_due() == clock() + EVERY


def test_a_claimed_mailbox_knows_its_active_user(store: Store):
    with store.write() as unit:
        unit.users.add("Owner", "owner@us.example")
        bob = unit.users.add("Bob", BOB)
        unit.mailboxes.register({BOB: False})

        assert claimed(unit).user_id == bob.id
        unit.users.edit(bob.id, is_active=False)
        assert claimed(unit, only_due=False).user_id is None


def test_another_owner_waits_until_the_lease_is_given_back_or_runs_out(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        mine = claimed(unit)

        later = NOON + EVERY
        assert claim(unit, later, owner="other") is None
        assert claim(unit, later, owner="other", address=BOB, only_due=False) is None
        assert claim(unit, NOON + LEASE, owner="other")
        unit.mailboxes.release_owner("other")
        mine = claimed(unit, NOON + LEASE + EVERY)
        unit.mailboxes.release(mine)
        assert unit.mailboxes.owners() == set()
        assert claimed(unit, NOON + LEASE, owner="other", only_due=False).owner == "other"
        assert unit.mailboxes.owners() == {"other"}


def test_its_own_lease_does_not_keep_an_owner_from_the_next_turn(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        claimed(unit)

        assert claim(unit, NOON) is None
        assert claimed(unit, NOON + EVERY)
        assert claimed(unit, NOON + EVERY, only_due=False)


def test_a_named_mailbox_is_claimed_alone(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False, CY: False})

        assert claimed(unit, address=CY).address == CY
        assert claim(unit, address="nobody@us.example", only_due=False) is None


def test_a_mailbox_that_is_not_registered_any_more_is_not_visited_but_kept(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False, CY: False})
        unit.mailboxes.register({CY: True})

        assert claimed(unit, only_due=False).address == CY
        assert claim(unit, address=BOB, only_due=False) is None
        assert [(m.address, m.is_active, m.is_shared) for m in unit.mailboxes.status()] == [
            (BOB, False, False),
            (CY, True, True),
        ]
        unit.mailboxes.register({BOB: False, CY: True})
        assert [m.is_active for m in unit.mailboxes.status()] == [True, True]


def test_a_lost_lease_stops_the_turn_before_it_stores_anything(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        slow = claimed(unit, owner="slow")
        fast = claimed(unit, NOON + LEASE, owner="fast")
        folder = a_folder(unit, fast.id)

    def turn_of(due: DueMailbox) -> None:
        with store.write() as unit:
            unit.mailboxes.save_cursor(folder.id, "stale", is_complete=True, at=NOON)
            unit.mailboxes.renew(due, now=NOON + LEASE, lease=LEASE)

    with pytest.raises(LeaseLost, match=f"{BOB}: was taken over by fast"):
        turn_of(slow)

    with store.write() as unit:
        unit.mailboxes.renew(fast, now=NOON + LEASE, lease=LEASE)
        assert unit.mailboxes.folders(fast.id)[0].cursor is None
        unit.mailboxes.release(slow)
        unit.mailboxes.park(slow, reason="late", kind="Unreachable", until=NOON)
        assert unit.mailboxes.owners() == {"fast"}
        assert unit.mailboxes.status()[0].failures == 0
        unit.mailboxes.release(fast)
        with pytest.raises(LeaseLost, match="given back"):
            unit.mailboxes.renew(fast, now=NOON, lease=LEASE)


def test_a_renewed_lease_lasts_longer(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        mine = claimed(unit)
        unit.mailboxes.renew(mine, now=NOON + timedelta(minutes=9), lease=LEASE)

        assert claim(unit, NOON + LEASE, owner="other") is None
        assert claim(unit, NOON + timedelta(minutes=19), owner="other")


def test_a_parked_mailbox_waits_and_says_why_until_it_recovers(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({BOB: False})
        until = NOON + timedelta(minutes=5)
        unit.mailboxes.park(claimed(unit), reason="bob: no", kind="AccessRefused", until=until)

        status = unit.mailboxes.status()[0]
        assert (status.failures, status.last_error, status.last_error_kind) == (1, "bob: no", "AccessRefused")
        assert (status.due_at, status.lease_owner) == (until, None)
        assert claim(unit, until - timedelta(seconds=1), owner="other") is None
        due = claimed(unit, until, owner="other")
        assert due.failures == 1
        unit.mailboxes.recovered(due)
        status = unit.mailboxes.status()[0]
        assert (status.failures, status.last_error, status.last_error_kind) == (0, "", "")


def test_many_claim_at_once_and_none_twice(store: Store):
    with store.write() as unit:
        unit.mailboxes.register({f"m{n}@us.example": False for n in range(12)})

    def take(owner: str) -> list[str]:
        taken = []
        while True:
            with store.write() as unit:
                due = claim(unit, owner=owner)
            if due is None:
                return taken
            taken.append(due.address)

    with ThreadPoolExecutor(4) as pool:
        taken = [address for one in pool.map(take, ["a", "b", "c", "d"]) for address in one]

    assert sorted(taken) == sorted(f"m{n}@us.example" for n in range(12))


def test_a_turn_without_news_writes_one_row(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        number = an_opportunity(unit, assigned_to=bob.id)
        unit.opportunities.remind(number, NOON)
        a_folder(unit, a_mailbox(unit).id)
    written: list[int] = []

    def count(connection, cursor, statement, *rest):
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(cursor.rowcount)

    event.listen(Engine, "after_cursor_execute", count)
    try:
        with store.write() as unit:
            due = claimed(unit, NOON + EVERY, owner="daemon")
        with store.read() as unit:
            unit.mailboxes.next_due()
            unit.mailboxes.folders(due.id)
            unit.wanted_tasks.of(bob.id, OSLO)
            unit.tasks.followed(due.id)
            unit.errands.due(due.id, now=NOON, limit=100)
            unit.errands.keys(due.id, ErrandKind.CATEGORIES)
            unit.opportunities.offered_to(bob.id, closed_since=NOON)
    finally:
        event.remove(Engine, "after_cursor_execute", count)

    assert len(written) == 1


# --- folders and cursors ----------------------------------------------------------------------------------------------


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


# --- status -----------------------------------------------------------------------------------------------------------


def test_status_counts_each_mailbox_by_itself(store: Store):
    with store.write() as unit:
        unit.users.add("Bob", BOB)
        number = an_opportunity(unit)
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        inbox, other = a_folder(unit, bob.id), a_folder(unit, cy.id)
        entries = [linked("S1", number), an_entry("S2"), an_entry("S3", receipt=SKIPPED)]
        unit.history.save(bob.id, inbox.id, entries, now=NOON)
        unit.history.save(cy.id, other.id, [an_entry("S1", receipt=LINKED)], now=NOON)
        unit.quarantine.add(bob.id, inbox.id, "S9", "not understood", now=NOON)
        unit.errands.owe(bob.id, ErrandKind.STAMP, ["1", "2"], due_at=NOON)
        unit.errands.park(unit.errands.due(bob.id, now=NOON, limit=1)[0], reason="no")

        first, second = unit.mailboxes.status()

    assert (first.address, first.user, first.folders_watched) == (BOB, "Bob", 1)
    assert dict(first.outcomes) == {Outcome.LINKED: 1, Outcome.SKIPPED: 2}
    assert (first.quarantined, first.seen, first.errands_owed, first.errands_parked) == (1, 4, 1, 1)
    assert (second.address, second.user, dict(second.outcomes), second.seen) == (CY, "", {Outcome.LINKED: 1}, 1)


def test_all_mailboxes_are_held_at_once_or_none_is(store: Store):
    def hold(unit: Unit, *, dead: str = "") -> dict[str, str]:
        lease = timedelta(hours=1)
        return unit.mailboxes.hold_all(owner="restore", lease=lease, now=NOON, is_dead=lambda owner: owner == dead)

    with store.write() as unit:
        unit.mailboxes.register({BOB: False, "eve@us.example": False, "left@us.example": False})
        a_mailbox(unit, BOB, owner="daemon")
        unit.mailboxes.register({BOB: False, "eve@us.example": False})

        refused = hold(unit)
        held_then = unit.mailboxes.owners()
        taken = hold(unit, dead="daemon")
        late = claim(unit, owner="daemon")

        assert (refused, held_then) == ({BOB: "daemon"}, {"daemon"})
        assert (taken, unit.mailboxes.owners(), late) == ({}, {"restore"}, None)
