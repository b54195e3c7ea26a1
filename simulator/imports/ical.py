"""Calendar files: events as values, and events as appointments of a mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from simulator.mailboxes import appointments
from simulator.mailboxes.folders import Folder
from simulator.mailboxes.items import Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.recurrence import pattern_from_rule
from simulator.mailboxes.series import occurrence_at, original_starts
from simulator.mailboxes.zones import windows_name, zone_named
from simulator.operations.edits import put_attendees
from simulator.xml import clean, escape, timestamp

CUSTOM_ZONE = "tzone://Microsoft/Custom"  # what Exchange calls a zone that it does not know
_SENSITIVITY = {"PRIVATE": "Private", "CONFIDENTIAL": "Confidential", "PERSONAL": "Personal"}
_RESPONSES = {"ACCEPTED": "Accept", "DECLINED": "Decline", "TENTATIVE": "Tentative"}


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    address: str
    role: str = "RequiredAttendees"  # the element it stands in
    answer: str = ""  # iCalendar's PARTSTAT


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT; times are in UTC, `zone` is where its local time counts."""

    uid: str
    start: datetime
    end: datetime
    is_all_day: bool
    zone: ZoneInfo
    summary: str = ""
    location: str = ""
    description: str = ""
    organizer: tuple[str, str] | None = None
    attendees: tuple[Attendee, ...] = ()
    categories: tuple[str, ...] = ()
    sensitivity: str = "Normal"
    rule: str = ""
    deleted: frozenset[datetime] = frozenset()
    original: datetime | None = None  # RECURRENCE-ID
    is_cancelled: bool = False
    sequence: int = 0
    reminder: timedelta | None = None
    is_zone_homemade: bool = False  # the file brings rules of its own; local time is then the mailbox's
    answer: str = field(default="")  # the first attendee's, in a reply


def events(content: bytes, zone: ZoneInfo | None = None) -> list[Event]:
    """The events of a calendar file; floating times and days are in `zone`. Raises ValueError when it is none."""
    try:
        calendar = Calendar.from_ical(content)
        return [_event(component, zone or ZoneInfo("UTC")) for component in calendar.walk("VEVENT")]
    except ValueError:
        raise
    except Exception as problem:
        raise ValueError(f"not a calendar: {problem}") from problem


def put_calendar(mailbox: Mailbox, content: bytes, folder: Folder) -> list[Item]:
    """Put a calendar file's events into a folder: single ones and whole series; the new items, masters only."""
    zone = zone_named(mailbox.zone) or ZoneInfo("UTC")
    found = events(content, zone)
    items = []
    masters: dict[str, Item] = {}
    for event in (event for event in found if event.original is None):
        item = item_from_event(mailbox, event)
        mailbox.add(item, folder, arrived=event.start)
        items.append(item)
        if item.series is not None:
            masters[event.uid] = item
    for event in (event for event in found if event.original is not None):
        master = masters.get(event.uid)
        if master is None:
            item = item_from_event(mailbox, event)
            items.append(mailbox.add(item, folder, arrived=event.start))
        else:
            _change_occurrence(mailbox, master, event)
    return items


def item_from_event(mailbox: Mailbox, event: Event) -> Item:
    item = Item("IPM.Appointment")
    item.put("UID", event.uid)
    _put_details(item, event)
    me = mailbox.address.casefold()
    is_mine = event.organizer is None or event.organizer[1].casefold() == me
    mine = next((person.answer for person in event.attendees if person.address.casefold() == me), "")
    item.put("MyResponseType", "Organizer" if is_mine else _RESPONSES.get(mine, "NoResponseReceived"))
    item.put("MeetingRequestWasSent", str(bool(event.attendees)).lower())
    item.put("IsDraft", "false")
    item.put("AppointmentState", str((1 if event.attendees else 0) | (0 if is_mine else 2)))
    appointments.dress(mailbox, item)
    if event.rule:
        try:
            pattern = pattern_from_rule(event.rule, event.start, event.zone)
            series = appointments.put_series(item, pattern, event.zone)
        except ValueError:
            return item  # a rule that Exchange cannot hold: it keeps the first one
        starts = set(original_starts(item)) if not pattern.is_endless else event.deleted
        series.deleted |= event.deleted & starts
        appointments.settle(mailbox, item, set())
    return item


def _change_occurrence(mailbox: Mailbox, master: Item, event: Event) -> None:
    if master.series is None or event.original is None:
        return
    if event.is_cancelled:
        master.series.deleted.add(event.original)
        return
    one = occurrence_at(mailbox, master, event.original)
    appointments.make_exception(mailbox, one)
    _put_details(one, event)


