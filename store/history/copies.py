"""Reading items, their copies and what hangs on them, for whole pages at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select, text, union_all

from store.among import one_of
from store.models import LinkRow, MarkRow, PointerRow, ReceiptRow
from store.models.base import aliased
from store.repository import among, chunks, rows_among
from store.values import Link, Mark, MarkKind, Outcome, Pointer, Receipt

T = TypeVar("T")

POINTERS = select(
    PointerRow.id,
    PointerRow.item_id,
    PointerRow.mailbox_id,
    PointerRow.folder_id,
    PointerRow.server_id,
    PointerRow.change_key,
    PointerRow.is_gone,
    PointerRow.confirmed,
    PointerRow.named,
    PointerRow.sent_along,
    PointerRow.conversation_id,
    PointerRow.is_private,
    PointerRow.is_asked,
    PointerRow.is_occurrence,
    PointerRow.shows,
    PointerRow.is_unsettled,
    PointerRow.is_being_stamped,
)

_WIDTH = len(POINTERS.selected_columns)

# Receipts that wait for a person, told in words that the index of those is found by.
WAITS = text("receipts.outcome = 'review'")

_RECEIPT = (ReceiptRow.outcome, ReceiptRow.rule, ReceiptRow.reason, ReceiptRow.evidence)


_BY_ID = among(POINTERS, PointerRow.id)
_BY_ITEM = among(POINTERS.order_by(PointerRow.id), PointerRow.item_id)
_HERE = among(POINTERS.where(PointerRow.mailbox_id == bindparam("mailbox")), PointerRow.server_id)
_LINKS = select(LinkRow.item_id, LinkRow.number, LinkRow.rule, LinkRow.evidence).order_by(LinkRow.number)
_LINKS = among(_LINKS, LinkRow.item_id)
_MARKS = select(MarkRow.item_id, MarkRow.mailbox_id, MarkRow.number, MarkRow.kind)
_MARKS = among(_MARKS.order_by(MarkRow.mailbox_id, MarkRow.number), MarkRow.item_id)
_RECEIPTS = among(select(ReceiptRow.pointer_id, *_RECEIPT), ReceiptRow.pointer_id)

_held = aliased(PointerRow)
_COPIES = select(*POINTERS.selected_columns, *_RECEIPT).outerjoin(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
_THEIRS = select(_held.item_id).where(_held.mailbox_id == bindparam("mailbox"), one_of(_held.server_id, "here"))
_OF_THOSE_HERE = _COPIES.where(PointerRow.item_id.in_(_THEIRS))
_OF_ITEMS = _COPIES.where(one_of(PointerRow.item_id, "ids"))
_OF_BOTH = union_all(_OF_THOSE_HERE, _OF_ITEMS)


def pointers_here(db: Connection, mailbox_id: int, server_ids: Iterable[str]) -> dict[str, Pointer]:
    """The mailbox's copies by the server's ids."""
    return {p.server_id: p for p in map(pointer_of, rows_among(db, _HERE, server_ids, mailbox=mailbox_id))}


def copies_about(
    db: Connection, mailbox_id: int, server_ids: Collection[str], item_ids: Collection[int]
) -> list[tuple[Pointer, Receipt | None]]:
    """All copies of the items that have one under these server ids here, and of those items; in one query."""
    found: dict[int, tuple[Pointer, Receipt | None]] = {}
    for here, ids in zip_longest(chunks(server_ids), chunks(item_ids), fillvalue=()):
        values: dict[str, Any] = {"mailbox": mailbox_id, "here": here} if here else {}
        values |= {"ids": ids} if ids else {}
        copies: Any = (_OF_BOTH if ids else _OF_THOSE_HERE) if here else _OF_ITEMS
        for row in db.execute(copies, values):
            pointer, receipt = pointer_of(row[: -len(_RECEIPT)]), row[-len(_RECEIPT) :]
            found[pointer.id] = (pointer, receipt_of(*receipt) if receipt[0] else None)
    return [found[id] for id in sorted(found)]


def pointers_by_id(db: Connection, ids: Collection[int]) -> dict[int, Pointer]:
    return {pointer.id: pointer for pointer in map(pointer_of, rows_among(db, _BY_ID, ids))}


def pointers_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Pointer, ...]]:
    """All copies of each item, oldest first; items without any are left out."""
    return _grouped((one.item_id, one) for one in map(pointer_of, rows_among(db, _BY_ITEM, item_ids)))


def links_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """The links of each item, by number."""
    return _grouped((item_id, Link(*link)) for item_id, *link in rows_among(db, _LINKS, item_ids))


def marks_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Mark, ...]]:
    """What users of all mailboxes did by hand to each item."""
    rows = rows_among(db, _MARKS, item_ids)
    return _grouped((item_id, Mark(mailbox_id, number, MarkKind(kind))) for item_id, mailbox_id, number, kind in rows)


def receipt_of(outcome: str, *rest: Any) -> Receipt:
    return Receipt(Outcome(outcome), *rest)


def receipts_of(db: Connection, pointer_ids: Collection[int]) -> dict[int, Receipt]:
    return {id: receipt_of(*receipt) for id, *receipt in rows_among(db, _RECEIPTS, pointer_ids)}


def pointer_of(row: Sequence[Any]) -> Pointer:
    """A row of POINTERS, with whatever comes after it left out."""
    confirmed, named, sent_along = row[7:10]
    return Pointer(*(*row[:7], frozenset(confirmed), tuple(named), frozenset(sent_along), *row[10:_WIDTH]))


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    groups: dict[int, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
