"""An appointment as Graph's event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape as escape_html
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.quirks import GraphQuirks
from simulator.graph.recurrence import recurrence_of
from simulator.graph.times import UTC_ZONE, NamedZone, instant, midnight_of, shown_in, windows_zone
from simulator.mailboxes.appointments import zone_of
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.mapi import global_object_id
from simulator.mailboxes.zones import zone_named
from simulator.xml import T, moment, parse

ATTENDEES = {"RequiredAttendees": "required", "OptionalAttendees": "optional", "Resources": "resource"}
RESPONSES = {
    "Organizer": "organizer",
    "Tentative": "tentativelyAccepted",
    "Accept": "accepted",
    "Decline": "declined",
    "NoResponseReceived": "notResponded",
}
FREE_BUSY = {
    "Free": "free",
    "Tentative": "tentative",
    "Busy": "busy",
    "OOF": "oof",
    "WorkingElsewhere": "workingElsewhere",
}
SENSITIVITIES = {name: name.lower() for name in ("Normal", "Personal", "Private", "Confidential")}
IMPORTANCES = {name: name.lower() for name in ("Low", "Normal", "High")}
_TYPES = {
    "RecurringMaster": "seriesMaster",
    "Occurrence": "occurrence",
    "Exception": "exception",
}
_NO_TIME = "0001-01-01T00:00:00Z"


def _same(item: Item) -> str:
    return item.id


@dataclass(frozen=True, slots=True)
class View:
    """How a request wants to see items: its form of ids, its zone, its kind of body."""

    ids: Callable[[Item], str] = _same
    zone: NamedZone = UTC_ZONE
    as_text: bool = False
    quirks: GraphQuirks = field(default_factory=GraphQuirks)


def event_of(mailbox: Mailbox, item: Item, view: View) -> dict[str, Any]:
    """The whole event, without what has to be expanded or selected by name."""
    zone_name = _zone_name(mailbox, item)
    if view.quirks.zones == "tzone" and not zone_name.startswith(_TZONE):
        zone_name = f"{_TZONE}{'Utc' if zone_name == 'UTC' else zone_name}"
    master, people = item.master, attendees_of(item)
    is_organizer = organizes(item)
    location = item.get("Location")
    place: dict[str, Any] = {
        "displayName": location,
        "locationType": "default",
        "uniqueIdType": "private" if location else "unknown",
        "address": {},
        "coordinates": {},
    }
    return {
        "@odata.etag": etag(item.change_key),
        "id": view.ids(item),
        "createdDateTime": item.get("DateTimeCreated"),
        "lastModifiedDateTime": item.get("LastModifiedTime"),
        "changeKey": item.change_key,
        "categories": item.categories,
        "transactionId": item.get("TransactionId") or None,
        "originalStartTimeZone": zone_name,
        "originalEndTimeZone": zone_name,
        "originalStart": None if item.original is None else instant(item.original),
        "iCalUId": ical_uid(mailbox, item),
        "reminderMinutesBeforeStart": int(item.get("ReminderMinutesBeforeStart") or "15"),
        "isReminderOn": item.flag("ReminderIsSet"),
        "hasAttachments": any(not one.is_gone for one in item.attachments),
        "subject": item.subject,
        "bodyPreview": preview(item),
        "importance": IMPORTANCES.get(item.get("Importance"), "normal"),
        "sensitivity": SENSITIVITIES.get(item.get("Sensitivity"), "normal"),
        "isAllDay": item.flag("IsAllDayEvent"),
        "isCancelled": item.flag("IsCancelled"),
        "isOrganizer": is_organizer,
        "isDraft": _is_draft(item, view.quirks, is_organizer=is_organizer, has_people=bool(people)),
        "responseRequested": item.get("IsResponseRequested") != "false",
        "seriesMasterId": None if master is None else view.ids(master),
        "showAs": FREE_BUSY.get(item.get("LegacyFreeBusyStatus"), "unknown"),
        "type": type_of(item),
        "webLink": f"https://outlook.office365.com/owa/?itemid={view.ids(item)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": False,
        "onlineMeetingProvider": "unknown",
        "onlineMeeting": None,
        "allowNewTimeProposals": item.get("AllowNewTimeProposal") != "false",
        "hideAttendees": item.flag("HideAttendees"),
        "responseStatus": {"response": RESPONSES.get(item.get("MyResponseType"), "none"), "time": _NO_TIME},
        "body": body_of(item, as_text=view.as_text),
        "start": _time(mailbox, item, "Start", view.zone),
        "end": _time(mailbox, item, "End", view.zone),
        "location": place,
        "locations": [place | {"uniqueId": location}] if location else [],
        "recurrence": _recurrence(mailbox, item),
        "attendees": people,
        "organizer": _person(item.fields.get("Organizer", "")),
    }


def bare_occurrence(mailbox: Mailbox, item: Item, view: View) -> dict[str, Any]:
    """All that a delta of a view tells of an occurrence that is as its series plans it."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": etag(item.change_key),
        "id": view.ids(item),
        "type": type_of(item),
        "seriesMasterId": None if item.master is None else view.ids(item.master),
        "start": _time(mailbox, item, "Start", view.zone),
        "end": _time(mailbox, item, "End", view.zone),
    }


