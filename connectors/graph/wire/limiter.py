"""How many requests an application has under way at once: few, fewer after a refusal, more where none comes.

Microsoft counts four at once for an application, whatever the mailboxes, and says so in two ways: see
docs/decisions/graph.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Condition

FIRST, MOST = 4, 16
FINE = 200  # requests without a refusal after which there may be one more at once


class Limiter:
    """For any number of threads of one application."""

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.at_once = FIRST
        self._sleep, self._clock = sleep, clock
        self._changed = Condition()
        self._under_way = 0
        self._fine = 0
        self._closed_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Ask within, when it is one's turn."""
        with self._changed:
            while self._under_way >= self.at_once:
                self._changed.wait()
            self._under_way += 1
            pause = self._closed_until - self._clock()
        try:
            if pause > 0:
                self._sleep(pause)
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def went_well(self) -> None:
        with self._changed:
            self._fine += 1
            if self._fine >= FINE and self.at_once < MOST:
                self._fine = 0
                self.at_once += 1
                self._changed.notify_all()

    def refused(self, wait: timedelta) -> None:
        """The server wants fewer requests, and none before the time is over."""
        with self._changed:
            self._fine = 0
            self.at_once = max(1, self.at_once // 2)
            self._closed_until = max(self._closed_until, self._clock() + wait.total_seconds())
