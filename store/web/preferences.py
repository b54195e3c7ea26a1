"""What each user chose for themself."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from store.models import PreferenceRow
from store.repository import Repository


class Preferences(Repository):
    def of(self, user_id: int) -> dict[str, str]:
        """All that this user chose, by name."""
        rows = self._db.execute(select(PreferenceRow.name, PreferenceRow.value).where(PreferenceRow.user_id == user_id))
        return {row.name: row.value for row in rows}

    def choose(self, user_id: int, name: str, value: str) -> None:
        """From now on this; "" for nothing in particular."""
        one = (PreferenceRow.user_id == user_id, PreferenceRow.name == name)
        self._db.execute(delete(PreferenceRow).where(*one))
        if value:
            self._db.execute(insert(PreferenceRow).values(user_id=user_id, name=name, value=value))
