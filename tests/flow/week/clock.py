"""One clock for several processes: the test lets it go by, and the service says when it has nothing left to do."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

_ONE = struct.Struct("d")
_NOW, _UNTIL, _IDLE = 0, 8, 16  # places in the file


class SharedClock:
    """`now` goes on to `until` and no further; `idle` is the `until` at which a service had nothing to do any more."""

    def __init__(self, file: Path, start: datetime | None = None) -> None:
        if start is not None:
            file.write_bytes(struct.pack("ddd", start.timestamp(), start.timestamp(), 0.0))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), 24)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._get(_NOW), UTC)

    def let_pass(self, by: timedelta) -> None:
        """So much may go by from now on."""
        self._put(_UNTIL, self._get(_NOW) + by.total_seconds())

    @property
    def has_passed(self) -> bool:
        """It went by, and all that was due in it is done."""
        return self._get(_NOW) >= self._get(_UNTIL) and self._get(_IDLE) >= self._get(_UNTIL)

    def go_on(self, seconds: float) -> float:
        """Towards `until`; how many of the seconds are left there."""
        now, until = self._get(_NOW), self._get(_UNTIL)
        passed = min(seconds, max(until - now, 0.0))
        self._put(_NOW, now + passed)
        return seconds - passed

    def rests(self) -> None:
        """Nothing is left to do until more may pass."""
        self._put(_IDLE, self._get(_UNTIL))

    def _get(self, place: int) -> float:
        found: float = _ONE.unpack_from(self._map, place)[0]
        return found

    def _put(self, place: int, value: float) -> None:
        _ONE.pack_into(self._map, place, value)


LONG = 1.0  # seconds: for less the loop waits for a turn to end, and for nothing to be due
STRIDE = 24  # the clock goes by so much quicker: nothing is due by the minute


class PassingOn(Event):
    """A stop of a service: what its loop would sleep goes by on the clock once no turn is under way."""

    def __init__(self, clock: SharedClock, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._clock, self._is_busy = clock, is_busy

    def wait(self, timeout: float | None = None) -> bool:
        while self._is_busy() and not self.is_set():
            super().wait(0.001)
        left = (timeout or 0.0) * STRIDE if timeout and timeout >= LONG else timeout or 0.0
        while (left := self._clock.go_on(left)) > 0 and not self.is_set():
            self._clock.rests()
            super().wait(0.002)
        return self.is_set()
