"""How long a writer waits for its turn with other processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

LOCK_WAIT = timedelta(seconds=30)
LOOK = timedelta(seconds=1)  # how often it is looked whether anybody still waits


class Patience:
    """At most so long; no longer than a second more once the program is to end.

    Neither database can be told by another thread to wait no more, so each waits for a second at a time. What was to be
    written is lost as in a death: the next start does it again.
    """

    def __init__(self, longest: timedelta = LOCK_WAIT) -> None:
        self.longest = longest
        self.is_at_its_end: Callable[[], bool] = lambda: False

    @property
    def step(self) -> timedelta:
        return min(self.longest, LOOK)

    def steps(self) -> Iterator[bool]:
        """One for each time that it may be waited a step; whether that one is the last."""
        until = time.monotonic() + self.longest.total_seconds() - self.step.total_seconds()
        is_last = False
        while not is_last:
            is_last = self.is_at_its_end() or time.monotonic() >= until
            yield is_last
