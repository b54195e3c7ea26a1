"""What is kept no longer than the firm says: some at a time, and nothing that belongs to an open opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, exists, func, or_, select, update

from store.history.items import Items
from store.history.redacting import Redacting
from store.models import ChangeRow, DraftRow, ItemRow, ItemTaskRow, LinkRow, OpportunityRow, TaskRow
from store.records.bin import Bin
from store.records.emptying import forget_tasks
from store.repository import Repository
from store.values import Keeping

AT_ONCE = 200  # of a kind a transaction

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

    def let_go(self, kind: Keeping, before: datetime) -> bool:
        """Let some of them go; whether there are more."""
        if kind is Keeping.BIN:
            self._beside(Bin).empty(before)
            return False
        found = list(self._db.scalars(_due(kind, before).limit(AT_ONCE)))
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
        return len(found) == AT_ONCE

    def _empty_values(self, ids: Sequence[int]) -> None:
        """Who did what when stays."""
        acts = case((ChangeRow.field == "", ChangeRow.after), else_=None)
        self._db.execute(update(ChangeRow).where(ChangeRow.id.in_(ids)).values(before=None, after=acts))


def _due(kind: Keeping, before: datetime) -> Select[Any]:
    """What is to go, the oldest first."""
    match kind:
        case Keeping.MAIL:
            bare = (ItemRow.is_redacted.is_(False), ItemRow.is_series.is_(False))
            mail = (ItemRow.kind.in_(("email", "appointment")), ItemRow.occurred_at < before)
            return select(ItemRow.id).where(*mail, *bare, ~_OPEN).order_by(ItemRow.search_id)
        case Keeping.WRITTEN:
            mine = (ItemRow.kind.not_in(("email", "appointment")), ItemRow.occurred_at < before)
            return select(ItemRow.id).where(*mine, ~_OPEN, ~_SHOWN, ~_TO_DO).order_by(ItemRow.search_id)
        case Keeping.TRAIL:
            return select(ChangeRow.id).where(ChangeRow.at < before, _ABOUT_PEOPLE, _SAYS).order_by(ChangeRow.at)
        case _:
            there = (DraftRow.created_at < before, DraftRow.server_id != "")
            return select(DraftRow.guid).where(*there).order_by(DraftRow.created_at)
