"""Damage to a SQLite file: pages that are overwritten, as a failing disk does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path


def page_size(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("PRAGMA page_size").fetchone()[0])


def pages_of(file: Path, *names: str) -> list[int]:
    """Where tables and indexes are in the file: those of these names, or all but what describes them."""
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT name, pageno FROM dbstat WHERE name != 'sqlite_schema'").fetchall()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [page for name, page in rows if not names or name in names]
    assert found, names
    return found


def overwrite(file: Path, pages: Iterable[int]) -> None:
    """Fill pages with what is none; the first is 1. Nobody may have the file open."""
    size = page_size(file)
    with file.open("r+b") as opened:
        for page in pages:
            opened.seek((page - 1) * size)
            opened.write(b"\xff" * size)
