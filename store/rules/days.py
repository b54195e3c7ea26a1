"""When days begin; and the days of what takes whole ones: the same for everybody, in whatever zone it was made or is
looked at. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.values import HistoryItem, HistoryLine, ItemVersion

FARTHEST_EAST = timedelta(hours=13)  # where a day begins before it does in UTC
FIRST, LAST = date(1, 1, 2), date(9999, 12, 30)  # what can be told in any zone


def begins(day: date, zone: tzinfo) -> datetime:
    """When a day begins in the zone, in UTC, as far as the calendar goes."""
    return datetime.combine(min(max(day, FIRST), LAST), time.min, zone).astimezone(UTC)


def after(day: date) -> date:
    """The next one, as far as the calendar goes."""
    return min(day, LAST) + timedelta(days=1)


def day_of(at: datetime) -> date:
    """The day that begins at this moment, which is midnight somewhere between UTC-10 and UTC+13."""
    return (at.astimezone(UTC) + FARTHEST_EAST).date()


def day_in(item: HistoryItem | HistoryLine | ItemVersion) -> date | None:
    """The day on which an all-day appointment starts; None of anything else."""
    return day_of(item.occurred_at) if item.is_all_day and item.occurred_at else None


def last_day_in(item: HistoryItem | ItemVersion) -> date | None:
    """The last day of an all-day appointment, which ends at the midnight after it."""
    first = day_in(item)
    return max(first, day_of(item.ended_at) - timedelta(days=1)) if first and item.ended_at else first
