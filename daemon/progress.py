"""What a service came to since it started: for those who watch it, and for the watchdog. For any thread."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from connectors.measured import MEASURED

STUCK = timedelta(minutes=30)  # mailboxes are at work, and for so long no server answered, and no turn ended
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)  # seconds: kinds of length that turns have


@dataclass(frozen=True, slots=True)
class Turns:
    """All turns until now."""

    done: int
    failed: int
    seconds: float
    within: tuple[int, ...]  # how many took no longer than each of BOUNDS
    seen: Mapping[str, int]  # items by outcome
    paid: Mapping[str, int]  # errands by kind
    went_well_at: Mapping[str, datetime]  # by address: the end of the latest one without a failure
    running: Mapping[str, float]  # by address: since how many seconds


class CameTo(Protocol):
    """A turn, as far as it got."""

    seen: Counter[str]
    paid: Counter[str]


@dataclass(slots=True)
class Progress:
    clock: Callable[[], float] = time.monotonic
    answered: Callable[[], int] = lambda: MEASURED.requests().total
    is_registered: bool = False  # the database was reached, and knows the mailboxes
    is_ending: bool = False
    hindrance: str = ""  # what the database says, where no mailbox is given its turn over it
    locked_out: str = ""  # what it says, where turns are given and cannot even write down that they failed
    _lock: Lock = field(default_factory=Lock)
    _done: int = 0
    _failed: int = 0
    _seconds: float = 0.0
    _within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))
    _seen: Counter[str] = field(default_factory=Counter)
    _paid: Counter[str] = field(default_factory=Counter)
    _went_well_at: dict[str, datetime] = field(default_factory=dict)
    _running: dict[str, float] = field(default_factory=dict)
    _moved: tuple[int, float] = (0, 0.0)  # answers and turns at the last look that found more, and when
    _looped_at: float = 0.0

    @property
    def in_the_way(self) -> str:
        """What the database says that keeps mailboxes from being kept in step; "" where nothing does."""
        return self.hindrance or self.locked_out

    def begins(self, address: str) -> None:
        """A mailbox's turn begins."""
        with self._lock:
            if not self._running:
                self._moved = (self._moved[0], self.clock())
            self._running[address] = self.clock()

    def ends(self, address: str, came: CameTo | None, *, at: datetime | None = None) -> None:
        """It is over with what it came to; `at` is when, where it went well."""
        with self._lock:
            took = self.clock() - self._running.pop(address, self.clock())
            self._seconds += took
            for place, bound in enumerate(BOUNDS):
                self._within[place] += took <= bound
            self._add(came)
            if at is not None:
                self._done += 1
                self._went_well_at[address] = at
            else:
                self._failed += 1

    def breaks_off(self, address: str, came: CameTo | None) -> None:
        """It is not brought to its end, as it is to stop: that is neither done nor failed."""
        with self._lock:
            self._running.pop(address, None)
            self._add(came)

    def _add(self, came: CameTo | None) -> None:
        if came is not None:
            self._seen.update(came.seen)
            self._paid.update(came.paid)

    def loops(self) -> None:
        """The loop that gives mailboxes their turns went round."""
        self._looped_at = self.clock()

    @property
    def silence(self) -> timedelta:
        """Since when the loop did not go round."""
        return timedelta(seconds=self.clock() - self._looped_at if self._looped_at else 0.0)

    def is_stuck(self) -> bool:
        """Whether mailboxes are at work and nothing of theirs moved for long: then only a restart helps.

        Asked more often than that: each time it is taken note of what moved.
        """
        answered = self.answered()
        with self._lock:
            now, moves = self.clock(), answered + self._done + self._failed
            if moves != self._moved[0] or not self._running:
                self._moved = (moves, now)
            return now - self._moved[1] > STUCK.total_seconds()

    def turns(self) -> Turns:
        with self._lock:
            now = self.clock()
            return Turns(
                self._done,
                self._failed,
                self._seconds,
                tuple(self._within),
                dict(self._seen),
                dict(self._paid),
                dict(self._went_well_at),
                {address: now - began for address, began in self._running.items()},
            )
