"""The small database of an installation with several firms: what servers and applications allow to all of them.

It knows limits by digests and processes by their numbers, and nothing of any firm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect, select

from store.database import utc_now
from store.engine import Place, place_of
from store.errors import DatabaseNewer, StoreError
from store.models import Base, LimitRow, LimitShareRow
from store.patience import LOCK_WAIT, Patience
from store.unit import Unit

VERSION = 1
_LIMITS = [LimitRow.__table__, LimitShareRow.__table__]
_VERSION = Table("installation", MetaData(), Column("version", Integer, nullable=False))


class Installation:
    """For any number of threads; its tables are made when it is first used. Every method may raise a StoreError."""

    def __init__(self, place: Place, clock: Callable[[], datetime]) -> None:
        self._place, self._clock, self._patience = place, clock, Patience(LOCK_WAIT)
        self._engine = place.engine(LOCK_WAIT)
        self._lock = Lock()
        self._is_there = False

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """What is known of limits."""
        self._make()
        with self._engine.begin() as connection:
            yield Unit(connection, self._clock)

    @contextmanager
    def write_beside(self) -> Iterator[Unit]:
        """One transaction, that is right whoever writes meanwhile."""
        self._make()
        with self._engine.begin() as connection:
            if not self._place.is_for_machines:
                self._place.begin(connection, writes=True, patience=self._patience)
            yield Unit(connection, self._clock)

    def close(self) -> None:
        self._engine.dispose()

    def _make(self) -> None:
        with self._lock:
            if self._is_there:
                return
            self._place.create()
            with self._engine.begin() as connection:
                self._place.begin(connection, writes=True, patience=self._patience)
                self._check(connection)
            self._is_there = True

    def _check(self, connection: Connection) -> None:
        tables = inspect(connection).get_table_names()
        if not tables:
            _VERSION.create(connection)
            connection.execute(_VERSION.insert().values(version=VERSION))
            Base.metadata.create_all(connection, tables=_LIMITS)
        elif "alembic_version" in tables:
            raise StoreError(
                str(self._place), "holds the records of a firm", "give the limits of the installation their own"
            )
        elif _VERSION.name not in tables:
            raise StoreError(
                str(self._place),
                f"holds tables of another program ({tables[0]})",
                "give the limits a database of their own",
            )
        elif (found := connection.execute(select(_VERSION.c.version)).scalar_one()) != VERSION:
            raise DatabaseNewer(
                str(self._place),
                f"the limits in it are of another version of dealtrail ({found}, this program knows {VERSION})",
                "use one version for all firms; where nothing runs on it, drop it: it is made anew",
            )


def open_installation(url: str, clock: Callable[[], datetime] = utc_now) -> Installation:
    """The database at `url`, not opened yet; raises StoreError when the url cannot be used."""
    return Installation(place_of(url), clock)
