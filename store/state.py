"""What the daemon remembers of its own work, by name."""

from __future__ import annotations

from functools import cache
from uuid import uuid4

from sqlalchemy import Select, bindparam, select

from store.bulk import insert_rows
from store.models import DaemonStateRow
from store.repository import Repository

SIGN = "last change"


class State(Repository):
    def get(self, name: str) -> str:
        """What was put there; "" where nothing was."""
        return self._db.scalar(_value(), {"asked": name}) or ""

    def put(self, name: str, value: str) -> None:
        """Remember the value from now on."""
        insert_rows(self._db, DaemonStateRow, [{"name": name, "value": value}], key=("name",), replaced=("value",))

    def leave_sign(self) -> None:
        """Whoever compares the sign with the one that they saw knows that something changed since.

        Never the same twice, so that a number that was counted once more after a restore means nothing else.
        """
        self.put(SIGN, uuid4().hex)

    def sign(self) -> str:
        """Of the last change that this transaction sees; "" before there was any."""
        return self.get(SIGN)


@cache
def _value() -> Select[str]:
    return select(DaemonStateRow.value).where(DaemonStateRow.name == bindparam("asked"))
