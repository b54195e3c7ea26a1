"""How the service stands, by what the processes that the database knows said of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.service.owner import is_gone
from store.values import Process


class ServiceState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"  # by itself, because it was told to
    DEAD = "dead"  # killed, or stuck
    NEVER = "never"  # not started on this database yet


@dataclass(frozen=True, slots=True)
class Service:
    state: ServiceState
    alive_at: datetime | None = None  # the latest sign of life of one
    started_at: datetime | None = None  # of the longest at work, where one is
    running: tuple[Process, ...] = ()  # workers among them, which are no service by themselves


def service(processes: Sequence[Process], now: datetime, is_dead: Callable[[str], bool] = is_gone) -> Service:
    """How the service stands; `processes` are all that the database knows, the last heard of first."""
    running = tuple(one for one in processes if is_running(one, now, is_dead))
    services = [one for one in processes if not one.is_worker]
    if not services:
        return Service(ServiceState.NEVER, running=running)
    latest, began = services[0], [one.started_at for one in running if not one.is_worker]
    if began:
        return Service(ServiceState.RUNNING, latest.alive_at, min(began), running)
    return Service(ServiceState.STOPPED if latest.ended_at else ServiceState.DEAD, latest.alive_at, running=running)


def is_running(one: Process, now: datetime, is_dead: Callable[[str], bool] = is_gone) -> bool:
    return one.is_heard_of(now) and not is_dead(one.owner)
