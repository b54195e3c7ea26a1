"""What of a history is looked for, as conditions on its items: each looks at one item, so that a search within a
history costs what the history does, however many items elsewhere have the words.

For words that begin so, SQLite's index would put together all items that have one, anew for each item that is asked
about: there it does that once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, text

from store.history.index import fts5_query, tsquery
from store.models import ItemRow, ParticipantRow
from store.rules.days import FARTHEST_EAST, after, begins
from store.rules.words import Search, search_for
from store.values import HistoryFilter, ItemKind

_HAS = "EXISTS (SELECT 1 FROM item_words WHERE item_words MATCH :word{0} AND item_words.rowid = items.search_id)"
_HAS_BEGUN = "items.search_id IN (SELECT rowid FROM item_words WHERE item_words MATCH :word{0})"
_POSTGRESQL = (
    "EXISTS (SELECT 1 FROM item_words WHERE item_words.search_id = items.search_id"
    " AND item_words.words @@ CAST(:words AS tsquery))"
)


def conditions(db: Connection, kind: ItemKind | None, sought: HistoryFilter | None) -> Sequence[ColumnElement[bool]]:
    """All of them hold of an item that is looked for; raises Invalid for a text without words."""
    found: list[ColumnElement[bool]] = [ItemRow.kind == kind.value] if kind else []
    if sought is None:
        return found
    if sought.words:
        found += _having(db.dialect.name == "sqlite", search_for(sought.words))
    if sought.people is not None:
        theirs = exists().where(ParticipantRow.item_id == ItemRow.id, ParticipantRow.address.in_(sought.people))
        found.append(or_(theirs.correlate(ItemRow), ItemRow.created_by.in_(sought.writers)))
    if sought.first:
        found.append(_since(sought.first, sought))
    if sought.last:
        found.append(~_since(after(sought.last), sought) & ItemRow.occurred_at.is_not(None))
    return found


def _having(is_sqlite: bool, asked: Search) -> Iterator[ColumnElement[bool]]:
    """All the words, a condition each on SQLite, which looks one up faster than it joins several."""
    if not is_sqlite:
        yield _condition(_POSTGRESQL, words=tsquery(asked))
        return
    words = [(_HAS, Search(words=(one,))) for one in asked.words]
    words += [(_HAS_BEGUN, Search(beginnings=(one,))) for one in asked.beginnings]
    for place, (has, one) in enumerate(words):
        yield _condition(has.format(place), **{f"word{place}": fts5_query(one)})


def _condition(sql: str, **values: str) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", text(sql).bindparams(**values))  # which it is wherever one may stand


def _since(day: date, sought: HistoryFilter) -> ColumnElement[bool]:
    """On that day or later, by the clock of the firm; what takes whole days has the same ones for everybody."""
    whole = begins(day, UTC) - FARTHEST_EAST
    return or_(
        and_(ItemRow.is_all_day.is_(False), ItemRow.occurred_at >= begins(day, sought.zone)),
        and_(ItemRow.is_all_day, ItemRow.occurred_at >= whole),
    )
