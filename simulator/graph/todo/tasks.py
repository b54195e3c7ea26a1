"""A task as Graph's todoTask, and what a request sets on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendars.events import IMPORTANCES, View, body_of, etag
from simulator.graph.errors import GraphError
from simulator.graph.recurrence import pattern_of, recurrence_of
from simulator.graph.times import read, shown_in
from simulator.graph.todo.parts import new_link
from simulator.mailboxes import tasks
from simulator.mailboxes.flags import read_flag
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.recurrence import element_of, pattern_from_element
from simulator.mailboxes.zones import zone_named
from simulator.operations.edits import set_body
from simulator.xml import moment, parse, timestamp

_STATES = {
    "NotStarted": "notStarted",
    "InProgress": "inProgress",
    "Completed": "completed",
    "WaitingOnOthers": "waitingOnOthers",
    "Deferred": "deferred",
}
_DAYS = {"dueDateTime": "DueDate", "startDateTime": "StartDate"}
_READ_ONLY = {"id", "createdDateTime", "lastModifiedDateTime", "bodyLastModifiedDateTime", "hasAttachments"}


def task_of(mailbox: Mailbox, item: Item, view: View) -> dict[str, Any]:
    """The whole task, without its linked resources."""
    shown: dict[str, Any] = {
        "@odata.etag": etag(item.change_key),
        "importance": IMPORTANCES.get(item.get("Importance"), "normal"),
        "isReminderOn": item.flag("ReminderIsSet"),
        "status": _STATES.get(item.get("Status"), "notStarted"),
        "title": item.subject,
        "createdDateTime": item.get("DateTimeCreated"),
        "lastModifiedDateTime": item.get("LastModifiedTime"),
        "bodyLastModifiedDateTime": item.get("LastModifiedTime"),
        "hasAttachments": any(not one.is_gone for one in item.attachments),
        "categories": item.categories,
        "id": view.ids(item),
        "body": body_of(item, as_text=view.as_text or item.html is None),
    }
    for name, field in _DAYS.items():
        if item.get(field):
            shown[name] = shown_in(_moment_of_day(mailbox, item, field), view.zone)
    if item.get("ReminderDueBy") and item.flag("ReminderIsSet"):
        shown["reminderDateTime"] = shown_in(moment(item.get("ReminderDueBy")), view.zone)
    if item.get("CompleteDate"):
        shown["completedDateTime"] = shown_in(moment(item.get("CompleteDate")), view.zone)
    if "Recurrence" in item.fields:
        first = moment(item.get("DueDate") or item.get("StartDate") or item.get("DateTimeCreated"))
        with suppress(ValueError, KeyError):  # a rhythm that only its client knows
            pattern = pattern_from_element(parse(item.fields["Recurrence"]))
            shown["recurrence"] = recurrence_of(pattern, first, ZoneInfo("UTC"), "UTC")
    return shown


def flagged_of(mailbox: Mailbox, item: Item, view: View) -> dict[str, Any]:
    """A flagged message, as the list of flagged mails shows it."""
    status, dates = read_flag(item)
    shown: dict[str, Any] = {
        "@odata.etag": etag(item.change_key),
        "importance": IMPORTANCES.get(item.get("Importance"), "normal"),
        "isReminderOn": item.flag("ReminderIsSet"),
        "status": "completed" if status == "Complete" else "notStarted",
        "title": item.subject,
        "createdDateTime": item.get("DateTimeCreated"),
        "lastModifiedDateTime": item.get("LastModifiedTime"),
        "bodyLastModifiedDateTime": item.get("LastModifiedTime"),
        "hasAttachments": item.flag("HasAttachments"),
        "categories": item.categories,
        "id": view.ids(item),
        "body": {"contentType": "text", "content": ""},
    }
    for name, field in (*_DAYS.items(), ("completedDateTime", "CompleteDate")):
        if field in dates:
            shown[name] = shown_in(dates[field], view.zone)
    return shown


def create_task(mailbox: Mailbox, body: dict[str, Any], now: datetime) -> Item:
    """The task that a POST describes, in no folder yet; raises GraphError."""
    item = Item("IPM.Task")
    for name, text in (
        ("Subject", ""),
        ("Sensitivity", "Normal"),
        ("Importance", "Normal"),
        ("HasAttachments", "false"),
    ):
        item.put(name, text)
    _set(mailbox, item, body)
    links = body.get("linkedResources")
    item.linked = [new_link(one) for one in (links if isinstance(links, list) else ())]
    item.put("Size", str(len(item.text) + len(item.html or "") + 1000))
    tasks.settle(item, {"Status"} if "status" in body else set(), now)
    if "completedDateTime" in body:
        _complete(item, body["completedDateTime"], now)
    tasks.dress(item, mailbox.name)
    return item


def change_task(mailbox: Mailbox, item: Item, body: dict[str, Any], now: datetime) -> Item:
    """Set what a PATCH holds; the task that the answer shows, another one where the task recurs and was completed.

    A due date for a recurring task leaves a second open one behind, which is due when that was.
    """
    _set(mailbox, Item(fields=dict(item.fields)), body)  # refused before anything is changed
    if "dueDateTime" in body and "Recurrence" in item.fields:
        left = mailbox.copy(item, item.folder)
        left.fields.pop("Recurrence", None)
        left.put("IsRecurring", "false")
    _set(mailbox, item, body)
    told = item
    if "status" in body and tasks.settle(item, {"Status"}, now):
        told = tasks.continue_recurring(mailbox, item)
    elif "completedDateTime" in body:
        _complete(item, body["completedDateTime"], now)
    mailbox.touch(item)
    return told


def _set(mailbox: Mailbox, item: Item, body: dict[str, Any]) -> None:
    for name, value in body.items():
        if name in _READ_ONLY:
            continue  # To Do does not mind
        if name in _DAYS:
            _put_day(mailbox, item, _DAYS[name], name, value)
        elif name in _SETTERS:
            try:
                _SETTERS[name](item, value)
            except (ValueError, TypeError):
                raise GraphError(400, "invalidRequest", f"The value of '{name}' cannot be understood.") from None
    if body.get("recurrence") is not None:
        due = item.get("DueDate")
        if not due:
            raise GraphError(400, "invalidRequest", "A recurring task needs a due date.")
        pattern = pattern_of(body["recurrence"], moment(due).replace(tzinfo=None))
        item.fields["Recurrence"] = element_of(pattern, moment(due), ZoneInfo("UTC"))
        item.put("IsRecurring", "true")
    elif "recurrence" in body:
        item.fields.pop("Recurrence", None)
        item.put("IsRecurring", "false")


def _put_day(mailbox: Mailbox, item: Item, field: str, name: str, value: Any) -> None:
    """The moment that was given is what To Do keeps; others see the day that it falls on in the mailbox's zone."""
    item.written.pop(field, None)
    if value is None:
        item.fields.pop(field, None)
        return
    at = read(value, name).at
    day = at.astimezone(_zone(mailbox)).date()
    item.put(field, timestamp(datetime.combine(day, time(), UTC)))
    item.written[field] = (item.get(field), at)


