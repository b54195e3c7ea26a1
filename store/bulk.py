"""Insert-or-update, which both databases know and SQLAlchemy offers only by dialect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from store.models import Base


class Upsert(Protocol):
    def __call__(self, **computed: Any) -> sqlite.Insert | postgresql.Insert: ...


def upsert(db: Connection, table: type[Base], key: Sequence[str], replaced: Sequence[str]) -> Upsert:
    """A statement that inserts rows, or where one with the same `key` exists, replaces its `replaced` columns.

    Columns named when it is called take what is computed from the row that exists.
    """

    def statement(**computed: Any) -> sqlite.Insert | postgresql.Insert:
        insert = sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)
        changes = {name: insert.excluded[name] for name in replaced} | computed
        return insert.on_conflict_do_update(index_elements=list(key), set_=changes)

    return statement
