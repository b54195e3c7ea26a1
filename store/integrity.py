"""Whether a database is sound from end to end, and whether it has room to grow."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from store.engine import SqlitePlace, place_of
from store.failures import failure_of

MOST = 3  # faults that are named: where there is one, there are often thousands
BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Room:
    size: int  # bytes, of the database with what SQLite keeps beside it
    free: int  # on the disk that it is on


def faults_of(url: str) -> Sequence[str]:
    """What is damaged, in SQLite's words; reads all of it. PostgreSQL looks after that by itself. Raises StoreError."""
    place = place_of(url)
    if not isinstance(place, SqlitePlace):
        return ()
    try:
        with closing(sqlite3.connect(f"file:{quote(str(place.path))}?mode=ro", uri=True)) as database:
            said = [str(row[0]) for row in database.execute(f"PRAGMA integrity_check({MOST})")]
            dangling = database.execute("PRAGMA foreign_key_check").fetchmany(MOST)
    except sqlite3.Error as error:
        raise failure_of(error, str(place)) from None
    found = [] if said == ["ok"] else said
    return [*found, *(f"a row of {row[0]} names one of {row[2]} that is not there" for row in dangling)]


def room_of(url: str) -> Room | None:
    """None where that is another machine's to know. Raises OSError."""
    place = place_of(url)
    if not isinstance(place, SqlitePlace):
        return None
    there = [one.stat().st_size for one in files_of(url) if one.exists()]
    return Room(sum(there), shutil.disk_usage(place.path.parent).free)


def files_of(url: str) -> Sequence[Path]:
    """The files that hold people's mail; none of PostgreSQL's."""
    place = place_of(url)
    return [Path(f"{place.path}{end}") for end in BESIDE] if isinstance(place, SqlitePlace) else []


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but its owner and its group may read or write it."""
    return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o007)
