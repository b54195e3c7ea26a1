"""Whether a daemon is at work: each says so once a minute, and `status` reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from daemon.context import Context
from daemon.service.owner import is_gone
from store.values import Process

log = structlog.get_logger()

EVERY = timedelta(minutes=1)  # a daemon says that it is alive
LATE = timedelta(minutes=5)  # silent for so long, it is dead or stuck


class ServiceState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"  # by itself, because it was told to
    DEAD = "dead"  # killed, or stuck
    NEVER = "never"  # not started on this database yet


@dataclass(frozen=True, slots=True)
class Service:
    state: ServiceState
    alive_at: datetime | None = None  # the latest sign of life of any daemon
    started_at: datetime | None = None  # of the longest at work, where one is
    running: tuple[Process, ...] = ()


def service(processes: Sequence[Process], now: datetime, is_dead: Callable[[str], bool] = is_gone) -> Service:
    """How the service stands; `processes` are all that the database knows, the last heard of first."""
    if not processes:
        return Service(ServiceState.NEVER)
    running = tuple(one for one in processes if is_running(one, now, is_dead))
    latest = processes[0]
    if running:
        return Service(ServiceState.RUNNING, latest.alive_at, min(one.started_at for one in running), running)
    return Service(ServiceState.STOPPED if latest.ended_at else ServiceState.DEAD, latest.alive_at)


def is_running(one: Process, now: datetime, is_dead: Callable[[str], bool] = is_gone) -> bool:
    return one.ended_at is None and now - one.alive_at < LATE and not is_dead(one.owner)


class Heart:
    """Tells the database that this daemon is alive."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._next: datetime | None = None

    def begin(self) -> None:
        """From now on it is; says so where it is not the only one."""
        context = self._context
        with context.store.write() as unit:
            known = [one for one in unit.processes.all() if one.owner != context.owner]
            unit.processes.began(context.owner, is_dead=is_gone)
        others = [one.owner for one in known if is_running(one, context.clock())]
        self._next = context.clock() + EVERY
        if others:
            log.warning(
                "another dealtrail works on this database already: this is a second one, and they share the mailboxes",
                others=others,
            )

    def beat(self) -> None:
        """Once a minute, however often it is called."""
        now = self._context.clock()
        if self._next is None or now < self._next:
            return
        with self._context.store.write() as unit:
            unit.processes.is_alive(self._context.owner)
        self._next = now + EVERY

    def end(self) -> None:
        """It stops because it was told to."""
        with self._context.store.write() as unit:
            unit.processes.ended(self._context.owner)
