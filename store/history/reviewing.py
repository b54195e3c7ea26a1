"""What waits for a person: the items whose receipts say so, a thread's as one entry, and what the person says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_, update

from store.errors import Invalid
from store.history.again import Again
from store.history.copies import WAITS
from store.history.copies_kept import OF_A_THREAD
from store.history.named import named_opportunities
from store.history.views import lines_of
from store.models import ItemRow, MailboxRow, PointerRow, ReceiptRow, WaitingRow
from store.models.base import aliased
from store.paging import Place, behind
from store.records.audit import Audit
from store.repository import Repository
from store.values import HistoryItem, Outcome, Record, ReviewEntry

if TYPE_CHECKING:
    from store.history.items import Items


class Reviewing(Repository):
    @property
    def _items(self) -> Items:
        from store.history.items import Items  # who only counts what waits loads nothing of what is done with it

        return self._beside(Items)

    # --- what waits ---------------------------------------------------------------------------------------------------

    def entries(
        self,
        *,
        mailbox_id: int | None = None,
        rule: str | None = None,
        limit: int = 50,
        offset: int = 0,
        place: Place = (),
    ) -> list[ReviewEntry]:
        """What waits, the latest first; a fixed number of queries. Of a mailbox, or for the reason that `rule` names.

        What is in the recycle bin waits for nobody. Those behind a `place`, where one is given.
        """
        rows = self._db.execute(_page(mailbox_id, rule, place, limit, offset)).all()
        sizes = self._sizes({row.of_thread for row in rows if row.of_thread}, mailbox_id)
        return self._entries(rows, sizes) if rows else []

    def count(self) -> int:
        """How many entries there are."""
        entries = select(*_entry_of(WaitingRow)).distinct().subquery()
        return self._db.scalar(select(func.count()).select_from(entries)) or 0

    def waiting_with(self, id: int) -> list[int]:
        """This item, if it waits, and those that wait in its thread for a decision of the same kind."""
        own = select(ItemRow.thread).where(ItemRow.id == id, ItemRow.thread != "").scalar_subquery()
        of_thread = and_(ItemRow.thread == own, ReceiptRow.rule.in_(OF_A_THREAD))
        held = select(ItemRow.id).join(PointerRow, PointerRow.item_id == ItemRow.id)
        held = held.join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id).where(WAITS, ItemRow.deleted_at.is_(None))
        ways = (held.where(ItemRow.id == id), held.where(of_thread))
        return sorted({found for way in ways for found in self._db.scalars(way)})

    def copies_waiting(self, mailbox_id: int, rule: str, limit: int) -> list[tuple[int, str, Mapping[str, Any]]]:
        """Copies in a mailbox that wait for this reason, the oldest item's first: folder, server's id, evidence.

        Without those of which a person said that they belong to none, and what is in the recycle bin.
        """
        held = (
            select(PointerRow.folder_id, PointerRow.server_id, ReceiptRow.evidence)
            .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
            .join(ItemRow, ItemRow.id == PointerRow.item_id)
            .where(WAITS, ReceiptRow.rule == rule, PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone.is_(False))
            .where(ItemRow.deleted_at.is_(None), ItemRow.is_dismissed.is_(False))
            .order_by(ItemRow.occurred_at, ItemRow.id)
            .limit(limit)
        )
        return [(row.folder_id, row.server_id, row.evidence) for row in self._db.execute(held)]

    # --- what a person says -------------------------------------------------------------------------------------------

    def resolve(self, id: int, numbers: Collection[int]) -> HistoryItem:
        """Link what waits to these opportunities by hand; what hangs on it is to be decided again.

        Raises NotFound, and Invalid where it does not wait.
        """
        self._must_wait(id)
        for number in dict.fromkeys(numbers):
            self._items.link(id, number)
        return self._items.get(id)

    def dismiss(self, id: int) -> HistoryItem:
        """It belongs to none: it is not asked again, nor are others of its thread what they belong to.

        It and what hangs on it are to be decided again. Raises NotFound, and Invalid where it does not wait.
        """
        item = self._must_wait(id)
        self._dismissed([id], True)
        self._beside(Audit).did(Record.ITEM, id, "dismissed from review")
        return item

    def take_back(self, id: int) -> list[int]:
        """Forget that this item, or others of its thread, were said to belong to none; which those are.

        They and what hangs on them are to be decided again. Raises NotFound, and Invalid where nobody said so.
        """
        item = self._items.present(id)
        own = select(ItemRow.thread).where(ItemRow.id == id, ItemRow.thread != "").scalar_subquery()
        said = select(ItemRow.id).where(ItemRow.is_dismissed)
        ids = sorted(
            {found for way in (ItemRow.id == id, ItemRow.thread == own) for found in self._db.scalars(said.where(way))}
        )
        if not ids:
            raise Invalid(f"{item.kind.value} {id}", "was not dismissed", f"what became of it: dealtrail why {id}")
        self._dismissed(ids, False)
        for one in ids:
            self._beside(Audit).did(Record.ITEM, one, "dismissal taken back")
        return ids

    def _dismissed(self, ids: Collection[int], is_dismissed: bool) -> None:
        self._db.execute(update(ItemRow).where(ItemRow.id.in_(ids)).values(is_dismissed=is_dismissed))
        self._beside(Again).queue(self._beside(Again).kin(ids))

    def _must_wait(self, id: int) -> HistoryItem:
        item = self._items.present(id)
        held = select(ReceiptRow.outcome).join(PointerRow, PointerRow.id == ReceiptRow.pointer_id)
        if Outcome.REVIEW.value not in self._db.scalars(held.where(PointerRow.item_id == id)).all():
            why = f"what became of it: dealtrail why {id}"
            raise Invalid(f"{item.kind.value} {id}", "does not wait for a person", why)
        return item

    # --- telling ------------------------------------------------------------------------------------------------------

    def _sizes(self, threads: Collection[str], mailbox_id: int | None) -> dict[tuple[str, str], int]:
        """How many items are one entry, by rule and thread."""
        if not threads:
            return {}
        by = (WaitingRow.rule, WaitingRow.of_thread)
        counted = select(*by, func.count(WaitingRow.item_id.distinct())).where(
            WaitingRow.rule.in_(OF_A_THREAD), WaitingRow.of_thread.in_(threads), *_in_mailbox(WaitingRow, mailbox_id)
        )
        rows = self._db.execute(counted.group_by(*by))
        return {(rule, thread): size for rule, thread, size in rows}

    def _entries(self, rows: Sequence[Any], sizes: Mapping[tuple[str, str], int]) -> list[ReviewEntry]:
        ids = {row.item_id for row in rows}
        lines = {line.item_id: line for line in lines_of(self._db, ids)}
        copies = self._copies(ids)
        asked = self._asked({row.of_thread for row in rows if row.of_thread})
        said = {(row.item_id, row.rule): copies[row.item_id, row.rule] for row in rows}
        named = named_opportunities(self._db, {n for held in said.values() for n in _numbers(held[0].evidence)})
        entries = []
        for row in rows:
            held = said[row.item_id, row.rule]
            receipt = held[0]
            of_thread = row.rule == "ambiguous"
            entries.append(
                ReviewEntry(
                    item=lines[row.item_id],
                    rule=row.rule,
                    reason=receipt.reason,
                    evidence=receipt.evidence,
                    waiting=sizes.get((row.rule, row.of_thread), 1),
                    mailboxes=tuple(dict.fromkeys(copy.address for copy in held)),
                    asked=asked.get(row.of_thread, ()) if of_thread else (),
                    named=tuple(named[n] for n in _numbers(receipt.evidence) if n in named),
                    place=(row.latest, row.rule),
                )
            )
        return entries

    def _copies(self, ids: Collection[int]) -> dict[tuple[int, str], list[Any]]:
        """The receipts that wait of these items, by item and rule, each with its mailbox."""
        held = (
            select(PointerRow.item_id, ReceiptRow.rule, ReceiptRow.reason, ReceiptRow.evidence, MailboxRow.address)
            .join(PointerRow, PointerRow.id == ReceiptRow.pointer_id)
            .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
            .where(WAITS, PointerRow.item_id.in_(ids))
            .order_by(PointerRow.item_id, ReceiptRow.rule, PointerRow.id)
        )
        rows = self._db.execute(held).all()
        return {key: list(copies) for key, copies in groupby(rows, lambda row: (row.item_id, row.rule))}

    def _asked(self, threads: Collection[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        if not threads:  # SQLite would look through all copies for none
            return found
        asking = (
            select(ItemRow.thread, MailboxRow.address)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(MailboxRow, MailboxRow.id == PointerRow.mailbox_id)
            .where(ItemRow.thread.in_(threads), PointerRow.is_asked, PointerRow.is_gone.is_(False))
            .order_by(MailboxRow.address)
        )
        for thread, address in self._db.execute(asking):
            found[thread] = (*found.get(thread, ()), address)
        return found


def _numbers(evidence: Mapping[str, Any]) -> list[int]:
    return [*evidence.get("candidates", ()), *evidence.get("numbers", ())]


def _page(mailbox_id: int | None, rule: str | None, place: Place, limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    """The oldest item of each entry, with the entry's rule, thread and latest item, by which they are in order.

    From the latest copy on, no further than the page goes: an entry is where its latest copy is.
    """
    waiting, later, older = WaitingRow, aliased(WaitingRow, "later"), aliased(WaitingRow, "older")
    after = tuple_(later.search_id, later.pointer_id) > tuple_(waiting.search_id, waiting.pointer_id)
    is_latest = ~select(later.pointer_id).where(*_same(later, waiting), after, *_in_mailbox(later, mailbox_id)).exists()
    first = (
        select(older.item_id)
        .where(*_same(older, waiting), *_in_mailbox(older, mailbox_id))
        .order_by(older.search_id)
        .limit(1)
    )
    page = (
        select(
            first.scalar_subquery().label("item_id"), waiting.rule, waiting.of_thread, waiting.search_id.label("latest")
        )
        .where(is_latest, *_in_mailbox(waiting, mailbox_id))
        .order_by(waiting.search_id.desc(), waiting.rule)
        .limit(limit)
        .offset(offset)
    )
    if place:
        page = page.where(behind([(waiting.search_id, True), (waiting.rule, False)], place))
    return page if rule is None else page.where(waiting.rule == rule)


def _entry_of(copy: type[WaitingRow]) -> tuple[Any, ...]:
    return copy.rule, copy.of_thread, copy.alone


def _same(one: type[WaitingRow], other: type[WaitingRow]) -> list[ColumnElement[bool]]:
    return [mine == its for mine, its in zip(_entry_of(one), _entry_of(other), strict=True)]


def _in_mailbox(copy: type[WaitingRow], mailbox_id: int | None) -> list[ColumnElement[bool]]:
    return [] if mailbox_id is None else [copy.mailbox_id == mailbox_id]
