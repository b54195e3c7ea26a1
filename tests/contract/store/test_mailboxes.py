"""Whose turn it is, leases, and how each mailbox stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import LeaseLost
from store.unit import Unit
from store.values import DueMailbox, ErrandKind, Outcome, Share
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import (
    BOB,
    LINKED,
    SKIPPED,
    a_folder,
    a_mailbox,
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


OSLO_ONE, OSLO_TWO, ELSEWHERE = "a_b@oslo.example", "a%b@oslo.example", "axb@bergen.example"


@pytest.mark.parametrize(
    ("patterns", "meant"),
    [
        ((), {OSLO_ONE, OSLO_TWO, ELSEWHERE}),
        (("*@oslo.example",), {OSLO_ONE, OSLO_TWO}),
        (("a_b@*",), {OSLO_ONE}),
        (("a%b@*",), {OSLO_TWO}),
        (("a?b@*",), {OSLO_ONE, OSLO_TWO, ELSEWHERE}),
        (("axb@bergen.example", "a_b@oslo.example"), {OSLO_ONE, ELSEWHERE}),
        (("*\\*",), set()),
    ],
)
def test_a_process_takes_its_share_and_no_more(store: Store, patterns: tuple[str, ...], meant: set[str]):
    share = Share(patterns)
    with store.write() as unit:
        unit.mailboxes.register(dict.fromkeys((OSLO_ONE, OSLO_TWO, ELSEWHERE), False))
        assert set(unit.mailboxes.due(NOON, limit=9, share=share)) == meant
        assert (unit.mailboxes.next_due(share) == NOON) is bool(meant)

        taken = {due.address for _ in range(4) if (due := claim(unit, share=share))}

        assert taken == meant
        assert claim(unit, share=share) is None


def test_what_a_process_leaves_to_others_is_due_for_them_at_once(store: Store, clock: Clock):
    with store.write() as unit:
        unit.mailboxes.register(dict.fromkeys((OSLO_ONE, OSLO_TWO), False))
        first = claimed(unit)
        unit.mailboxes.leave(first)
        mine = Share(without=frozenset({first.id}))

        second = claimed(unit, share=mine)
        assert second.id != first.id
        assert claim(unit, share=mine) is None
        assert claimed(unit, owner="other").id == first.id


@pytest.mark.parametrize("is_beside", [False, True])
def test_who_claim_at_once_never_get_the_same_mailbox(store: Store, is_beside: bool):
    """Beside who writes, none waits for a page that another one stores, where the database lets several write."""
    addresses = [f"user{number}@us.example" for number in range(40)]
    with store.write() as unit:
        unit.mailboxes.register(dict.fromkeys(addresses, False))

    def take(owner: str) -> list[str]:
        found = []
        while True:
            with store.write_beside() if is_beside else store.write() as unit:
                due = claim(unit, owner=owner)
            if due is None:
                return found
            found.append(due.address)

    with ExitStack() as ending:
        if is_beside and store.is_for_machines:
            ending.enter_context(store.write())
        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(take, [f"owner {number}" for number in range(8)]))

    # Who found everything locked at one moment stopped; what is left over is taken by whoever looks again.
    everything = [address for some in (*taken, take("last")) for address in some]
    assert sorted(everything) == sorted(addresses)


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
        with store.write(is_quiet=True) as unit:
            due = claimed(unit, NOON + EVERY, owner="daemon")
            unit.mailboxes.next_due()
        with store.read() as unit:
            unit.mailboxes.folders(due.id)
            unit.wanted_tasks.of(bob.id, OSLO)
            unit.tasks.followed(due.id)
            unit.errands.due(due.id, now=NOON, limit=100)
            unit.errands.keys(due.id, ErrandKind.CATEGORIES)
            unit.opportunities.offered_to(bob.id, closed_since=NOON)
    finally:
        event.remove(Engine, "after_cursor_execute", count)

    assert len(written) == 1


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
