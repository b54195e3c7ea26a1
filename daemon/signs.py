"""Signs of life of other processes, by this one's own clock: another machine's may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import datetime, timedelta

SILENT = timedelta(seconds=45)  # without a sign, three of which are due, a process of another machine is dead


class Signs:
    """What was heard of others, and when it was heard here for the first time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._heard: dict[Hashable, tuple[object, datetime]] = {}

    def is_silent(self, who: Hashable, sign: object) -> bool:
        """Whether the sign is what it was for so long."""
        now = self._clock()
        told, seen_at = self._heard.setdefault(who, (sign, now))
        if told != sign:
            self._heard[who] = sign, now
            return False
        return now - seen_at >= SILENT

    def forget_all_but(self, these: Collection[Hashable]) -> None:
        self._heard = {who: heard for who, heard in self._heard.items() if who in these}
