"""A daemon says that it is at work, for `status` to read, and for others to take over what it held when it dies."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from daemon.context import Context
from daemon.service.owner import is_contained, is_gone
from daemon.service.standing import is_running

log = structlog.get_logger()

EVERY = timedelta(minutes=1)  # a daemon says that it is alive
MUCH = timedelta(minutes=1)  # that a clock goes wrong further
AMONG_MACHINES = timedelta(seconds=15)  # the same, where other machines or containers may have to take over from it


class Heart:
    """Tells the database that this daemon is alive."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._every = AMONG_MACHINES if context.store.is_for_machines or is_contained() else EVERY
        self._next: datetime | None = None
        self._told = timedelta(0)  # how far the clock is off

    def begin(self) -> None:
        """From now on it is; a service says so where it is not the only one."""
        context = self._context
        with context.store.write(is_quiet=True) as unit:
            known = [one for one in unit.processes.all() if one.owner != context.owner]
            ahead = context.store.clock.ahead
            unit.processes.began(context.owner, takes=context.takes, clock_ahead=ahead, is_dead=is_gone)
        others = [one.owner for one in known if not one.is_worker and is_running(one, context.clock())]
        self._next = context.clock() + self._every
        self._tell_of_the_clock()
        if others and not context.is_worker:
            log.warning(
                "another dealtrail works on this database already: this is a second one, and they share the mailboxes",
                others=others,
            )

    def beat(self) -> bool:
        """Once in a while, however often it is called; whether it was now.

        A sign waits for nobody who writes: where what turns bring in cannot be written, there is none, or nobody would
        see from outside that nothing is kept in step. Raises DatabaseError where this program must not go on with the
        database, which another machine's `init` may have brought to another version.
        """
        now = self._context.clock()
        if self._next is None or self._next - self._every <= now < self._next or self._context.progress.locked_out:
            return False
        store = self._context.store
        store.check()
        with store.write_beside() as unit:
            unit.processes.is_alive(self._context.owner, clock_ahead=store.clock.ahead)
        self._next = self._context.clock() + self._every  # by which the clock may have been set otherwise
        self._tell_of_the_clock()
        return True

    def _tell_of_the_clock(self) -> None:
        """Once, where it is off; once more where it is off by much more, or right again."""
        ahead = self._context.store.clock.ahead
        if bool(ahead) == bool(self._told) and abs(ahead - self._told) < MUCH:
            return
        self._told = ahead
        if ahead:
            log.warning(
                "this machine's clock is not the database's, by which turns are given: let NTP set both",
                ahead_seconds=round(ahead.total_seconds()),
            )
        else:
            log.info("this machine's clock is the database's again")

    def end(self) -> None:
        """It stops because it was told to."""
        with self._context.store.write(is_quiet=True) as unit:
            unit.processes.ended(self._context.owner)
