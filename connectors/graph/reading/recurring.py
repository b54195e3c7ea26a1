"""The rhythm of a series as Graph writes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo

import msgspec

from connectors.recurrence import Frequency, Rule
from connectors.zones import zone_named


class Pattern(msgspec.Struct, gc=False, rename="camel"):
    type: str | None = None
    interval: int | None = None
    month: int | None = None
    day_of_month: int | None = None
    days_of_week: list[str] | None = None
    first_day_of_week: str | None = None
    index: str | None = None


class Range(msgspec.Struct, gc=False, rename="camel"):
    type: str | None = None
    end_date: str | None = None
    recurrence_time_zone: str | None = None
    number_of_occurrences: int | None = None


class Recurrence(msgspec.Struct, gc=False, rename="camel"):
    pattern: Pattern | None = None
    range: Range | None = None


def rule(recurrence: Recurrence) -> Rule | None:
    """How the series goes on; None where that makes no sense, or is no calendar's."""
    pattern, extent = recurrence.pattern, recurrence.range or Range()
    if pattern is None:
        return None
    try:
        frequency, is_relative = _TYPES[(pattern.type or "").lower()]
        is_weekly, is_yearly = frequency is Frequency.WEEKLY, frequency is Frequency.YEARLY
        has_day = frequency in (Frequency.MONTHLY, Frequency.YEARLY) and not is_relative
        ends = (extent.type or "noEnd").lower()
        return Rule(
            frequency,
            interval=pattern.interval or 1,
            weekdays=frozenset(_weekdays(pattern.days_of_week or ())) if is_weekly or is_relative else frozenset(),
            position=_INDEXES[(pattern.index or "first").lower()] if is_relative else None,
            day=pattern.day_of_month if has_day else None,
            month=pattern.month if is_yearly else None,
            # Which weeks are counted; the default of both interfaces is Sunday.
            week_start=_DAYS.index((pattern.first_day_of_week or "sunday").lower()) if is_weekly else 6,
            until=date.fromisoformat((extent.end_date or "")[:10]) if ends == "enddate" else None,
            count=(extent.number_of_occurrences or 0) if ends == "numbered" else None,
        )
    except (ValueError, KeyError):
        return None


def _weekdays(names: Iterable[str]) -> Iterable[int]:
    for name in names:
        yield _DAYS.index(name.lower())


_TYPES = {
    "daily": (Frequency.DAILY, False),
    "weekly": (Frequency.WEEKLY, False),
    "absolutemonthly": (Frequency.MONTHLY, False),
    "relativemonthly": (Frequency.MONTHLY, True),
    "absoluteyearly": (Frequency.YEARLY, False),
    "relativeyearly": (Frequency.YEARLY, True),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDEXES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def zone(recurrence: Recurrence | None, *names: str | None) -> tzinfo | None:
    """The zone in which a series keeps its time, by its range or else by the first of the names that is known.

    Of these UTC is passed over: whole days, and what was asked for in UTC, are told so whatever their zone.
    """
    named = recurrence.range.recurrence_time_zone if recurrence and recurrence.range else None
    if named and (found := zone_named(named)):
        return found
    others = [found for name in names if name and (found := zone_named(name))]
    return next((one for one in others if not _is_utc(one)), others[0] if others else None)


def _is_utc(one: tzinfo) -> bool:
    return one is UTC or str(one) in ("UTC", "Etc/UTC", "Etc/GMT")


# --- occurrences that were deleted ------------------------------------------------------------------------------------

_DATED = re.compile(r"\.([0-9]{4}-[0-9]{2}-[0-9]{2})$")  # OID.<the master's id>.2026-12-01


def deleted_starts(ids: Iterable[str], first: datetime, in_zone: tzinfo) -> frozenset[datetime]:
    """When these occurrences were meant to begin: their ids name the day, the first one tells the hour."""
    hour = first.astimezone(in_zone).time()
    found = set[datetime]()
    for one in ids:
        if (named := _DATED.search(one[-40:])) is not None:
            with suppress(ValueError, OverflowError):
                day = date.fromisoformat(named[1])
                found.add(datetime.combine(day, hour, tzinfo=in_zone).astimezone(UTC))
    return frozenset(found)
