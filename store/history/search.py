"""Full-text search over subjects and bodies of all kinds: the same hits on both databases, newest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, select, text

from store.history.copies import links_of
from store.history.index import fts5_query, tsquery
from store.history.views import LINE, SHOWN, with_links
from store.models import ItemRow
from store.models.base import Utc
from store.repository import Repository, chunks
from store.rules.words import Search, search_for, snippet
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
# PostgreSQL knows too little of words to tell a rare one from a common one, and would look through all items for what
# ten of them have, or sort all that have a common one. So it is told: the newest are looked through first, which fills
# a page with whatever is common. Where that comes near, ten times as many are, none beyond what fills it. Else few have
# the words, and the index finds them all: a word of one item in some thousands is where it has most to do.
_NEWEST, _MORE = 4_000, 40_000
_FEW = 3  # hits among the newest that make a page likely among more
_HITS = f"JOIN LATERAL (SELECT {_COLUMNS} FROM items WHERE items.search_id = hits.place AND {_WANTED} OFFSET 0) found"  # noqa: S608  # ours
_AMONG = (
    "WITH newest AS (SELECT search_id AS place, words FROM item_words WHERE TRUE {behind}"  # noqa: S608  # ours
    "ORDER BY search_id DESC LIMIT {newest}), "
    "hits AS (SELECT place FROM newest WHERE words @@ CAST(:words AS tsquery)) "
    f"SELECT found.* FROM hits {_HITS} ON TRUE ORDER BY hits.place DESC LIMIT :limit OFFSET :offset"
)
_BY_INDEX = (  # + 0: so that nothing is left but the index of words
    "WITH hits AS (SELECT search_id + 0 AS place FROM item_words "  # noqa: S608  # ours
    "WHERE words @@ CAST(:words AS tsquery) {behind}"
    "ORDER BY search_id + 0 DESC) "
    f"SELECT found.* FROM hits {_HITS} ON TRUE ORDER BY hits.place DESC LIMIT :limit OFFSET :offset"
)


class SearchIndex(Repository):
    def find(
        self, words: str, *, kind: ItemKind | None = None, limit: int = 20, offset: int = 0, place: int | None = None
    ) -> list[Hit]:
        """Items that have all the words, `word*` being all that begin so; raises Invalid for a text without words.

        Case, diacritics and order play no part. What is in the recycle bin is not found. They go on behind a `place`.
        """
        asked = search_for(words)
        given: dict[str, Any] = {"kind": kind.value if kind else "", "limit": limit, "offset": offset}
        given |= {} if place is None else {"place": place}
        found = self._on_sqlite(asked, given) if self._db.dialect.name == "sqlite" else self._on_server(asked, given)
        links = links_of(self._db, [row.id for row in found])
        return [
            Hit(
                with_links(HistoryLine(row.id, ItemKind(row.kind), *row[2:9]), links.get(row.id, ())),
                snippet(asked, row.body),
            )
            for row in found
        ]

    def _on_sqlite(self, asked: Search, given: Mapping[str, Any]) -> Sequence[Any]:
        behind = "AND item_words.rowid < :place " if "place" in given else ""
        return self._found(_SQLITE.format(behind=behind), {**given, "words": fts5_query(asked)})

    def _on_server(self, asked: Search, given: Mapping[str, Any]) -> Sequence[Any]:
        behind = "AND search_id < :place " if "place" in given else ""
        given = {**given, "words": tsquery(asked)}
        found = self._found(_AMONG.format(behind=behind, newest=_NEWEST), given)
        if _FEW <= len(found) < given["limit"]:
            found = self._found(_AMONG.format(behind=behind, newest=_MORE), given)
        return found if len(found) == given["limit"] else self._found(_BY_INDEX.format(behind=behind), given)

    def _found(self, query: str, given: Mapping[str, Any]) -> Sequence[Any]:
        statement = text(query).columns(
            occurred_at=Utc(), is_all_day=Boolean(), is_cancelled=Boolean(), is_gone=Boolean()
        )
        return self._db.execute(statement, given).all()

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
