"""What a series' master says of its rhythm: asked for only where a server does not list the occurrences itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from dateutil import tz
from dateutil.relativedelta import relativedelta, weekday
from lxml import etree

from connectors.errors import MailboxError, Refused
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.items import Answer, fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, T
from connectors.mailbox import Modified, Series
from connectors.recurrence import Frequency, Rule
from connectors.zones import zone_named

_WANTED = ("calendar:Start", "calendar:End", "calendar:Recurrence", "calendar:StartTimeZone")
_FIRST_YEAR = 1601  # that Exchange knows
_CHANGES = ("calendar:ModifiedOccurrences", "calendar:DeletedOccurrences")


def series(connection: Connection, item_ids: Sequence[str]) -> list[Series | None]:
    """The series of these masters, in order; None for what is not there, or is no series."""
    try:
        answers = list(fetch(connection, item_ids, [request.field(uri) for uri in (*_WANTED, *_CHANGES)]))
    except Refused:  # a property that this server does not know: less is better than nothing
        answers = list(fetch(connection, item_ids, [request.field(uri) for uri in _WANTED[:3]]))
    return [_series(item_id, answer) for item_id, answer in answers]


def _series(item_id: str, answer: Answer) -> Series | None:
    if isinstance(answer, MailboxError):
        return None
    found = elements.item_id(answer)
    recurrence, first = answer.find(f"{T}Recurrence"), _time(answer, "Start")
    is_sound = first is not None and first.year >= _FIRST_YEAR
    return Series(
        item_id,
        change_key=found[1] if found else "",
        start=first if is_sound else None,
        end=_time(answer, "End"),
        rule=rule(recurrence) if recurrence is not None else None,
        zone=zone(answer.find(f"{T}StartTimeZone")),
        modified=tuple(_modified(answer)),
        deleted=frozenset(_deleted(answer)),
    )


def _modified(answer: Element) -> Iterator[Modified]:
    for one in answer.iterfind(f"{T}ModifiedOccurrences/{T}Occurrence"):
        found, original = elements.item_id(one), _time(one, "OriginalStart")
        if original is not None:
            item_id, change_key = found or ("", "")
            yield Modified(item_id, change_key, original, _time(one, "Start") or original, _time(one, "End"))


def _deleted(answer: Element) -> Iterator[datetime]:
    for one in answer.iterfind(f"{T}DeletedOccurrences/{T}DeletedOccurrence"):
        if (start := _time(one, "Start")) is not None:
            yield start


def _time(element: Element, name: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat((element.findtext(f"{T}{name}") or "").strip()).replace(microsecond=0)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return None


# --- the rule ---------------------------------------------------------------------------------------------------------


def rule(recurrence: Element) -> Rule | None:
    """How the series goes on; None where that makes no sense, or is no calendar's."""
    parts = {etree.QName(child).localname: child for child in recurrence.iterchildren("*")}
    name = next((name for name in parts if name in _PATTERNS), None)
    if name is None:
        return None
    pattern, ends = parts[name], dict(_ending(parts))
    try:
        days = pattern.findtext(f"{T}DayOfMonth")
        index, month = pattern.findtext(f"{T}DayOfWeekIndex"), pattern.findtext(f"{T}Month")
        return Rule(
            _PATTERNS[name],
            interval=int(pattern.findtext(f"{T}Interval") or 1),
            weekdays=frozenset(_weekdays(pattern.findtext(f"{T}DaysOfWeek") or "")),
            position=_INDEXES[index.strip()] if index and days is None else None,
            day=int(days) if days is not None else None,
            month=_MONTHS.index(month.strip()) + 1 if month else None,
            week_start=_DAYS.index((pattern.findtext(f"{T}FirstDayOfWeek") or "Sunday").strip()),
            until=date.fromisoformat(ends["EndDate"].strip()[:10]) if "EndDate" in ends else None,
            count=int(ends["NumberOfOccurrences"]) if "NumberOfOccurrences" in ends else None,
        )
    except (ValueError, KeyError):
        return None


