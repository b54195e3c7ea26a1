"""How the service stands, by what the processes that the database knows said of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from daemon.service.owner import is_gone
from store.values import Process

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
