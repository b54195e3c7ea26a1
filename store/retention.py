"""What is kept no longer than the firm says: some at a time, and nothing that belongs to an open opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, exists, func, or_, select, tuple_, update

from store.history.items import Items
from store.history.redacting import Redacting
from store.models import ChangeRow, DraftRow, ItemRow, ItemTaskRow, LinkRow, OpportunityRow, TaskRow
from store.records.bin import KINDS, Bin
from store.records.emptying import forget_tasks
from store.repository import Repository
from store.rules.words import search_id
from store.values import Keeping

AT_ONCE = 200  # of a kind a transaction
Place = tuple[Any, ...]  # where one stands among those that are due
_MAIL = ("email", "appointment")
_MARGIN = timedelta(days=1)  # an answer's place in the index is behind its question's, by very little

_OPEN = (
    exists()
    .where(LinkRow.item_id == ItemRow.id, OpportunityRow.number == LinkRow.number)
    .where(OpportunityRow.closed_at.is_(None), OpportunityRow.deleted_at.is_(None))
)
_SHOWN = exists().where(TaskRow.about == "history", TaskRow.about_id == ItemRow.id, TaskRow.is_over.is_(False))
_TO_DO = exists().where(ItemTaskRow.item_id == ItemRow.id, ItemTaskRow.status == "open")
_ABOUT_PEOPLE = or_(
    ChangeRow.record.in_(("contact", "account", "item")),
    (ChangeRow.record == "opportunity") & ChangeRow.field.in_(("comments", "competitors")),
)
_SAYS = or_(ChangeRow.before.is_not(None), (ChangeRow.field != "") & ChangeRow.after.is_not(None))


class Retention(Repository):
    def due(self, kind: Keeping, before: datetime) -> int:
        """How many of a kind are from before that moment, and would go."""
        if kind is Keeping.BIN:
            return len(self._beside(Bin).would_empty(before).removed)
        return self._db.scalar(select(func.count()).select_from(_due(kind, before).subquery())) or 0

    def found(self, kind: Keeping, before: datetime, place: Place = ()) -> tuple[Sequence[Any], Place]:
        """The keys of the first of them behind that place, and where to go on; an empty place at the end.

        It only reads, so that nobody who writes waits for what may take a while in a long history.
        """
        if kind is Keeping.BIN:
            plan = self._beside(Bin).would_empty(before).removed
            by_kind = sorted(plan, key=lambda one: list(KINDS).index(one.record))  # what others are kept by goes first
            return [(one.record, one.id) for one in by_kind], ()
        rows = self._db.execute(_due(kind, before, place).limit(AT_ONCE)).all()
        return [row[0] for row in rows], tuple(rows[-1][1:]) if len(rows) == AT_ONCE else ()

    def let_go(self, kind: Keeping, before: datetime, keys: Sequence[Any]) -> None:
        """Let those of them go that are due still, no more than `AT_ONCE`."""
        if kind is Keeping.BIN:
            self._beside(Bin).empty(before, keys)
            return
        due = _due(kind, before)
        key = due.selected_columns[0]
        found = [row[0] for row in self._db.execute(due.where(key.in_(keys)))]
        match kind:
            case Keeping.MAIL:
                self._beside(Redacting).redact(found)
            case Keeping.WRITTEN:
                forget_tasks(self._db, TaskRow.about == "history", found, TaskRow.about_id)
                self._beside(Items).erase(found)
            case Keeping.TRAIL:
                self._empty_values(found)
            case Keeping.DRAFTS:
                self._db.execute(delete(DraftRow).where(DraftRow.guid.in_(found)))

    def _empty_values(self, ids: Sequence[int]) -> None:
        """Who did what when stays."""
        acts = case((ChangeRow.field == "", ChangeRow.after), else_=None)
        self._db.execute(update(ChangeRow).where(ChangeRow.id.in_(ids)).values(before=None, after=acts))


def _due(kind: Keeping, before: datetime, place: Place = ()) -> Select[Any]:
    """What is to go, the oldest first, behind that place: its key, and its own place."""
    found: Select[Any]
    of_kind: tuple[Any, ...]
    order: tuple[Any, ...]
    match kind:
        case Keeping.MAIL | Keeping.WRITTEN:
            in_time = (ItemRow.occurred_at < before, ItemRow.search_id < search_id(0, before + _MARGIN), ~_OPEN)
            if kind is Keeping.MAIL:
                of_kind = (ItemRow.kind.in_(_MAIL), ItemRow.is_redacted.is_(False), ItemRow.is_series.is_(False))
            else:
                of_kind = (ItemRow.kind.not_in(_MAIL), ~_SHOWN, ~_TO_DO)
            found, order = select(ItemRow.id).where(*of_kind, *in_time), (ItemRow.search_id,)
        case Keeping.TRAIL:
            found = select(ChangeRow.id).where(ChangeRow.at < before, _ABOUT_PEOPLE, _SAYS)
            order = (ChangeRow.at, ChangeRow.id)
        case _:
            found = select(DraftRow.guid).where(DraftRow.created_at < before, DraftRow.server_id != "")
            order = (DraftRow.created_at, DraftRow.guid)
    columns: list[Any] = [column.label(f"place_{n}") for n, column in enumerate(list[Any](order))]
    behind = [tuple_(*order) > tuple_(*place)] if place else []
    return found.add_columns(*columns).where(*behind).order_by(*order)
