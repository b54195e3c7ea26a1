"""What a backup holds, counted: by which it is known to be whole, and whose it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from store.errors import DatabaseDamaged, DatabaseNewer, DatabaseUnfinished, StoreError
from store.revisions import COPYING, HEAD, KNOWN

_OURS = {"alembic_version", "mailboxes", "opportunities"}  # tables by which a database of dealtrail is known


@dataclass(frozen=True, slots=True)
class Content:
    revision: str  # of the schema; "" where there is none
    rows: Mapping[str, int]  # by table

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    def refuse_other_than(self, source: Content, name: str) -> None:
        """Raises DatabaseDamaged where a backup does not hold what there was in its moment."""
        if self != source:
            differing = sorted(
                table for table in {*self.rows, *source.rows} if self.rows.get(table) != source.rows.get(table)
            )
            which = f"table {differing[0]}" if differing else "the schema's number"
            raise DatabaseDamaged(name, f"it does not hold what there is ({which})", "make it anew; no file was left")

    def refuse_unfit(self, file: Path) -> None:
        """Raises StoreError where it is not a database of dealtrail, or one of a newer program."""
        if not self.revision or not self.rows.keys() >= _OURS:
            raise StoreError(str(file), "is not a database of dealtrail", "name a file that dealtrail backup made")
        if self.revision == COPYING:
            raise DatabaseUnfinished(str(file))
        if self.revision not in KNOWN:
            raise DatabaseNewer(
                str(file),
                f"was made by a newer version of dealtrail (schema {self.revision}, this program knows up to {HEAD})",
                "install that version",
            )


def content_of(database: sqlite3.Connection) -> Content:
    """Of a SQLite database, as its transaction sees it. Raises sqlite3.Error."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    names = [name for (name,) in database.execute(listed)]
    rows = {
        name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  # its own tables
        for name in names
    }
    revision = None
    if "alembic_version" in rows:
        (revision,) = database.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    return Content(revision or "", rows)
