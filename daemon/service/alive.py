"""A daemon says once a minute that it is at work, for `status` to read."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from daemon.context import Context
from daemon.service.owner import is_gone
from daemon.service.standing import is_running

log = structlog.get_logger()

EVERY = timedelta(minutes=1)  # a daemon says that it is alive


class Heart:
    """Tells the database that this daemon is alive."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._next: datetime | None = None

    def begin(self) -> None:
        """From now on it is; says so where it is not the only one."""
        context = self._context
        with context.store.write(is_quiet=True) as unit:
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
        with self._context.store.write(is_quiet=True) as unit:
            unit.processes.is_alive(self._context.owner)
        self._next = now + EVERY

    def end(self) -> None:
        """It stops because it was told to."""
        with self._context.store.write(is_quiet=True) as unit:
            unit.processes.ended(self._context.owner)
