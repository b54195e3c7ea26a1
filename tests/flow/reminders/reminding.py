"""Reminders on the record, and the tasks that they are in Outlook."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.values import Opportunity
from tests.flow.firm import BOB, MORNING, Firm

TOMORROW = MORNING + timedelta(days=1)


def remind(firm: Firm, deal: Opportunity, at: datetime | None) -> None:
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, at)


def record(firm: Firm, deal: Opportunity) -> Opportunity:
    with firm.store.read() as unit:
        return unit.opportunities.get(deal.number)


def tasks(firm: Firm, address: str = BOB) -> list[dict[str, object]]:
    found = firm.simulator.mailbox(address).folder("tasks").items.values()
    return [
        {
            "id": task.id,
            "subject": task.subject,
            "due": task.get("DueDate")[:10],
            "reminder": task.get("ReminderDueBy")[:16] if task.flag("ReminderIsSet") else None,
            "is_complete": task.flag("IsComplete"),
            "categories": task.categories,
            "body": task.text,
        }
        for task in found
    ]


def the_task(firm: Firm, address: str = BOB) -> dict[str, object]:
    (task,) = tasks(firm, address)
    return task


def id_of(firm: Firm) -> str:
    return str(the_task(firm)["id"])


def many_deals(firm: Firm, count: int) -> list[Opportunity]:
    deals = [firm.opportunity(f"Deal {number}", assigned_to=firm.people[BOB]) for number in range(count)]
    for one in deals:
        remind(firm, one, TOMORROW)
    firm.cycle()
    return deals
