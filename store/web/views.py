"""Views of the opportunities that an owner shares with everybody."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from store.errors import NotFound
from store.models import SharedViewRow
from store.repository import Repository
from store.text import line, named
from store.values import SharedView

LONGEST = 60  # characters of a name


class SharedViews(Repository):
    """Everybody sees them; owners change them."""

    def all(self) -> list[SharedView]:
        """By name."""
        rows = select(
            SharedViewRow.id, SharedViewRow.name, SharedViewRow.query, SharedViewRow.columns, SharedViewRow.is_default
        )
        return [SharedView(*row) for row in self._db.execute(rows.order_by(SharedViewRow.folded))]

    def share(self, name: str, query: str, columns: str) -> SharedView:
        """A new one, or from now on this one of its name."""
        self._owners_only("views", "they are shared")
        name = line("name", name, longest=LONGEST)
        holds = {"name": name, "query": query, "columns": columns}
        known = self._db.scalar(select(SharedViewRow.id).where(SharedViewRow.folded == named(name)))
        if known is None:
            new = insert(SharedViewRow).values(**holds, folded=named(name), is_default=False)
            known = self._db.execute(new.returning(SharedViewRow.id)).scalar_one()
        else:
            self._db.execute(update(SharedViewRow).where(SharedViewRow.id == known).values(**holds))
        return self._get(known)

    def withdraw(self, id: int) -> SharedView:
        """Share it no longer; those who copied it keep theirs. What it was."""
        self._owners_only("views", "they are shared")
        gone = self._get(id)
        self._db.execute(delete(SharedViewRow).where(SharedViewRow.id == id))
        return gone

    def begin_with(self, id: int | None) -> None:
        """What people begin with from now on who chose nothing else; None for no view at all."""
        self._owners_only("views", "they are shared")
        if id is not None:
            self._get(id)
        self._db.execute(update(SharedViewRow).values(is_default=SharedViewRow.id == id))

    def _get(self, id: int) -> SharedView:
        found = next((one for one in self.all() if one.id == id), None)
        if found is None:
            raise NotFound("view", id)
        return found
