"""MimeContent: an appointment as iCalendar, a message as RFC 822; and items made out of what clients bring."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from html import unescape
from re import findall

from icalendar import Calendar, Event, vCalAddress, vDate, vRecur

from simulator.imports.calendar_items import item_from_event
from simulator.imports.ical import events
from simulator.imports.mime import item_from_mime
from simulator.mailboxes.appointments import zone_of
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.zones import zone_named
from simulator.soap import EwsError
from simulator.xml import moment

_CLASSES = {"Private": "PRIVATE", "Confidential": "CONFIDENTIAL"}
_ROLES = {
    "RequiredAttendees": "REQ-PARTICIPANT",
    "OptionalAttendees": "OPT-PARTICIPANT",
    "Resources": "NON-PARTICIPANT",
}


def content_of(mailbox: Mailbox, item: Item) -> bytes:
    """What a client gets that asks for MimeContent: as the message came, else made of the item's properties."""
    if item.tag == "CalendarItem":
        return _as_ical(mailbox, item)
    return item.mime if item.mime is not None else _as_message(mailbox, item)


def item_of(mailbox: Mailbox, tag: str, text: str, now: datetime) -> tuple[Item, datetime | None]:
    """The item that MimeContent in a request stands for, and when it arrived; raises EwsError when it is none."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as problem:
        raise EwsError("ErrorMimeContentInvalidBase64String", "The MIME content is not Base64.") from problem
    if not content.strip():
        raise EwsError("ErrorMimeContentInvalid", "The MIME content is empty.")
    if tag == "CalendarItem":
        try:
            found = next(iter(events(content, zone_named(mailbox.zone))), None)
        except ValueError as problem:
            raise EwsError("ErrorMimeContentInvalid", f"The MIME content is no calendar: {problem}") from problem
        if found is None:
            raise EwsError("ErrorMimeContentInvalid", "The MIME content holds no event.")
        return item_from_event(mailbox, found), None
    item, arrived = item_from_mime(content, now)
    item.tag = tag
    for name in ("IsDraft", "IsRead"):
        item.fields.pop(name, None)
    return item, arrived


def _as_message(mailbox: Mailbox, item: Item) -> bytes:
    message = EmailMessage()
    message["From"] = _people(item, "From") or mailbox.address
    for header, name in (("To", "ToRecipients"), ("Cc", "CcRecipients"), ("Bcc", "BccRecipients")):
        if name in item.fields:
            message[header] = _people(item, name)
    message["Subject"] = " ".join(item.subject.split())
    for header, name in (
        ("Message-ID", "InternetMessageId"),
        ("In-Reply-To", "InReplyTo"),
        ("References", "References"),
    ):
        if item.get(name):
            message[header] = " ".join(item.get(name).split())
    if item.get("DateTimeSent"):
        message["Date"] = format_datetime(moment(item.get("DateTimeSent")))
    message.set_content(item.text)
    if item.html is not None:
        message.add_alternative(item.html, subtype="html")
    return message.as_bytes()


def _people(item: Item, name: str) -> str:
    return ", ".join(address for _, address in _mailboxes(item, name))


def _mailboxes(item: Item, name: str) -> list[tuple[str, str]]:
    pattern = "<t:Mailbox>(?:<t:Name>([^<]*)</t:Name>)?<t:EmailAddress>([^<]*)</t:EmailAddress>"
    return [(unescape(shown), unescape(address)) for shown, address in findall(pattern, item.fields.get(name, ""))]


def _as_ical(mailbox: Mailbox, item: Item) -> bytes:
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//dealtrail//simulator//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    zone = zone_of(mailbox, item)
    start, end = (moment(item.get(name)).astimezone(zone) for name in ("Start", "End"))
    for name, value in (("uid", item.get("UID")), ("summary", item.subject), ("location", item.get("Location"))):
        if value:
            event.add(name, value)
    if item.text:
        event.add("description", item.text)
    if item.flag("IsAllDayEvent"):
        event.add("dtstart", vDate(start.date()))
        event.add("dtend", vDate(end.date()))
    else:
        event.add("dtstart", start)
        event.add("dtend", end)
    event.add("dtstamp", moment(item.get("LastModifiedTime") or item.get("Start")).astimezone(UTC))
    event.add("class", _CLASSES.get(item.get("Sensitivity"), "PUBLIC"))
    event.add("sequence", int(item.get("AppointmentSequenceNumber") or "0"))
    event.add("status", "CANCELLED" if item.flag("IsCancelled") else "CONFIRMED")
    if item.categories:
        event.add("categories", item.categories)
    if item.flag("IsMeeting"):
        for shown, address in _mailboxes(item, "Organizer"):
            event.add("organizer", _caller(shown, address))
        for name, role in _ROLES.items():
            for shown, address in _mailboxes(item, name):
                event.add("attendee", _caller(shown, address, ROLE=role))
    if item.original is not None:
        event.add("recurrence-id", item.original.astimezone(zone))
    if item.series is not None:
        pattern = item.series.pattern
        rule = vRecur.from_ical(pattern.rule)
        if pattern.count is not None:
            rule["COUNT"] = pattern.count
        elif pattern.until is not None:
            rule["UNTIL"] = datetime.combine(pattern.until + timedelta(days=1), datetime.min.time(), zone).astimezone(
                UTC
            ) - timedelta(seconds=1)
        event.add("rrule", rule)
        for day in sorted(item.series.deleted):
            event.add("exdate", day.astimezone(zone))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _caller(name: str, address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    for key, value in {"CN": name, **parameters}.items():
        if value:
            person.params[key] = value
    return person
