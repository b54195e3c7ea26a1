"""How each of the two databases is connected to, so that above it they behave the same."""

from __future__ import annotations

import os
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from store.alive import refuse_dead
from store.causes import cause_of, made_folder, refused_to
from store.errors import DatabaseLocked, DatabaseUnreachable, StoreError
from store.failures import failure_of
from store.patience import Patience
from store.sessions import RESTS, at_the_other_end, at_this_end, refuse_unheard, rests_no_longer, takes_its_time

CONNECT_WAIT = timedelta(seconds=10)

# KiB of the file that a connection to SQLite keeps at hand: what a page of mail writes to, over and over, its indexes
# above all. SQLite's own 2 MB are read again and again for that.
_CACHE = 4_000

# Pages that the write-ahead log holds before they are copied into the file: SQLite's own 1000 are less than a page of
# mail writes, and what is written again and again was copied each time.
_CHECKPOINT = 4_000

# What the server has each transaction of a connection be that writes: whoever waited for another sees what it stored.
_WRITES = ("-c default_transaction_isolation=read\\ committed",)

# The same for one that only reads: one snapshot, and nothing written.
_READS = ("-c default_transaction_isolation=repeatable\\ read", "-c default_transaction_read_only=on")

# Statements that a connection to PostgreSQL has planned already: the driver's own hundred are fewer than the pages that
# people click have, and what was let go of is read and planned anew until it has been asked for five times again.
_PLANNED = 500

# "dealtrai" as a number: any constant does, as long as all processes use the same.
_WRITER = 0x6465616C74726169


class Place(ABC):
    """Where the database is; as text, how errors name it (never with its password)."""

    @abstractmethod
    def create(self) -> None:
        """Make room for the database, where that is ours to do."""

    @abstractmethod
    def engine(self, lock_wait: timedelta) -> Engine:
        """Its failures are all StoreErrors, and its writing transactions come one after the other."""

    @abstractmethod
    def reading(self, lock_wait: timedelta) -> Engine:
        """The same for transactions that only read, and cannot write; with connections of its own."""

    @abstractmethod
    def looking(self, reading: Engine) -> Engine:
        """The same for one statement alone, which is its own transaction."""

    @property
    @abstractmethod
    def is_for_machines(self) -> bool:
        """Whether processes of several machines may work on it, and several may write at once where that is right."""

    def begin_beside(self, connection: Connection, patience: Patience) -> None:
        """What a transaction does first that writes beside others: it waits for who is alone, or its turn."""
        self.begin(connection, writes=True, patience=patience)

    @abstractmethod
    def begin(
        self, connection: Connection, *, writes: bool, migrates: bool = False, patience: Patience | None = None
    ) -> None:
        """What a transaction does first: one that writes waits for its turn.

        Not by an event of its engine: who listens to one has SQLAlchemy ask at each statement whether anybody does.
        """

    @abstractmethod
    def wipe(self, engine: Engine, lock_wait: timedelta) -> None:
        """Leave nothing of what rows held in the room that they no longer take; meanwhile nobody else writes."""

    def refuse_dangling(self, connection: Connection) -> None:  # noqa: B027 - PostgreSQL sees to it by itself
        """Raises StoreError when a migration left a reference to what is not there."""

    def takes_its_time(self, connection: Connection) -> None:  # noqa: B027 - SQLite hurries nobody
        """What follows in this transaction may take as long as it takes, whatever the server's administrator set."""

    @abstractmethod
    def __str__(self) -> str: ...


def place_of(url: str) -> Place:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text is not repeated: what cannot be parsed may still hold a password.
        raise StoreError("database url", "cannot be understood", _USABLE) from None
    match parsed.get_backend_name():
        case "sqlite":
            return SqlitePlace.of(parsed)
        case "postgresql" | "postgres":
            return PostgresPlace.of(parsed)
        case other:
            raise StoreError("database url", f"names an unknown kind of database, {other!r}", _USABLE)


_USABLE = "write sqlite:////path/to/file or postgresql://user:password@host/name"


def _telling(engine: Engine, place: Place) -> Engine:
    """The engine, whose failures are all StoreErrors from now on."""

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> BaseException | None:
        return failure_of(context.original_exception, str(place))

    return engine