def _moment_of_day(mailbox: Mailbox, item: Item, field: str) -> datetime:
    """The moment at which the day was given to begin; in the mailbox's zone where another program has set it."""
    kept, at = item.written.get(field, ("", None))
    if at is not None and kept == item.get(field):
        return at
    return datetime.combine(moment(item.get(field)).date(), time(), _zone(mailbox))


def _complete(item: Item, value: Any, now: datetime) -> None:
    if value is None:
        item.fields.pop("CompleteDate", None)
    else:
        day = read(value, "completedDateTime").at.date()
        item.put("CompleteDate", timestamp(datetime.combine(day, time(), UTC)))
    tasks.settle(item, {"CompleteDate"}, now)


def _zone(mailbox: Mailbox) -> ZoneInfo:
    return zone_named(mailbox.zone) or ZoneInfo("UTC")


# --- single properties ---


def _title(item: Item, value: Any) -> None:
    item.put("Subject", str(value or ""))


def _body(item: Item, value: Any) -> None:
    kind = str(value.get("contentType") or "text") if isinstance(value, dict) else "text"
    content = str(value.get("content") or "") if isinstance(value, dict) else ""
    set_body(item, content, is_html=kind.lower() == "html")


def _importance(item: Item, value: Any) -> None:
    if str(value).lower() not in ("low", "normal", "high"):
        raise GraphError(400, "invalidRequest", "Invalid request")
    item.put("Importance", str(value).title())


def _status(item: Item, value: Any) -> None:
    states = {graph.lower(): ews for ews, graph in _STATES.items()}
    if str(value).lower() not in states:
        raise GraphError(400, "invalidRequest", "Invalid request")
    item.put("Status", states[str(value).lower()])


def _categories(item: Item, value: Any) -> None:
    item.categories = [str(one) for one in value or ()]


def _reminder_on(item: Item, value: Any) -> None:
    item.put("ReminderIsSet", str(bool(value)).lower())


def _reminder(item: Item, value: Any) -> None:
    if value is None:
        item.fields.pop("ReminderDueBy", None)
        item.put("ReminderIsSet", "false")
    else:
        item.put("ReminderDueBy", timestamp(read(value, "reminderDateTime").at))


_SETTERS: dict[str, Callable[[Item, Any], None]] = {
    "title": _title,
    "body": _body,
    "importance": _importance,
    "status": _status,
    "categories": _categories,
    "reminderDateTime": _reminder,
    "isReminderOn": _reminder_on,
}
