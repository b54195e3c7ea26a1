"""The daemons that work on this database: when each began, was last alive, and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update

from store.bulk import insert_rows
from store.models import ProcessRow
from store.repository import Repository
from store.values import Process

KEPT = timedelta(days=1)  # for which one that ended, or fell silent, is still told of


class Processes(Repository):
    def began(
        self,
        owner: str,
        *,
        takes: str = "",
        clock_ahead: timedelta = timedelta(0),
        is_dead: Callable[[str], bool],
    ) -> None:
        """This process is a daemon from now on, or a worker that takes these mailboxes.

        Those that are long over, or dead, are not told of any more.
        """
        now = self._clock()
        over = [one.owner for one in self.all() if is_dead(one.owner) or (one.ended_at or one.alive_at) < now - KEPT]
        self._db.execute(delete(ProcessRow).where(ProcessRow.owner.in_([*over, owner])))
        row = {"owner": owner, "started_at": now, "alive_at": now, "ended_at": None, "takes": takes}
        row["clock_ahead"] = round(clock_ahead.total_seconds())
        insert_rows(self._db, ProcessRow, [row])

    def is_alive(self, owner: str, *, clock_ahead: timedelta = timedelta(0)) -> None:
        values = {"alive_at": self._clock(), "clock_ahead": round(clock_ahead.total_seconds())}
        self._db.execute(update(ProcessRow).where(ProcessRow.owner == owner).values(**values))

    def ended(self, owner: str) -> None:
        now = self._clock()
        self._db.execute(update(ProcessRow).where(ProcessRow.owner == owner).values(alive_at=now, ended_at=now))

    def try_to_write(self) -> None:
        """Leave all as it is, in writing: fails where a daemon cannot say that it lives.

        A row comes and goes: SQLite writes nothing where a row is changed to what it is.
        """
        now = self._clock()
        row = {"owner": "", "started_at": now, "alive_at": now, "ended_at": now, "takes": "", "clock_ahead": 0}
        insert_rows(self._db, ProcessRow, [row])
        self._db.execute(delete(ProcessRow).where(ProcessRow.owner == ""))

    def all(self) -> list[Process]:
        """The last that was heard of first."""
        columns = [getattr(ProcessRow, name) for name in Process.__slots__]
        found = select(*columns).order_by(ProcessRow.alive_at.desc(), ProcessRow.owner)
        return [Process(*row) for row in self._db.execute(found)]
