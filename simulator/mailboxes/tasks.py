"""What Exchange keeps consistent in a task when one of its fields is set."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.recurrence import pattern_from_element
from simulator.xml import leaf, moment, parse, timestamp


def settle(item: Item, changed: set[str], now: datetime) -> bool:
    """Make status, percentage and completion agree after `changed` was set; True when the task became complete."""
    was_complete = item.flag("IsComplete")
    status, percent = item.get("Status") or "NotStarted", float(item.get("PercentComplete") or "0")
    if "Status" in changed:
        complete = status == "Completed"
        percent = 100.0 if complete else 0.0 if status == "NotStarted" or percent >= 100 else percent
    elif "PercentComplete" in changed:
        complete = percent >= 100
        status = "Completed" if complete else "NotStarted" if percent <= 0 else "InProgress"
    elif "CompleteDate" in changed:
        complete = "CompleteDate" in item.fields
        status, percent = ("Completed", 100.0) if complete else ("NotStarted", 0.0)
    else:
        complete = was_complete
    item.put("Status", status)
    item.put("StatusDescription", _DESCRIPTIONS.get(status, status))
    item.put("PercentComplete", f"{percent:g}")
    item.put("IsComplete", str(complete).lower())
    if complete:
        if "CompleteDate" not in item.fields:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            item.put("CompleteDate", timestamp(midnight))
        if not was_complete:
            item.put("ReminderIsSet", "false")
    else:
        item.fields.pop("CompleteDate", None)
    return complete and not was_complete


def continue_recurring(mailbox: Mailbox, item: Item) -> Item:
    """The task that a completion is shown on: for a recurring one a copy, while the old id becomes the next one."""
    recurrence = item.fields.get("Recurrence")
    following = _next_due(item, recurrence) if recurrence else None
    if following is None:
        return item
    done = mailbox.copy(item, item.folder)
    done.fields.pop("Recurrence", None)
    done.put("IsRecurring", "false")
    due = moment(item.get("DueDate"))
    for name in ("StartDate", "DueDate", "ReminderDueBy"):
        if name in item.fields:
            item.put(name, timestamp(moment(item.get(name)) + (following - due)))
    item.put("Status", "NotStarted")
    item.put("ReminderIsSet", str("ReminderDueBy" in item.fields).lower())
    settle(item, {"Status"}, following)
    return done


def _next_due(item: Item, recurrence: str) -> datetime | None:
    """When the task is due after its present due date; None when this was the last time."""
    if "DueDate" not in item.fields:
        return None
    due = moment(item.get("DueDate"))
    pattern = pattern_from_element(parse(recurrence))
    return next((start for start in pattern.starts(due, ZoneInfo("UTC")) if start > due), None)


def dress(item: Item, owner: str) -> None:
    """Fill in what every task has."""
    for name, text in (("ChangeCount", "1"), ("IsRecurring", str("Recurrence" in item.fields).lower())):
        item.fields.setdefault(name, leaf(name, text))
    item.fields.setdefault("Owner", leaf("Owner", owner))
    item.fields.setdefault("ReminderIsSet", leaf("ReminderIsSet", "false"))
    for name in ("IsAssignmentEditable", "ActualWork", "TotalWork"):
        item.fields.setdefault(name, leaf(name, "0"))


_DESCRIPTIONS = {
    "NotStarted": "Not Started",
    "InProgress": "In Progress",
    "Completed": "Completed",
    "WaitingOnOthers": "Waiting on someone else",
    "Deferred": "Deferred",
}
