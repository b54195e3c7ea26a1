"""What is read of one answer at most, and for how long: whichever library reads it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

LARGEST = 64 * 1024 * 1024  # bytes of an answer, once it is unpacked
PATIENCE = 5  # times the time-out, which is that of one read: an answer that comes in drips ends then

_clock = time.monotonic

# When the request that this thread has under way must be over, no read outlasts it.
_until = local()


@contextmanager
def over_in(seconds: float) -> Iterator[None]:
    """What this thread asks for in here is over within so many seconds."""
    _until.at = _clock() + seconds
    try:
        yield
    finally:
        _until.at = None


def seconds_left() -> float | None:
    """How many, or none at all and less; None where there is no end."""
    at = getattr(_until, "at", None)
    return None if at is None else at - _clock()


def has_ended() -> bool:
    """Whether that time is over."""
    left = seconds_left()
    return left is not None and left < 0
