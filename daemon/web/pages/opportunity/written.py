"""What people write into a history, as forms hold it: business notes, phone logs, tasks and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daemon.web.visit import Visit
from store.errors import Invalid
from store.rules.typed import Toward, day_of, moment_of
from store.values import HistoryItem, ItemKind

FIELDS: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.NOTE: ("title", "at", "text"),
    ItemKind.CALL: ("title", "at", "phone", "direction", "minutes", "text"),
    ItemKind.TASK: ("title", "due", "reminder", "assigned_to", "text"),
    ItemKind.FILE: ("title", "text"),
}
COLUMNS = {
    "title": "subject",
    "text": "body",
    "at": "occurred_at",
    "phone": "number",
    "direction": "is_incoming",
    "due": "due_on",
    "reminder": "reminder_at",
    "assigned_to": "assign",
}
NOBODY = "none"


def typed_of(item: HistoryItem, visit: Visit) -> dict[str, str]:
    """What the fields of a written item hold, as it would be typed."""
    holds = {"title": item.subject, "text": item.body, "at": _local(item.occurred_at, visit)}
    if call := item.call:
        minutes = "" if call.minutes is None else str(call.minutes)
        holds |= {"phone": call.number, "direction": "in" if call.is_incoming else "out", "minutes": minutes}
    if task := item.task:
        holds |= {
            "due": task.due_on.isoformat() if task.due_on else "",
            "reminder": _local(task.reminder_at, visit),
            "assigned_to": str(task.assigned_to) if task.assigned_to is not None else NOBODY,
        }
    return {name: holds[name] for name in FIELDS[item.kind]}


def typed_of_new(kind: ItemKind, visit: Visit) -> dict[str, str]:
    """A new call was ours, and a new task is its maker's; when it was is now unless somebody says."""
    begins = {"direction": "out", "assigned_to": str(visit.actor.user_id or NOBODY)}
    return {name: begins.get(name, "") for name in FIELDS[kind]}


def columns_of(typed: Mapping[str, str], visit: Visit) -> dict[str, Any]:
    """What was typed, by column, as acts take it; raises Invalid, naming the field."""
    return {COLUMNS.get(name, name): _value(name, text, visit) for name, text in typed.items()}


def _value(name: str, text: str, visit: Visit) -> Any:
    match name:
        case "direction":
            return text == "in"
        case "minutes":
            return minutes_of(text) if text else None
        case "at":
            return moment_of(name, text, visit.manner, Toward.PAST) if text else visit.desk.clock()
        case "due":
            return day_of(name, text, visit.manner) if text else None
        case "reminder":
            return moment_of(name, text, visit.manner, Toward.FUTURE) if text else None
        case "assigned_to":
            return None if text in ("", NOBODY) else text
        case _:
            return text


def _local(at: datetime | None, visit: Visit) -> str:
    """As a field of date and time holds it."""
    return at.astimezone(visit.desk.zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def minutes_of(text: str) -> int:
    """Raises Invalid."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid("minutes", f"{text!r} is not a whole number", "type 15, for one")
    return int(text)
