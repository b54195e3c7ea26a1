"""Many tasks cost few requests, and one that is refused costs the others nothing."""

from __future__ import annotations

import pytest

from tests.flow.firm import BOB, Firm
from tests.flow.reminders.reminding import many_deals, tasks

pytestmark = pytest.mark.row(18)


def test_many_tasks_are_read_and_written_together(firm: Firm):
    deals = many_deals(firm, 30)
    firm.simulator.journal.clear()
    with firm.store.write() as unit:
        for one in deals:
            unit.opportunities.edit(one.number, probability=80)

    firm.cycle(BOB)

    assert all("80 %" in str(task["body"]) for task in tasks(firm))
    if firm.is_in_cloud:  # twenty in a request, and what there is of news
        assert firm.asked("UpdateItem", BOB) == 30
        assert firm.simulator.journal.count("POST /$batch") <= 10
    else:
        assert firm.asked("UpdateItem", BOB) == 1
        assert firm.asked("GetItem", BOB) <= 3


def test_one_task_that_is_refused_costs_the_others_nothing(firm: Firm):
    deals = many_deals(firm, 3)
    subject = f"Follow up: {deals[1].title} (OPP-{deals[1].number})"
    culprit = next(str(task["id"]) for task in tasks(firm) if task["subject"] == subject)
    firm.simulator.faults.fail_item(culprit, "ErrorItemCorrupt")
    with firm.store.write() as unit:
        for one in deals:
            unit.opportunities.edit(one.number, probability=80)

    firm.cycle(BOB)

    assert ["80 %" in str(task["body"]) for task in tasks(firm)].count(False) == 1
