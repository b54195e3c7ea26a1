"""When a mailbox, or an errand, is tried again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from connectors.errors import (
    AccessRefused,
    CertificateRefused,
    CredentialsRefused,
    MailboxError,
    Throttled,
    UnknownMailbox,
)
from connectors.logins import AGAIN

LONGEST = timedelta(hours=1)
FIRST_RETRY = timedelta(seconds=30)
# These need a person; trying often would only lock the account.
NEEDS_A_PERSON = (CredentialsRefused, AccessRefused, CertificateRefused, UnknownMailbox)
# What a restart does not try at once: a service that keeps crashing must not press a busy server.
KEEPS_ITS_TIME = (Throttled,)
WHILE_A_PERSON_ACTS = timedelta(minutes=5)


def next_sync(now: datetime, every: timedelta, failure: Exception, failures: int) -> datetime:
    """When to try a mailbox again after its `failures`-th failure in a row."""
    match failure:
        case Throttled():
            return now + max(every, failure.retry_after)
        case CredentialsRefused():
            return now + max(every, AGAIN)
        case _ if isinstance(failure, NEEDS_A_PERSON):
            return now + max(every, WHILE_A_PERSON_ACTS)
        case _:
            return now + max(every, backoff(failures))


def next_attempt(now: datetime, failure: MailboxError, attempts: int) -> datetime:
    """When to try an errand again after `attempts` failures."""
    wait = backoff(attempts)
    return now + (max(wait, failure.retry_after) if isinstance(failure, Throttled) else wait)


def last_night(now: datetime, at: time, zone: tzinfo, mailbox_id: int) -> datetime:
    """When the mailbox's latest night began: at that time of the zone's day, or up to an hour later, each at another.

    The number spreads the mailboxes over the hour, so that they do not all begin at once.
    """
    spread = timedelta(seconds=mailbox_id * _APART % 3600)
    today = now.astimezone(zone).date()
    nights = (datetime.combine(today - timedelta(days=days), at, zone).astimezone(UTC) + spread for days in (0, 1, 2))
    return next(night for night in nights if night <= now)


_APART = 601  # seconds between one mailbox and the next; prime to the hour's, so that none meet


def is_tried_at_start(kind: str) -> bool:
    """Whether a mailbox that was parked for this kind of failure has its turn as soon as the service starts."""
    return kind not in {failure.__name__ for failure in KEEPS_ITS_TIME}


def backoff(failures: int) -> timedelta:
    doubled: timedelta = FIRST_RETRY * 2 ** min(max(failures - 1, 0), 10)
    return min(doubled, LONGEST)
