"""Whole cycles over Graph: what happens is in the history, however its deltas come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.service.loop import Loop
from simulator.graph.quirks import GraphQuirks
from tests.flow.firm import ANN, BOB, MORNING, Firm

QUIRKS = {
    "an empty page first": GraphQuirks(empty_pages=True),
    "an empty page first, of views": GraphQuirks(empty_pages=True, refuses_event_deltas=True),
    "small pages": GraphQuirks(most_in_a_page=1, replays=True),
    "late": GraphQuirks(lags=True),
}


@pytest.fixture
def where() -> str:
    """It is Graph whose deltas come in rounds."""
    return "cloud"


@pytest.mark.parametrize("name", QUIRKS)
def test_what_happens_after_a_round_is_in_the_next_however_rounds_come(firm: Firm, name: str):
    firm.simulator.graph_quirks = QUIRKS[name]
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=3))
    loop = Loop(firm.context)  # whose mailboxes stay open
    for number in range(3):
        firm.outlook().deliver_mail(ANN, f"Offer {number}")
        firm.outlook().appoint(f"Demo {number}", MORNING - timedelta(days=number + 1), attendees=[ANN])
        for _ in range(2):
            firm.clock.tick()
            assert not [turn.failure for turn in loop.once() if turn.failure]
    [task] = firm.outlook().items("tasks")
    firm.outlook().complete_task(str(task["id"]))
    for _ in range(2):
        firm.clock.tick()
        loop.once()

    assert sorted(firm.history(deal.number)) == [f"{kind} {n}" for kind in ("Demo", "Offer") for n in range(3)]
    with firm.store.read() as unit:
        assert not unit.opportunities.get(deal.number).reminder_on