def cancelled_occurrences(item: Item, view: View) -> list[str]:
    """What Graph calls the occurrences that were deleted: the master's id, and the day for which each was planned."""
    if item.series is None:
        return []
    days = (original.astimezone(item.series.zone).date() for original in sorted(item.series.deleted))
    return [f"OID.{view.ids(item)}.{day.isoformat()}" for day in days]


def type_of(item: Item) -> str:
    return _TYPES.get(item.get("CalendarItemType"), "singleInstance")


def organizes(item: Item) -> bool:
    """Whether the mailbox's owner has called the meeting, or has it for themselves."""
    return item.get("MyResponseType") in ("", "Organizer")


def etag(change_key: str) -> str:
    return f'W/"{change_key}"'


def ical_uid(mailbox: Mailbox, item: Item) -> str:
    """The identity of the meeting; that of an occurrence holds its day, and so is another one.

    Also where it is all that its owner was invited to.
    """
    uid, alone = item.get("UID"), item.get("RecurrenceId")
    original = item.original if item.master is not None else moment(alone) if alone else None
    if original is None:
        return uid
    day = original.astimezone(_zone(mailbox, item)).date()
    content = global_object_id(uid)
    return (content[:16] + day.year.to_bytes(2, "big") + bytes((day.month, day.day)) + content[20:]).hex().upper()


def attendees_of(item: Item) -> list[dict[str, Any]]:
    found = []
    for name, kind in ATTENDEES.items():
        element = parse(item.fields[name]) if name in item.fields else ()
        for one in element:
            response = RESPONSES.get(one.findtext(f"{T}ResponseType") or "", "none")
            person = {"name": one.findtext(f".//{T}Name"), "address": one.findtext(f".//{T}EmailAddress")}
            found.append({"type": kind, "status": {"response": response, "time": _NO_TIME}, "emailAddress": person})
    return found


def body_of(item: Item, *, as_text: bool) -> dict[str, str]:
    """The body; a plain one is dressed up as HTML where nobody asks for text."""
    if as_text:
        return {"contentType": "text", "content": item.text}
    html = item.html
    if html is None:
        lines = escape_html(item.text).replace("\r\n", "\n").replace("\n", "<br>\r\n")
        html = f'<html><head></head><body><div class="PlainText">{lines}</div></body></html>' if lines else ""
    return {"contentType": "html", "content": html}


def preview(item: Item) -> str:
    return " ".join(item.text[:2000].split())[:255]


def day_of(mailbox: Mailbox, item: Item, name: str) -> datetime:
    """The midnight, by the clock on the wall, at which a whole day begins or ends."""
    local = moment(item.get(name)).astimezone(_zone(mailbox, item)).replace(tzinfo=None)
    return datetime.combine((local + timedelta(hours=12)).date(), datetime.min.time())


def _zone(mailbox: Mailbox, item: Item) -> ZoneInfo:
    series = item.series if item.master is None else item.master.series
    if series is not None:
        return series.zone
    zone = zone_of(mailbox, item)
    is_homemade = zone.key == "UTC" and 'Id="UTC"' not in item.fields.get("StartTimeZone", 'Id="UTC"')
    return (zone_named(mailbox.zone) or zone) if is_homemade else zone


def _time(mailbox: Mailbox, item: Item, name: str, zone: NamedZone) -> dict[str, Any] | None:
    if not item.get(name):
        return None
    if item.flag("IsAllDayEvent"):
        return midnight_of(day_of(mailbox, item, name).date(), zone)
    return shown_in(moment(item.get(name)), zone)


def _recurrence(mailbox: Mailbox, item: Item) -> dict[str, Any] | None:
    if item.series is None:
        return None
    start, zone = moment(item.get("Start")), item.series.zone
    return recurrence_of(item.series.pattern, start, zone, _zone_name(mailbox, item))


def _zone_name(mailbox: Mailbox, item: Item) -> str:
    """What the zone of the appointment is called; one that a program made at home has none that means anything."""
    given = parse(item.fields["StartTimeZone"]).get("Id") if "StartTimeZone" in item.fields else None
    return given if given and given.startswith(_TZONE) else windows_zone(_zone(mailbox, item))


_TZONE = "tzone://Microsoft/"


def _is_draft(item: Item, quirks: GraphQuirks, *, is_organizer: bool, has_people: bool) -> bool:
    if quirks.drafts != "true":
        return quirks.drafts == "always" and has_people
    return is_organizer and has_people and not item.flag("MeetingRequestWasSent")


def _person(fragment: str) -> dict[str, Any] | None:
    if not fragment:
        return None
    element = parse(fragment)
    return {
        "emailAddress": {
            "name": element.findtext(f".//{T}Name") or "",
            "address": element.findtext(f".//{T}EmailAddress") or "",
        }
    }
