"""History: e-mails and appointments, each one item however many mailboxes hold a copy of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Executable, bindparam, delete, func, or_, select, update

from store.among import one_of
from store.bulk import insert_into, insert_rows, run_many
from store.history.copies import POINTERS, links_of, marks_of, pointer_of, pointers_by_id, pointers_of
from store.history.explain import explain
from store.history.known import known_page
from store.history.moves import WAITS_BESIDE
from store.history.pointers import rename_pointers
from store.history.saving import Saved, make_active, save
from store.history.vanished import Vanished
from store.history.views import newest_mail
from store.models import (
    ItemRow,
    KeptBackRow,
    LinkRow,
    MailboxRow,
    OpportunityRow,
    PointerRow,
    QuarantineRow,
    ReceiptRow,
    StampedRow,
)
from store.quarantine import Quarantine
from store.repository import Repository, among, chunks, rows_among
from store.status import IS_NO_COPY, IS_UNDERSTOOD
from store.turns import is_beside
from store.values import (
    GOING,
    NEW,
    QUESTION,
    Arrival,
    Entry,
    Explanation,
    ItemKind,
    KnownPage,
    Mark,
    MarkKind,
    Outcome,
    Pointer,
    StampOwed,
    VanishedState,
)
from store.webhooks.telling import Telling

# Pointer id, server id, change key, what is known to be on the copy by our doing, and all that its categories name.
Confirmation = tuple[int, str, str, frozenset[int], Sequence[int]]


LONGEST_REASON = 500  # characters

_TITLES = select(OpportunityRow.number, OpportunityRow.title).where(OpportunityRow.deleted_at.is_(None))
_TITLES = among(_TITLES, OpportunityRow.number)
_SERVER_IDS = among(select(PointerRow.id, PointerRow.server_id), PointerRow.id)
_OWED = POINTERS.add_columns(ItemRow.identity, ItemRow.kind, ItemRow.is_series)
_OWED = _OWED.join(ItemRow, ItemRow.id == PointerRow.item_id).where(
    PointerRow.is_gone.is_(False),
    PointerRow.is_unsettled.is_(False),
    PointerRow.is_occurrence.is_(False),
    ~WAITS_BESIDE,
)
_OWED = among(_OWED, PointerRow.id)
_BEING_STAMPED = update(PointerRow).where(one_of(PointerRow.id, "among"))
_BEING_STAMPED = _BEING_STAMPED.values(is_being_stamped=True)
_HEARD_OF = update(PointerRow).where(one_of(PointerRow.id, "among"), PointerRow.is_being_stamped.is_(True))
_HEARD_OF = _HEARD_OF.values(is_being_stamped=False)
_NOT_KEPT_BACK = delete(KeptBackRow).where(one_of(KeptBackRow.pointer_id, "among"))
_STAMPED: dict[str, Any] = {
    "change_key": bindparam("b_key"),
    "confirmed": bindparam("b_numbers"),
    "named": bindparam("b_named"),
    "is_being_stamped": False,
}
_NAMED = update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(named=bindparam("b_named"))
_TRANSLATED = (
    update(PointerRow)
    .where(PointerRow.mailbox_id == bindparam("b_mailbox"), PointerRow.server_id == bindparam("b_old"))
    .values(server_id=bindparam("b_new"), change_key="")
)
_CONFIRMED = update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(**_STAMPED)


@lru_cache(maxsize=2)
def _as_before(dialect: Dialect) -> Executable:
    here = one_of(PointerRow.id, "among")
    copies = select(PointerRow.id, PointerRow.mailbox_id, PointerRow.confirmed).where(here)
    found: Executable = insert_into(dialect, StampedRow).from_select(["pointer_id", "mailbox_id", "confirmed"], copies)
    return found.on_conflict_do_nothing()  # type: ignore[attr-defined,no-any-return]  # of both dialects


class History(Repository):
    def known(self, mailbox_id: int, arrivals: Sequence[Arrival]) -> KnownPage:
        """What is known of each arrival and of the threads that they belong to; five queries whatever their number.

        An item is known by its server id in this mailbox, else by its identity in any.
        """
        return known_page(self._db, mailbox_id, arrivals)

    def save(
        self, mailbox_id: int, folder_id: int, entries: Sequence[Entry], *, now: datetime, looked_for: bool = False
    ) -> Saved:
        """Store items, copies, receipts, links, contacts and this mailbox's marks as the entries say.

        Entries of one kind, identity and fingerprint become one item. Saving twice does no harm: what an entry knows
        nothing of is looked for once more, unless all were `looked_for`, by `known` and in this transaction.
        """
        saved = save(self._db, mailbox_id, folder_id, entries, now, looked_for=looked_for)
        if is_beside(self._db) and (numbers := {link.number for link in saved.linked}):
            self._transaction.at_its_end(lambda: make_active(self._db, numbers, now))  # all pages meet in these rows
        self._beside(Telling).linked(saved.linked)
        return saved

    def newest_mail(self, mailbox_id: int, number: int) -> str:
        """The server's id of the opportunity's newest e-mail that the mailbox has; "" where it has none."""
        return newest_mail(self._db, mailbox_id, number)

    def gone(self, mailbox_id: int, server_ids: Collection[str]) -> int:
        """These copies were deleted or moved away; how many were known. History keeps their items.

        Those in quarantine leave it. Occurrences wait for the look at their series, which tells what was called off.
        """
        self._beside(Quarantine).readable(mailbox_id, server_ids)
        count = 0
        for chunk in chunks(server_ids):
            here = PointerRow.mailbox_id == mailbox_id, PointerRow.server_id.in_(chunk)
            count += self._leave(*here, PointerRow.is_occurrence.is_(False))
        return count

    def are_gone(self, mailbox_id: int, server_ids: Collection[str]) -> bool:
        """True when any of these was a copy that left and did not come back under another id."""
        for chunk in chunks(server_ids):
            here = (PointerRow.mailbox_id == mailbox_id, PointerRow.server_id.in_(chunk), PointerRow.is_gone)
            if self._db.scalar(select(PointerRow.id).where(*here).limit(1)) is not None:
                return True
        return False

    def out_of_sight(self, mailbox_id: int, folder_id: int, *, is_there: bool) -> int:
        """The copies in this folder are not looked at any more, and count as gone; how many.

        Those in quarantine leave it. Where the folder `is_there`, nothing in it was deleted.
        """
        self._beside(Quarantine).not_seen(folder_id)
        state = VanishedState.UNREAD if is_there else VanishedState.LEFT
        return self._leave(PointerRow.mailbox_id == mailbox_id, PointerRow.folder_id == folder_id, state=state)

    def not_seen(self, mailbox_id: int, folder_id: int, *, since: datetime) -> int:
        """The copies in this folder that were not seen since then are gone, in quarantine too; how many."""
        self._beside(Quarantine).not_seen(folder_id, since=since)
        in_folder = (PointerRow.mailbox_id == mailbox_id, PointerRow.folder_id == folder_id)
        return self._leave(*in_folder, PointerRow.seen_at < since, PointerRow.is_occurrence.is_(False))

    def _leave(self, *copies: ColumnElement[bool], state: VanishedState = VanishedState.LEFT) -> int:
        here = (*copies, PointerRow.is_gone.is_(False))
        self._beside(Vanished).left(here, state)
        return self._db.execute(update(PointerRow).where(*here).values(is_gone=True)).rowcount

    def translate(self, mailbox_id: int, server_ids: Mapping[str, str]) -> None:
        """These copies are known by other ids from now on, given by those that they had; none has one of them yet.

        Which version of each was seen is forgotten: another server counts them otherwise.
        """
        rows = [{"b_mailbox": mailbox_id, "b_old": old, "b_new": new} for old, new in server_ids.items()]
        if rows:
            run_many(self._db, _TRANSLATED, rows)

    def pointers_of(self, item_ids: Collection[int]) -> dict[int, tuple[Pointer, ...]]:
        """All copies of each item, gone ones included."""
        return pointers_of(self._db, item_ids)

    def pointers(self, ids: Collection[int]) -> dict[int, Pointer]:
        """Copies by their ids."""
        return pointers_by_id(self._db, ids)

    # --- stamps -------------------------------------------------------------------------------------------------------

    def stamps_owed(self, pointer_ids: Collection[int]) -> list[StampOwed]:
        """What each of these copies that is still there lacks or has too many; also those that lack nothing.

        Of opportunities in the recycle bin, and of those that are gone for good, the stamps stay as they are. A private
        copy carries what its own user set; an occurrence, what its series carries. While another copy in its mailbox
        waits to be judged, a copy is left alone: what is written now would look as if it had been copied.
        """
        copies: dict[int, tuple[Pointer, str, str, bool]] = {}
        for row in rows_among(self._db, _OWED, pointer_ids):
            copies[row[0]] = (pointer_of(row), *row[-3:])
        item_ids = {copy.item_id for copy, *_ in copies.values()}
        links, marks = links_of(self._db, item_ids), marks_of(self._db, item_ids)
        titles: dict[int, str] = {QUESTION: "", NEW: ""}
        stamped = {number for copy, *_ in copies.values() for number in copy.confirmed}
        numbers = stamped | {link.number for held in links.values() for link in held}
        titles |= dict(rows_among(self._db, _TITLES, numbers))
        owed = []
        for pointer, identity, kind, is_series in (copies[id] for id in pointer_ids if id in copies):
            linked = {link.number for link in links.get(pointer.item_id, ())}
            wanted = wanted_on(pointer, linked, marks.get(pointer.item_id, ()))
            there = pointer.confirmed
            add, carried = ([n for n in sorted(some) if n in titles] for some in (wanted - there, wanted & there))
            owed.append(
                StampOwed(
                    pointer=pointer,
                    identity=identity,
                    kind=ItemKind(kind),
                    is_series=is_series,
                    add=tuple((number, titles[number]) for number in add),
                    remove=tuple(number for number in sorted(there - wanted) if number in titles),
                    carried=tuple((number, titles[number]) for number in carried),
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

    def forget_stamps(self) -> dict[int, list[int]]:
        """Nothing is known to be on copies any more; those that should carry something, by active mailbox."""
        is_linked = PointerRow.item_id.in_(select(LinkRow.item_id))
        stamped = or_(is_linked, PointerRow.is_asked)
        rows = [
            {"b_id": id, "b_named": [one for one in named if one >= NEW]}
            for id, named in self._db.execute(select(PointerRow.id, PointerRow.named).where(stamped))
            if any(one < NEW for one in named)  # what people wrote otherwise means nothing any more
        ]
        if rows:
            run_many(self._db, _NAMED, rows)
        self._db.execute(update(PointerRow).where(stamped).values(confirmed=[], is_being_stamped=True))
        copies = (
            select(PointerRow.mailbox_id, PointerRow.id)
            .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
            .where(stamped, PointerRow.is_gone.is_(False), MailboxRow.is_active)
            .order_by(PointerRow.id.desc())
        )
        found: dict[int, list[int]] = {}
        for mailbox_id, pointer_id in self._db.execute(copies):
            found.setdefault(mailbox_id, []).append(pointer_id)
        return found

    def being_stamped(self, pointer_ids: Collection[int]) -> None:
        """Stamps are about to be written on these copies: what those show from now on may be ours.

        What is known to be on them is remembered, if nothing is of this turn yet, until `moves.turn_ended`.
        """
        before = _as_before(self._db.dialect)
        for chunk in chunks(pointer_ids):
            self._db.execute(before, {"among": chunk})
            self._db.execute(_BEING_STAMPED, {"among": chunk})

    def heard_of(self, pointer_ids: Collection[int]) -> None:
        """These copies were read as they are wanted: a stamp on them that was sent is not waited for any more."""
        for chunk in chunks(pointer_ids):
            self._db.execute(_HEARD_OF, {"among": chunk})

    def confirm(self, stamped: Sequence[Confirmation]) -> None:
        """Remember what is known to be on these copies, and the id and change key that they have now."""
        ids = dict(rows_among(self._db, _SERVER_IDS, [id for id, *_ in stamped]))
        renamed = {id: server for id, server, *_ in stamped if id in ids and ids[id] != server}
        if renamed:
            rename_pointers(self._db, renamed)
        rows = [
            {"b_id": id, "b_key": key, "b_numbers": sorted(numbers), "b_named": list(named)}
            for id, _, key, numbers, named in stamped
        ]
        if rows:
            run_many(self._db, _CONFIRMED, rows)

    def kept_back(self, reasons: Mapping[int, str]) -> None:
        """Why these copies got no category; "" of those that may have one."""
        for chunk in chunks(reasons):
            self._db.execute(_NOT_KEPT_BACK, {"among": chunk})
        rows = [{"pointer_id": id, "reason": reason[:LONGEST_REASON]} for id, reason in reasons.items() if reason]
        if rows:
            insert_rows(self._db, KeptBackRow, rows)

    def copies_kept_back(self, mailbox_id: int) -> list[int]:
        """The mailbox's copies that got no category because others might get mail over it, and that are there."""
        held = select(KeptBackRow.pointer_id).join(PointerRow, PointerRow.id == KeptBackRow.pointer_id)
        here = (PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone.is_(False))
        return list(self._db.scalars(held.where(*here).order_by(KeptBackRow.pointer_id)))

    # --- for people ---------------------------------------------------------------------------------------------------

    def explain(self, text: str) -> list[Explanation]:
        """All that is known of the items that the text names: an id, a Message-ID or UID, or a part of a subject."""
        return explain(self._db, text)

    def counts(self, mailbox_id: int | None = None) -> dict[str, int]:
        """Copies by outcome, those in quarantine, and all that were seen, which is counted by itself.

        What was understood once and is in quarantine now counts there, and not by its outcome. What is no mail was
        skipped.
        """
        copies = select(func.count()).select_from(PointerRow)
        by_outcome = select(ReceiptRow.outcome, func.count()).join(PointerRow, PointerRow.id == ReceiptRow.pointer_id)
        by_outcome = by_outcome.where(IS_UNDERSTOOD).group_by(ReceiptRow.outcome)
        quarantined = select(func.count()).select_from(QuarantineRow)
        if mailbox_id is not None:
            copies = copies.where(PointerRow.mailbox_id == mailbox_id)
            by_outcome = by_outcome.where(PointerRow.mailbox_id == mailbox_id)
            quarantined = quarantined.where(QuarantineRow.mailbox_id == mailbox_id)
        counts = {outcome.value: 0 for outcome in Outcome}
        counts |= dict(self._db.execute(by_outcome).all())
        passed_over = self._db.scalar(quarantined.where(QuarantineRow.is_passed_over)) or 0
        counts[Outcome.SKIPPED.value] += passed_over
        counts["quarantined"] = (self._db.scalar(quarantined) or 0) - passed_over
        counts["seen"] = (self._db.scalar(copies) or 0) + (self._db.scalar(quarantined.where(IS_NO_COPY)) or 0)
        return counts


def wanted_on(copy: Pointer, linked: Collection[int], marks: Collection[Mark]) -> frozenset[int]:
    """What belongs on a copy: all links but those its user took off, and the question when it is to ask.

    While it is not known what the loss of a category means, what is there of it in another spelling stays.
    """
    mine = {mark.number: mark.kind for mark in marks if mark.mailbox_id == copy.mailbox_id}
    kinds = {number: mine.get(number, MarkKind.SET) for number in linked}
    wanted = {n for n, kind in kinds.items() if kind is MarkKind.SET or (kind in GOING and n in copy.confirmed)}
    if copy.is_private:
        wanted = {number for number in wanted if number in mine}
    is_asking = copy.is_asked and QUESTION not in mine
    return frozenset(wanted | ({QUESTION} if is_asking else set()))
