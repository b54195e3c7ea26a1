"""Storing the mailboxes' copies of items, and why each was decided as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from store.bulk import insert_rows
from store.history.contents import ItemToSave
from store.history.copies import pointers_by_id, pointers_here
from store.ids import next_ids
from store.models import PointerRow, ReceiptRow
from store.repository import chunks
from store.values import Entry, Receipt


def save_pointers(
    db: Connection,
    mailbox_id: int,
    folder_id: int,
    entries: Sequence[Entry],
    items: Sequence[ItemToSave],
    now: datetime,
    *,
    looked_for: bool,
) -> tuple[list[int], frozenset[int]]:
    """The pointers' ids, in the entries' order, and which of them were not there before.

    Where all were `looked_for`, those of items that are not known were not.
    """
    _follow_moves(db, entries)
    ids, new = _pointer_ids(db, mailbox_id, entries, looked_for=looked_for)
    rows = {
        entry.server_id: {
            "id": ids[entry.server_id],
            "item_id": item.id,
            "mailbox_id": mailbox_id,
            "folder_id": folder_id,
            "server_id": entry.server_id,
            "change_key": entry.change_key,
            "is_gone": False,
            "confirmed": sorted(entry.confirmed),
            "named": list(entry.named),
            "sent_along": sorted(entry.sent_along),
            "conversation_id": entry.conversation_id,
            "is_private": entry.is_private,
            "is_asked": False,
            "is_occurrence": entry.is_occurrence,
            "shows": entry.shows,
            "seen_at": now,
            "is_unsettled": entry.is_unsettled,
            "is_being_stamped": False,
        }
        for entry, item in zip(entries, items, strict=True)
    }
    copied = ("folder_id", "change_key", "confirmed", "named", "sent_along", "conversation_id", "is_private")
    replaced = ("item_id", "is_gone", "is_occurrence", "shows", "seen_at", "is_unsettled", *copied)
    # What is known to be new is only inserted: to look whether it is there takes as long as to write it.
    insert_rows(db, PointerRow, [row for row in rows.values() if row["id"] in new])
    held = [row for row in rows.values() if row["id"] not in new]
    insert_rows(db, PointerRow, held, key=("mailbox_id", "server_id"), replaced=replaced)
    return [ids[entry.server_id] for entry in entries], new


def _pointer_ids(
    db: Connection, mailbox_id: int, entries: Sequence[Entry], *, looked_for: bool
) -> tuple[dict[str, int], frozenset[int]]:
    """The pointer's id of each server id: the one it has, or a new one; and which are new."""
    held = {entry.server_id for entry in entries if entry.known is not None or not looked_for}
    here = pointers_here(db, mailbox_id, held)
    ids = {server_id: pointer.id for server_id, pointer in here.items()}
    missing = dict.fromkeys(entry.server_id for entry in entries if entry.server_id not in ids)
    new = dict(zip(missing, next_ids(db, PointerRow.id, len(missing)), strict=True))
    return ids | new, frozenset(new.values())


def _follow_moves(db: Connection, entries: Sequence[Entry]) -> None:
    """Give copies that come back under a new server id that id, so that they stay the same copies."""
    moved = {
        entry.known.pointer.id: entry.server_id
        for entry in entries
        if entry.known and entry.known.pointer and entry.known.pointer.server_id != entry.server_id
    }
    if not moved:
        return
    rename_pointers(db, moved)


def rename_pointers(db: Connection, server_ids: Mapping[int, str]) -> None:
    """Give each pointer its new server id, except where another copy has it already: that one is the copy now."""
    pointers = pointers_by_id(db, server_ids)
    taken = {
        (mailbox_id, server_id)
        for mailbox_id in {pointer.mailbox_id for pointer in pointers.values()}
        for server_id in pointers_here(db, mailbox_id, server_ids.values())
    }
    rows = [
        {"b_id": id, "b_server_id": server_id}
        for id, server_id in server_ids.items()
        if id in pointers and (pointers[id].mailbox_id, server_id) not in taken
    ]
    if rows:
        renamed = (
            update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(server_id=bindparam("b_server_id"))
        )
        db.execute(renamed, rows)


def save_receipts(
    db: Connection, receipts: Mapping[int, Receipt], now: datetime, new: Collection[int] = frozenset()
) -> None:
    """Why each copy was decided as it was; those that are `new` have no receipt yet."""
    rows = [
        {
            "pointer_id": pointer_id,
            "outcome": receipt.outcome.value,
            "rule": receipt.rule,
            "reason": receipt.reason,
            "evidence": dict(receipt.evidence),
            "decided_at": now,
        }
        for pointer_id, receipt in receipts.items()
    ]
    latest = ("outcome", "rule", "reason", "evidence", "decided_at")
    insert_rows(db, ReceiptRow, [row for row in rows if row["pointer_id"] in new])
    held = [row for row in rows if row["pointer_id"] not in new]
    insert_rows(db, ReceiptRow, held, key=("pointer_id",), replaced=latest)


def keep_what_is_on_its_way(db: Connection, gone: Mapping[int, Collection[int]]) -> None:
    """Of links that items lose while a stamp is sent to a copy of theirs, note that what is on it then is our doing.

    It was taken for its user's otherwise, where the process died before it heard of the stamp.
    """
    sent = select(PointerRow.id, PointerRow.item_id, PointerRow.confirmed).where(PointerRow.is_being_stamped.is_(True))
    for chunk in chunks(id for id, numbers in gone.items() if numbers):
        copies = db.execute(sent.where(PointerRow.item_id.in_(chunk))).all()
        values = [{"b_id": id, "b_numbers": sorted({*gone[of], *confirmed})} for id, of, confirmed in copies]
        if values:
            this = update(PointerRow).where(PointerRow.id == bindparam("b_id"))
            db.execute(this.values(confirmed=bindparam("b_numbers")), values)
