"""Why: everything that is known of how an item was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from store.history.copies import links_of, marks_of, pointers_of, receipts_of
from store.history.named import named_opportunities, not_merged
from store.history.views import with_links
from store.models import ContactRow, FolderRow, ItemContactRow, ItemRow, KeptBackRow, MailboxRow, ToDecideRow
from store.repository import chunks, number_of
from store.text import fold
from store.values import CopyTrace, Explanation, HistoryLine, ItemKind, Receipt, Record

AT_MOST = 20
NUMBERS = ("candidates", "numbers", "passed_over", "unknown", "withdrawn", "in_bin")  # evidence that is opportunities

_ITEMS = select(
    ItemRow.id,
    ItemRow.kind,
    ItemRow.occurred_at,
    ItemRow.subject,
    ItemRow.author,
    ItemRow.preview,
    ItemRow.is_all_day,
    ItemRow.is_cancelled,
    ItemRow.identity,
    ItemRow.is_redacted,
    ItemRow.is_series,
    ItemRow.is_dismissed,
    ItemRow.traits,
    select(ToDecideRow.item_id).where(ToDecideRow.item_id == ItemRow.id).exists().label("is_waiting"),
).order_by(ItemRow.search_id.desc())


def explain(db: Connection, text: str) -> list[Explanation]:
    """The items that the text names, newest first, at most twenty."""
    items = _found(db, text.strip())
    ids = [row.id for row in items]
    links, copies = links_of(db, ids), _copies(db, ids)
    contacts: dict[int, list[str]] = {}
    named = select(ItemContactRow.item_id, ContactRow.name).join(ContactRow, ContactRow.id == ItemContactRow.contact_id)
    named = named.where(not_merged(Record.CONTACT, ItemContactRow.contact_id)).order_by(ContactRow.id)
    for item_id, name in db.execute(named.where(ItemContactRow.item_id.in_(ids))):
        contacts.setdefault(item_id, []).append(name)
    receipts = [copy.receipt for held in copies.values() for copy in held if copy.receipt]
    above = _above(db, {receipt.evidence["parent"] for receipt in receipts if "parent" in receipt.evidence})
    numbers = {number for receipt in receipts for number in _numbers(receipt)}
    numbers |= {link.number for held in links.values() for link in held}
    opportunities = named_opportunities(db, numbers)
    return [
        Explanation(
            item=with_links(_line(row), links.get(row.id, ())),
            identity=row.identity,
            links=links.get(row.id, ()),
            contacts=tuple(contacts.get(row.id, ())),
            copies=tuple(copies.get(row.id, ())),
            is_redacted=row.is_redacted,
            is_series=row.is_series,
            is_dismissed=row.is_dismissed,
            is_waiting=row.is_waiting,
            sender_clock=row.traits.get("clock", ""),
            above=above,
            named=opportunities,
        )
        for row in items
    ]


def _copies(db: Connection, ids: Collection[int]) -> dict[int, list[CopyTrace]]:
    marks, copies = marks_of(db, ids), pointers_of(db, ids)
    pointers = [pointer for held in copies.values() for pointer in held]
    receipts = receipts_of(db, [pointer.id for pointer in pointers])
    kept = select(KeptBackRow.pointer_id, KeptBackRow.reason)
    kept_back = dict(db.execute(kept.where(KeptBackRow.pointer_id.in_([pointer.id for pointer in pointers]))).all())
    mailboxes = select(MailboxRow.id, MailboxRow.address).where(MailboxRow.id.in_({p.mailbox_id for p in pointers}))
    folders = select(FolderRow.id, FolderRow.path).where(FolderRow.id.in_({p.folder_id for p in pointers}))
    addresses = dict(db.execute(mailboxes).all())
    paths = dict(db.execute(folders).all())
    traces: dict[int, list[CopyTrace]] = {}
    for pointer in pointers:
        trace = CopyTrace(
            address=addresses[pointer.mailbox_id],
            folder=paths[pointer.folder_id],
            pointer=pointer,
            receipt=receipts.get(pointer.id),
            marks=tuple(m for m in marks.get(pointer.item_id, ()) if m.mailbox_id == pointer.mailbox_id),
            kept_back=kept_back.get(pointer.id, ""),
        )
        traces.setdefault(pointer.item_id, []).append(trace)
    return traces


def _above(db: Connection, identities: Collection[str]) -> dict[str, HistoryLine]:
    """The items of these identities; of several of one identity the first."""
    found: dict[str, HistoryLine] = {}
    named = select(*_ITEMS.selected_columns).order_by(ItemRow.id.desc())
    for chunk in chunks(identities):
        found |= {row.identity: _line(row) for row in db.execute(named.where(ItemRow.identity.in_(chunk)))}
    return found


def _numbers(receipt: Receipt) -> list[int]:
    return [number for key in NUMBERS for number in receipt.evidence.get(key, ())]


def _line(row: Any) -> HistoryLine:
    return HistoryLine(
        row.id, ItemKind(row.kind), row.occurred_at, row.subject, row.author, row.preview, is_all_day=row.is_all_day
    )


def _found(db: Connection, text: str) -> Sequence[Any]:
    if not text:
        return []
    bare = text.strip("<>")
    ways = (
        ItemRow.id == (number_of(text) or 0),
        or_(ItemRow.identity == text, ItemRow.identity == bare, ItemRow.identity == f"<{bare}>"),
        ItemRow.folded.contains(fold(text), autoescape=True),
    )
    for way in ways:
        if rows := db.execute(_ITEMS.where(way).limit(AT_MOST)).all():
            return rows
    return []