# --- SQLite -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SqlitePlace(Place):
    path: Path

    @classmethod
    def of(cls, url: URL) -> SqlitePlace:
        if url.drivername not in {"sqlite", "sqlite+pysqlite"} or url.host:
            raise StoreError("database url", "does not name a SQLite file", _USABLE)
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise StoreError("database url", "names no file", _USABLE)
        return cls(Path(url.database).absolute())

    def __str__(self) -> str:
        return f"database {self.path}"

    def make_folder(self) -> None:
        """For its owner only, as it will hold people's mail; a whole missing path is more likely a slip of the pen."""
        if self.path.parent.parent.is_dir():
            made_folder(self.path.parent, str(self))

    def refused_to(self, user: str) -> StoreError | None:
        """Why another user could not work with what root made; None where they could, or where root does not ask."""
        return refused_to(user, self.path)

    def create(self) -> None:
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it will hold people's mail
        except FileExistsError:
            pass
        except OSError as error:
            reason = f"the file cannot be made: {(error.strerror or 'failed').lower()}"
            raise cause_of(self.path) or DatabaseUnreachable(str(self), reason) from None

    def engine(self, lock_wait: timedelta) -> Engine:
        return self._engine(lock_wait, writes=True)

    def reading(self, lock_wait: timedelta) -> Engine:
        """Has connections of its own: to forbid one to write, or to allow it, makes SQLite read and plan each of its
        statements anew, and a page of mail runs some fifty.
        """
        return self._engine(lock_wait, writes=False)

    def looking(self, reading: Engine) -> Engine:
        return reading

    def _engine(self, lock_wait: timedelta, *, writes: bool) -> Engine:
        where = f"file:{quote(str(self.path))}?mode=rw"  # rw: a missing file is an error, not an empty database
        wait = lock_wait.total_seconds()

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                where, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, factory=_Connection
            )
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA cache_size = -{_CACHE}")
                connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
                _write_ahead(connection, wait)
                if not writes:
                    connection.execute("PRAGMA query_only = ON")
                else:  # at a time: `begin` waits as long as it has patience for
                    connection.execute(f"PRAGMA busy_timeout = {_milliseconds(Patience(lock_wait).step)}").close()
            except sqlite3.Error:
                connection.close()
                raise
            return connection

        engine = create_engine(
            "sqlite://", creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=-1, pool_use_lifo=True
        )
        _follow(engine, self.path)
        event.listen(engine, "checkin", _let_go)
        return _telling(engine, self)

    @property
    def is_for_machines(self) -> bool:
        return False

    def begin(
        self, connection: Connection, *, writes: bool, migrates: bool = False, patience: Patience | None = None
    ) -> None:
        """Begin it ourselves: the driver would leave DDL out, and take the write lock too late to wait for it."""
        if migrates:  # making a table anew drops the old one, and what refers to it along
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        if not writes:
            connection.exec_driver_sql("BEGIN")
            return
        for is_last in (patience or Patience()).steps():
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except DatabaseLocked:
                if is_last:
                    raise
            else:
                return

    def wipe(self, engine: Engine, lock_wait: timedelta) -> None:
        with engine.connect() as connection, _waiting(connection, lock_wait):
            for index in ("item_words", "record_words", "record_parts"):  # what was removed stands in them until then
                connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608  # ours
            connection.exec_driver_sql("VACUUM")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            raise DatabaseLocked(str(self), "somebody is reading it: its log could not be emptied", "try again")

    def refuse_dangling(self, connection: Connection) -> None:
        if row := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError(str(self), f"the migration would leave a reference of {row[0]} to nothing in {row[2]}")


@contextmanager
def _waiting(connection: Connection, wait: timedelta) -> Iterator[None]:
    """What is done meanwhile waits so long for others, and not a step."""
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(wait)}").close()
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {before}").close()


def _milliseconds(wait: timedelta) -> int:
    return int(wait.total_seconds() * 1000)


