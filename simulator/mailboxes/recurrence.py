"""Recurrence patterns: iCalendar rules and EWS elements as two writings of the same thing. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from lxml import etree

from simulator.xml import T, leaf

_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_DAY_SETS = {"Day": "MO,TU,WE,TH,FR,SA,SU", "Weekday": "MO,TU,WE,TH,FR", "WeekendDay": "SA,SU"}
_INDEX = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", -1: "Last"}
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_LAST_YEAR = 4500  # that Exchange knows
_ENDLESS = 10_000  # occurrences that are looked at of a series without an end


@dataclass(frozen=True, slots=True)
class Pattern:
    """When a series happens: an iCalendar rule without its end, and the end on its own."""

    rule: str  # "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"
    until: date | None = None
    count: int | None = None

    def starts(self, first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The starts in UTC, from `first` on, at the same local time; endless ones stop after a while."""
        yield from _starts(self, first, zone)

    @property
    def is_endless(self) -> bool:
        return self.until is None and self.count is None


class _Starts:
    """The starts of a series, each worked out once: whoever holds the server's lock may look."""

    def __init__(self, pattern: Pattern, first: datetime, zone: ZoneInfo) -> None:
        rule = pattern.rule
        if pattern.count is not None:
            rule += f";COUNT={pattern.count}"
        elif pattern.until is not None:
            rule += f";UNTIL={datetime.combine(pattern.until, time.max):%Y%m%dT%H%M%S}"
        local = rrulestr(rule, dtstart=first.astimezone(zone).replace(tzinfo=None))
        within = itertools.takewhile(lambda one: one.year <= _LAST_YEAR, itertools.islice(local, _ENDLESS))
        self._following = (one.replace(tzinfo=zone).astimezone(UTC) for one in within)
        self._known: list[datetime] = []

    def __iter__(self) -> Iterator[datetime]:
        for index in itertools.count():
            if index == len(self._known):
                following = next(self._following, None)
                if following is None:
                    return
                self._known.append(following)
            yield self._known[index]


@lru_cache(maxsize=64)
def _starts(pattern: Pattern, first: datetime, zone: ZoneInfo) -> _Starts:
    return _Starts(pattern, first, zone)


def pattern_from_rule(rule: str, first: datetime, zone: ZoneInfo) -> Pattern:
    """An iCalendar RRULE as Exchange can hold it; raises ValueError for what it cannot."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    local = first.astimezone(zone)
    frequency, interval = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    weekdays = [day for day in parts.get("BYDAY", "").split(",") if day]
    month_days = parts.get("BYMONTHDAY", str(local.day))
    month = parts.get("BYMONTH", str(local.month))
    position = parts.get("BYSETPOS")
    weekday = list(_DAYS)[local.weekday()]
    if position is None and len(weekdays) == 1 and len(weekdays[0]) > 2:
        position, weekdays = weekdays[0][:-2], [weekdays[0][-2:]]
    if {"BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO"} & parts.keys() or any(
        day not in _DAYS for day in weekdays
    ):
        raise ValueError(f"Exchange has no such recurrence: {rule}")
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    if interval < 1 or (count is not None and count < 1) or parts.get("WKST", "MO") not in _DAYS:
        raise ValueError(f"Exchange has no such recurrence: {rule}")
    weekdays.sort(key=list(_DAYS).index)
    if frequency in ("MONTHLY", "YEARLY") and len(weekdays) > 1 and ",".join(weekdays) not in _DAY_SETS.values():
        raise ValueError(f"Exchange has no such recurrence: {rule}")
    match frequency:
        case "DAILY" if not weekdays:
            text = f"FREQ=DAILY;INTERVAL={interval}"
        case "WEEKLY" | "DAILY":
            start = parts.get("WKST", "MO")
            text = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={','.join(weekdays or [weekday])};WKST={start}"
        case "MONTHLY" | "YEARLY":
            if weekdays and (position is None or int(position) not in _INDEX):
                raise ValueError(f"Exchange has no such recurrence: {rule}")
            if not weekdays and not (month_days.isdigit() and 1 <= int(month_days) <= 31):
                raise ValueError(f"Exchange has no such recurrence: {rule}")
            text = f"FREQ={frequency};INTERVAL={interval if frequency == 'MONTHLY' else 1}"
            if frequency == "YEARLY":
                if not month.isdigit() or not 1 <= int(month) <= 12 or interval != 1:
                    raise ValueError(f"Exchange has no such recurrence: {rule}")
                text += f";BYMONTH={int(month)}"
            if weekdays:
                text += f";BYDAY={','.join(weekdays)};BYSETPOS={int(position or 1)}"
            else:
                text += f";BYMONTHDAY={int(month_days)}"
        case _:
            raise ValueError(f"Exchange has no such recurrence: {rule}")
    until = None
    if "UNTIL" in parts:
        end = datetime.fromisoformat(parts["UNTIL"])
        until = (end.astimezone(zone) if end.tzinfo else end).date()
    return Pattern(text, until, count)


def pattern_from_element(element: etree._Element) -> Pattern:
    """A t:Recurrence element's pattern; raises ValueError for one that cannot be understood."""
    kind = etree.QName(element[0]).localname
    interval = element[0].findtext(f"{T}Interval") or "1"
    frequency = next((name for name in ("Dai", "Week", "Month", "Year") if name in kind), "")
    rule = {"Dai": "DAILY", "Week": "WEEKLY", "Month": "MONTHLY", "Year": "YEARLY"}.get(frequency)
    if rule is None:
        raise ValueError(f"a recurrence of kind {kind}")
    text = f"FREQ={rule};INTERVAL={interval}"
    days = ",".join(_day_codes(element[0].findtext(f"{T}DaysOfWeek") or ""))
    month = element[0].findtext(f"{T}Month")
    if month:
        text += f";BYMONTH={_MONTHS.index(month) + 1}"
    if days:
        text += f";BYDAY={days}"
    index = element[0].findtext(f"{T}DayOfWeekIndex")
    if index:
        text += f";BYSETPOS={next(number for number, name in _INDEX.items() if name == index)}"
    if element[0].findtext(f"{T}DayOfMonth"):
        text += f";BYMONTHDAY={element[0].findtext(f'{T}DayOfMonth')}"
    if len(element) < 2:
        return Pattern(text)
    until, count = element[1].findtext(f"{T}EndDate"), element[1].findtext(f"{T}NumberOfOccurrences")
    return Pattern(text, date.fromisoformat(until[:10]) if until else None, int(count) if count else None)


