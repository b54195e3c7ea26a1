"""The day that a moment falls on where somebody works. Pure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the zone's clock; as it is where that lies beyond the first or the last year."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    return local(moment, zone).date()