class _Connection(sqlite3.Connection):
    """Knows what is read through it: a cursor that is not read to its end keeps the snapshot that it reads.

    The transaction may be over by then, and its rows wanted by nobody: an error in the middle of them keeps them as
    long as its traceback. The next transaction of the connection would see what there was then, and could not write.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        made = super().cursor(factory)
        self._cursors.add(made)
        return made

    def let_go(self) -> None:
        """Of what nobody has read to its end."""
        for cursor in tuple(self._cursors):
            cursor.close()
        self._cursors.clear()


def _let_go(connection: _Connection | None, _record: object) -> None:
    if connection is not None:  # it was given up
        connection.let_go()


def _follow(engine: Engine, path: Path) -> None:
    """Let go of connections to a file that is not at its place any more: it was removed, or another took its place.

    SQLite goes on with what it opened, and whatever is written there is seen by nobody.
    """

    def identity() -> tuple[int, int] | None:
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @event.listens_for(engine, "connect")
    def made(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = identity()

    @event.listens_for(engine, "checkout")
    def taken(_connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError


def _write_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Switch the file to a write-ahead log, where it is not yet.

    SQLite does not wait for others here: it refuses at once. So we wait for our turn to write, and look again, for
    whoever had it before may have switched.
    """
    until = time.monotonic() + wait
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostgresPlace(Place):
    url: URL = field(repr=False)  # may hold the password in its query, where its own text does not hide it

    @classmethod
    def of(cls, url: URL) -> PostgresPlace:
        if url.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
            raise StoreError("database url", f"names another driver, {url.drivername!r}", "write postgresql://…")
        return cls(url.set(drivername="postgresql+psycopg"))

    def __str__(self) -> str:
        host = self.url.host or self.url.query.get("host") or "the local server"
        port = f":{self.url.port}" if self.url.port else ""
        return f"database {self.url.database or '(default)'} at {host}{port}"

    def create(self) -> None:
        """Nothing: the database and its user are made by whoever runs the server."""

    def engine(self, lock_wait: timedelta) -> Engine:
        return self._engine(lock_wait, *_WRITES, rests=rests_no_longer(RESTS))

    def _engine(self, lock_wait: timedelta, *more: str, rests: str = "") -> Engine:
        given = cast(str, self.url.query.get("options", ""))
        options = " ".join((at_the_other_end(), f"-c lock_timeout={_milliseconds(lock_wait)}", rests, given, *more))
        url = self.url.difference_update_query(["options"])
        arguments: dict[str, Any] = {"options": options, **at_this_end(url.query)}
        if "connect_timeout" not in url.query:
            arguments["connect_timeout"] = int(CONNECT_WAIT.total_seconds())
        if "application_name" not in url.query:
            arguments["application_name"] = "dealtrail"
        engine = create_engine(url, connect_args=arguments, pool_size=8, max_overflow=-1, pool_use_lifo=True)
        event.listen(engine, "connect", _keep_plans)
        refuse_unheard(engine, str(self))
        refuse_dead(engine)
        return _telling(engine, self)

    def reading(self, lock_wait: timedelta) -> Engine:
        """Has connections of its own, which the server itself keeps from writing: to change one's mind about it at each
        transaction is more for the driver to do than many a statement.
        """
        return self._engine(lock_wait, *_READS)

    def looking(self, reading: Engine) -> Engine:
        """Spares two of three journeys to the server: it is told of no beginning and of no end."""
        return reading.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def is_for_machines(self) -> bool:
        return True

    def begin(
        self, connection: Connection, *, writes: bool, migrates: bool = False, patience: Patience | None = None
    ) -> None:
        if migrates:
            takes_its_time(connection)
        if writes:
            serialise_writers(connection, patience or Patience())

    def takes_its_time(self, connection: Connection) -> None:
        takes_its_time(connection)

    def begin_beside(self, connection: Connection, patience: Patience) -> None:
        # What others hold they hold for a page: whoever waits for longer gives up, and looks whether it is to end.
        step = f", set_config('lock_timeout', '{max(1, _milliseconds(patience.step))}', TRUE)"
        serialise_writers(connection, patience, how="_shared", more=step)

    def wipe(self, engine: Engine, lock_wait: timedelta) -> None:
        """What the server keeps beside its tables, and in the free room of their pages, is its administrator's."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")


def _keep_plans(connection: Any, _record: object) -> None:
    connection.prepared_max = _PLANNED


def serialise_writers(connection: Connection, patience: Patience, how: str = "", more: str = "") -> None:
    """Let writing transactions wait for each other, as SQLite makes them; `_shared` ones only for those that are not.

    A unit reads, decides and writes: two at once could each miss the other's item, address or link, and both store
    it. One lock costs a round trip, and spares every rule above a story about concurrency, but for those of pages.
    """
    if connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock{how}({_WRITER}){more}").scalar():
        return
    before = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, _milliseconds(patience.step))}")
    for is_last in patience.steps():
        try:
            with connection.begin_nested():  # what fails in it leaves the transaction as it was
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{how}({_WRITER})")
        except DatabaseLocked:
            if is_last:
                raise
        else:
            break
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{before}'")
