"""Databases with dealtrail's tables: copies of one that each test process makes; migrations cost more than a test."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.pool import Pool

from store.database import migrate


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="dealtrail-template-") as folder:
        path = Path(folder, "template.sqlite")
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


def a_file(path: Path) -> str:
    """Write a SQLite file with the newest tables and nothing in them; its url."""
    path.write_bytes(_migrated_file())
    return f"sqlite:///{path}"


def version(url: str, word: str) -> str:
    """Of the schema, from now on, as another machine's `init` leaves it; and what it was."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        before = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{word}'")  # noqa: S608  # the tests' own
    engine.dispose()
    return str(before)


@contextmanager
def a_disk_of(pages: int) -> Iterator[None]:
    """Connections made meanwhile find a disk on which a SQLite file may have so many pages."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Pool, "connect", limit)
    try:
        yield
    finally:
        event.remove(Pool, "connect", limit)
