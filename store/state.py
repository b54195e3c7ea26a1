"""What the daemon remembers of its own work, by name."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select

from store.bulk import insert_rows
from store.models import DaemonStateRow
from store.repository import Repository


class State(Repository):
    def get(self, name: str) -> str:
        """What was put there; "" where nothing was."""
        return self._db.scalar(_value(), {"asked": name}) or ""

    def put(self, name: str, value: str) -> None:
        """Remember the value from now on."""
        insert_rows(self._db, DaemonStateRow, [{"name": name, "value": value}], key=("name",), replaced=("value",))


@cache
def _value() -> Select[str]:
    return select(DaemonStateRow.value).where(DaemonStateRow.name == bindparam("asked"))
