"""Windows time-zone names and the zones that they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from tzlocal.windows_tz import win_tz

from simulator.xml import escape

# tzlocal's map is remade with each change of CLDR's, and has Windows' newest zones. They come last: where several keep
# the same time, the name that everybody knows is the first.
_ZONES = WINDOWS_TO_OLSON | win_tz


def windows_zones() -> dict[str, str]:
    """IANA names by Windows name."""
    return _ZONES


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The zone that a Windows or IANA name means; None when nobody knows it."""
    try:
        return ZoneInfo(_ZONES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def windows_name(iana: str) -> str:
    """The Windows name of an IANA zone, or of one that keeps the same time; "UTC" when there is none."""
    if iana in ("UTC", "Etc/UTC"):  # Windows has a name of its own for it, beside the zone of Reykjavik
        return "UTC"
    for windows, known in _ZONES.items():
        if known == iana:
            return windows
    zone = zone_named(iana)
    if zone is None:
        return "UTC"
    offsets = _offsets(zone)
    for windows, known in _ZONES.items():
        other = zone_named(known)
        if other is not None and _offsets(other) == offsets:
            return windows
    return "UTC"


@cache
def _offsets(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    weeks = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(104))
    return tuple(week.astimezone(zone).utcoffset() for week in weeks)


def definition(windows: str, now: datetime, *, full: bool) -> str:
    """A TimeZoneDefinition; `full` adds the present year's rules."""
    start = f'<t:TimeZoneDefinition Id="{escape(windows)}" Name="{escape(windows)}"'
    zone = zone_named(windows)
    if not full or zone is None:
        return f"{start}/>"
    changes = _changes(zone, now.year)
    if len(changes) != 2:
        offset = now.astimezone(zone).utcoffset() or timedelta()
        periods = _period("std", "Standard", offset)
        only = '<t:Transition><t:To Kind="Period">std</t:To></t:Transition>'
        group = f'<t:TransitionsGroup Id="0">{only}</t:TransitionsGroup>'
    else:
        periods = "".join(_period(key, name, offset) for key, name, offset, _ in changes)
        rules = "".join(_rule(key, at) for key, _, _, at in changes)
        group = f'<t:TransitionsGroup Id="0">{rules}</t:TransitionsGroup>'
    return (
        f"{start}><t:Periods>{periods}</t:Periods><t:TransitionsGroups>{group}</t:TransitionsGroups>"
        '<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:TimeZoneDefinition>'
    )


def _changes(zone: ZoneInfo, year: int) -> list[tuple[str, str, timedelta, datetime]]:
    """The year's changes of the clock: (key, name, offset from then on, the old local time at which it happens)."""
    found = []
    hour = datetime(year, 1, 1, tzinfo=UTC)
    before = hour.astimezone(zone)
    while hour.year == year:
        hour += timedelta(hours=1)
        after = hour.astimezone(zone)
        if after.utcoffset() != before.utcoffset():
            is_summer = bool(after.dst())
            key, name = ("dlt", "Daylight") if is_summer else ("std", "Standard")
            local = (hour + (before.utcoffset() or timedelta())).replace(tzinfo=None)
            found.append((key, name, after.utcoffset() or timedelta(), local))
        before = after
    return found


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _period(key: str, name: str, offset: timedelta) -> str:
    minutes = -int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    return f'<t:Period Bias="{sign}PT{hours}H{rest}M" Name="{name}" Id="{key}"/>'


def _rule(key: str, at: datetime) -> str:
    is_last_week = (at + timedelta(days=7)).month != at.month
    occurrence = -1 if is_last_week else (at.day - 1) // 7 + 1
    return (
        f'<t:RecurringDayTransition><t:To Kind="Period">{key}</t:To>'
        f"<t:TimeOffset>PT{at.hour}H{at.minute}M</t:TimeOffset>"
        f"<t:Month>{at.month}</t:Month><t:DayOfWeek>{_DAYS[at.weekday()]}</t:DayOfWeek><t:Occurrence>{occurrence}</t:Occurrence>"
        "</t:RecurringDayTransition>"
    )
