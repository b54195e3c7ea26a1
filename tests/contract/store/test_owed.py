"""What is owed to Outlook, the tasks there, and what could not be understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from store.database import Store
from store.errors import Invalid
from store.values import ErrandKind, FollowedTask, QuarantinedItem, TaskState
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, an_entry, an_opportunity

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STAMP, TASK = ErrandKind.STAMP, ErrandKind.TASK


# --- errands ----------------------------------------------------------------------------------------------------------


def test_what_is_owed_is_due_once_its_time_has_come(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.errands.owe(due.id, STAMP, ["2", "1", "2"], due_at=NOON)
        unit.errands.owe(due.id, TASK, ["1"], due_at=NOON + MINUTE)

        assert [(e.kind, e.key, e.revision) for e in unit.errands.due(due.id, now=NOON, limit=9)] == [
            (STAMP, "2", 1),
            (STAMP, "1", 1),
        ]
        later = NOON + MINUTE
        assert len(unit.errands.due(due.id, now=later, limit=9)) == 3
        assert [e.key for e in unit.errands.due(due.id, now=later, limit=9, kind=TASK)] == ["1"]
        assert len(unit.errands.due(due.id, now=later, limit=1)) == 1
        assert unit.errands.keys(due.id, STAMP) == {"1", "2"}
        assert unit.errands.counts(due.id) == (3, 0)


def test_an_errand_that_is_owed_anew_while_it_is_paid_stays_owed(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.errands.owe(due.id, STAMP, ["1", "2"], due_at=NOON)
        being_paid = unit.errands.due(due.id, now=NOON, limit=9)
    with store.write() as unit:
        unit.errands.owe(due.id, STAMP, ["1"], due_at=NOON)
    with store.write() as unit:
        unit.errands.paid(being_paid)
        unit.errands.postpone(being_paid[0], until=NOON + MINUTE, reason="late")
        unit.errands.park(being_paid[0], reason="late")

        [left] = unit.errands.due(due.id, now=NOON, limit=9)
        assert (left.key, left.revision, left.attempts) == ("1", 2, 0)
        unit.errands.paid([left])
        unit.errands.paid([])
        assert unit.errands.counts(due.id) == (0, 0)


def test_a_postponed_errand_comes_back_and_counts_its_attempts(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.errands.owe(due.id, TASK, ["t"], due_at=NOON)
        [errand] = unit.errands.due(due.id, now=NOON, limit=9)
        unit.errands.postpone(errand, until=NOON + MINUTE, reason="busy")

        assert unit.errands.due(due.id, now=NOON, limit=9) == []
        [again] = unit.errands.due(due.id, now=NOON + MINUTE, limit=9)
        assert again == replace(errand, attempts=1)


def test_a_parked_errand_waits_for_a_person_or_for_being_owed_again(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.errands.owe(due.id, TASK, ["bad", "good"], due_at=NOON)
        bad, good = unit.errands.due(due.id, now=NOON, limit=9)
        unit.errands.park(bad, reason="quota")

        assert unit.errands.due(due.id, now=NOON, limit=9) == [good]
        assert unit.errands.counts(due.id) == (1, 1)
        [parked] = unit.errands.parked()
        assert (parked.address, parked.errand.key, parked.reason) == (BOB, "bad", "quota")
        assert unit.errands.keys(due.id, TASK) == {"bad", "good"}
        unit.errands.owe(due.id, TASK, ["bad"], due_at=NOON)
        assert unit.errands.parked() == []
        assert {e.key: (e.revision, e.attempts) for e in unit.errands.due(due.id, now=NOON, limit=9)} == {
            "bad": (2, 0),
            "good": (1, 0),
        }


def test_what_is_tried_again_and_again_waits_since_it_was_due_first(store: Store, clock: Clock):
    with store.write() as unit:
        due = a_mailbox(unit)
        unit.errands.owe(due.id, STAMP, ["1", "2", "3", "4"], due_at=clock.now)
        unit.errands.owe(due.id, TASK, ["paid", "later"], due_at=clock.now - MINUTE)
        task = {errand.key: errand for errand in unit.errands.due(due.id, now=clock.now, limit=9, kind=TASK)}
        first = clock.now
        for number in range(1, 4):
            clock.now = first + number * HOUR
            for errand in unit.errands.due(due.id, now=clock.now, limit=9, kind=STAMP):
                unit.errands.postpone(errand, until=clock.now + HOUR, reason="busy")
        unit.errands.owe(due.id, STAMP, ["1", "2", "3", "5"], due_at=clock.now)  # many at once, and one more
        unit.errands.paid([task["paid"]])
        unit.errands.owe(due.id, TASK, ["later"], due_at=clock.now + HOUR)  # nobody waits for it until then
        [status] = unit.mailboxes.status()

        assert status.owed_since == unit.watching.standing().oldest_due == first


def test_what_is_parked_keeps_nobody_waiting_until_it_is_tried_again(store: Store, clock: Clock):
    with store.write() as unit:
        due, first = a_mailbox(unit), clock.now
        unit.errands.owe(due.id, TASK, ["t"], due_at=first)
        unit.errands.owe(due.id, STAMP, ["1"], due_at=first + MINUTE)
        unit.errands.park(unit.errands.due(due.id, now=first, limit=1)[0], reason="quota")
        assert unit.watching.standing().oldest_due == first + MINUTE

        unit.errands.try_parked_again(due.id, due_at=first + HOUR)

        assert unit.watching.standing().oldest_due == first


def test_a_mailbox_owes_only_its_own(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit), a_mailbox(unit, "cy@us.example")
        unit.errands.owe(bob.id, STAMP, ["1"], due_at=NOON)

        assert unit.errands.due(cy.id, now=NOON, limit=9) == []
        assert unit.errands.keys(cy.id, STAMP) == set()


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_followed_task_is_kept_whole(store: Store):
    state = TaskState("Follow up: Ø", date(2026, 3, 3), NOON, is_complete=False, block="--- kept ---\nÄ")
    with store.write() as unit:
        due, number = a_mailbox(unit), an_opportunity(unit)
        new = FollowedTask(uuid4(), due.id, number)
        unit.tasks.save(new)
        assert unit.tasks.get(due.id, new.guid) == new

        full = replace(new, server_id="T1", change_key="CK", agreed=state, seen=replace(state, due=None))
        unit.tasks.save(full)
        assert unit.tasks.followed(due.id) == [full]
        over = replace(full, is_over=True, closing="done", seen=replace(state, reminder_at=None, is_complete=True))
        unit.tasks.save(over)
        assert unit.tasks.followed(due.id) == []
        assert unit.tasks.by_number(number) == [over]
        assert unit.tasks.get(due.id, uuid4()) is None


def test_one_reminder_may_have_a_task_in_each_mailbox(store: Store):
    with store.write() as unit:
        bob, cy, number = a_mailbox(unit), a_mailbox(unit, "cy@us.example"), an_opportunity(unit)
        guid = uuid4()
        tasks = [FollowedTask(guid, due.id, number, server_id=f"T{due.id}") for due in (bob, cy)]
        for task in tasks:
            unit.tasks.save(task)

        assert unit.tasks.by_number(number) == tasks
        assert unit.tasks.followed(cy.id) == tasks[1:]


def test_a_task_of_an_opportunity_that_does_not_exist_is_refused(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)

    with pytest.raises(Invalid, match="breaks a rule"), store.write() as unit:
        unit.tasks.save(FollowedTask(uuid4(), due.id, 99))


# --- quarantine -------------------------------------------------------------------------------------------------------


def test_a_quarantined_item_is_listed_until_it_can_be_read(store: Store, clock: Clock):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.quarantine.add(due.id, folder.id, "S1", "no id", now=NOON)
        unit.quarantine.add(due.id, folder.id, "S2", "no end", now=NOON)
        unit.quarantine.add(due.id, folder.id, "S1", "still no id", now=NOON + MINUTE)

        again = QuarantinedItem(BOB, "Inbox", "S1", "still no id", NOON, NOON + MINUTE, due.id)
        assert unit.quarantine.all() == [again, QuarantinedItem(BOB, "Inbox", "S2", "no end", NOON, NOON, due.id)]
        unit.quarantine.readable(due.id, ["S2", "S3"])
        assert unit.quarantine.all(due.id) == [again]
        assert unit.quarantine.all(due.id + 1) == []


def test_what_another_version_could_not_understand_is_wanted_until_it_was_tried(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        for id, version in (("S1", "1"), ("S2", "2")):
            unit.quarantine.add(due.id, folder.id, id, "no id", now=NOON, read_by=version)
        unit.quarantine.add(due.id, folder.id, "S3", "a contact", now=NOON, is_passed_over=True, read_by="1")
        unit.quarantine.want_after_upgrade("2")
        wanted = unit.mailboxes.look_at(BOB), unit.quarantine.held(due.id, only_wanted=True)
        unit.quarantine.were_tried(due.id)
        tried = unit.mailboxes.look_at(BOB), unit.quarantine.held(due.id, only_wanted=True)

    assert [one and one.has_wanted for one in (wanted[0], tried[0])] == [True, False]
    assert (wanted[1], tried[1]) == ([(folder.id, "S1")], [])


def test_what_is_read_again_in_vain_is_wanted_no_more_and_stays_dismissed(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        for id in ("S1", "S2"):
            unit.quarantine.add(due.id, folder.id, id, "no id", now=NOON)
        unit.quarantine.want(due.id, ["S1", "S2", "S9"])
        unit.quarantine.dismiss(due.id, "S1", is_dismissed=True)
        unit.quarantine.add(due.id, folder.id, "S1", "no end", now=NOON + MINUTE, read_by="2")
        first, second = unit.quarantine.all()

    assert (first.server_id, first.reason, first.read_by, first.is_wanted, first.is_dismissed) == (
        "S1",
        "no end",
        "2",
        False,
        True,
    )
    assert (second.server_id, second.is_wanted, second.is_dismissed) == ("S2", True, False)


def test_that_a_stamp_is_being_sent_is_known_until_it_is_confirmed(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        (pointer,) = unit.history.save(due.id, folder.id, [an_entry("m1", an_email("<m1@x>"))], now=NOON).pointers
        unit.history.being_stamped([pointer])
        sent = unit.history.pointers([pointer])[pointer].is_being_stamped
        unit.history.confirm([(pointer, "m1", "c2", frozenset({1}), (1,))])

        assert sent
        assert not unit.history.pointers([pointer])[pointer].is_being_stamped
