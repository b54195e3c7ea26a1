"""How all stands in a handful of counts, on both databases."""

from datetime import timedelta

from store.database import Store
from store.values import ErrandKind, Standing
from tests.contract.store.records import BOB, NOON, a_folder, a_mailbox


def test_nothing_is_all_zeros(store: Store):
    with store.read() as unit:
        assert unit.watching.standing() == Standing((), 0, {}, {}, None, 0, 0, 0)


def test_mailboxes_errands_and_quarantine_are_counted(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.mailboxes.park(due, reason="login refused", kind="LoginRefused", until=NOON + timedelta(hours=1))
        unit.mailboxes.register({BOB: False, "eve@us.example": False, "old@us.example": False})
        unit.mailboxes.register({BOB: False, "eve@us.example": False})
        unit.errands.owe(due.id, ErrandKind.STAMP, ["1", "2"], due_at=NOON + timedelta(minutes=5))
        unit.errands.owe(due.id, ErrandKind.TASK, ["3"], due_at=NOON)
        for id in ("S1", "S2"):
            unit.quarantine.add(due.id, folder.id, id, "no id", now=NOON)
        unit.quarantine.add(due.id, folder.id, "S3", "a contact", now=NOON, is_passed_over=True)
        unit.quarantine.dismiss(due.id, "S1", is_dismissed=True)
    with store.read() as unit:
        standing = unit.watching.standing()

    told = [(one.address, one.is_parked, one.last_error_kind, one.is_leased) for one in standing.mailboxes]
    assert told == [(BOB, True, "LoginRefused", False), ("eve@us.example", False, "", False)]
    assert [one.address for one in standing.parked] == [BOB]
    assert standing.inactive == 1
    assert (standing.owed, standing.given_up, standing.oldest_due) == ({"stamp": 2, "task": 1}, {}, NOON)
    assert (standing.quarantined, standing.dismissed, standing.undelivered) == (2, 1, 0)


def test_its_own_transactions_are_measured(store: Store):
    before = store.spent
    with store.write() as unit:
        a_mailbox(unit)
    reads = before.reading.count
    for _ in range(2):
        with store.read() as unit:
            unit.watching.standing()

    assert store.spent.writing.count >= 1
    assert store.spent.reading.count == reads + 2
    assert store.spent.reading.failed == store.spent.writing.failed == 0
    assert 0 < store.spent.reading.seconds < 60