def _put_details(item: Item, event: Event) -> None:
    item.put("Subject", event.summary)
    item.put("Start", timestamp(event.start))
    item.put("End", timestamp(event.end))
    item.put("Location", event.location)
    item.put("Sensitivity", event.sensitivity)
    item.put("Importance", "Normal")
    item.put("IsAllDayEvent", str(event.is_all_day).lower())
    item.put("IsCancelled", str(event.is_cancelled).lower())
    item.put("AppointmentSequenceNumber", str(event.sequence))
    item.put("HasAttachments", "false")
    item.text = event.description
    item.put("Size", str(len(event.description) + 1500))
    item.categories = list(event.categories)
    windows = CUSTOM_ZONE if event.is_zone_homemade else escape(windows_name(event.zone.key))
    for name in ("StartTimeZone", "EndTimeZone"):
        item.fields[name] = f'<t:{name} Id="{windows}" Name="{windows}"/>'
    if event.reminder is not None:
        item.put("ReminderIsSet", "true")
        item.put("ReminderMinutesBeforeStart", str(max(0, int(event.reminder.total_seconds() // 60))))
        item.put("ReminderDueBy", timestamp(event.start))
    if event.organizer:
        item.fields["Organizer"] = f"<t:Organizer>{mailbox_element(*event.organizer)}</t:Organizer>"
    for role in ("RequiredAttendees", "OptionalAttendees", "Resources"):
        people = [person for person in event.attendees if person.role == role]
        put_attendees(item, role, [(person.name, person.address) for person in people])


def _event(component: Any, zone: ZoneInfo) -> Event:
    start_property = component.get("DTSTART")
    if start_property is None:
        raise ValueError("an event has no start")
    own_zone = _zone_of(start_property) or zone
    start_value = start_property.dt
    is_all_day = not isinstance(start_value, datetime)
    start = _moment(start_value, own_zone)
    end_property, duration = component.get("DTEND"), component.get("DURATION")
    if end_property is not None:
        end = _moment(end_property.dt, _zone_of(end_property) or own_zone)
    elif duration is not None:
        end = start + duration.dt
    else:
        end = start + (timedelta(days=1) if is_all_day else timedelta())
    original = component.get("RECURRENCE-ID")
    rule = component.get("RRULE")
    attendees = tuple(_attendee(each) for each in _many(component.get("ATTENDEE")))
    categories = [str(name) for each in _many(component.get("CATEGORIES")) for name in each.cats]
    organizer = component.get("ORGANIZER")
    return Event(
        uid=clean(str(component.get("UID") or "")),
        start=start,
        end=max(start, end),
        is_all_day=is_all_day,
        zone=own_zone,
        summary=clean(str(component.get("SUMMARY") or ""))[:255],
        location=clean(str(component.get("LOCATION") or ""))[:255],
        description=re.sub("\r\n|\r|\n", "\r\n", clean(str(component.get("DESCRIPTION") or ""))),
        organizer=_person(organizer) if organizer is not None else None,
        attendees=attendees,
        categories=tuple(dict.fromkeys(categories)),
        sensitivity=_SENSITIVITY.get(str(component.get("CLASS") or "").upper(), "Normal"),
        rule=rule.to_ical().decode() if rule is not None and not isinstance(rule, list) else "",
        deleted=frozenset(_moment(day.dt, own_zone) for each in _many(component.get("EXDATE")) for day in each.dts),
        original=_moment(original.dt, own_zone) if original is not None else None,
        is_cancelled=str(component.get("STATUS") or "").upper() == "CANCELLED",
        sequence=int(component.get("SEQUENCE") or 0),
        reminder=_reminder(component),
        is_zone_homemade=bool(start_property.params.get("TZID")) and _zone_of(start_property) is None,
        answer=attendees[0].answer if attendees else "",
    )


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _zone_of(value: Any) -> ZoneInfo | None:
    """The zone that a time property names, Windows names included; None for floating, UTC and home-made ones."""
    name = str(value.params.get("TZID") or "")
    return zone_named(name) if name else None


def _many(value: Any) -> Iterable[Any]:
    return () if value is None else value if isinstance(value, list) else (value,)


def _person(value: Any) -> tuple[str, str]:
    address = re.sub("(?i)^mailto:", "", str(value)).strip()
    return clean(str(value.params.get("CN") or "")), clean(address)


def _attendee(value: Any) -> Attendee:
    name, address = _person(value)
    if str(value.params.get("CUTYPE") or "").upper() in ("RESOURCE", "ROOM"):
        role = "Resources"
    elif str(value.params.get("ROLE") or "").upper() == "OPT-PARTICIPANT":
        role = "OptionalAttendees"
    else:
        role = "RequiredAttendees"
    return Attendee(name, address, role, str(value.params.get("PARTSTAT") or "").upper())


def _reminder(component: Any) -> timedelta | None:
    for alarm in component.walk("VALARM"):
        trigger = alarm.get("TRIGGER")
        if trigger is not None and isinstance(trigger.dt, timedelta):
            return -trigger.dt
    return None
