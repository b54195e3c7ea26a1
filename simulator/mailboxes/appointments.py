"""What Exchange fills in and keeps consistent in an appointment."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from simulator.mailboxes.items import Item, Series, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.recurrence import Pattern, element_of, pattern_from_element, pattern_from_rule
from simulator.mailboxes.zones import windows_name, zone_named
from simulator.xml import escape, leaf, moment, parse

_ATTENDEES = ("RequiredAttendees", "OptionalAttendees", "Resources")


def dress(mailbox: Mailbox, item: Item) -> None:
    """Fill in what every appointment has."""
    has_attendees = any(name in item.fields for name in _ATTENDEES)
    defaults = {
        "UID": mailbox.new_uid(),
        "IsAllDayEvent": "false",
        "LegacyFreeBusyStatus": "Busy",
        "IsCancelled": "false",
        "MeetingRequestWasSent": "false",
        "MyResponseType": "Organizer",
        "AppointmentSequenceNumber": "0",
        "AppointmentState": "1" if has_attendees else "0",
        "IsResponseRequested": "true",
        "ReminderIsSet": "false",
        "ReminderMinutesBeforeStart": "15",
    }
    for name, text in defaults.items():
        item.fields.setdefault(name, leaf(name, text))
    me = mailbox_element(mailbox.name, mailbox.address, "Mailbox")
    item.fields.setdefault("Organizer", f"<t:Organizer>{me}</t:Organizer>")
    settle(mailbox, item, {"Recurrence"} & item.fields.keys())


def settle(mailbox: Mailbox, item: Item, changed: set[str]) -> None:
    """Make what depends on the changed fields agree; raises ValueError for a pattern that makes no sense."""
    item.put("IsMeeting", str(any(name in item.fields for name in _ATTENDEES)).lower())
    for name in ("StartTimeZone", "EndTimeZone"):
        given = parse(item.fields[name]).get("Id") if name in item.fields else None
        windows = escape(given or windows_name(mailbox.zone))
        item.fields[name] = f'<t:{name} Id="{windows}" Name="{windows}"/>'
    if "Recurrence" in changed and item.master is None:
        recurrence = item.fields.get("Recurrence")
        item.series = None
        if recurrence:
            put_series(item, pattern_from_element(parse(recurrence)), zone_of(mailbox, item))
    if item.master is None:
        item.put("CalendarItemType", "RecurringMaster" if item.series else "Single")
        item.put("IsRecurring", str(item.series is not None).lower())


def repeat(mailbox: Mailbox, item: Item, rule: str) -> None:
    """Make the appointment a series by an iCalendar rule; raises ValueError for one that Exchange cannot hold."""
    zone = zone_of(mailbox, item)
    put_series(item, pattern_from_rule(rule, moment(item.get("Start")), zone), zone)
    settle(mailbox, item, set())


def put_series(item: Item, pattern: Pattern, zone: ZoneInfo) -> Series:
    """Make the appointment the master of a series."""
    start = moment(item.get("Start"))
    next(pattern.starts(start, zone), None)  # an impossible rule fails here, not when somebody looks
    item.fields["Recurrence"] = element_of(pattern, start, zone)
    item.series = Series(pattern, zone)
    return item.series


def zone_of(mailbox: Mailbox, item: Item) -> ZoneInfo:
    """The zone in which an appointment keeps its local time."""
    given = parse(item.fields["StartTimeZone"]).get("Id") if "StartTimeZone" in item.fields else None
    return zone_named(given or mailbox.zone) or ZoneInfo("UTC")


def make_exception(mailbox: Mailbox, item: Item) -> Item:
    """The item itself, or, for an occurrence, the exception that carries its own values from now on."""
    if item.master is not None and item.master.series is not None and item.original is not None:
        item.master.series.exceptions[item.original] = item
        item.put("CalendarItemType", "Exception")
    return item


def delete_occurrence(mailbox: Mailbox, occurrence: Item) -> None:
    """Take one occurrence out of its series."""
    master = occurrence.master
    if master is not None and master.series is not None and occurrence.original is not None:
        master.series.deleted.add(occurrence.original)
        master.series.exceptions.pop(occurrence.original, None)
        mailbox.touch(master)
