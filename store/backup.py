"""A copy of the whole database while it is in use, and back again.

A backup is one file, whole and checked, or there is none. Restoring checks the file first, keeps what there was beside
it, and replaces everything in one step. PostgreSQL's part is in `store.dump`.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import quote

from store import dump
from store.causes import of_folder
from store.content import Content, content_of
from store.database import migrate
from store.engine import PostgresPlace, SqlitePlace, place_of
from store.errors import DatabaseDamaged, DatabaseError, DatabaseFull, DatabaseLocked, StoreError
from store.failures import failure_of
from store.numbers import keep_numbers
from store.patience import LOCK_WAIT

_ANOTHER = "use another backup"
_EARLIER = "restore an earlier backup; no file was left of this one"
_SQLITE, _POSTGRES = b"SQLite format 3\x00", b"PGDMP"


@dataclass(frozen=True, slots=True)
class Ready:
    """A backup that was found fit, ready to take the database's place."""

    file: Path  # the backup itself
    content: Content  # as it was made
    copy: Path | None = None  # of SQLite: brought up to date, beside the database


def backup(url: str, file: Path) -> Content:
    """Write the whole database to a new file that only its owner can read; what is in it.

    It is read again from end to end, and holds as much of everything as there was in its moment. Others go on reading
    and writing meanwhile. Raises StoreError, and leaves no file, when it cannot be made or is not sound; never
    overwrites one.
    """
    file = file.absolute()
    if file.exists() or file.is_symlink():
        raise StoreError(str(file), "exists already", "name another file, or move it away")
    place = place_of(url)
    with _temporary(file.parent, file.name) as copy:
        match place:
            case SqlitePlace():
                with _full_where_it_is(file):
                    with _translated(str(place), _EARLIER), closing(_open(place.path)) as source:
                        source.execute("BEGIN")  # counted and copied is one moment
                        there = content_of(source)
                        _copy(source, copy)
                    content = _sound(copy, str(place), _EARLIER)
                content.refuse_other_than(there, f"backup {file}")
            case PostgresPlace():
                content = dump.dump(place, copy)
            case _:
                raise AssertionError(place)
        _flush(copy)
        _publish(copy, file)
    return content


@contextmanager
def prepared(url: str, file: Path, now: datetime) -> Iterator[Ready]:
    """The backup, checked: sound, one of dealtrail's, and of a revision that this program knows.

    Raises StoreError otherwise; the database itself is not touched.
    """
    file, place = file.absolute(), place_of(url)
    with file.open("rb") as opened:
        head = opened.read(len(_SQLITE))
    match place:
        case SqlitePlace():
            _refuse_other_kind(file, head, _SQLITE, "PostgreSQL" if head.startswith(_POSTGRES) else "")
            with _temporary(place.path.parent, place.path.name) as copy:
                yield _prepared(file, copy, now)
        case PostgresPlace():
            _refuse_other_kind(file, head, _POSTGRES, "SQLite" if head == _SQLITE else "")
            content = dump.content_of(file)
            content.refuse_unfit(file)
            yield Ready(file, content)
        case _:
            raise AssertionError(place)


def replace(url: str, ready: Ready, now: datetime) -> Path | None:
    """Let the backup be the database, all or nothing; where what there was is kept, None when there was nothing.

    The caller holds every mailbox's lease. Numbers that were given since the backup are not given again.
    """
    place = place_of(url)
    match place:
        case SqlitePlace(path):
            former = _former(path, now)
            assert ready.copy  # noqa: S101  # `prepared` makes one for SQLite
            if not _is_sound(path) or _page_size(path) != _page_size(ready.copy):
                return _swap(path, ready.copy, former)
            backup(url, former)
            _keep_numbers(path, ready.copy)
            with _translated(str(place)), closing(_open(ready.copy)) as source:
                _copy(source, path)
        case PostgresPlace():
            former = _former(ready.file, now)
            backup(url, former)
            dump.load(place, ready.file, now)
            migrate(url)
        case _:
            raise AssertionError(place)
    return former


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _prepared(file: Path, copy: Path, now: datetime) -> Ready:
    is_alone = not file.with_name(f"{file.name}-wal").exists()  # or else what its log holds belongs to it
    with (
        _translated(f"backup {file}", _ANOTHER),
        closing(_open(file, "ro&immutable=1" if is_alone else "ro")) as source,
    ):
        _copy(source, copy)
    content = _sound(copy, f"backup {file}", _ANOTHER)
    content.refuse_unfit(file)
    try:
        migrate(f"sqlite:///{copy}")
    except StoreError as failure:
        raise DatabaseError(str(file), f"cannot be brought up to date: {failure.reason}") from None
    with closing(_open(copy)) as database:
        database.execute(
            "UPDATE mailboxes SET lease_owner = NULL, lease_until = NULL, due_at = ?",
            [f"{now.replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"],
        )
        database.execute("UPDATE jobs SET lease_owner = NULL WHERE ended_at IS NULL")
        database.execute("UPDATE webhooks SET lease_owner = NULL, lease_until = NULL")
        database.execute("PRAGMA journal_mode = DELETE")
    return Ready(file, content, copy)


