"""When a mailbox is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.errors import (
    AccessRefused,
    CertificateRefused,
    CredentialsRefused,
    LoginRefused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.logins import AGAIN
from daemon.attempts import backoff
from store.errors import DatabaseError, DatabaseUnreachable

# These need a person; trying often would only lock the account.
NEEDS_A_PERSON = (CredentialsRefused, AccessRefused, CertificateRefused, UnknownMailbox)
# What is tried at once when a login is changed.
WAITS_FOR_A_LOGIN = (CredentialsRefused, LoginRefused)
# What a restart does not try at once: a service that keeps crashing must not press a busy server.
KEEPS_ITS_TIME = (Throttled,)
WHILE_A_PERSON_ACTS = timedelta(minutes=5)
# What was away for hours, a server or the database, has its mailboxes back within so long; until then three requests
# each are no load.
WHILE_A_SERVER_IS_AWAY = timedelta(minutes=5)


def next_sync(now: datetime, every: timedelta, failure: Exception, failures: int) -> datetime:
    """When to try a mailbox again after its `failures`-th failure in a row."""
    match failure:
        case Throttled():
            return now + max(every, failure.retry_after)
        case CredentialsRefused():
            return now + max(every, AGAIN)
        case _ if isinstance(failure, NEEDS_A_PERSON):
            return now + max(every, WHILE_A_PERSON_ACTS)
        case DatabaseUnreachable():  # nobody has a turn before it is back
            return now + every
        case Unreachable() | DatabaseError():
            return now + max(every, min(backoff(failures), WHILE_A_SERVER_IS_AWAY))
        case _:
            return now + max(every, backoff(failures))


def is_tried_at_start(kind: str) -> bool:
    """Whether a mailbox that was parked for this kind of failure has its turn as soon as the service starts."""
    return kind not in {failure.__name__ for failure in KEEPS_ITS_TIME}


def is_tried_with_another_login(kind: str) -> bool:
    """The same, as soon as the configuration has another login."""
    return kind in {failure.__name__ for failure in WAITS_FOR_A_LOGIN}
