"""Times and dates as people type them. Pure: now and the zone come in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.cli.base.errors import WrongUse

MORNING = time(9)  # a date alone means that time of it

_TYPED = re.compile(r"(today|tomorrow|\d{4}-\d{2}-\d{2})(?:[ T]+(\d{1,2}):(\d{2}))?", re.IGNORECASE)


def moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The time that was typed, in UTC; without an offset it is one of `zone`. Raises WrongUse."""
    try:
        local = _local(text.strip(), now.astimezone(zone).date())
    except ValueError:
        raise WrongUse(
            f"{text!r} is not a time; write 2025-03-04 09:00, 2025-03-04T09:00+01:00, "
            "2025-03-04 (which means 9:00), today 17:00 or tomorrow 9:00"
        ) from None
    if local.tzinfo:
        return local.astimezone(UTC)
    found = local.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local:
        raise WrongUse(f"{text!r} does not exist in {zone.key}: the clocks are put forward there")
    return found


def day(text: str, zone: ZoneInfo, now: datetime) -> date:
    """The date that was typed; raises WrongUse."""
    today = now.astimezone(zone).date()
    try:
        return _day(text.strip(), today)
    except ValueError:
        raise WrongUse(f"{text!r} is not a date; write 2025-03-04, today or tomorrow") from None


def _local(text: str, today: date) -> datetime:
    typed = _TYPED.fullmatch(text)
    if not typed:
        return datetime.fromisoformat(text)
    at = time(int(typed[2]), int(typed[3])) if typed[2] else MORNING
    return datetime.combine(_day(typed[1], today), at)


def _day(text: str, today: date) -> date:
    match text.lower():
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case _:
            return date.fromisoformat(text)
