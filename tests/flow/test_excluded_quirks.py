"""What the service does on servers of which the connector alone cannot keep all its promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.values import DraftKind, Opportunity
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.test_series_unexpanded import told

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def where() -> str:
    """The quirks are of EWS."""
    return "exchange"


def deal_of(firm: Firm) -> Opportunity:
    return firm.opportunity("200 seats", assigned_to=firm.people[BOB], created_at=MORNING - 60 * DAY)


def a_calendar(firm: Firm) -> None:
    """One that stands alone, and a series with one that was moved and one that was deleted."""
    outlook = firm.outlook()
    outlook.appoint("Demo", MORNING + DAY, attendees=[ANN])
    weekly = outlook.appoint("Weekly", MORNING - 2 * WEEK, attendees=[ANN], rule="FREQ=WEEKLY;COUNT=5")
    outlook.edit_appointment(outlook.occurrence(weekly, MORNING - WEEK), start=MORNING - WEEK + DAY)
    outlook.delete(outlook.occurrence(weekly, MORNING))


@pytest.mark.parametrize("when", ["from the start", "later", "until later"])
def test_where_kinds_of_appointments_are_not_told_the_history_is_the_same(firm: Firm, when: str):
    deal = deal_of(firm)
    a_calendar(firm)
    quirks, silent = firm.simulator.organization.quirks, frozenset({"CalendarItemType"})

    for turn in range(4):
        is_silent = {"from the start": True, "later": turn > 1, "until later": turn < 2}[when]
        quirks.leave_out = silent if is_silent else frozenset()
        firm.cycle(BOB)
        firm.clock.tick(WEEK)

    assert [(subject, at, is_cancelled) for subject, at, _, _, is_cancelled, *_ in told(firm, deal.number)] == [
        ("Weekly", MORNING - 2 * WEEK, False),
        ("Weekly", MORNING - WEEK + DAY, False),
        ("Demo", MORNING + DAY, False),
        ("Weekly", MORNING + WEEK, False),
        ("Weekly", MORNING + 2 * WEEK, False),
    ]
    with firm.store.read() as unit:
        assert unit.quarantine.all() == []


def test_where_stale_change_keys_are_taken_what_users_did_to_other_fields_of_a_task_stays(firm: Firm):
    deal = deal_of(firm)
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + DAY)
    firm.cycle(BOB)
    firm.simulator.organization.quirks.accepts_stale_change_keys = True
    [task] = firm.simulator.mailbox(BOB).folder("tasks").items.values()
    firm.outlook().set_categories(task.id, [*task.categories, "Mine"])
    firm.outlook().write_body(task.id, f"{task.text}\nmine")
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + 2 * DAY)

    for _ in range(2):
        firm.cycle(BOB)
        firm.clock.tick(2 * timedelta(hours=1))

    [task] = firm.simulator.mailbox(BOB).folder("tasks").items.values()
    assert "Mine" in task.categories
    assert "mine" in task.text
    assert task.get("ReminderDueBy").startswith(f"{MORNING + 2 * DAY:%Y-%m-%d}")


def test_where_what_was_sent_is_bare_a_draft_of_ours_is_in_the_history_once_and_not_made_again(firm: Firm):
    deal = deal_of(firm)
    firm.simulator.organization.quirks.bare_sent_items = True
    firm.cycle(BOB)
    with firm.store.write() as unit:
        unit.drafts.ask(BOB, deal.number, DraftKind.EMAIL, subject="Our offer")
    firm.cycle(BOB)
    [draft] = firm.simulator.mailbox(BOB).folder("drafts").items

    firm.outlook().send(draft)
    for _ in range(2):
        firm.cycle(BOB)

    assert firm.history(deal.number) == ["Our offer"]
    assert not firm.simulator.mailbox(BOB).folder("drafts").items
    with firm.store.read() as unit:
        assert unit.quarantine.all() == []
