"""Reading items, their copies and what hangs on them, for whole pages at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select, text, union_all
from sqlalchemy.orm import aliased

from store.models import LinkRow, MarkRow, PointerRow, ReceiptRow
from store.repository import chunks
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


def pointers_here(db: Connection, mailbox_id: int, server_ids: Iterable[str]) -> dict[str, Pointer]:
    """The mailbox's copies by the server's ids."""
    here = POINTERS.where(PointerRow.mailbox_id == mailbox_id)
    return {p.server_id: p for p in _all(db, here, PointerRow.server_id, server_ids, pointer_of)}


def copies_about(
    db: Connection, mailbox_id: int, server_ids: Collection[str], item_ids: Collection[int]
) -> list[tuple[Pointer, Receipt | None]]:
    """All copies of the items that have one under these server ids here, and of those items; in one query."""
    columns = (*POINTERS.selected_columns, *_RECEIPT)
    copies = select(*columns).outerjoin(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
    found: dict[int, tuple[Pointer, Receipt | None]] = {}
    for here, ids in zip_longest(chunks(server_ids), chunks(item_ids), fillvalue=()):
        held = aliased(PointerRow)
        theirs = select(held.item_id).where(held.mailbox_id == mailbox_id, held.server_id.in_(here))
        ways = [
            copies.where(PointerRow.item_id.in_(wanted)) for wanted in (theirs if here else (), ids) if wanted != ()
        ]
        for row in db.execute(union_all(*ways)) if ways else ():
            pointer, receipt = pointer_of(row[: -len(_RECEIPT)]), row[-len(_RECEIPT) :]
            found[pointer.id] = (pointer, receipt_of(*receipt) if receipt[0] else None)
    return [found[id] for id in sorted(found)]


def pointers_by_id(db: Connection, ids: Collection[int]) -> dict[int, Pointer]:
    return {pointer.id: pointer for pointer in _all(db, POINTERS, PointerRow.id, ids, pointer_of)}


def pointers_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Pointer, ...]]:
    """All copies of each item, oldest first; items without any are left out."""
    ordered = POINTERS.order_by(PointerRow.id)
    return _grouped((p.item_id, p) for p in _all(db, ordered, PointerRow.item_id, item_ids, pointer_of))


def links_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """The links of each item, by number."""
    statement = select(LinkRow.item_id, LinkRow.number, LinkRow.rule, LinkRow.evidence).order_by(LinkRow.number)
    rows = _all(db, statement, LinkRow.item_id, item_ids, tuple)
    return _grouped((item_id, Link(*link)) for item_id, *link in rows)


def marks_of(db: Connection, item_ids: Collection[int]) -> dict[int, tuple[Mark, ...]]:
    """What users of all mailboxes did by hand to each item."""
    statement = select(MarkRow.item_id, MarkRow.mailbox_id, MarkRow.number, MarkRow.kind)
    rows = _all(db, statement.order_by(MarkRow.mailbox_id, MarkRow.number), MarkRow.item_id, item_ids, tuple)
    return _grouped((item_id, Mark(mailbox_id, number, MarkKind(kind))) for item_id, mailbox_id, number, kind in rows)


def receipt_of(outcome: str, *rest: Any) -> Receipt:
    return Receipt(Outcome(outcome), *rest)


def receipts_of(db: Connection, pointer_ids: Collection[int]) -> dict[int, Receipt]:
    rows = _all(db, select(ReceiptRow.pointer_id, *_RECEIPT), ReceiptRow.pointer_id, pointer_ids, tuple)
    return {id: receipt_of(*receipt) for id, *receipt in rows}


def pointer_of(row: Sequence[Any]) -> Pointer:
    """A row of POINTERS, with whatever comes after it left out."""
    confirmed, named, sent_along = row[7:10]
    return Pointer(*(*row[:7], frozenset(confirmed), tuple(named), frozenset(sent_along), *row[10:_WIDTH]))


def _all(
    db: Connection, statement: Select[*tuple[Any, ...]], column: Any, values: Iterable[Any], make: Callable[[Any], T]
) -> Iterable[T]:
    """Rows whose column is one of the values, made into something, whatever the number of values."""
    return [make(row) for chunk in chunks(values) for row in db.execute(statement.where(column.in_(chunk)))]


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    groups: dict[int, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
