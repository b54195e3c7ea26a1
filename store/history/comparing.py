"""The copies of a mailbox, for whoever compares them with what the server holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select

from store.history.attachments import attachments_of
from store.history.sketches import SKETCH, sketch_of, with_text
from store.models import ItemRow, ItemSketchRow, ParticipantRow, PointerRow
from store.repository import Repository, chunks
from store.values import OF_WHOLE, HeldCopy, HeldItem, ItemKind, Participant

_COPIES = select(
    *SKETCH,
    PointerRow.id,
    PointerRow.server_id,
    PointerRow.folder_id,
    PointerRow.change_key,
    PointerRow.is_gone,
    PointerRow.is_private,
    PointerRow.named,
    ItemRow.kind,
    ItemRow.fingerprint,
    ItemRow.traits,
)
_COPIES = _COPIES.join(ItemRow, ItemRow.id == PointerRow.item_id)
_COPIES = _COPIES.outerjoin(ItemSketchRow, ItemSketchRow.item_id == ItemRow.id)
_WITH_TEXTS = _COPIES.add_columns(case((ItemSketchRow.text == OF_WHOLE, ItemRow.body), else_="").label("whole"))

_TOLD = (
    *(ItemRow.identity, ItemRow.occurred_at, ItemRow.ended_at, ItemRow.is_all_day, ItemRow.subject, ItemRow.body),
    *(ItemRow.preview, ItemRow.location, ItemRow.is_cancelled, ItemRow.has_attachments, ItemRow.size),
    *(ItemRow.is_series, ItemRow.traits),
)
_NAMES = tuple(column.key for column in _TOLD)
_ITEMS = select(ItemRow.id.label("item_id"), ItemRow.parents, *_TOLD)
_OF_COPIES = _ITEMS.add_columns(PointerRow.server_id, PointerRow.is_private, PointerRow.conversation_id)
_OF_COPIES = _OF_COPIES.join(PointerRow, ItemRow.id == PointerRow.item_id)
_PEOPLE = select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address, ParticipantRow.name)
_PEOPLE = _PEOPLE.order_by(ParticipantRow.item_id, ParticipantRow.position)


class Comparing(Repository):
    def held(self, mailbox_id: int, server_ids: Collection[str], *, to_compare: bool = False) -> dict[str, HeldCopy]:
        """The mailbox's copies under these ids of the server, gone ones included.

        Their texts are only at hand where they are `to_compare`.
        """
        here = (_WITH_TEXTS if to_compare else _COPIES).where(PointerRow.mailbox_id == mailbox_id)
        rows = (row for chunk in chunks(server_ids) for row in self._rows(here.where(PointerRow.server_id.in_(chunk))))
        return {copy.server_id: copy for copy in map(_copy, rows)}

    def told(self, mailbox_id: int, server_ids: Collection[str]) -> dict[str, HeldItem]:
        """The items of the mailbox's copies under these ids of the server; three queries whatever their number."""
        here = _OF_COPIES.where(PointerRow.mailbox_id == mailbox_id)
        rows = [row for chunk in chunks(server_ids) for row in self._rows(here.where(PointerRow.server_id.in_(chunk)))]
        items = self._items(rows)
        return {
            row.server_id: replace(items[row.item_id], is_private=row.is_private, conversation_id=row.conversation_id)
            for row in rows
        }

    def of_items(self, ids: Collection[int]) -> dict[int, HeldItem]:
        """The same of items whatever their copies, by id; what a copy has for itself is left out."""
        return self._items([row for chunk in chunks(ids) for row in self._rows(_ITEMS.where(ItemRow.id.in_(chunk)))])

    def _items(self, rows: Sequence[Row[Any]]) -> dict[int, HeldItem]:
        ids = {row.item_id for row in rows}
        attached = attachments_of(self._db, ids)
        people: dict[int, list[Participant]] = {}
        for chunk in chunks(ids):
            for item_id, *person in self._db.execute(_PEOPLE.where(ParticipantRow.item_id.in_(chunk))):
                people.setdefault(item_id, []).append(Participant(*person))
        return {
            row.item_id: HeldItem(
                **{name: getattr(row, name) for name in _NAMES},
                parents=tuple(row.parents),
                participants=tuple(people.get(row.item_id, ())),
                attachments=attached.get(row.item_id, ()),
            )
            for row in rows
        }

    def present(self, mailbox_id: int, since: datetime | None, *, after: str, limit: int) -> list[HeldCopy]:
        """The mailbox's copies that are not gone, of what happened since then, by the server's ids from `after` on.

        Series, and what has no date, are always among them.
        """
        there = _COPIES.where(*_present(mailbox_id, since), PointerRow.server_id > after)
        return [_copy(row) for row in self._rows(there.order_by(PointerRow.server_id).limit(limit))]

    def unseen(self, mailbox_id: int, folder_id: int, since: datetime) -> list[str]:
        """The server's ids of the folder's copies that are not gone and were not told of since then; no occurrences."""
        there = (PointerRow.mailbox_id == mailbox_id, PointerRow.folder_id == folder_id, PointerRow.is_gone.is_(False))
        old = (PointerRow.seen_at < since, PointerRow.is_occurrence.is_(False))
        return list(self._db.scalars(select(PointerRow.server_id).where(*there, *old).order_by(PointerRow.server_id)))

    def there_by_folder(self, mailbox_id: int) -> dict[int, list[str]]:
        """The server's ids of the copies that are not gone, by the folder that holds any; no occurrences."""
        there = (
            PointerRow.mailbox_id == mailbox_id,
            PointerRow.is_gone.is_(False),
            PointerRow.is_occurrence.is_(False),
        )
        found: dict[int, list[str]] = {}
        for folder_id, server_id in self._db.execute(select(PointerRow.folder_id, PointerRow.server_id).where(*there)):
            found.setdefault(folder_id, []).append(server_id)
        return found

    def count_present(self, mailbox_id: int, folder_id: int, since: datetime | None) -> int:
        """How many of these are in one folder."""
        count = select(func.count()).select_from(PointerRow).join(ItemRow, ItemRow.id == PointerRow.item_id)
        return self._db.scalar(count.where(*_present(mailbox_id, since), PointerRow.folder_id == folder_id)) or 0

    def _rows(self, statement: Any) -> list[Row[Any]]:
        return list(self._db.execute(statement))


def _present(mailbox_id: int, since: datetime | None) -> list[ColumnElement[bool]]:
    there = [PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone.is_(False)]
    if since is not None:
        there.append(or_(ItemRow.occurred_at >= since, ItemRow.occurred_at.is_(None), ItemRow.is_series))
    return there


def _copy(row: Row[Any]) -> HeldCopy:
    sketch = sketch_of(row[: len(SKETCH)])
    return HeldCopy(
        id=row.id,
        server_id=row.server_id,
        folder_id=row.folder_id,
        change_key=row.change_key,
        is_gone=row.is_gone,
        is_private=row.is_private,
        named=tuple(row.named),
        kind=ItemKind(row.kind),
        fingerprint=row.fingerprint,
        is_occurrence="occurrence" in row.traits,
        sketch=with_text(sketch, getattr(row, "whole", "")) if sketch is not None else None,
    )
