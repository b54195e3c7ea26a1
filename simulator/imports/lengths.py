"""How long events are: days go by the clock on the wall, hours are exact. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

_PARAMETER = "X-WRITTEN"  # icalendar reads P1D and PT24H alike: what was written goes with the property
_LINE = re.compile(
    r"(DURATION|RDATE)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):([0-9TZPWDHMS+/, -]+)",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"([+-]?)P(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?(?:T[0-9HMS]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Length:
    days: int = 0
    rest: timedelta = timedelta()

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """The moment that is so long after the start, in UTC."""
        return days_after(start, self.days, zone) + self.rest


def days_after(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The moment so many days later at which the zone's clock shows what it showed, in UTC."""
    if not days:
        return start.astimezone(UTC)
    local = start.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)


def with_length_written(line: str) -> str:
    """A calendar's line; one of lengths says beside it how they were written."""
    found = _LINE.fullmatch(line)
    if found is None or "P" not in found[3].upper() or _PARAMETER in line.upper():
        return line
    name, parameters, value = found.groups()
    return f'{name};{_PARAMETER}="{value}"{parameters}:{value}'


def length_of(duration: Any) -> Length:
    """What a DURATION says, which was read by `with_length_written`."""
    return length_written(str(duration.params.get(_PARAMETER) or "").strip(), duration.dt)


def periods_of(dates: Any) -> Iterator[tuple[Any, Any]]:
    """What a list of dates holds, so read: each one's start; and its end or Length, or None where it is no period."""
    texts = iter(str(dates.params.get(_PARAMETER) or "").split(","))
    for day in dates.dts:
        text = next(texts, "")
        start, end = day.dt if isinstance(day.dt, tuple) else (day.dt, None)
        yield start, length_written(text.partition("/")[2].strip(), end) if isinstance(end, timedelta) else end


def length_written(text: str, whole: timedelta) -> Length:
    """This length as it was written; all of it exact where the text is another's, or lost."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return Length(rest=whole)
    sign, weeks, days = found.groups()
    count = (7 * int(weeks or 0) + int(days or 0)) * (-1 if sign == "-" else 1)
    rest = whole - count * DAY
    return Length(count, rest) if abs(rest) <= abs(whole) else Length(rest=whole)
