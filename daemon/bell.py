"""Rung by whoever hears of news in a mailbox: its turn comes at once."""

from __future__ import annotations

import time
from collections.abc import Collection
from threading import Lock

AGAIN = 1.0  # seconds between two turns that come at once: our own stamps ring as well


class Bell:
    """For any number of threads."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._next: dict[str, float] = {}  # when each may have another turn at once
        self._lock = Lock()

    def ring(self, address: str) -> None:
        """Something happened in this mailbox."""
        with self._lock:
            self._rung.add(address)

    def answer(self, busy: Collection[str]) -> set[str]:
        """The mailboxes that are to have their turn now; those that are busy, or just had one, are left for later."""
        with self._lock:
            free = self._free(busy)
            self._rung -= free
            self._next.update(dict.fromkeys(free, time.monotonic() + AGAIN))
            return free

    def waits_for(self, busy: Collection[str]) -> bool:
        """Whether there is any to answer."""
        with self._lock:
            return bool(self._free(busy))

    def _free(self, busy: Collection[str]) -> set[str]:
        now = time.monotonic()
        return {one for one in self._rung if one not in busy and now >= self._next.get(one, now)}
