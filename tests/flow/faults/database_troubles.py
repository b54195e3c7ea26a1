"""What goes wrong with a database, each in its own way, with a real file or a real server; see docs/reliability.md."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from signal import Signals

import psycopg

from store import engine
from store.backup import backup, prepared, replace
from tests.damage import overwrite, pages_of
from tests.flow.firm import ANN, Firm
from tests.postgres import FAST, IMMEDIATE, PostgresServer

SMALL = 64  # megabytes, of a disk that is to be full


@dataclass(frozen=True, slots=True)
class Struck:
    """The database that a trouble is for."""

    firm: Firm
    folder: Path  # of the file, or where the server has put the database
    server: PostgresServer | None = None

    @property
    def file(self) -> Path:
        return self.folder / "dealtrail.sqlite"

    @property
    def name(self) -> str:
        return self.firm.url.rpartition("/")[2]

    def tell(self, *statements: str) -> None:
        """To the server, beside the database."""
        assert self.server
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as other:
            for statement in statements:
                other.execute(statement.format(name=self.name))

    def cut(self) -> None:
        """All connections are gone when this ends, wherever the server had been with each."""
        self.tell("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")


During = Callable[[Struck], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class DatabaseTrouble:
    """`during` is entered when it begins, and left when it is put right."""

    name: str  # in a line, as docs/reliability.md has it
    during: During
    longest: timedelta = timedelta(minutes=6)  # after its end, until all is as it was
    goes_on: bool = False  # nobody notices
    is_on_small_disk: bool = False


# --- either -----------------------------------------------------------------------------------------------------------


@contextmanager
def no_room(at: Struck) -> Iterator[None]:
    """The rest of the disk is taken by something else, and a large mail comes in."""
    ballast = at.folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * piece)
            except OSError:
                continue
    body = "\n".join(sha256(b"%d" % line).hexdigest() for line in range(6000))  # which no database packs away
    at.firm.outlook().deliver_mail(ANN, "large", body, sent_at=at.firm.clock.now)
    yield
    ballast.unlink()


# --- SQLite -----------------------------------------------------------------------------------------------------------


@contextmanager
def another_writer(at: Struck) -> Iterator[None]:
    with closing(sqlite3.connect(at.file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def moved_away(at: Struck) -> Iterator[None]:
    aside = at.folder / "aside"
    aside.mkdir()
    for part in list(at.folder.glob("dealtrail.sqlite*")):
        part.rename(aside / part.name)
    yield
    for part in list(aside.iterdir()):
        part.rename(at.folder / part.name)


def damaged(table_or_index: str) -> During:
    """All pages of it are overwritten after a backup; what puts it right is to restore that, while the service runs."""

    @contextmanager
    def during(at: Struck) -> Iterator[None]:
        file = at.folder / "backup"
        backup(at.firm.url, file)
        at.firm.store.close()  # or else it goes on with what it holds of them in memory
        overwrite(at.file, pages_of(at.file, table_or_index))
        yield
        with prepared(at.firm.url, file, at.firm.clock.now) as ready:
            replace(at.firm.url, ready, at.firm.clock.now)

    return during


SQLITE = (
    DatabaseTrouble("another process is writing, without an end", another_writer),
    DatabaseTrouble("the disk is full", no_room, is_on_small_disk=True),
    DatabaseTrouble("the file is moved away, and back", moved_away),
    DatabaseTrouble("a table's pages are overwritten, and a backup restored", damaged("mailboxes")),
    DatabaseTrouble("an index's pages are overwritten, and a backup restored", damaged("ix_items_identity")),
)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextmanager
def another_holds_the_lock(at: Struck) -> Iterator[None]:
    with psycopg.connect(at.firm.url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (engine._WRITER,))
        yield


def stopped(how: Signals) -> During:
    @contextmanager
    def during(at: Struck) -> Iterator[None]:
        assert at.server
        at.server.stop(how)
        yield
        at.server.start()

    return during


@contextmanager
def connections_cut(at: Struck) -> Iterator[None]:
    at.cut()
    yield
    at.cut()


@contextmanager
def nobody_let_in(at: Struck) -> Iterator[None]:
    at.tell("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    at.cut()
    yield
    at.tell("ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def read_only(at: Struck) -> Iterator[None]:
    at.tell("ALTER DATABASE {name} SET default_transaction_read_only = on")
    at.cut()
    yield
    at.tell("ALTER DATABASE {name} RESET default_transaction_read_only")
    at.cut()


POSTGRESQL = (
    DatabaseTrouble("another process is writing, without an end", another_holds_the_lock),
    DatabaseTrouble("the disk is full", no_room, is_on_small_disk=True),
    DatabaseTrouble("all connections are cut, twice", connections_cut, goes_on=True),
    DatabaseTrouble("the server is stopped, and started", stopped(FAST)),
    DatabaseTrouble("the server is killed, and started", stopped(IMMEDIATE)),
    DatabaseTrouble("the database lets nobody in", nobody_let_in),
    DatabaseTrouble("the database is read-only", read_only),
)

DATABASES = {"SQLite": SQLITE, "PostgreSQL": POSTGRESQL}


@contextmanager
def a_small_disk(folder: Path) -> Iterator[Path | None]:
    """Mounted there for a while; None where this user may not mount."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}m", "dealtrail-test", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
