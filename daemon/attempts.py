"""When an errand is tried again, and the database asked again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.errors import MailboxError, Throttled

LONGEST = timedelta(hours=1)
ASKED_AGAIN = timedelta(minutes=1)  # at the latest, while the database cannot be used
FIRST_RETRY = timedelta(seconds=30)


def next_attempt(now: datetime, failure: MailboxError, attempts: int) -> datetime:
    """When to try an errand again after `attempts` failures."""
    wait = backoff(attempts)
    return now + (max(wait, failure.retry_after) if isinstance(failure, Throttled) else wait)


def until_asked_again(failures: int) -> timedelta:
    """How long to leave the database alone that could not be used: one that was only restarted is there in a moment."""
    doubled: timedelta = timedelta(seconds=1) * 2 ** min(max(failures - 1, 0), 10)
    return min(doubled, ASKED_AGAIN)


def backoff(failures: int) -> timedelta:
    doubled: timedelta = FIRST_RETRY * 2 ** min(max(failures - 1, 0), 10)
    return min(doubled, LONGEST)
