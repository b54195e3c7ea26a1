"""Calendar files: their events as values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.prop import vBroken, vCategory

from simulator.imports.broken import Doubt, address_in, days_in, doubt_lines, lines_lost, sound
from simulator.imports.calendar_files import calendars_in
from simulator.imports.lengths import DAY, Length, days_after, length_of
from simulator.mailboxes.zones import windows_zones, zone_named
from simulator.xml import clean

_YEARS = 1601, 4500  # that Exchange knows
_SENSITIVITY = {"PRIVATE": "Private", "CONFIDENTIAL": "Confidential", "PERSONAL": "Personal"}


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
    is_and_future: bool = False  # it changes those after it as well
    extra: tuple[tuple[datetime, datetime | None], ...] = ()  # RDATE: starts beside the rule's, and ends of their own
    sent_by: str = ""  # who sent it for the organizer
    is_cancelled: bool = False
    sequence: int = 0
    reminder: timedelta | None = None
    is_zone_homemade: bool = False  # the file brings rules of its own; local time is then the mailbox's
    answer: str = field(default="")  # the first attendee's, in a reply
    days: int = 0  # of its length, that go by the clock on the wall; what it lasts beside them is exact

    def end_from(self, start: datetime) -> datetime:
        """When it would end if it began then."""
        if self.is_all_day:  # its midnight may be left out where the clocks change then
            return _moment(start.astimezone(self.zone).date() + timedelta(days=self.days), self.zone)
        rest = self.end - days_after(self.start, self.days, self.zone)
        return Length(self.days, rest).after(start, self.zone)


@dataclass
class Read:
    """A calendar file's events, and what of it was left out, a sentence each."""

    events: list[Event] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(content: bytes, zone: ZoneInfo | None = None) -> Read:
    """Every event that can be understood; floating times and days are in `zone`. Raises ValueError for no calendar."""
    found = Read()
    mailboxes = zone or ZoneInfo("UTC")
    for calendar in calendars_in(content, found.problems):
        floating = zone_named(str(calendar.get("X-WR-TIMEZONE") or "")) or mailboxes
        for component in calendar.walk("VEVENT"):
            doubts: list[str] = []
            try:
                found.events.append(_event(component, mailboxes, floating, doubts.append))
                told = dict.fromkeys(doubts)
                found.problems += [f"{_named(component)}: {doubt}; the rest of it comes in" for doubt in told]
            except Exception as problem:  # noqa: BLE001 - as above: the other events are good
                found.problems.append(f"{_named(component)}: {problem or type(problem).__name__}; it is left out")
    return found


def events(content: bytes, zone: ZoneInfo | None = None) -> list[Event]:
    """Every event that can be understood; raises ValueError where nothing can."""
    found = read(content, zone)
    if found.problems and not found.events:
        raise ValueError(found.problems[0])
    return found.events


def _named(component: Any) -> str:
    uid, summary = (clean(str(component.get(name) or ""))[:80] for name in ("UID", "SUMMARY"))
    return f"event {uid or 'without a UID'}{f' ({summary})' if summary else ''}"


