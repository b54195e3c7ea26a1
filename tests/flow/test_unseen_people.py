"""An appointment of which the server does not show who takes part is decided once it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.sync.unseen import REASON
from tests.flow.firm import ANN, BOB, MORNING, Firm

PEOPLE = frozenset({"Organizer", "RequiredAttendees", "OptionalAttendees"})
DAY = timedelta(days=1)


@pytest.fixture
def where() -> str:
    """Elements that are left out are EWS's."""
    return "exchange"


def quarantined(firm: Firm) -> list[str]:
    with firm.store.read() as unit:
        return [item.reason for item in unit.quarantine.all()]


@pytest.mark.parametrize("left_out", [PEOPLE, PEOPLE - {"Organizer"}], ids=["nobody", "only the organizer"])
def test_people_who_are_left_out_of_an_answer_to_many_are_read_from_each(firm: Firm, left_out: frozenset[str]):
    deal = firm.opportunity("200 seats")
    for number in range(2):
        firm.outlook().appoint(f"Demo {number}", MORNING + DAY, attendees=[ANN])
    firm.simulator.organization.quirks.leave_out_of_many = left_out

    firm.cycle(BOB)

    assert sorted(firm.history(deal.number)) == ["Demo 0", "Demo 1"]
    assert quarantined(firm) == []


@pytest.mark.parametrize("left_out", [PEOPLE, PEOPLE - {"Organizer"}, PEOPLE | {"IsMeeting", "MyResponseType"}])
def test_people_who_are_never_shown_are_said_and_nothing_is_decided_by_that(firm: Firm, left_out: frozenset[str]):
    deal = firm.opportunity("200 seats")
    firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN])
    firm.outlook().appoint("Weekly", MORNING - 8 * DAY, attendees=[ANN], rule="FREQ=WEEKLY")
    firm.simulator.organization.quirks.leave_out = left_out
    firm.cycle(BOB)
    before = firm.history(deal.number), quarantined(firm)
    firm.simulator.organization.quirks.leave_out = frozenset()

    firm.clock.tick(DAY)
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())
    firm.cycle(BOB)
    firm.cycle(BOB)

    assert before == ([], [REASON, REASON])
    assert sorted(firm.history(deal.number)) == ["Demo", "Weekly", "Weekly"]
    assert quarantined(firm) == []


def test_what_was_known_of_an_appointment_stays_when_its_people_are_left_out(firm: Firm):
    deal = firm.opportunity("200 seats")
    meeting = firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN])
    firm.cycle(BOB)
    firm.simulator.organization.quirks.leave_out = PEOPLE
    firm.outlook().set_categories(meeting, [*firm.categories(meeting), "Red"])

    firm.cycle(BOB)

    assert firm.history(deal.number) == ["Demo"]
    [reason] = quarantined(firm)
    assert reason.startswith("the server does not tell its attendees and organizer any more")


def test_an_appointment_of_ones_own_has_nobody_to_show(firm: Firm):
    firm.outlook().appoint("Dentist", MORNING + DAY)
    firm.outlook().appoint("Dentist again", MORNING + 2 * DAY)

    firm.cycle(BOB)

    assert quarantined(firm) == []
    assert firm.simulator.journal.count("GetItem") == 1
