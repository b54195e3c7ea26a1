"""When a series of appointments happens, by its rule: what a calendar shows where its server does not say so. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice
from typing import Any

from dateutil import rrule

MOST = 50_000  # occurrences of a series that are looked at: a century of days
WIDEST = 9_999  # days, weeks or months from one time to the next
_EVERY_MONTH = 28  # the last day of the month that every month has


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a series goes on, as calendars have it: by the day of the month, or by days of the week and which of them.

    A day that a month does not have is its last. ValueError for what no calendar has.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: frozenset[int] = frozenset()  # Monday is 0
    position: int | None = None  # of the month's days that `weekdays` names: the first to the fourth, -1 the last
    day: int | None = None  # of the month
    month: int | None = None  # of a yearly one
    week_start: int = 6  # Sunday: which weeks are counted, where the interval is more than one
    until: date | None = None  # the last day, where it has one
    count: int | None = None  # or how many there are, the deleted ones included

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem is not None:
            raise ValueError(problem)


def starts(rule: Rule, first: datetime, zone: tzinfo, before: datetime) -> Iterator[datetime]:
    """When the occurrences begin, in UTC, from the first on and before that moment: at the same local time each.

    The deleted and the changed ones are among them, where they were meant to be.
    """
    local = first.astimezone(zone).replace(tzinfo=None)
    last = before.astimezone(zone).replace(tzinfo=None)
    if rule.until is not None:
        last = min(last, datetime.combine(rule.until, time.max))
    if rule.count is None:
        found = iter(rrule.rrule(dtstart=local, until=last, **_parts(rule)))
    else:  # the library takes either of the two
        found = iter(rrule.rrule(dtstart=local, count=min(rule.count, MOST), **_parts(rule)))
    for start in islice(found, MOST):
        if start > last:
            return
        moment = _moment(start, zone)
        if moment < before:
            yield moment


def end_of(start: datetime, first: datetime, end: datetime, zone: tzinfo) -> datetime:
    """When an occurrence is over, as the first one's times say: by the clock on the wall, so that a day is a day."""
    beginning = first.astimezone(zone).replace(tzinfo=None)
    length = _planned(end, beginning, zone) - beginning
    return max(_moment(_planned(start, beginning, zone) + length, zone), start)


def _planned(moment: datetime, beginning: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall should show then: the first's time also where a change of the clock leaves it out."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    shown = beginning.timetz()
    if local.timetz() == shown:
        return local
    today = datetime.combine(local.date(), shown)
    near = (today, today - timedelta(days=1))  # an hour before midnight may be left out
    return next((wall for wall in near if _moment(wall, zone) == moment), local)


def _moment(wall: datetime, zone: tzinfo) -> datetime:
    """When a clock shows that; of a time that is left out, as much later as the clock goes forward."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    before = (wall - timedelta(days=1)).replace(tzinfo=zone).utcoffset() or timedelta()  # libraries differ in the gap
    return (wall - before).replace(tzinfo=UTC)


def _parts(rule: Rule) -> dict[str, Any]:
    parts: dict[str, Any] = {"freq": _FREQUENCIES[rule.frequency], "interval": rule.interval}
    match rule.frequency:
        case Frequency.DAILY:
            return parts
        case Frequency.WEEKLY:
            return parts | {"byweekday": sorted(rule.weekdays), "wkst": rule.week_start}
        case Frequency.YEARLY:
            parts["bymonth"] = rule.month
    if rule.day is None:
        return parts | {"byweekday": sorted(rule.weekdays), "bysetpos": rule.position}
    if rule.day <= _EVERY_MONTH:
        return parts | {"bymonthday": rule.day}
    return parts | {"bymonthday": list(range(_EVERY_MONTH, rule.day + 1)), "bysetpos": -1}


_FREQUENCIES = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}


def _problem(rule: Rule) -> str | None:
    if not 1 <= rule.interval <= WIDEST:
        return f"an interval of {rule.interval}"
    if rule.count is not None and rule.count < 1:
        return f"{rule.count} occurrences"
    if not (rule.weekdays <= frozenset(range(7)) and 0 <= rule.week_start < 7):
        return "a day of the week that there is not"
    if rule.frequency is Frequency.WEEKLY and not rule.weekdays:
        return "a week without days"
    if rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY):
        is_relative = bool(rule.weekdays) and rule.position in (1, 2, 3, 4, -1)
        if rule.day is None and not is_relative:
            return "no day of the month"
        if rule.day is not None and not 1 <= rule.day <= 31:
            return f"the day {rule.day} of a month"
    if rule.frequency is Frequency.YEARLY and (rule.month is None or not 1 <= rule.month <= 12):
        return f"the month {rule.month}"
    return None
