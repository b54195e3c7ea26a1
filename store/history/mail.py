"""History: e-mails and appointments, each one item however many mailboxes hold a copy of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from store.history.copies import (
    items_like,
    links_of,
    marks_of,
    pointers_by_id,
    pointers_here,
    pointers_of,
    receipts_of,
)
from store.history.explain import explain
from store.history.saving import rename_pointers, save
from store.models import ItemRow, LinkRow, MailboxRow, OpportunityRow, PointerRow, QuarantineRow, ReceiptRow
from store.repository import Repository, chunks
from store.values import (
    Arrival,
    Entry,
    Explanation,
    ItemKind,
    KnownItem,
    Mark,
    MarkKind,
    Outcome,
    Pointer,
    StampOwed,
)

Confirmation = tuple[int, str, str, frozenset[int]]  # pointer id, server id, change key, numbers on the copy


class History(Repository):
    def known(self, mailbox_id: int, arrivals: Sequence[Arrival]) -> list[KnownItem | None]:
        """What is known of each arrival, in order: by its server id in this mailbox, else by its identity in any."""
        here = pointers_here(self._db, mailbox_id, {arrival.server_id for arrival in arrivals})
        unknown = [arrival for arrival in arrivals if arrival.server_id not in here]
        like = items_like(self._db, {_key(arrival) for arrival in unknown})
        item_ids = {pointer.item_id for pointer in here.values()} | set(like.values())
        if not item_ids:
            return [None] * len(arrivals)
        copies = pointers_of(self._db, item_ids)
        links, marks = links_of(self._db, item_ids), marks_of(self._db, item_ids)
        receipts = receipts_of(self._db, [p.id for held in copies.values() for p in held if p.mailbox_id == mailbox_id])
        found: list[KnownItem | None] = []
        come_back: set[int] = set()
        for arrival in arrivals:
            pointer = here.get(arrival.server_id)
            item_id = pointer.item_id if pointer else like.get(_key(arrival))
            if item_id is None:
                found.append(None)
                continue
            if pointer is None:
                pointer = _gone_copy(copies.get(item_id, ()), mailbox_id, come_back)
            if pointer:
                come_back.add(pointer.id)
            found.append(
                KnownItem(
                    item_id=item_id,
                    pointer=pointer,
                    pointers=copies.get(item_id, ()),
                    links=links.get(item_id, ()),
                    marks=marks.get(item_id, ()),
                    receipt=receipts.get(pointer.id) if pointer else None,
                )
            )
        return found

    def save(self, mailbox_id: int, folder_id: int, entries: Sequence[Entry], *, now: datetime) -> list[int]:
        """Store items, copies, receipts, links, contacts and this mailbox's marks as the entries say.

        The ids of the pointers, in order. Entries of one kind, identity and fingerprint become one item. Saving twice
        does no harm.
        """
        return save(self._db, mailbox_id, folder_id, entries, now)

    def gone(self, mailbox_id: int, server_ids: Collection[str]) -> int:
        """These copies were deleted or moved away; how many were known. History keeps their items.

        Those in quarantine leave it.
        """
        self._unit.quarantine.readable(mailbox_id, server_ids)
        count = 0
        for chunk in chunks(server_ids):
            here = (PointerRow.mailbox_id == mailbox_id, PointerRow.server_id.in_(chunk), PointerRow.is_gone.is_(False))
            count += self._db.execute(update(PointerRow).where(*here).values(is_gone=True)).rowcount
        return count

    def out_of_sight(self, mailbox_id: int, folder_id: int) -> int:
        """The copies in this folder are not looked at any more, and count as gone; how many.

        Those in quarantine leave it.
        """
        self._unit.quarantine.not_seen(folder_id)
        here = (PointerRow.mailbox_id == mailbox_id, PointerRow.folder_id == folder_id, PointerRow.is_gone.is_(False))
        return self._db.execute(update(PointerRow).where(*here).values(is_gone=True)).rowcount

    def pointers_of(self, item_ids: Collection[int]) -> dict[int, tuple[Pointer, ...]]:
        """All copies of each item, gone ones included."""
        return pointers_of(self._db, item_ids)

    # --- stamps -------------------------------------------------------------------------------------------------------

    def stamps_owed(self, pointer_ids: Collection[int]) -> list[StampOwed]:
        """What each of these copies that is still there lacks or has too many; also those that lack nothing.

        Of opportunities in the recycle bin, and of those that are gone for good, the stamps stay as they are.
        """
        pointers = {id: p for id, p in pointers_by_id(self._db, pointer_ids).items() if not p.is_gone}
        item_ids = {pointer.item_id for pointer in pointers.values()}
        links, marks = links_of(self._db, item_ids), marks_of(self._db, item_ids)
        titles: dict[int, str] = {}
        stamped = {number for pointer in pointers.values() for number in pointer.confirmed}
        for numbers in chunks(stamped | {link.number for held in links.values() for link in held}):
            named = select(OpportunityRow.number, OpportunityRow.title).where(
                OpportunityRow.number.in_(numbers), OpportunityRow.deleted_at.is_(None)
            )
            titles |= dict(self._db.execute(named).all())
        names: dict[int, tuple[str, str]] = {}
        for chunk in chunks(item_ids):
            columns = select(ItemRow.id, ItemRow.identity, ItemRow.kind)
            names |= {
                id: (identity, kind) for id, identity, kind in self._db.execute(columns.where(ItemRow.id.in_(chunk)))
            }
        owed = []
        for pointer in (pointers[id] for id in pointer_ids if id in pointers):
            linked = {link.number for link in links.get(pointer.item_id, ())}
            wanted = linked - _withdrawn(marks.get(pointer.item_id, ()), pointer.mailbox_id)
            identity, kind = names[pointer.item_id]
            owed.append(
                StampOwed(
                    pointer=pointer,
                    identity=identity,
                    kind=ItemKind(kind),
                    add=tuple(
                        (number, titles[number]) for number in sorted((wanted - pointer.confirmed) & titles.keys())
                    ),
                    remove=tuple(sorted((pointer.confirmed - wanted) & titles.keys())),
                    carried=tuple(
                        (number, titles[number]) for number in sorted(pointer.confirmed & wanted & titles.keys())
                    ),
                )
            )
        return owed

    def copies_linked_to(self, numbers: Collection[int]) -> dict[int, list[int]]:
        """The copies that are there of what is linked to these opportunities: pointers by active mailbox."""
        found: dict[int, list[int]] = {}
        for chunk in chunks(numbers):
            copies = (
                select(PointerRow.mailbox_id, PointerRow.id)
                .join(LinkRow, LinkRow.item_id == PointerRow.item_id)
                .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
                .where(LinkRow.number.in_(chunk), PointerRow.is_gone.is_(False), MailboxRow.is_active)
                .order_by(PointerRow.id.desc())
            )
            for mailbox_id, pointer_id in self._db.execute(copies):
                found.setdefault(mailbox_id, []).append(pointer_id)
        return found

    def confirm(self, stamped: Sequence[Confirmation]) -> None:
        """Remember what is known to be on these copies, and the id and change key that they have now."""
        pointers = pointers_by_id(self._db, [id for id, _, _, _ in stamped])
        renamed = {id: server for id, server, _, _ in stamped if id in pointers and pointers[id].server_id != server}
        if renamed:
            rename_pointers(self._db, renamed)
        rows = [{"b_id": id, "b_key": key, "b_numbers": sorted(numbers)} for id, _, key, numbers in stamped]
        if rows:
            values: dict[str, Any] = {"change_key": bindparam("b_key"), "confirmed": bindparam("b_numbers")}
            self._db.execute(update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(**values), rows)

    # --- for people ---------------------------------------------------------------------------------------------------

    def explain(self, text: str) -> list[Explanation]:
        """All that is known of the items that the text names: an id, a Message-ID or UID, or a part of a subject."""
        return explain(self._db, text)

    def counts(self, mailbox_id: int | None = None) -> dict[str, int]:
        """Copies by outcome, those in quarantine, and all that were seen, which is counted by itself."""
        copies = select(func.count()).select_from(PointerRow)
        by_outcome = select(ReceiptRow.outcome, func.count()).group_by(ReceiptRow.outcome)
        quarantined = select(func.count()).select_from(QuarantineRow)
        if mailbox_id is not None:
            copies = copies.where(PointerRow.mailbox_id == mailbox_id)
            by_outcome = by_outcome.join(PointerRow, PointerRow.id == ReceiptRow.pointer_id)
            by_outcome = by_outcome.where(PointerRow.mailbox_id == mailbox_id)
            quarantined = quarantined.where(QuarantineRow.mailbox_id == mailbox_id)
        counts = {outcome.value: 0 for outcome in Outcome}
        counts |= dict(self._db.execute(by_outcome).all())
        counts["quarantined"] = self._db.execute(quarantined).scalar_one()
        counts["seen"] = self._db.execute(copies).scalar_one() + counts["quarantined"]
        return counts


def _key(arrival: Arrival) -> tuple[str, str, str]:
    return arrival.kind, arrival.identity, arrival.fingerprint


def _gone_copy(copies: Collection[Pointer], mailbox_id: int, but: Collection[int]) -> Pointer | None:
    """The mailbox's latest copy that was marked gone: what arrives under a new id is that one, moved."""
    gone = [p for p in copies if p.mailbox_id == mailbox_id and p.is_gone and p.id not in but]
    return gone[-1] if gone else None


def _withdrawn(marks: Collection[Mark], mailbox_id: int) -> set[int]:
    return {mark.number for mark in marks if mark.mailbox_id == mailbox_id and mark.kind is MarkKind.WITHDRAWN}
