"""An item as plain values: what a person sees of it."""

from __future__ import annotations

from typing import Any

from simulator.mailboxes.flags import read_flag
from simulator.mailboxes.items import Folder, Item
from simulator.operations.edits import people
from simulator.xml import timestamp


def describe(item: Item) -> dict[str, Any]:
    """An item as plain values that JSON can hold."""
    folder: Folder = item.folder
    shown: dict[str, Any] = {
        "id": item.id,
        "change_key": item.change_key,
        "folder": folder.path,
        "kind": item.tag,
        "item_class": item.item_class,
        "subject": item.subject,
        "categories": item.categories,
        "sensitivity": item.get("Sensitivity"),
        "body": item.text,
    }
    for name, key in _SIMPLE.items():
        if name in item.fields:
            text = item.get(name)
            shown[key] = text == "true" if text in ("true", "false") else text
    for name, key in _PEOPLE.items():
        if name in item.fields:
            shown[key] = people(item, name)
    if "Flag" in item.fields:
        status, dates = read_flag(item)
        shown["flag"] = {"status": status} | {name: timestamp(at) for name, at in dates.items()}
    if item.linked:
        shown["linked"] = [one.get("externalId", "") for one in item.linked]
    return shown


_SIMPLE = {
    "InternetMessageId": "message_id",
    "DateTimeReceived": "received_at",
    "DateTimeSent": "sent_at",
    "IsDraft": "is_draft",
    "IsRead": "is_read",
    "Start": "start",
    "End": "end",
    "Location": "location",
    "UID": "uid",
    "IsCancelled": "is_cancelled",
    "CalendarItemType": "calendar_item_type",
    "MeetingRequestWasSent": "invitation_was_sent",
    "DueDate": "due",
    "ReminderIsSet": "reminder_is_set",
    "ReminderDueBy": "reminder_at",
    "IsComplete": "is_complete",
    "Status": "status",
}
_PEOPLE = {
    "From": "from",
    "ToRecipients": "to",
    "CcRecipients": "cc",
    "RequiredAttendees": "attendees",
    "OptionalAttendees": "optional_attendees",
}
