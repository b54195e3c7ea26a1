"""Kills its own process at border n: before or after each call to a mailbox or to the store.

The product knows nothing of it: the context that a test builds hands out proxies.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import structlog

from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from daemon.service.loop import Loop
from store.clocks import DatabasesClock
from store.database import open_store
from tests.flow.firm import Clock, an_office, moved_to

T = TypeVar("T")


class Borders:
    """Counts the borders that are crossed; the process dies, as by SIGKILL, when it comes to number `fatal`."""

    def __init__(self, fatal: int | None, tell: Callable[[str], None]) -> None:
        self._fatal = fatal
        self._tell = tell
        self.crossed = 0
        self.names: list[str] = []

    def cross(self, name: str) -> None:
        self.crossed += 1
        self.names.append(name)
        if self.crossed == self._fatal:
            self._tell(name)
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def crossing(*arguments: Any, **named: Any) -> Any:
            self.cross(f"before {name}")
            result = call(*arguments, **named)
            self.cross(f"after {name}")
            return result

        return crossing


class Guarded:
    """Anything whose methods are each a border on the way in and on the way out."""

    def __init__(self, name: str, inner: Any, borders: Borders) -> None:
        self._name, self._inner, self._borders = name, inner, borders

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._inner, attribute)
        return self._borders.around(f"{self._name}.{attribute}", found) if callable(found) else found


class GuardedUnit:
    """A unit of work whose repositories' methods are borders."""

    def __init__(self, inner: Any, borders: Borders) -> None:
        self._inner, self._borders = inner, borders

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return found if callable(found) else Guarded(name, found, self._borders)  # acting_as is the unit's own


class GuardedStore:
    """A store whose transactions begin and commit at borders."""

    def __init__(self, inner: Any, borders: Borders) -> None:
        self._inner, self._borders = inner, borders

    def read(self) -> AbstractContextManager[GuardedUnit]:
        return self._unit("read", self._inner.read)

    def look(self) -> AbstractContextManager[GuardedUnit]:
        return self._unit("read", self._inner.look)

    def write(self, *, is_quiet: bool = False) -> AbstractContextManager[GuardedUnit]:
        return self._unit("write", partial(self._inner.write, is_quiet=is_quiet))

    def write_beside(self) -> AbstractContextManager[GuardedUnit]:
        return self._unit("write", self._inner.write_beside)

    def check(self) -> None:
        self._inner.check()

    @property
    def clock(self) -> DatabasesClock:
        return self._inner.clock

    def write_among(self, work: Callable[[GuardedUnit], T]) -> T:
        def within(unit: Any) -> T:
            done = work(GuardedUnit(unit, self._borders))
            self._borders.cross("before the commit of write")
            return done

        self._borders.cross("before write")
        done: T = self._inner.write_among(within)
        self._borders.cross("after write")
        return done

    @property
    def is_for_machines(self) -> bool:
        return bool(self._inner.is_for_machines)

    @contextmanager
    def _unit(self, kind: str, open_it: Callable[[], AbstractContextManager[Any]]) -> Iterator[GuardedUnit]:
        self._borders.cross(f"before {kind}")
        with open_it() as unit:
            yield GuardedUnit(unit, self._borders)
            self._borders.cross(f"before the commit of {kind}")
        self._borders.cross(f"after {kind}")


def run_until(
    url: str,
    server: str | GraphServer,
    now: datetime,
    fatal: int | None,
    told: Connection,
    *,
    reconciles: bool = False,
) -> None:
    """In a process of its own: one full cycle, in which mailboxes are reconciled or not, that dies at border `fatal`.

    The mailboxes are on the Exchange Server with this address, or in Microsoft 365.

    It tells the border, or all that there were and which turns failed.
    """
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    borders = Borders(fatal, told.send)
    store = open_store(url, clock=Clock(now))
    guarded: Any = GuardedStore(store, borders)  # stands in for the store
    context = an_office(server if isinstance(server, str) else "", guarded, Clock(now))
    if isinstance(server, GraphServer):
        context = moved_to(Tenant(server, clock=Clock(now), sleep=lambda seconds: None), context)
    opened = context.open_mailbox
    context = replace(context, open_mailbox=lambda address: Guarded("mailbox", opened(address), borders))  # type: ignore[arg-type,return-value]  # stands in for it
    loop = Loop(replace(context, workers=1))
    failed = [turn.failure for turn in (loop.reconcile() if reconciles else loop.once()) if turn.failure]
    told.send((borders.names, failed))