def _swap(path: Path, copy: Path, former: Path) -> Path | None:
    """Put the copy in the place of what is not a sound database, with its logs, or is not there."""
    was_there = path.exists()
    for suffix in ("", "-wal", "-shm"):
        if (part := path.with_name(path.name + suffix)).exists():
            part.rename(former.with_name(former.name + suffix))
    os.replace(copy, path)
    _flush_folder(path.parent)
    return former if was_there else None


def _keep_numbers(path: Path, copy: Path) -> None:
    """Count on from where the database had come to: a number stays its own, in mailboxes, too."""
    with closing(_open(path)) as current, closing(_open(copy)) as restored:
        is_there = current.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
        given = current.execute("SELECT name, seq FROM sqlite_sequence").fetchall() if is_there else []
        keep_numbers(restored.execute, dict(given))


def _open(path: Path, mode: str = "rw") -> sqlite3.Connection:
    where = f"file:{quote(str(path))}?mode={mode}"
    return sqlite3.connect(where, uri=True, timeout=LOCK_WAIT.total_seconds(), isolation_level=None)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy one snapshot of a whole database over another one, in one transaction of the other."""
    until = time.monotonic() + LOCK_WAIT.total_seconds()

    def give_up(status: int, remaining: int, total: int) -> None:
        """SQLite's copying waits for others without an end."""
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise DatabaseLocked(str(target), "another process is at work on it", "stop that process, and try again")

    with closing(_open(target)) as opened:
        mode = opened.execute("PRAGMA journal_mode").fetchone()
        source.backup(opened, pages=-1, progress=give_up)
        if mode != ("wal",):  # a copy is one file, without a log beside it
            opened.execute("PRAGMA journal_mode = DELETE")


def _sound(copy: Path, name: str, remedy: str) -> Content:
    """What is in the copy; raises DatabaseDamaged where not all of it can be read, or a row refers to nothing."""
    with _translated(name, remedy), closing(_open(copy)) as database:
        (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
        dangling = database.execute("PRAGMA foreign_key_check").fetchone()
        if said == "ok" and not dangling:
            return content_of(database)
    raise DatabaseDamaged(name, "its content is damaged", remedy)


def _is_sound(path: Path) -> bool:
    """Whether there is a database that can be read from end to end."""
    try:
        with closing(_open(path)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CANTOPEN")):
            return False
        raise failure_of(error, f"database {path}") from None


def _page_size(path: Path) -> int:
    with closing(_open(path)) as database:
        return int(database.execute("PRAGMA page_size").fetchone()[0])


# --- files ------------------------------------------------------------------------------------------------------------


def _former(path: Path, now: datetime) -> Path:
    """A free name beside the file for what there was before a restore."""
    name = f"{path.name}.before-restore-{now:%Y%m%d-%H%M%S}"
    names = (name, *(f"{name}-{n}" for n in range(2, 1000)))
    return next(free for one in names if not (free := path.with_name(one)).exists())


@contextmanager
def _temporary(folder: Path, name: str) -> Iterator[Path]:
    """An empty file that only its owner can read, gone at the end unless it was moved."""
    try:
        handle, path = mkstemp(prefix=f".{name}.", dir=folder)
    except OSError as error:
        if cause := of_folder(folder, str(folder / name)):
            raise StoreError(cause.subject, cause.reason, cause.remedy) from None
        raise StoreError(str(folder / name), f"cannot be written: {(error.strerror or '').lower()}") from None
    os.close(handle)
    copy = Path(path)
    try:
        yield copy
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _publish(copy: Path, file: Path) -> None:
    """Give the finished file its name, in one step, unless somebody else has taken it meanwhile."""
    try:
        try:
            os.link(copy, file)
        except FileExistsError:
            raise
        except OSError:  # a stick or a share that has no links: the name is taken first
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
            os.replace(copy, file)
    except FileExistsError:
        raise StoreError(str(file), "exists already", "name another file, or move it away") from None
    _flush_folder(file.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    _flush(folder)


@contextmanager
def _translated(name: str, way_back: str = "") -> Iterator[None]:
    """`way_back` from damage, where that is not to restore a backup."""
    try:
        yield
    except sqlite3.Error as error:
        failure = failure_of(error, name)
        if way_back and isinstance(failure, DatabaseDamaged):
            failure.remedy = way_back
        raise failure from None


@contextmanager
def _full_where_it_is(file: Path) -> Iterator[None]:
    """The disk that is full is that of the copy: the database is only read."""
    try:
        yield
    except DatabaseFull as failure:
        raise DatabaseFull(str(file), failure.reason, "make room there, or name a file on another disk") from None


# --- refusals ---------------------------------------------------------------------------------------------------------


def _refuse_other_kind(file: Path, head: bytes, wanted: bytes, other: str) -> None:
    if other:
        ours = "SQLite" if wanted == _SQLITE else "PostgreSQL"
        raise StoreError(str(file), f"is a backup of {other}, and the configured database is {ours}", "name another")
    if not head.startswith(wanted):
        raise StoreError(str(file), "is not a backup of a database", "name a file that dealtrail backup made")
