"""Workers that go through mailboxes' turns by a clock that nobody waits for: what they hold of each other is modelled,
how long each thing takes is given.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WRITERS = "writers"  # the lock that those share who write beside others, and that who writes alone has for itself

Wanted = tuple[str, bool]  # a lock, and whether it is shared with others that share it


@dataclass(frozen=True, slots=True)
class Point:
    """A moment at which locks are taken, which are held until the transaction ends."""

    after: float  # seconds since the point before
    locks: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that takes a while, with the moments on the way at which locks are taken."""

    points: tuple[Point, ...]
    rest: float  # seconds after the last of them

    @property
    def seconds(self) -> float:
        return sum(point.after for point in self.points) + self.rest


Turn = Sequence[Step]


@dataclass(slots=True)
class _Lock:
    holders: set[int] = field(default_factory=set)
    is_shared: bool = False
    queue: deque[tuple[int, bool]] = field(default_factory=deque)  # who came first has it first

    def take(self, who: int, *, is_shared: bool) -> bool:
        """Whether it is theirs at once; they wait in line otherwise."""
        if who in self.holders:
            return True
        if not self.queue and self._has_room(is_shared=is_shared):
            self._give(who, is_shared=is_shared)
            return True
        self.queue.append((who, is_shared))
        return False

    def let_go(self, who: int) -> Iterator[int]:
        """Who has it instead."""
        self.holders.discard(who)
        while self.queue and self._has_room(is_shared=self.queue[0][1]):
            waiting, is_shared = self.queue.popleft()
            self._give(waiting, is_shared=is_shared)
            yield waiting

    def _has_room(self, *, is_shared: bool) -> bool:
        return not self.holders or (is_shared and self.is_shared)

    def _give(self, who: int, *, is_shared: bool) -> None:
        self.holders.add(who)
        self.is_shared = is_shared


def time_of(turns: Sequence[Turn], workers: int) -> float:
    """Seconds until all are over, each worker with one at a time, in this order."""
    waiting, locks, held = deque(turns), dict[str, _Lock](), dict[int, list[str]]()
    at_work = [_worker(waiting) for _ in range(workers)]
    due = [(0.0, who) for who in range(workers)]
    now = 0.0
    while due:
        now, who = heapq.heappop(due)
        for wanted in at_work[who]:
            if isinstance(wanted, float):
                heapq.heappush(due, (now + wanted, who))
                break
            if wanted is None:
                for name in held.pop(who, ()):
                    for next_one in locks[name].let_go(who):
                        heapq.heappush(due, (now, next_one))
                continue
            name, is_shared = wanted
            held.setdefault(who, []).append(name)
            if not locks.setdefault(name, _Lock()).take(who, is_shared=is_shared):
                break
    return now


def _worker(waiting: deque[Turn]) -> Iterator[float | Wanted | None]:
    """What it does: waits for so long, wants a lock, or lets go of all that it has."""
    while waiting:
        for step in waiting.popleft():
            for point in step.points:
                yield point.after
                yield from point.locks
            yield step.rest
            yield None
