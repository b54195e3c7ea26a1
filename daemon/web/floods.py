"""Attempts to sign in that failed: after a few, whoever makes them waits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

MOST = 10  # that fail
WITHIN = timedelta(minutes=5)
_REMEMBERED = 10_000  # addresses and users: beyond that, those of longest ago are forgotten


class Floods:
    """By address and by user, in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()  # how many, since when
        self._lock = Lock()

    def wait(self, *keys: str) -> int:
        """Seconds until another attempt is looked at; 0 for at once."""
        now = self._clock()
        with self._lock:
            ends = [since + WITHIN for key in keys for n, since in [self._failed.get(key, (0, now))] if n >= MOST]
        return max((int((end - now).total_seconds()) + 1 for end in ends if end > now), default=0)

    def failed(self, *keys: str) -> None:
        now = self._clock()
        with self._lock:
            for key in keys:
                n, since = self._failed.pop(key, (0, now))
                self._failed[key] = (n + 1, since) if since + WITHIN > now else (1, now)
            while len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)
