"""What a server or a login allows is shared by all processes that ask it, through a table of the database.

A process holds so many requests of a limit for a while, says by signs of life that it goes on, and gives back what
others want. Nothing is written while all stays as it is, and no request costs a statement of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import Protocol

import structlog

from connectors.gates import Gate, GateState, Limit, since_boot
from connectors.stopping import NEVER, Stop
from daemon.service.dividing import divided, is_turn_over
from daemon.service.owner import is_gone
from store.errors import StoreError
from store.unit import Unit
from store.values import HeldShare, SharedLimit

log = structlog.get_logger()

LOOK = 1.0  # seconds between two looks at what others want
SOON = 0.2  # the same while requests wait here
EVERY = 15.0  # a process says that it goes on
OURS = 30.0  # for so long after it said so, what it holds is its own; what was begun may take as long again
SILENT = 60.0  # without a sign, by the time that passes at whoever looks, what it held is free
TURN = 1.0  # where there is less than one request for each, a process lets others have theirs after this
CALMS_DOWN = 5.0  # for so long it is not said that fewer requests are wanted


class Shared(Protocol):
    """The database that all processes share the limits in."""

    def look(self) -> AbstractContextManager[Unit]: ...
    def write_beside(self) -> AbstractContextManager[Unit]: ...


class Sharing:
    """The limits of one process. Does nothing, and asks nothing, before there is one."""

    def __init__(
        self,
        shared: Shared,
        owner: str,
        stop: Stop = NEVER,
        clock: Callable[[], float] = since_boot,
        is_dead: Callable[[str], bool] = is_gone,
        *,
        tells_names: bool = True,
    ) -> None:
        self._me = _Me(shared, owner, clock, is_dead, tells_names)
        self._stop = stop
        self._held: dict[str, _Held] = {}
        self._lock = Lock()
        self._woken, self._ending = Event(), Event()
        self._thread: Thread | None = None
        self._has_failed = False

    def gate(self, limit: Limit) -> Gate:
        """What the requests go through that the limit is for; shared from now on."""
        with self._lock:
            if limit.key not in self._held:
                gate = Gate(limit, self._stop, self._woken.set, self._me.clock)
                self._held[limit.key] = _Held(self._me, gate)
            return self._held[limit.key].gate

    def states(self) -> list[GateState]:
        with self._lock:
            return [one.gate.state for one in self._held.values()]

    def begin(self) -> None:
        """See to it from now on, in a thread of its own."""
        with self._lock:
            if self._thread is None and not self._ending.is_set():
                self._thread = Thread(target=self._go_on, name="limits", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Give back what is held, once nothing is asked any more."""
        self._ending.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        held = self._all()
        if not held:
            return
        try:
            with self._me.shared.write_beside() as unit:
                for one in held:
                    if not one.gate.keep_to(0):
                        unit.limits.take_back(one.key, [self._me.owner])
        except StoreError as failure:
            log.warning("what is held of limits stays until others take it", reason=str(failure))

    def look(self) -> None:
        """See what others want, and say what is wanted here. Raises StoreError."""
        held = self._all()
        if not held:
            return
        with self._me.shared.look() as unit:
            known = {one.key: one for one in unit.limits.all([one.key for one in held])}
        for one in held:
            one.see_to(known.get(one.key))

    def _all(self) -> list[_Held]:
        """In the same order in every process."""
        with self._lock:
            return [self._held[key] for key in sorted(self._held)]

    def _go_on(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            try:
                self.look()
                self._has_failed = False
            except StoreError as failure:
                if not self._has_failed:
                    log.error("limits cannot be shared: what has one is not asked any more", reason=str(failure))
                self._has_failed = True
            if self._has_failed:
                self._ending.wait(LOOK)
            elif any(state.waiting for state in self.states()):
                self._ending.wait(SOON)
            else:
                self._woken.wait(LOOK)


@dataclass(frozen=True, slots=True)
class _Me:
    """Who shares, where, and by which clock."""

    shared: Shared
    owner: str
    clock: Callable[[], float]
    is_dead: Callable[[str], bool]
    tells_names: bool


class _Held:
    """One limit as this process has it."""

    def __init__(self, me: _Me, gate: Gate) -> None:
        self.gate, self.key = gate, gate.limit.key
        self._me = me
        self._heard: dict[str, tuple[int, float]] = {}  # the last sign of others, and when it was seen here
        self._told: int | None = None  # how often the server asked to wait, as far as is known here
        self._sign = 0  # never the same twice, or one that was taken for dead would be once more
        self._says_next = -math.inf
        self._has_since = math.inf  # of a share that is more than nothing
        self._wanted, self._wanted_at = 0, -math.inf

    def see_to(self, seen: SharedLimit | None) -> None:
        """Where anything is to be other than it was last seen, write it down."""
        now = self._me.clock()
        dead, wants = self._dead(seen, now), self._wants(now)
        if seen is not None:
            self._hear(seen)
            if not self._is_to_be_written(seen, wants, dead, now):
                return
        with self._me.shared.write_beside() as unit:
            seen = unit.limits.locked(self.key, self.gate.limit.says if self._me.tells_names else "")
            self._hear(seen)
            share, room = self._settled(unit, seen, wants, dead, now)
            until, told = self._tell(unit, seen)
        # It is written: what is new of it may be used.
        self.gate.give(room, now + OURS)
        self._says_next = now + EVERY
        self._has_since = min(self._has_since, now) if share.slots else math.inf
        self._told = told
        self.gate.was_told(until)

    def _dead(self, seen: SharedLimit | None, now: float) -> set[str]:
        """By the time that passes here between two signs: another machine's clock may be wrong."""
        others = [one for one in seen.shares if one.owner != self._me.owner] if seen else []
        before, self._heard = self._heard, {}
        for one in others:
            told = before.get(one.owner)
            self._heard[one.owner] = told if told is not None and told[0] == one.sign else (one.sign, now)
        silent = {owner for owner, (_, since) in self._heard.items() if now - since >= SILENT}
        return silent | {one.owner for one in others if self._me.is_dead(one.owner)}

    def _wants(self, now: float) -> int:
        wants = self.gate.wanted()
        if wants >= self._wanted or now - self._wanted_at >= CALMS_DOWN:
            self._wanted, self._wanted_at = wants, now
        return self._wanted

    def _is_to_be_written(self, seen: SharedLimit, wants: int, dead: set[str], now: float) -> bool:
        mine = seen.of(self._me.owner)
        if mine is None or dead or now >= self._says_next or self.gate.to_tell() or self._is_pause_over(seen):
            return True
        most = self._most(seen)
        if most is None:
            return False
        others = [one for one in seen.shares if one.owner != self._me.owner]
        if min(wants, most) > max(mine.wants, mine.slots):
            return True
        if wants < mine.wants and any(one.wants > one.slots for one in others):
            return True
        if self._is_to_let_others(most, seen.shares, now):
            return True
        return max(self._room(most, others, mine), self.gate.state.under_way) != mine.slots

    def _settled(self, unit: Unit, seen: SharedLimit, wants: int, dead: set[str], now: float) -> tuple[HeldShare, int]:
        """What is held from now on, written down; and what of it new requests may use."""
        gone = {one.owner for one in seen.shares if one.owner in dead and self._is_as_heard(one)}
        if gone:
            unit.limits.take_back(self.key, gone)
            log.info("what dead processes held of a limit is free", limit=self.gate.limit.says, owners=sorted(gone))
        others = [one for one in seen.shares if one.owner != self._me.owner and one.owner not in gone]
        most, last = self._most(replace(seen, shares=tuple(others))), max((one.place for one in seen.shares), default=0)
        self._sign += 1
        mine = seen.of(self._me.owner) or HeldShare(self._me.owner, 0, 0, None, last + 1, 0)
        mine = replace(mine, most=self.gate.limit.most, sign=self._sign, wants=min(wants, most or 0))
        room = 0
        if most is not None:
            if self._is_to_let_others(most, [*others, mine], now):
                mine = replace(mine, place=last + 1)
            room = self._room(most, others, mine)
            mine = replace(mine, slots=max(room, self.gate.keep_to(room)))
        unit.limits.put(self.key, mine)
        return mine, room

    def _room(self, most: int, others: Sequence[HeldShare], mine: HeldShare) -> int:
        """What this process is entitled to, as far as nobody else still has it."""
        return max(0, min(divided(most, [*others, mine])[mine.owner], most - sum(one.slots for one in others)))

    def _most(self, seen: SharedLimit) -> int | None:
        """Where configurations differ, the least that any of them says."""
        if self.gate.limit.most is None or seen.most is None:
            return self.gate.limit.most
        return min(seen.most, self.gate.limit.most)

    def _is_to_let_others(self, most: int, shares: Sequence[HeldShare], now: float) -> bool:
        return now - self._has_since >= TURN and is_turn_over(self._me.owner, most, shares)

    def _is_as_heard(self, one: HeldShare) -> bool:
        told = self._heard.get(one.owner)
        return told is not None and told[0] == one.sign

    # --- servers that ask to wait -------------------------------------------------------------------------------------

    def _hear(self, seen: SharedLimit) -> None:
        """Others were asked to wait: so are we."""
        if self._told is None or seen.told > self._told:
            self._told = seen.told
            if seen.pause:
                self.gate.close_for(seen.pause)

    def _tell(self, unit: Unit, seen: SharedLimit) -> tuple[float, int]:
        """Until when others are asked to wait from now on, and how often that was asked by now."""
        until = self.gate.to_tell()
        if until:
            unit.limits.pause(self.key, seen.told + 1, math.ceil(until - self._me.clock()))
            return until, seen.told + 1
        if self._is_pause_over(seen):
            unit.limits.pause_is_over(self.key, seen.told)
        return 0.0, seen.told

    def _is_pause_over(self, seen: SharedLimit) -> bool:
        return bool(seen.pause) and seen.told == self._told and not self.gate.rest
