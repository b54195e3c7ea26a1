"""When a mailbox's night begins. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo


def last_night(now: datetime, at: time, zone: tzinfo, mailbox_id: int) -> datetime:
    """When the mailbox's latest night began: at that time of the zone's day, or up to an hour later, each at another.

    The number spreads the mailboxes over the hour, so that they do not all begin at once.
    """
    spread = timedelta(seconds=mailbox_id * _APART % 3600)
    today = now.astimezone(zone).date()
    nights = (datetime.combine(today - timedelta(days=days), at, zone).astimezone(UTC) + spread for days in (0, 1, 2))
    return next(night for night in nights if night <= now)


_APART = 601  # seconds between one mailbox and the next; prime to the hour's, so that none meet
