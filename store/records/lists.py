"""The lists that people choose from: types, payment terms, sources."""

from __future__ import annotations

from sqlalchemy import select

from store.models import ListValueRow
from store.repository import Repository, number_of, the_one
from store.text import fold
from store.values import ListName, ListValue

_VALUES = select(ListValueRow.id, ListValueRow.name, ListValueRow.position)


class Lists(Repository):
    def all(self, which: ListName) -> list[ListValue]:
        """The values of one list, in its order."""
        rows = _VALUES.where(ListValueRow.list == which.value).order_by(ListValueRow.position, ListValueRow.id)
        return [ListValue(id, which, name, position) for id, name, position in self._db.execute(rows)]

    def find(self, which: ListName, text: str) -> ListValue:
        """The value by id, name or a part of it that only one has; NotFound, Ambiguous."""
        values = self.all(which)
        text = text.strip()
        if found := [v for v in values if v.id == number_of(text)]:
            return found[0]
        found = [v for v in values if text and fold(text) in fold(v.name)]
        return the_one(which.words, text, [(v, v.name) for v in found], lambda: (v.name for v in values))
