"""Recurring appointments: which occurrences a calendar holds, and what becomes of those that it holds no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, select, update

from store.history.versions import keep_versions, version_of
from store.models import ItemRow, ParticipantRow, PointerRow, ReceiptRow
from store.models.base import aliased
from store.repository import Repository, chunks
from store.values import ItemKind, OccurrenceCopy, Participant

_THERE = PointerRow.is_gone.is_(False)


class SeriesInHistory(Repository):
    def masters(self, folder_id: int) -> dict[str, str]:
        """The server ids of the series that are there, by identity."""
        here = select(ItemRow.identity, PointerRow.server_id).join(PointerRow, PointerRow.item_id == ItemRow.id)
        here = here.where(PointerRow.folder_id == folder_id, _THERE, ItemRow.is_series)
        return dict(self._db.execute(here.order_by(PointerRow.id)).all())

    def occurrences(self, folder_id: int, since: datetime) -> list[OccurrenceCopy]:
        """The copies of occurrences from `since` on that are there, as they are known."""
        copies = (
            select(
                PointerRow.id,
                PointerRow.item_id,
                PointerRow.server_id,
                PointerRow.change_key,
                ItemRow.identity,
                ItemRow.thread,
                ItemRow.occurred_at,
                ItemRow.ended_at,
            )
            .join(ItemRow, ItemRow.id == PointerRow.item_id)
            .where(PointerRow.folder_id == folder_id, PointerRow.is_occurrence, _THERE, ItemRow.occurred_at >= since)
        )
        return [OccurrenceCopy(*row) for row in self._db.execute(copies.order_by(PointerRow.id))]

    def by_themselves(self, mailbox_id: int, identities: Collection[str]) -> set[str]:
        """Those of these occurrences that the mailbox holds as single appointments."""
        single = (PointerRow.mailbox_id == mailbox_id, PointerRow.is_occurrence.is_(False), _THERE)
        held = select(ItemRow.identity).join(PointerRow, PointerRow.item_id == ItemRow.id).where(*single)
        return {
            one for chunk in chunks(identities) for one in self._db.scalars(held.where(ItemRow.identity.in_(chunk)))
        }

    def other_before(self, folder_id: int, since: datetime) -> frozenset[str]:
        """The series that had occurrences from `since` on which are not there any more, and were not called off."""
        copies = select(ItemRow.thread).join(PointerRow, PointerRow.item_id == ItemRow.id)
        here = (PointerRow.folder_id == folder_id, PointerRow.is_occurrence, PointerRow.is_gone)
        left = copies.where(*here, ItemRow.occurred_at >= since, ItemRow.is_cancelled.is_(False))
        return frozenset(self._db.scalars(left.distinct()))

    def gone_with_masters(self, folder_id: int) -> int:
        """The copies of occurrences whose series is not there any more are gone; how many. Their items stay."""
        series, master = aliased(ItemRow), aliased(PointerRow)
        is_there = exists().where(
            master.folder_id == folder_id,
            master.is_gone.is_(False),
            series.id == master.item_id,
            series.is_series,
            series.thread == ItemRow.thread,
        )
        orphans = (
            select(PointerRow.id)
            .join(ItemRow, ItemRow.id == PointerRow.item_id)
            .where(PointerRow.folder_id == folder_id, PointerRow.is_occurrence, _THERE, ~is_there)
        )
        return self._gone(list(self._db.scalars(orphans)))

    def waiting_meetings(self, folder_id: int, since: datetime) -> list[tuple[datetime, str]]:
        """When those that nobody was invited to begin, from `since` on, with their server ids; the next one first."""
        waiting = (
            select(ItemRow.occurred_at, PointerRow.server_id)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
            .where(PointerRow.folder_id == folder_id, _THERE, ItemRow.kind == ItemKind.APPOINTMENT.value)
            .where(ReceiptRow.rule == "draft", ItemRow.occurred_at >= since)
        )
        found = self._db.execute(waiting.order_by(ItemRow.occurred_at, PointerRow.id)).all()
        return [(at, server_id) for at, server_id in found if at is not None]

    def correct(self, identities: Mapping[int, str]) -> None:
        """Items (by id) that are known by another identity from now on."""
        for item_id, identity in identities.items():
            self._db.execute(update(ItemRow).where(ItemRow.id == item_id).values(identity=identity))

    def gone(self, copies: Collection[OccurrenceCopy]) -> int:
        """These copies are not there any more; how many were. Their items stay as they are."""
        return self._gone([copy.pointer_id for copy in copies])

    def cancel(self, item_ids: Collection[int]) -> list[int]:
        """Mark those as cancelled that are in no mailbox any more, and keep what they were; which."""
        copy = aliased(PointerRow)
        is_held = exists().where(copy.item_id == ItemRow.id, copy.is_gone.is_(False))
        cancelled: list[int] = []
        for chunk in chunks(item_ids):
            rows = self._db.execute(
                select(ItemRow).where(ItemRow.id.in_(chunk), ItemRow.is_cancelled.is_(False), ~is_held)
            ).all()
            told = {row.id: [Participant(*person) for person in self._people(row.id)] for row in rows}
            now = self._clock()
            keep_versions(
                self._db, [(row.id, version_of(row, told[row.id], now)) for row in rows if not row.is_redacted]
            )
            cancelled += [row.id for row in rows]
        for chunk in chunks(cancelled):
            self._db.execute(update(ItemRow).where(ItemRow.id.in_(chunk)).values(is_cancelled=True))
        return cancelled

    def _gone(self, pointer_ids: Collection[int]) -> int:
        for chunk in chunks(pointer_ids):
            self._db.execute(update(PointerRow).where(PointerRow.id.in_(chunk)).values(is_gone=True))
        return len(pointer_ids)

    def _people(self, item_id: int) -> list[tuple[str, str, str]]:
        people = select(ParticipantRow.role, ParticipantRow.address, ParticipantRow.name)
        found = self._db.execute(people.where(ParticipantRow.item_id == item_id).order_by(ParticipantRow.position))
        return [(role, address, name) for role, address, name in found]
