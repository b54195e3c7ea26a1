"""Events of calendar files as appointments of a mailbox: single ones, series, and their changed days."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from simulator.imports.ical import Event, read
from simulator.mailboxes import appointments
from simulator.mailboxes.items import Folder, Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.properties import ExtendedValue
from simulator.mailboxes.recurrence import pattern_from_rule
from simulator.mailboxes.series import occurrence_at, original_starts
from simulator.mailboxes.zones import windows_name, zone_named
from simulator.operations.edits import put_attendees
from simulator.xml import escape, timestamp

CUSTOM_ZONE = "tzone://Microsoft/Custom"  # what Exchange calls a zone that it does not know
_RESPONSES = {"ACCEPTED": "Accept", "DECLINED": "Decline", "TENTATIVE": "Tentative"}


def put_calendar(mailbox: Mailbox, content: bytes, folder: Folder, problems: list[str] | None = None) -> list[Item]:
    """Put a calendar file's events into a folder: single ones and whole series; the new items, masters only.

    What is left out is told in `problems`, a sentence each.
    """
    found = read(content, zone_named(mailbox.zone) or ZoneInfo("UTC"))
    told = problems if problems is not None else []
    told += found.problems
    items = []
    masters: dict[str, Item] = {}
    beside: set[tuple[str, datetime | None]] = set()  # dates beside a rule, by the series' identity
    single = [event for event in found.events if event.original is None]
    changes = sorted((e for e in found.events if e.original is not None), key=lambda e: e.original or e.start)
    for event in single + changes:
        try:
            if event.original is not None and (event.uid, event.original) in beside:
                continue
            master = masters.get(event.uid) if event.original is not None else None
            if master is not None:
                _change_occurrences(mailbox, master, event, told)
                continue
            item = _put(mailbox, event, folder, told)
            items.append(item)
            if item.series is not None:
                masters[event.uid] = item
            changed = {one.original: one for one in changes if one.uid == event.uid} if event.extra else {}
            for one in _beside_the_rule(mailbox, item, event):
                # What changes a date beside the rule is that date's appointment, and no occurrence.
                one = changed.pop(one.original, one)
                beside.add((one.uid, one.original))
                if not one.is_cancelled:
                    items.append(_put(mailbox, one, folder, told))
        except (ValueError, OverflowError) as problem:  # a rule or time that goes out of bounds only when it is used
            told.append(f"event {event.uid or 'without a UID'}: {problem}; it is left out")
    return items


def _beside_the_rule(mailbox: Mailbox, item: Item, event: Event) -> Iterator[Event]:
    """Events for the dates beside a rule: Exchange has none, each is an appointment of its own.

    One that is the rule's as well is no other; where it has an end of its own, it becomes an exception.
    """
    extra = dict(sorted(event.extra, key=lambda one: one[1] is not None))
    if event.start in extra and item.series is None and (end := extra.pop(event.start)):
        item.put("End", timestamp(end))
    known = original_starts(item) if extra and item.series is not None else iter(())
    last = max(extra, default=event.start)
    for start in itertools.takewhile(lambda one: one <= last, itertools.islice(known, _LOOKED_AT)):
        end = extra.pop(start, None)
        if end is not None and item.series is not None and start not in item.series.deleted:
            one = occurrence_at(mailbox, item, start)
            appointments.make_exception(mailbox, one)
            _put_details(one, _at(event, start, end))
    for start, end in extra.items():
        if start not in event.deleted:
            yield replace(_at(event, start, end), rule="", extra=())


_LOOKED_AT = 50_000  # occurrences among which dates beside a rule are looked for


def _at(event: Event, start: datetime, end: datetime | None) -> Event:
    """The event at another time; with an end of its own it is no whole day."""
    if end is None:
        return replace(event, original=start, start=start, end=event.end_from(start))
    return replace(event, original=start, start=start, end=end, is_all_day=False, days=0)


def _put(mailbox: Mailbox, event: Event, folder: Folder, problems: list[str]) -> Item:
    item = item_from_event(mailbox, event)
    if event.rule and item.series is None:
        problems.append(f"event {event.uid}: Exchange has no such recurrence ({event.rule}); its first one is kept")
    return mailbox.add(item, folder, arrived=event.start)


def item_from_event(mailbox: Mailbox, event: Event) -> Item:
    item = Item("IPM.Appointment")
    item.put("UID", event.uid)
    if event.original is not None:
        item.put("RecurrenceId", timestamp(event.original))
    if event.sent_by:
        item.extended["", "0x5d01"] = ExtendedValue("String", (event.sent_by,))
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


def _change_occurrences(mailbox: Mailbox, master: Item, event: Event, problems: list[str]) -> None:
    """One occurrence as the event has it, or that and those after it, moved by as much."""
    series, first = master.series, event.original
    if series is None or first is None:
        return
    starts = [first]
    if event.is_and_future:
        starts += itertools.islice((one for one in original_starts(master) if one > first), _FUTURE)
    for original in starts:
        if original in series.deleted:
            if original == first and not event.is_cancelled:
                problems.append(
                    f"event {event.uid}: its occurrence of {first:%Y-%m-%d} is changed and deleted; it is left out"
                )
        elif event.is_cancelled:
            series.deleted.add(original)
        else:
            one = occurrence_at(mailbox, master, original)
            appointments.make_exception(mailbox, one)
            _put_details(one, event if original == first else _moved(event, first, original))


_FUTURE = 500  # occurrences that a change of one and those after it is carried to


def _moved(event: Event, first: datetime, original: datetime) -> Event:
    """The event at another occurrence of its series: as far from that as it is from its own, by the wall's clock."""
    local, begun, planned = (one.astimezone(event.zone).replace(tzinfo=None) for one in (original, event.start, first))
    start = (local + (begun - planned)).replace(tzinfo=event.zone).astimezone(UTC)
    return replace(event, start=start, end=event.end_from(start), original=original)


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
