"""Items of which none but private copies are left: noted, and after some days nothing but the fact."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from store.history.again import Again
from store.history.redacting import Redacting
from store.models import ItemContactRow, ItemRow, LinkRow, PointerRow, VanishedRow
from store.models.base import aliased
from store.repository import Repository, chunks
from store.rules.history import BY_A_PERSON

AT_ONCE = 200  # items a transaction


class Privacy(Repository):
    def note(self) -> None:
        """Remember since when items have none but private copies, and forget it of those that have another again."""
        private, other = aliased(PointerRow), aliased(PointerRow)
        has_vanished = exists().where(VanishedRow.pointer_id == other.id).correlate(other)
        is_there = or_(other.is_gone.is_(False), has_vanished)
        is_normal = (other.item_id == ItemRow.id, is_there, other.is_private.is_(False))
        is_private = (private.is_private, private.is_gone.is_(False))
        alone = select(private.item_id).where(*is_private).distinct()
        late = update(ItemRow).where(
            ItemRow.id.in_(alone), ItemRow.private_since.is_(None), ~exists().where(*is_normal)
        )
        self._db.execute(late.values(private_since=self._clock()))
        back = update(ItemRow).where(ItemRow.private_since.is_not(None), exists().where(*is_normal))
        self._db.execute(back.values(private_since=None))

    def due(self, before: datetime, limit: int = AT_ONCE) -> list[int]:
        """The items that have had no other copies since before that moment, and are not redacted yet; longest first.

        In the order of the index of those: in any other, SQLite reads all items.
        """
        waiting = select(ItemRow.id).where(ItemRow.private_since <= before, ItemRow.is_redacted.is_(False))
        return list(self._db.scalars(waiting.order_by(ItemRow.private_since, ItemRow.id).limit(limit)))

    def redact(self, item_ids: Collection[int]) -> None:
        """Leave nothing but the fact of these, where people linked them; what only rules linked is linked no more."""
        self._beside(Redacting).redact(item_ids)
        for chunk in chunks(item_ids):
            made_by_rules = (LinkRow.item_id.in_(chunk), LinkRow.rule.not_in(BY_A_PERSON))
            self._db.execute(delete(LinkRow).where(*made_by_rules))
            shown = (ItemContactRow.item_id.in_(chunk), ItemContactRow.is_kept.is_(False))
            self._db.execute(delete(ItemContactRow).where(*shown))
        self._beside(Again).follow(item_ids)
