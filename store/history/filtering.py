"""What of a history is looked for, as conditions on its items: each looks at one item, so that a search within a
history costs what the history does, however many items elsewhere have the words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, text

from store.history.index import fts5_query, tsquery
from store.models import ItemRow, ParticipantRow
from store.rules.days import FARTHEST_EAST
from store.rules.words import search_for
from store.values import HistoryFilter, ItemKind

_SQLITE = "EXISTS (SELECT 1 FROM item_words WHERE item_words MATCH :words AND item_words.rowid = items.search_id)"
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
        asked, is_sqlite = search_for(sought.words), db.dialect.name == "sqlite"
        has = text(_SQLITE if is_sqlite else _POSTGRESQL)
        found.append(has.bindparams(words=fts5_query(asked) if is_sqlite else tsquery(asked)))  # type: ignore[arg-type]
    if sought.people is not None:
        theirs = exists().where(ParticipantRow.item_id == ItemRow.id, ParticipantRow.address.in_(sought.people))
        found.append(or_(theirs.correlate(ItemRow), ItemRow.created_by.in_(sought.writers)))
    if sought.first:
        found.append(_since(sought.first, sought))
    if sought.last:
        found.append(~_since(sought.last + timedelta(days=1), sought) & ItemRow.occurred_at.is_not(None))
    return found


def _since(day: date, sought: HistoryFilter) -> ColumnElement[bool]:
    """On that day or later, by the clock of the firm; what takes whole days has the same ones for everybody."""
    begins = datetime.combine(day, time(), sought.zone).astimezone(UTC)
    whole = datetime.combine(day, time(), UTC) - FARTHEST_EAST
    return or_(
        and_(ItemRow.is_all_day.is_(False), ItemRow.occurred_at >= begins),
        and_(ItemRow.is_all_day, ItemRow.occurred_at >= whole),
    )
