"""The drivers' exceptions as sentences: which StoreError a failure of SQLite or PostgreSQL is."""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from store.causes import FolderMissing, cause_of
from store.errors import (
    Collided,
    Contended,
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
    Invalid,
    StoreError,
)
from store.sessions import through_a_pooler

if TYPE_CHECKING:  # the driver takes 8 MiB, and whoever has its exceptions has imported it
    import psycopg

INIT = "run: dealtrail init"
_GONE = "restore a backup; where it was never filled, run: dealtrail init"
_LET = "let this user read and write the file and its folder"

# What SQLite says where the file, its folder or the disk does not let it work; not which of them, and why.
_OF_THE_PLACE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")

# What PostgreSQL says where a row comes twice that may be there once, and where it gives one transaction for another.
_IS_THERE, _GIVEN_UP = "23505", frozenset({"40P01", "40001"})


# What PostgreSQL says where its administrator decided otherwise, or something is to be decided there.
_OF_SETTINGS: dict[str, tuple[type[DatabaseError], str, str]] = {
    "25006": (
        DatabaseReadOnly,
        "it cannot be written",
        "name the server that can be, where this is a standby; else switch default_transaction_read_only off",
    ),
    "25P03": (
        DatabaseError,
        "a transaction rested for longer than the server lets it",
        "it is tried again; look whether this process or its machine was stopped meanwhile",
    ),
    "42501": (DatabaseReadOnly, "its user has not all rights", "let it own the database and all that is in it"),
    "57014": (
        DatabaseError,
        "the server broke a statement off",
        "where statement_timeout did, let its user have more time: ALTER ROLE … SET statement_timeout = 0",
    ),
}

# Who is not let in is given no number of the error.
_NO_ROOM = ("too many c", "connection slots")


def failure_of(error: BaseException, place: str) -> BaseException:
    """The StoreError for a driver's exception; a mistake in our own code stays what it is."""
    match error:
        case sqlite3.Error():
            return _of_sqlite(error, place)
        case _ if "psycopg" in sys.modules and (found := _postgres_error(error)) is not None:
            return _of_postgres(found, place)
        case UnicodeEncodeError():
            return Invalid("text", "holds characters that no database can store")
        case OverflowError():
            return Invalid("number", "is too large")
        case _:
            return error


def _of_sqlite(error: sqlite3.Error, place: str) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_CONSTRAINT"):
        return Invalid("record", f"breaks a rule of the database ({error})")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseLocked(
            place,
            "another process is writing to it and did not finish in time",
            "it is tried again; look for that process",
        )
    if name.startswith(_OF_THE_PLACE) and (cause := _cause(Path(place.removeprefix("database ")), name)):
        return cause
    if name.startswith("SQLITE_READONLY"):
        return DatabaseReadOnly(place, "it cannot be written", _LET)
    if name.startswith("SQLITE_FULL"):
        return DatabaseFull(place, "no space left", "make room on the disk; nothing was lost")
    if name.startswith("SQLITE_IOERR"):  # a disk without room for the files beside the database shows in this way, too
        return DatabaseError(place, f"it failed: {error}", "look for a full or broken disk")
    if name.startswith("SQLITE_CANTOPEN"):
        if Path(place.removeprefix("database ")).exists():
            return DatabaseUnreachable(place, "it cannot be opened", _LET)
        return DatabaseMissing(place, "there is no such file", INIT)
    if name.startswith("SQLITE_NOTADB"):
        return DatabaseDamaged(place, "the file is not a SQLite database", "name another file, or restore a backup")
    if name.startswith("SQLITE_CORRUPT"):
        return DatabaseDamaged(place, "its content is damaged", "restore a backup")
    if name == "SQLITE_ERROR" and (gone := re.search(r"no such table: (?:\w+\.)?(\w+)", str(error))):
        return DatabaseMissing(place, f"its table {gone[1]} is not there", _GONE)
    return DatabaseError(place, f"it failed: {error}")


def _cause(path: Path, name: str) -> StoreError | None:
    """What is in the way of a SQLite file; None where that is nothing, or where `init` sees to it."""
    cause = cause_of(path)
    if name.startswith("SQLITE_CANTOPEN") and isinstance(cause, FolderMissing) and not cause.above:
        return DatabaseMissing(cause.subject, "its folder does not exist, and there is no such file", INIT)
    is_of_disk = isinstance(cause, DatabaseFull | DatabaseReadOnly)
    return cause if is_of_disk or not name.startswith("SQLITE_IOERR") else None


def _postgres_error(error: BaseException) -> psycopg.Error | None:
    import psycopg

    return error if isinstance(error, psycopg.Error) else None


def _of_postgres(error: psycopg.Error, place: str) -> StoreError:
    import psycopg

    state = error.sqlstate or ""
    said = (error.diag.message_primary or _last_words(error)).rstrip(".")
    if state == _IS_THERE:
        return Collided("record", f"breaks a rule of the database ({said})")
    if state.startswith("23"):
        return Invalid("record", f"breaks a rule of the database ({said})")
    if state.startswith("22") or isinstance(error, psycopg.DataError):
        return Invalid("value", f"cannot be stored ({said})")
    if state in _GIVEN_UP:
        return Contended(place, f"was written by others at the same moment ({said})", "it is tried again")
    if state == "55P03":
        return DatabaseLocked(
            place,
            "another process is writing to it and did not finish in time",
            "it is tried again; look for that process",
        )
    if state in _OF_SETTINGS:
        kind, reason, remedy = _OF_SETTINGS[state]
        return kind(place, f"{reason} ({said})", remedy)
    if "startup parameter" in said:
        return through_a_pooler(place)
    if any(words in said for words in _NO_ROOM):
        remedy = "raise max_connections of the server, or how many its user and the database may have"
        return DatabaseUnreachable(place, f"it takes no more connections ({said})", remedy)
    if state in {"53100", "53200"}:
        return DatabaseFull(place, f"no space left ({said})", "make room on the server; nothing was lost")
    if state == "42P01":
        return DatabaseMissing(place, f"a table is not there ({said})", _GONE)
    if state == "3D000" or (not state and "does not exist" in said and "database" in said):
        return DatabaseMissing(place, said, "make the database (createdb), then run: dealtrail init")
    if isinstance(error, psycopg.OperationalError):
        return DatabaseUnreachable(place, said, "check the server, its address, and the user and password in the url")
    return DatabaseError(place, f"it failed: {said}")


def _last_words(error: psycopg.Error) -> str:
    """Of libpq's several lines, what the server or the network said last, without who said it and its question."""
    lines = [text for text in str(error).splitlines() if text.strip()]
    said = [
        text.strip() for text in lines if not text.startswith("\t")
    ] or lines  # what begins so explains the line above
    return re.split(r"(?:FATAL|failed):\s+", said[-1])[-1] if said else type(error).__name__
