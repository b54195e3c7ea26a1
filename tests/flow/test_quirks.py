"""Servers differ from what is documented, and the end is the same on each of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.ews.request import _FIELDS
from tests.flow.firm import ANN, BOB, MORNING, Firm

# Without these there is nothing to link by, or to know a task and its time by.
NEEDED = {"From", "RequiredAttendees", "Start", "UID", "Categories", "InternetMessageId", "ReminderDueBy"}
NEEDED |= {"ReminderIsSet", "DueDate", "Subject"}
OPTIONAL = sorted({uri.partition(":")[2] for uris in _FIELDS.values() for uri in uris} - NEEDED)
QUIRKS: list[dict[str, Any]] = [
    # Either of these two says that a task is complete; a server without both could not say it.
    *({"leave_out": frozenset(OPTIONAL) - {spared}} for spared in ("IsComplete", "Status")),
    {"fractional_seconds": True},
    {"html_bodies": True},
    {"forgets_silently": True},
    {"accepts_stale_change_keys": True},
    {"read_flags_as_updates": True},
    {"no_headers_by_name": True},
    {"no_headers": True},
]


@pytest.fixture
def where() -> str:
    """The quirks are of EWS; Graph's are in tests/contract/mailbox."""
    return "exchange"


def name_of(quirk: dict[str, Any]) -> str:
    [(name, value)] = quirk.items()
    return f"only {', '.join(set(OPTIONAL) - value)}" if name == "leave_out" else name


@pytest.mark.parametrize("quirk", QUIRKS, ids=name_of)
def test_the_end_is_the_same_on_a_server_that_differs(firm: Firm, quirk: dict[str, Any]):
    for name, value in quirk.items():
        setattr(firm.simulator.organization.quirks, name, value)
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    outlook = firm.outlook()
    mail = outlook.deliver_mail(ANN, "Our offer", sent_at=MORNING)
    outlook.set_categories(mail, ["Red"])
    meeting = outlook.appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    firm.cycle()
    outlook.mark_read(mail)
    firm.simulator.expire_sync_states()

    for _ in range(2):
        firm.cycle()

    stamp = f"OPP-{deal.number} 200 seats"
    assert sorted(firm.history(deal.number)) == ["Demo", "Our offer"]
    assert firm.categories(mail) == ["Red", stamp]
    assert firm.categories(meeting) == [stamp]
    [task] = firm.simulator.mailbox(BOB).folder("tasks").items.values()
    assert task.categories == [stamp]
    with firm.store.read() as unit:
        counts = unit.history.counts()
        assert not unit.quarantine.all()
        assert not unit.errands.parked()
    assert counts["seen"] == counts["linked"] == 2
    outlook.complete_task(task.id)

    firm.cycle()

    with firm.store.read() as unit:
        assert not unit.opportunities.get(deal.number).reminder_on
