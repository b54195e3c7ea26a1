"""What came in on somebody's opportunities since they looked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from store.history.views import lines
from store.ids import settled
from store.models import ItemRow, LinkRow, OpportunityRow, ParticipantRow
from store.repository import Repository
from store.values import HistoryLine, ItemKind, User

REACH = 20_000  # items that are looked through, the newest: who was away for long sees the last of it


class Arrivals(Repository):
    def newest(self) -> int:
        """The id of the item that came in last; 0 where there is none.

        Asked in a transaction before the one that looks at what came in, no item is younger than it and missed there.
        """
        return settled(self._db, ItemRow.id)

    def of(self, user: User, since: int, limit: int) -> Sequence[HistoryLine]:
        """Items after the one with the id `since` on opportunities of theirs, not what they sent.

        Those that came in last, and of them what happened last first: many come in at once, in no order of their own.
        """
        after = max(since, (self._db.scalar(select(func.max(ItemRow.id))) or 0) - REACH)
        # Asked of each link, the newest first, until there are enough: a join would look through all opportunities.
        theirs = select(OpportunityRow.number).where(
            OpportunityRow.number == LinkRow.number,
            OpportunityRow.assigned_to == user.id,
            OpportunityRow.deleted_at.is_(None),
        )
        sent = select(ParticipantRow.item_id).where(
            ParticipantRow.item_id == ItemRow.id,
            ParticipantRow.role.in_(("from", "organizer")),
            func.lower(ParticipantRow.address) == user.email.lower(),
        )
        shown = select(ItemRow.id).where(
            ItemRow.id == LinkRow.item_id,
            ItemRow.deleted_at.is_(None),
            ItemRow.is_series.is_(False),
            ItemRow.kind.in_((ItemKind.EMAIL.value, ItemKind.APPOINTMENT.value)) | (ItemRow.created_by != user.id),
            ~sent.exists(),
        )
        newest = select(LinkRow.item_id).distinct().where(LinkRow.item_id > after, theirs.exists(), shown.exists())
        ids = newest.order_by(LinkRow.item_id.desc()).limit(limit)
        found = lines(self._db, list(self._db.scalars(ids)))
        return sorted(found, key=lambda line: (line.occurred_at is not None, line.occurred_at), reverse=True)
