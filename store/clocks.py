"""Whose clock counts: where several machines work on one database, the database's.

When a mailbox or a job is due, and how long a lease holds, one machine writes and another reads. With a clock that is
minutes ahead the one would keep work from all others, and take from them what they are at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

SMALL = timedelta(seconds=2)  # nothing is decided by less


class DatabasesClock:
    """Tells what `told` tells, less what this machine's clock is ahead of the database's, as far as that is known."""

    def __init__(self, told: Callable[[], datetime], machine: Callable[[], datetime]) -> None:
        self._told, self._machine = told, machine
        self.ahead = timedelta(0)  # behind, where it is less than nothing

    def __call__(self) -> datetime:
        return self._told() - self.ahead

    def compare(self, connection: Connection) -> None:
        """Ask PostgreSQL what time it is; however long the answer was on its way, nobody's clock is blamed for that."""
        before = self._machine()
        there: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        after = self._machine()
        ahead = max(before - there, timedelta(0)) or min(after - there, timedelta(0))
        self.ahead = ahead if abs(ahead) >= SMALL else timedelta(0)
