"""What the daemon remembers of its own work, by name."""

from __future__ import annotations

from sqlalchemy import select

from store.bulk import insert_rows
from store.models import DaemonStateRow
from store.repository import Repository


class State(Repository):
    def get(self, name: str) -> str:
        """What was put there; "" where nothing was."""
        return self._db.scalar(select(DaemonStateRow.value).where(DaemonStateRow.name == name)) or ""

    def put(self, name: str, value: str) -> None:
        """Remember the value from now on."""
        insert_rows(self._db, DaemonStateRow, [{"name": name, "value": value}], key=("name",), replaced=("value",))
