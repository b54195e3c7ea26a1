"""How many requests may be under way at once, of what a server or a login allows to all processes together.

What this process may have of it, its share, is told from outside, for a while each time: nothing is asked for a single
request. Whoever was told by the server to wait has all others wait, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Condition

from connectors.errors import Throttled
from connectors.stopping import NEVER, Stop

SOON = 10.0  # seconds: so long is waited for a server that asked for it; for more the mailbox is put off
LOOK = 0.5  # seconds between two looks whether it is to stop, or whether a share ran out


def since_boot() -> float:
    """Seconds that pass while a machine sleeps as well: what it held is somebody else's by then."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Limit:
    """What is limited; without `most`, as many requests as come, and what is shared is for how long nobody asks."""

    key: str  # the same in every process that asks the same server as the same login, and tells nothing of either
    says: str  # what it is, for people
    most: int | None = None  # requests at once, over all processes


@dataclass(frozen=True, slots=True)
class GateState:
    limit: Limit
    share: int
    under_way: int
    waiting: int


class Gate:
    """Lets as many requests through as the share has room for. For any number of threads.

    Nothing goes through before the first share is given, nor once the last one ran out.
    """

    def __init__(
        self,
        limit: Limit,
        stop: Stop = NEVER,
        call: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        self.limit = limit
        self._stop, self._call, self._clock = stop, call, clock
        self._changed = Condition()
        self._room = 0
        self._until = 0.0  # the share is ours until then
        self._under_way = 0
        self._waiting = 0
        self._peak = 0  # requests that were wanted at once since it was asked last
        self._closed_until = 0.0
        self._is_to_tell = False  # what the server asked for, others do not know yet

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Ask within, when it is one's turn; raises Throttled where the server asked to wait for long."""
        with self._changed:
            self._waiting += 1
            self._peak = max(self._peak, self._under_way + self._waiting)
            try:
                self._wait(address)
            finally:
                self._waiting -= 1
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                is_owed = self.limit.most is not None and self._under_way > self._room
                self._under_way -= 1
                self._changed.notify_all()
            if is_owed:
                self._call()

    def _wait(self, address: str) -> None:
        has_called = False
        while True:
            self._stop.look()
            rest = self._closed_until - self._clock()
            if rest > SOON:
                raise Throttled(address, timedelta(seconds=round(rest, 3)))
            if rest <= 0 and self._has_room():
                return
            if not has_called:
                has_called = True
                self._call()
            self._changed.wait(min(rest, LOOK) if rest > 0 else LOOK)

    def _has_room(self) -> bool:
        if self.limit.most is None:
            return True
        return self._under_way < self._room and self._clock() < self._until

    # --- for whoever shares -------------------------------------------------------------------------------------------

    @property
    def state(self) -> GateState:
        with self._changed:
            has_share = self._clock() < self._until
            return GateState(self.limit, self._room if has_share else 0, self._under_way, self._waiting)

    def wanted(self) -> int:
        """How many requests were wanted at once since this was asked last."""
        with self._changed:
            wanted, self._peak = self._peak, self._under_way + self._waiting
            return max(wanted, self._peak)

    def keep_to(self, room: int) -> int:
        """Let no more through than so many at once from now on; how many are under way, which may still be more."""
        with self._changed:
            self._room = min(self._room, room)
            return self._under_way

    def give(self, room: int, until: float) -> None:
        """The share is this large, and ours until then."""
        with self._changed:
            self._room, self._until = room, until
            self._changed.notify_all()

    # --- servers that ask to wait -------------------------------------------------------------------------------------

    def told(self, wait: timedelta) -> None:
        """The server asks to wait: nobody asks it anything meanwhile, in whatever process."""
        with self._changed:
            self._closed_until = max(self._closed_until, self._clock() + wait.total_seconds())
            self._is_to_tell = True
        self._call()

    def close_for(self, seconds: float) -> None:
        """Somebody else was told to wait."""
        with self._changed:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    @property
    def rest(self) -> float:
        """Seconds for which the server wants no requests."""
        with self._changed:
            return max(0.0, self._closed_until - self._clock())

    def to_tell(self) -> float:
        """Until when, by this process's clock, where others are to be told of it; 0 where they know."""
        with self._changed:
            return self._closed_until if self._is_to_tell and self._closed_until > self._clock() else 0.0

    def was_told(self, until: float) -> None:
        """Others know that it is until then."""
        with self._changed:
            self._is_to_tell = self._is_to_tell and self._closed_until > until


class Gates:
    """Those that a mailbox's requests go through, in this order everywhere; the first is that of the login."""

    def __init__(self, *gates: Gate) -> None:
        self._gates: Sequence[Gate] = gates

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        with ExitStack() as taken:
            for gate in self._gates:
                taken.enter_context(gate.turn(address))
            yield

    def told(self, wait: timedelta) -> None:
        """The server asks this login to wait."""
        for gate in self._gates[:1]:
            gate.told(wait)


OPEN = Gates()  # of servers that nothing is said of