def element_of(pattern: Pattern, first: datetime, zone: ZoneInfo) -> str:
    """The pattern as a t:Recurrence fragment."""
    parts = dict(part.split("=", 1) for part in pattern.rule.split(";"))
    interval = leaf("Interval", parts.get("INTERVAL", "1"))
    days = " ".join(_DAYS[day] for day in parts.get("BYDAY", "").split(",") if day)
    for name, codes in _DAY_SETS.items():
        if parts.get("BYDAY") == codes and "BYSETPOS" in parts:
            days = name
    month = leaf("Month", _MONTHS[int(parts["BYMONTH"]) - 1]) if "BYMONTH" in parts else ""
    relative = leaf("DaysOfWeek", days) + leaf("DayOfWeekIndex", _INDEX[int(parts.get("BYSETPOS", "1"))])
    absolute = leaf("DayOfMonth", parts.get("BYMONTHDAY", "1"))
    match parts["FREQ"]:
        case "DAILY":
            inner = f"<t:DailyRecurrence>{interval}</t:DailyRecurrence>"
        case "WEEKLY":
            week_start = leaf("FirstDayOfWeek", _DAYS[parts.get("WKST", "MO")])
            inner = f"<t:WeeklyRecurrence>{interval}{leaf('DaysOfWeek', days)}{week_start}</t:WeeklyRecurrence>"
        case "MONTHLY" if days:
            inner = f"<t:RelativeMonthlyRecurrence>{interval}{relative}</t:RelativeMonthlyRecurrence>"
        case "MONTHLY":
            inner = f"<t:AbsoluteMonthlyRecurrence>{interval}{absolute}</t:AbsoluteMonthlyRecurrence>"
        case _ if days:
            inner = f"<t:RelativeYearlyRecurrence>{relative}{month}</t:RelativeYearlyRecurrence>"
        case _:
            inner = f"<t:AbsoluteYearlyRecurrence>{absolute}{month}</t:AbsoluteYearlyRecurrence>"
    start = leaf("StartDate", first.astimezone(zone).date().isoformat())
    if pattern.count is not None:
        count = leaf("NumberOfOccurrences", str(pattern.count))
        end = f"<t:NumberedRecurrence>{start}{count}</t:NumberedRecurrence>"
    elif pattern.until is not None:
        end = f"<t:EndDateRecurrence>{start}{leaf('EndDate', pattern.until.isoformat())}</t:EndDateRecurrence>"
    else:
        end = f"<t:NoEndRecurrence>{start}</t:NoEndRecurrence>"
    return f"<t:Recurrence>{inner}{end}</t:Recurrence>"


def _day_codes(names: str) -> list[str]:
    codes = {name: code for code, name in _DAYS.items()}
    return [code for name in names.split() for code in (_DAY_SETS.get(name) or codes[name]).split(",")]