def _event(component: Any, zone: ZoneInfo, floating: ZoneInfo, doubt: Doubt) -> Event:
    start_property = component.get("DTSTART")
    if start_property is None:
        raise ValueError("it has no start")
    if isinstance(start_property, vBroken):
        raise ValueError("its start cannot be read")
    doubt_lines(component, doubt)
    end_property, duration = sound(component, "DTEND", doubt, date), sound(component, "DURATION", doubt, timedelta)
    if any(isinstance(one, list) for one in (start_property, end_property, duration)):
        raise ValueError("it has more than one start, end or length")
    start_value = start_property.dt
    end_value = end_property.dt if end_property is not None else None
    if isinstance(start_value, datetime) and str(component.get("X-MICROSOFT-CDO-ALLDAYEVENT")).upper() == "TRUE":
        start_value, end_value, duration = *_days(start_value, end_value, duration), None  # whole days, told as times
    is_all_day = not isinstance(start_value, datetime)
    own_zone = zone if is_all_day else _zone_of_event(start_property, start_value, floating)
    start = _moment(start_value, own_zone)
    if end_value is not None:
        end = _moment(end_value, own_zone if is_all_day else _zone_of(end_property) or own_zone)
        days = round((end - start) / DAY) if is_all_day else 0
    else:
        length = length_of(duration) if duration is not None else Length(days=int(is_all_day))
        days = length.days
        if is_all_day:  # to the end of a day, however its length is told
            days -= -length.rest // DAY
            end = _moment(start_value + timedelta(days=days), own_zone)
        else:
            end = length.after(start, own_zone)
    if not all(_YEARS[0] <= one.year <= _YEARS[1] for one in (start, end)):
        raise ValueError(f"it is not between the years {_YEARS[0]} and {_YEARS[1]}")
    original = component.get("RECURRENCE-ID")
    if isinstance(original, vBroken):
        raise ValueError("it changes an occurrence, and nobody can read which (RECURRENCE-ID)")
    rule = _rule(component, doubt)
    attendees = tuple(_attendee(each) for each in _many(component.get("ATTENDEE")))
    torn = [(name, address) for name, line in lines_lost(component) if (address := address_in(line))]
    attendees += tuple(Attendee("", clean(address)) for name, address in torn if name == "ATTENDEE")
    names = [each for each in _many(component.get("CATEGORIES")) if isinstance(each, vCategory)]
    categories = [str(name) for each in names for name in each.cats]
    organizer = component.get("ORGANIZER")
    torn_organizer = next((("", clean(address)) for name, address in torn if name == "ORGANIZER"), None)
    return Event(
        uid=clean(str(component.get("UID") or "")),
        start=start,
        end=max(start, end),
        is_all_day=is_all_day,
        zone=own_zone,
        summary=clean(str(component.get("SUMMARY") or ""))[:255],
        location=clean(str(component.get("LOCATION") or ""))[:255],
        description=re.sub("\r\n|\r|\n", "\r\n", clean(str(component.get("DESCRIPTION") or ""))),
        organizer=_person(organizer) if organizer is not None else torn_organizer,
        attendees=attendees,
        categories=tuple(dict.fromkeys(categories)),
        sensitivity=_SENSITIVITY.get(str(component.get("CLASS") or "").upper(), "Normal"),
        rule=rule,
        deleted=frozenset(one for one, _ in _periods(component, "EXDATE", own_zone, doubt)),
        original=_moment(original.dt, own_zone) if original is not None else None,
        is_and_future=original is not None and str(original.params.get("RANGE") or "").upper() == "THISANDFUTURE",
        extra=tuple(one for one in _periods(component, "RDATE", own_zone, doubt) if one != (start, None)),
        sent_by=clean(re.sub("(?i)^mailto:", "", str(organizer.params.get("SENT-BY") or "")).strip())
        if organizer is not None
        else "",
        is_cancelled=str(component.get("STATUS") or "").upper() == "CANCELLED",
        sequence=int(sound(component, "SEQUENCE", doubt) or 0),
        reminder=_reminder(component),
        is_zone_homemade=not is_all_day
        and bool(start_property.params.get("TZID"))
        and _zone_of(start_property) is None,
        answer=attendees[0].answer if attendees else "",
        days=days if end > start else 0,
    )


def _days(start: datetime, end: datetime | date | None, duration: Any) -> tuple[date, date]:
    """The days, the last one left out, that times stand for."""
    last = end if end is not None else start + (duration.dt if duration is not None else timedelta(days=1))
    day = last.date() if isinstance(last, datetime) else last
    if isinstance(last, datetime) and last.time() > time():
        day += timedelta(days=1)
    return start.date(), max(day, start.date() + timedelta(days=1))


def _zone_of_event(start_property: Any, start: datetime, floating: ZoneInfo) -> ZoneInfo:
    """The zone by whose clock an event keeps its time: its own, UTC, or the one that a home-made zone is alike."""
    named = _zone_of(start_property)
    if named is not None:
        return named
    if start.tzinfo is None:
        return floating
    if start_property.params.get("TZID"):
        return _alike(start.tzinfo, start) or floating
    return ZoneInfo("UTC") if start.utcoffset() == timedelta() else floating


def _alike(homemade: tzinfo, around: datetime) -> ZoneInfo | None:
    """A zone that everybody knows, with the same time as the home-made one in the years around."""
    first = datetime(around.year - 1, 1, 4, 12, tzinfo=UTC)  # the zone is put in its place below
    weeks = [first + timedelta(weeks=week) for week in range(156)]
    wanted = [week.replace(tzinfo=homemade).utcoffset() for week in weeks]
    for iana in dict.fromkeys(windows_zones().values()):
        zone = zone_named(iana)
        if zone is not None and [week.replace(tzinfo=zone).utcoffset() for week in weeks] == wanted:
            return zone
    return None


def _periods(component: Any, name: str, zone: ZoneInfo, doubt: Doubt) -> Iterator[tuple[datetime, datetime | None]]:
    """Each date's start, and of a period its own end."""
    for value, until in days_in(_many(component.get(name)), name, doubt):
        try:
            start = _moment(value, zone)
            if until is None:
                yield start, None
            else:
                end = until.after(start, zone) if isinstance(until, Length) else _moment(until, zone)
                yield start, max(start, end)
        except (ValueError, OverflowError) as problem:
            doubt(f"its {name} {value} cannot be read: {problem}")


def _rule(component: Any, doubt: Doubt) -> str:
    """ "" without one, and for several, of which Exchange has no notion."""
    rule = component.get("RRULE")
    if rule is None or isinstance(rule, list):
        return ""
    written = str(rule)[:_LONGEST_RULE] if isinstance(rule, vBroken) else rule.to_ical().decode()
    if not written:
        doubt("its RRULE cannot be read")
    return written


_LONGEST_RULE = 200  # characters of one that is broken: it is only shown


def _moment(value: date | datetime | time, zone: ZoneInfo) -> datetime:
    if not isinstance(value, date):  # a datetime is one
        raise ValueError("it names a time of no day")
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
        for trigger in _many(alarm.get("TRIGGER")):
            if not isinstance(trigger, vBroken) and isinstance(getattr(trigger, "dt", None), timedelta):
                length: timedelta = trigger.dt
                return -length
    return None
