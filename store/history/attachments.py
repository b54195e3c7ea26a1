"""Names and sizes of what came with e-mails and appointments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, select

from store.bulk import insert_rows
from store.models import ItemAttachmentRow
from store.repository import among, rows_among
from store.values import Attachment

Attachments = tuple[Attachment, ...]

_OF_ITEMS = among(
    select(
        ItemAttachmentRow.item_id, ItemAttachmentRow.name, ItemAttachmentRow.size, ItemAttachmentRow.is_inline
    ).order_by(ItemAttachmentRow.item_id, ItemAttachmentRow.position),
    ItemAttachmentRow.item_id,
)


def attachments_of(db: Connection, item_ids: Collection[int]) -> dict[int, Attachments]:
    """Those of each item, in order; items without any are left out."""
    found: dict[int, list[Attachment]] = {}
    for item_id, name, size, is_inline in rows_among(db, _OF_ITEMS, item_ids):
        found.setdefault(item_id, []).append(Attachment(name, size, is_inline))
    return {item_id: tuple(attachments) for item_id, attachments in found.items()}


def names_in(attachments: Iterable[Attachment]) -> str:
    """What the items are found by: pictures in the text have names that say nothing."""
    return "\n".join(one.name for one in attachments if not one.is_inline)


def add_attachments(db: Connection, added: Mapping[int, Attachments]) -> None:
    """Store those of new items."""
    rows = [
        {"item_id": item_id, "position": n, "name": one.name, "size": one.size, "is_inline": one.is_inline}
        for item_id, attachments in added.items()
        for n, one in enumerate(attachments)
    ]
    insert_rows(db, ItemAttachmentRow, rows)


def replace_attachments(db: Connection, changed: Mapping[int, Attachments]) -> None:
    """Store these instead of what the items had."""
    if changed:
        this = ItemAttachmentRow.item_id == bindparam("b_id")
        db.execute(delete(ItemAttachmentRow).where(this), [{"b_id": item_id} for item_id in changed])
        add_attachments(db, changed)
