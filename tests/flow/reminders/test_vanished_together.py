"""Tasks that vanish together are an accident until a person says otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.values import ErrandKind
from tests.flow.firm import BOB, Firm
from tests.flow.reminders.reminding import many_deals, record, tasks

pytestmark = pytest.mark.row(18)


def test_a_task_list_emptied_at_once_switches_no_reminder_off_and_says_so(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))

    firm.cycle()
    firm.clock.tick(timedelta(hours=2))  # what was parked is tried again
    firm.cycle()

    with firm.store.read() as unit:
        parked = [one.reason for one in unit.errands.parked()]
    assert all(record(firm, one).reminder_on for one in deals)
    assert tasks(firm) == []
    assert len(parked) == 11
    assert all(reason.startswith("vanished together") for reason in parked)


def test_tasks_that_vanished_and_are_put_back_are_followed_again_and_the_rest_stays_held(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    thrown_away = list(firm.simulator.mailbox(BOB).folder("deleteditems").items)
    for item_id in thrown_away[:9]:
        firm.outlook().move(item_id, "tasks")

    firm.clock.tick(timedelta(hours=2))
    firm.cycle()
    firm.outlook().complete_task(id_of_first(firm))
    firm.cycle()

    with firm.store.read() as unit:
        assert len(unit.errands.parked()) == 2
    assert [record(firm, one).reminder_on for one in deals].count(False) == 1


def test_what_is_held_stays_held_when_all_is_looked_at_anew_and_fewer_are_missing(firm: Firm):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    firm.outlook().move(next(iter(firm.simulator.mailbox(BOB).folder("deleteditems").items)), "tasks")
    with firm.store.write() as unit:
        due = next(one for one in unit.mailboxes.status() if one.address == BOB)
        keys = [str(task.guid) for task in unit.tasks.followed(due.id)]
        unit.errands.owe(due.id, ErrandKind.TASK, keys, due_at=firm.clock())  # as when a cursor was lost

    firm.cycle()

    assert all(record(firm, one).reminder_on for one in deals)
    with firm.store.read() as unit:
        assert [one.count for one in unit.vanished.held()] == [10]


@pytest.mark.parametrize("is_gone", [True, False], ids=["meant to go", "an accident"])
def test_a_person_says_what_it_was_that_tasks_vanished_together(firm: Firm, is_gone: bool):
    deals = many_deals(firm, 11)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))
    firm.cycle()
    with firm.store.write() as unit:
        (held,) = unit.vanished.held()
        decide = unit.vanished.are_gone if is_gone else unit.vanished.are_kept
        counts = decide(held.mailbox_id)

    firm.cycle()
    firm.cycle()

    assert (held.what, held.count, len(held.examples)) == ("tasks", 11, 3)
    assert counts == (0, 11)
    assert [record(firm, one).reminder_on for one in deals] == [not is_gone] * 11
    assert len(tasks(firm)) == (0 if is_gone else 11)
    with firm.store.read() as unit:
        assert unit.errands.parked() == []


def test_ten_tasks_deleted_in_one_turn_are_ten_decisions(firm: Firm):
    deals = many_deals(firm, 10)
    for task in tasks(firm):
        firm.outlook().delete(str(task["id"]))

    firm.cycle()

    assert not any(record(firm, one).reminder_on for one in deals)


def id_of_first(firm: Firm) -> str:
    return str(tasks(firm)[0]["id"])