def _ending(parts: Mapping[str, Element]) -> Iterator[tuple[str, str]]:
    for holder, name in (("EndDateRecurrence", "EndDate"), ("NumberedRecurrence", "NumberOfOccurrences")):
        if holder in parts:
            yield name, parts[holder].findtext(f"{T}{name}") or ""


def _weekdays(names: str) -> Iterator[int]:
    for name in names.split():
        yield from _SETS[name] if name in _SETS else (_DAYS.index(name),)


_PATTERNS = {  # those that make a new item out of one that was done are for tasks
    "DailyRecurrence": Frequency.DAILY,
    "WeeklyRecurrence": Frequency.WEEKLY,
    "AbsoluteMonthlyRecurrence": Frequency.MONTHLY,
    "RelativeMonthlyRecurrence": Frequency.MONTHLY,
    "AbsoluteYearlyRecurrence": Frequency.YEARLY,
    "RelativeYearlyRecurrence": Frequency.YEARLY,
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SETS = {"Day": range(7), "Weekday": range(5), "WeekendDay": range(5, 7)}
_INDEXES = {"First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Last": -1}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# --- the time zone ----------------------------------------------------------------------------------------------------


def zone(element: Element | None) -> tzinfo | None:
    """The zone in which a series keeps its time; None where it is not told, or nobody knows it."""
    if element is None:
        return None
    return zone_named(element.get("Id") or "") or zone_named(element.get("Name") or "") or _defined(element)


def _defined(element: Element) -> tzinfo | None:
    """By the rules that come with a zone of the user's own: standard time, and where it has one, summer time."""
    periods = {one.get("Id"): one for one in element.iterfind(f"{T}Periods/{T}Period")}
    group = element.find(f"{T}TransitionsGroups/{T}TransitionsGroup")
    if group is None or not periods:
        return None
    try:
        changes = {one.findtext(f"{T}To"): one for one in group.iterchildren("*")}
        offsets = {id: -_duration(periods[id].get("Bias") or "") for id in changes}
        if len(changes) == 1:
            return timezone(next(iter(offsets.values())))
        if len(changes) != 2:
            return None
        standard, summer = sorted(offsets, key=lambda id: offsets[id])
        back = _moment(changes[standard]) - relativedelta(seconds=(offsets[summer] - offsets[standard]).seconds)
        # The library counts the end of summer time in standard time.
        rules = {"start": _moment(changes[summer]), "end": back}
        found: tzinfo = tz.tzrange("std", offsets[standard], "dst", offsets[summer], **rules)
        return found
    except (ValueError, KeyError, OverflowError):
        return None


def _moment(change: Element) -> relativedelta:
    """When in a year the clock is changed, as the clock showed until then."""
    at = _duration(change.findtext(f"{T}TimeOffset") or "")
    month, day = int(change.findtext(f"{T}Month") or 0), change.findtext(f"{T}Day")
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    if day is not None:
        return relativedelta(month=month, day=int(day), seconds=int(at.total_seconds()))
    which, name = int(change.findtext(f"{T}Occurrence") or 0), change.findtext(f"{T}DayOfWeek") or ""
    on = weekday(_DAYS.index(name), which)
    return relativedelta(month=month, day=31 if which < 0 else 1, weekday=on, seconds=int(at.total_seconds()))


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"duration {text[:30]!r}")
    sign, *parts = found.groups()
    days, hours, minutes, seconds = (int(part or 0) for part in parts)
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if abs(length) > timedelta(days=1):
        raise ValueError(f"duration {text[:30]!r}")
    return -length if sign else length


_DURATION = re.compile(
    r"(-)?P(?:(-?[0-9]{1,3})D)?(?:T(?:(-?[0-9]{1,3})H)?(?:(-?[0-9]{1,4})M)?(?:(-?[0-9]{1,5})(?:\.[0-9]{1,9})?S)?)?"
)
