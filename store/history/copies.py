"""Reading items, their copies and what hangs on them, for whole pages at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from store.models import ItemRow, LinkRow, MarkRow, PointerRow, ReceiptRow
from store.repository import chunks
from store.values import Link, Mark, MarkKind, Outcome, Pointer, Receipt

T = TypeVar("T")

ItemKey = tuple[str, str, str]  # kind, identity, fingerprint

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
)


def pointers_here(db: Connection, mailbox_id: int, server_ids: Iterable[str]) -> dict[str, Pointer]:
    """The mailbox's copies by the server's ids."""
    here = POINTERS.where(PointerRow.mailbox_id == mailbox_id)
    return {p.server_id: p for p in _all(db, here, PointerRow.server_id, server_ids, pointer_of)}


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


def receipts_of(db: Connection, pointer_ids: Collection[int]) -> dict[int, Receipt]:
    columns = (ReceiptRow.pointer_id, ReceiptRow.outcome, ReceiptRow.rule, ReceiptRow.reason, ReceiptRow.evidence)
    rows = _all(db, select(*columns), ReceiptRow.pointer_id, pointer_ids, tuple)
    return {id: Receipt(Outcome(outcome), *rest) for id, outcome, *rest in rows}


def items_like(db: Connection, keys: Collection[ItemKey]) -> dict[ItemKey, int]:
    """The items of the same kind, identity and fingerprint; of several the first."""
    columns = select(ItemRow.kind, ItemRow.identity, ItemRow.fingerprint, ItemRow.id).order_by(ItemRow.id.desc())
    found = _all(db, columns, ItemRow.identity, {identity for _, identity, _ in keys}, tuple)
    wanted = set(keys)
    return {key: id for *parts, id in found if (key := (parts[0], parts[1], parts[2])) in wanted}


def pointer_of(row: Any) -> Pointer:
    *place, confirmed, named, sent_along, conversation_id, is_private, is_asked = row
    numbers = frozenset(confirmed), tuple(named), frozenset(sent_along)
    return Pointer(*place, *numbers, conversation_id, is_private, is_asked)


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
