"""What was closed or deleted and is back again: its task is the one that it had, open again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.unit import Unit
from store.values import Opportunity, Record
from tests.flow.firm import Firm
from tests.flow.reminders.reminding import id_of, record, tasks, the_task

pytestmark = pytest.mark.row(18, 27, 34)

Act = Callable[[Unit, int], object]

WAYS: list[tuple[Act, Act]] = [
    (
        lambda unit, number: unit.opportunities.close(number, False, unit.clock()),
        lambda unit, number: unit.opportunities.reopen(number),
    ),
    (
        lambda unit, number: unit.bin.delete(Record.OPPORTUNITY, number),
        lambda unit, number: unit.bin.restore(Record.OPPORTUNITY, number),
    ),
]


def there_and_back(firm: Firm, deal: Opportunity, way: tuple[Act, Act], between: Callable[[], object]) -> None:
    gone, back = way
    with firm.store.write() as unit:
        gone(unit, deal.number)
    firm.cycle()
    between()
    with firm.store.write() as unit:
        back(unit, deal.number)
    firm.cycle()
    firm.cycle()


@pytest.mark.parametrize("way", WAYS)
def test_the_same_task_is_open_again_as_it_was(firm: Firm, deal: Opportunity, way: tuple[Act, Act]):
    firm.cycle()
    before = the_task(firm)
    completed = []

    there_and_back(firm, deal, way, lambda: completed.append(the_task(firm)["is_complete"]))

    assert completed == [True]
    assert the_task(firm) == before
    assert record(firm, deal).reminder_on


@pytest.mark.parametrize("way", WAYS)
def test_a_new_one_is_made_where_the_user_deleted_it(firm: Firm, deal: Opportunity, way: tuple[Act, Act]):
    there_and_back(firm, deal, way, lambda: firm.outlook().delete(id_of(firm)))

    assert [task["is_complete"] for task in tasks(firm)] == [False]
    assert record(firm, deal).reminder_on


@pytest.mark.parametrize("way", WAYS)
def test_one_that_the_user_opened_meanwhile_is_taken_up_again(firm: Firm, deal: Opportunity, way: tuple[Act, Act]):
    def opened() -> None:
        firm.outlook().reopen_task(id_of(firm))
        firm.cycle()

    there_and_back(firm, deal, way, opened)
    firm.outlook().complete_task(id_of(firm))
    firm.cycle()

    assert [task["is_complete"] for task in tasks(firm)] == [True]
    assert not record(firm, deal).reminder_on


def test_tasks_of_its_activities_are_the_same_too(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.activities.remind(deal.number, True)
    firm.cycle()
    before = sorted(str(task["id"]) for task in tasks(firm))

    there_and_back(firm, deal, WAYS[0], lambda: None)

    assert sorted(str(task["id"]) for task in tasks(firm)) == before
    assert not any(task["is_complete"] for task in tasks(firm))


def test_closed_and_reopened_between_two_turns_nothing_is_written(firm: Firm, deal: Opportunity):
    firm.cycle()
    firm.simulator.journal.clear()

    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, unit.clock())
        unit.opportunities.reopen(deal.number)
    firm.cycle()

    assert firm.simulator.journal.count("UpdateItem") == firm.simulator.journal.count("CreateItem") == 0
