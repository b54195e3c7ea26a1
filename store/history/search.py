"""Full-text search over subjects and bodies of all kinds: the same hits on both databases, newest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, select, text

from store.history.copies import links_of
from store.history.index import fts5_query, tsquery
from store.history.views import LINE, SHOWN, with_links
from store.models import ItemRow
from store.models.base import Utc
from store.repository import Repository, chunks
from store.rules.words import search_for, snippet
from store.values import HistoryLine, Hit, ItemKind

# From the index to the items, in the order of the index: as many items are read as are shown.
_GONE = (  # as views.GONE
    "(items.kind = 'appointment' AND EXISTS (SELECT 1 FROM pointers WHERE pointers.item_id = items.id) AND NOT EXISTS"
    " (SELECT 1 FROM pointers WHERE pointers.item_id = items.id"
    " AND (NOT pointers.is_gone OR pointers.is_occurrence"
    " OR EXISTS (SELECT 1 FROM vanished WHERE vanished.pointer_id = pointers.id)))) AS is_gone"
)
_COLUMNS = ", ".join(_GONE if one.key == "is_gone" else f"items.{one.key}" for one in LINE) + ", items.body"
_WANTED = f"{SHOWN} AND (:kind = '' OR items.kind = :kind)"
_SQLITE = (
    f"SELECT {_COLUMNS} FROM item_words CROSS JOIN items ON items.search_id = item_words.rowid "  # noqa: S608  # ours
    f"WHERE item_words MATCH :words AND {_WANTED} {{behind}}"
    "ORDER BY item_words.rowid DESC LIMIT :limit OFFSET :offset"
)
_POSTGRESQL = (
    f"SELECT {_COLUMNS} FROM item_words JOIN items ON items.search_id = item_words.search_id "  # noqa: S608  # ours
    f"WHERE item_words.words @@ CAST(:words AS tsquery) AND {_WANTED} {{behind}}"
    "ORDER BY item_words.search_id DESC LIMIT :limit OFFSET :offset"
)
_BEHIND = {_SQLITE: "AND item_words.rowid < :place ", _POSTGRESQL: "AND item_words.search_id < :place "}


class SearchIndex(Repository):
    def find(
        self, words: str, *, kind: ItemKind | None = None, limit: int = 20, offset: int = 0, place: int | None = None
    ) -> list[Hit]:
        """Items that have all the words, `word*` being all that begin so; raises Invalid for a text without words.

        Case, diacritics and order play no part. What is in the recycle bin is not found. They go on behind a `place`.
        """
        asked = search_for(words)
        is_sqlite = self._db.dialect.name == "sqlite"
        query = _SQLITE if is_sqlite else _POSTGRESQL
        statement = text(query.format(behind="" if place is None else _BEHIND[query])).columns(
            occurred_at=Utc(), is_all_day=Boolean(), is_cancelled=Boolean(), is_gone=Boolean()
        )
        given: dict[str, Any] = {"words": fts5_query(asked) if is_sqlite else tsquery(asked)}
        given |= {"kind": kind.value if kind else "", "limit": limit, "offset": offset}
        given |= {} if place is None else {"place": place}
        found = self._db.execute(statement, given).all()
        links = links_of(self._db, [row.id for row in found])
        return [
            Hit(
                with_links(HistoryLine(row.id, ItemKind(row.kind), *row[2:9]), links.get(row.id, ())),
                snippet(asked, row.body),
            )
            for row in found
        ]

    def place_of(self, id: int) -> int | None:
        """Where an item stands among those that are found."""
        return self._db.scalar(select(ItemRow.search_id).where(ItemRow.id == id))

    def snippets(self, ids: Collection[int], words: str) -> dict[int, str]:
        """Of each of these items what stands around the words in its text, or how it begins; raises Invalid."""
        asked = search_for(words)
        return {
            id: snippet(asked, body)
            for some in chunks(ids)
            for id, body in self._db.execute(select(ItemRow.id, ItemRow.body).where(ItemRow.id.in_(some)))
        }
