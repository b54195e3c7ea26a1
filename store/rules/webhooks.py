"""What of a change others are told of, and when what did not arrive is tried again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from store.errors import Invalid
from store.values import EVENTS, EventKind, Opportunity

MOST = 20  # webhooks: each that is slow holds a thread
LONGEST = 2_000  # characters of an address

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)  # of trying
BOTH_SECRETS = timedelta(days=1)  # a replaced secret is signed with that long, beside the new one


def event_of(before: Opportunity, after: Opportunity) -> EventKind | None:
    """What a change of an opportunity comes to for others; None for what they are not told."""
    if before.is_open and not after.is_open:
        return EventKind.CLOSED
    if after.is_open and not before.is_open:
        return EventKind.REOPENED
    return EventKind.STAGE_CHANGED if before.stage_name != after.stage_name else None


def retry_after(failures: int, asked: timedelta | None = None) -> timedelta:
    """How long to wait after so many failures; as long as the receiver asks for, within reason."""
    doubled: timedelta = min(FIRST_RETRY * 2 ** min(max(failures - 1, 0), 12), LONGEST_RETRY)
    return max(doubled, min(asked or doubled, LONGEST_RETRY))


def is_given_up(tried_at: datetime, now: datetime) -> bool:
    return now - tried_at >= GIVEN_UP_AFTER


def known_events(names: Iterable[str]) -> tuple[EventKind, ...]:
    """What a webhook is to tell of, each once and in our order; all where none is named. Raises Invalid."""
    wanted = {name.strip().casefold().replace(" ", "_").replace("-", "_") for name in names}
    if unknown := sorted(wanted - {kind.value for kind in EVENTS}):
        raise Invalid("event", f"{unknown[0]!r} is none", f"name some of {', '.join(kind.value for kind in EVENTS)}")
    return tuple(kind for kind in EVENTS if kind.value in wanted or not wanted)
