"""Items of all six kinds: where each shows, linking and unlinking by hand, and the recycle bin's side of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, literal, select, update

from store.bulk import insert_into, insert_rows
from store.errands import Errands
from store.errors import Invalid, NotFound
from store.history import views
from store.history.again import Again
from store.history.attachments import attachments_of, names_in
from store.history.contents import placed
from store.history.copies import pointers_of
from store.history.index import Indexed, remove_words
from store.history.latest import LATEST
from store.history.mail import History
from store.history.pointers import keep_what_is_on_its_way
from store.history.questions import Questions
from store.history.saving import found_by_people
from store.history.whole import whole_items
from store.models import (
    AccountRow,
    ContactRow,
    ItemAccountRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    LinkRow,
    MarkRow,
    OpportunityRow,
    PointerRow,
    ReceiptRow,
)
from store.paging import Place
from store.records.audit import Audit
from store.repository import Repository, chunks
from store.rules import history as rules
from store.values import (
    ErrandKind,
    HistoryFilter,
    HistoryItem,
    HistoryLine,
    HistoryOf,
    ItemKind,
    Link,
    MarkKind,
    Outcome,
    Record,
)
from store.webhooks.telling import Linked, Telling


class Items(Repository):
    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, id: int, kind: ItemKind | None = None) -> HistoryItem:
        """The item whole; NotFound when there is none, or it is of another kind than the one that is asked for."""
        found = whole_items(self._db, [id])
        if not found or (kind and found[0].kind is not kind):
            raise NotFound(kind.value if kind else "item", id)
        return found[0]

    def many(self, ids: Sequence[int]) -> list[HistoryItem]:
        """These items whole, in this order; those that are not there are left out."""
        return whole_items(self._db, ids)

    def kind_of(self, id: int) -> ItemKind:
        """Of one that is there."""
        return ItemKind(self._db.execute(select(ItemRow.kind).where(ItemRow.id == id)).scalar_one())

    def present(self, id: int, kind: ItemKind | None = None) -> HistoryItem:
        """The same, and not in the recycle bin; raises NotFound and Invalid."""
        item = self.get(id, kind)
        if item.is_deleted:
            raise Invalid(f"{item.kind.value} {id}", "is in the recycle bin", "restore it first")
        return item

    def history(
        self,
        of: HistoryOf,
        *,
        limit: int = 50,
        offset: int = 0,
        kind: ItemKind | None = None,
        sought: HistoryFilter | None = None,
        place: Place = (),
    ) -> list[HistoryLine]:
        """The newest items of a record's history, behind a place and after the first `offset`, of all kinds or of one,
        all or those that are sought; raises NotFound, and Invalid for words that are none."""
        self._record(of)
        return views.history(self._db, of, limit=limit, offset=offset, kind=kind, sought=sought, place=place)

    def place_of(self, id: int) -> Place:
        """Where an item stands in histories."""
        return views.place_of(self._db, id)

    def lines(self, ids: Sequence[int]) -> list[HistoryLine]:
        """These items, in order, each with the opportunities that it is linked to."""
        return views.lines(self._db, ids)

    # --- where an item shows ------------------------------------------------------------------------------------------

    def place(self, id: int, occurred_at: datetime | None, of: HistoryOf, *, in_bin: bool = False) -> None:
        """Let a new item show in this history, where it was made; that of a record `in_bin` only if this is said."""
        if not in_bin:
            self._must_be_there(of)
        at = placed(occurred_at)
        if of.number is not None:
            self._add_link(id, Link(of.number, rules.MADE_HERE, f"by {self._transaction.actor.name}"), at)
        elif of.contact_id is not None:
            row = {"item_id": id, "contact_id": of.contact_id, "placed_at": at, "is_kept": True}
            insert_rows(self._db, ItemContactRow, [row])
        else:
            self._db.execute(insert(ItemAccountRow).values(item_id=id, account_id=of.account_id, placed_at=at))

    def link(self, id: int, number: int) -> HistoryItem:
        """Show an existing item in the opportunity's history too, closed or not; Outlook's copies get its category.

        What users of mailboxes withdrew counts no longer.
        """
        item = self.present(id)
        self._must_be_there(HistoryOf(number=number))
        if any(link.number == number for link in item.links):
            raise Invalid(f"{item.kind.value} {id}", f"is linked to opportunity {number} already")
        this = (MarkRow.item_id == id, MarkRow.number == number)
        self._db.execute(delete(MarkRow).where(*this, MarkRow.kind == MarkKind.WITHDRAWN.value))
        by = f"by {self._transaction.actor.name}"
        self._add_link(id, Link(number, rules.BY_HAND, by), placed(item.occurred_at, item.depth))
        self._decided(id, Outcome.LINKED, rules.BY_HAND, f"linked here by hand {by}")
        self._beside(Audit).changed(Record.ITEM, id, {"linked to": (None, f"opportunity {number}")})
        found_by_people(self._db, id, is_linked=True)
        self._beside(Again).follow([id])
        self._beside(Questions).owe([id])
        self._owe_stamps(id)
        return self.get(id)

    def unlink(self, id: int, number: int) -> HistoryItem:
        """Take an item out of the opportunity's history, in Outlook too; no rule ever brings it back.

        What was written here and shows nowhere else is refused: it would be lost.
        """
        item = self.present(id)
        if all(link.number != number for link in item.links):
            raise Invalid(f"{item.kind.value} {id}", f"is not linked to opportunity {number}")
        is_mail = item.kind in (ItemKind.EMAIL, ItemKind.APPOINTMENT)
        if not is_mail and not (len(item.links) > 1 or item.contacts or item.accounts):
            raise Invalid(f"{item.kind.value} {id}", "is in no other history", "delete it, or link it elsewhere first")
        self._db.execute(delete(LinkRow).where(LinkRow.item_id == id, LinkRow.number == number))
        keep_what_is_on_its_way(self._db, {id: {number}})
        self._withdraw(id, number)
        if len(item.links) == 1:
            outcome = Outcome.CONTACT if item.contacts else Outcome.SKIPPED
            self._decided(id, outcome, "removed by the user", f"taken off here by {self._transaction.actor.name}")
        self._beside(Audit).changed(Record.ITEM, id, {"linked to": (f"opportunity {number}", None)})
        found_by_people(self._db, id, is_linked=len(item.links) > 1)
        self._beside(Again).follow([id])
        self._beside(Questions).owe([id])
        self._owe_stamps(id)
        return self.get(id)

    def stay_with(self, number: int, *, account_id: int | None, contact_id: int | None) -> None:
        """Keep all items of the opportunity in the history of this party, whoever it is linked to from now on."""
        linked = LinkRow.number == number
        if contact_id is not None:
            places = select(LinkRow.item_id, literal(contact_id), LinkRow.placed_at, literal(True)).where(linked)
            kept = self._insert(ItemContactRow).from_select(["item_id", "contact_id", "placed_at", "is_kept"], places)
            key = ["item_id", "contact_id"]
            self._db.execute(kept.on_conflict_do_update(index_elements=key, set_={"is_kept": True}))
        if account_id is not None:
            self._keep(select(LinkRow.item_id, literal(account_id), LinkRow.placed_at).where(linked))

    def stay_with_account(self, account_id: int, *, contact_id: int) -> None:
        """Keep all items of the contact and its opportunities in this account's history, wherever the contact goes."""
        own = select(ItemContactRow.item_id, literal(account_id), ItemContactRow.placed_at)
        self._keep(own.where(ItemContactRow.contact_id == contact_id))
        theirs = select(OpportunityRow.number).where(OpportunityRow.contact_id == contact_id)
        linked = select(LinkRow.item_id, literal(account_id), LinkRow.placed_at).distinct()
        self._keep(linked.where(LinkRow.number.in_(theirs)))

    def _keep(self, places: Select[int, int, datetime]) -> None:
        """Let the items show in the account's history by themselves; those that do already stay."""
        held = self._insert(ItemAccountRow).from_select(["item_id", "account_id", "placed_at"], places)
        self._db.execute(held.on_conflict_do_nothing())

    def _insert(self, table: Any) -> Any:
        return insert_into(self._db.dialect, table)

    def _add_link(self, id: int, link: Link, placed_at: datetime) -> None:
        now = self._clock()
        row = {"item_id": id, "number": link.number, "rule": link.rule, "evidence": link.evidence}
        insert_rows(self._db, LinkRow, [row | {"created_at": now, "placed_at": placed_at}])
        self._beside(Telling).linked([Linked(id, link.number, link.rule)])
        active = update(OpportunityRow).where(OpportunityRow.number == link.number)
        self._db.execute(active.values(active_at=now, latest_at=LATEST))

    def _withdraw(self, id: int, number: int) -> None:
        """As if the user of every mailbox with a copy had taken the category off."""
        holders = select(PointerRow.mailbox_id).where(PointerRow.item_id == id).distinct()
        kind = MarkKind.WITHDRAWN.value
        rows = [{"item_id": id, "mailbox_id": m, "number": number, "kind": kind} for m in self._db.scalars(holders)]
        insert_rows(self._db, MarkRow, rows, key=("item_id", "mailbox_id", "number"), replaced=("kind",))

    def _decided(self, id: int, outcome: Outcome, rule: str, reason: str) -> None:
        """What `why` says of all copies from now on."""
        values: dict[str, Any] = {
            "outcome": outcome.value,
            "rule": rule,
            "reason": reason,
            "evidence": {},
            "decided_at": self._clock(),
        }
        copies = select(PointerRow.id).where(PointerRow.item_id == id)
        self._db.execute(update(ReceiptRow).where(ReceiptRow.pointer_id.in_(copies)).values(**values))

    def _owe_stamps(self, id: int) -> None:
        """Owe a stamp to each copy whose categories are not those of its item's links."""
        pointers = [pointer.id for pointer in pointers_of(self._db, [id]).get(id, ())]
        for owed in self._beside(History).stamps_owed(pointers):
            if owed.add or owed.remove:
                key = [str(owed.pointer.id)]
                self._beside(Errands).owe(owed.pointer.mailbox_id, ErrandKind.STAMP, key, due_at=self._clock())

    def _must_be_there(self, of: HistoryOf) -> None:
        """Raises NotFound, or Invalid for a record in the recycle bin."""
        name, is_deleted = self._record(of)
        if is_deleted:
            raise Invalid(name, "is in the recycle bin", "restore it first")

    def _record(self, of: HistoryOf) -> tuple[str, bool]:
        """The record that the history is of, as sentences name it, and whether it is deleted; raises NotFound."""
        rules.one_history(of)
        if of.number is not None:
            return self._found("opportunity", OpportunityRow, OpportunityRow.number, of.number)
        if of.contact_id is not None:
            return self._found("contact", ContactRow, ContactRow.id, of.contact_id)
        return self._found("account", AccountRow, AccountRow.id, of.account_id or 0)

    def _found(self, record: str, table: Any, key: Any, id: int) -> tuple[str, bool]:
        is_deleted = self._db.execute(select(table.deleted_at.is_not(None)).where(key == id)).scalar_one_or_none()
        if is_deleted is None:
            raise NotFound(record, id)
        return f"{record} {id}", is_deleted

    # --- the recycle bin ----------------------------------------------------------------------------------------------

    def delete(self, id: int) -> HistoryItem:
        """Move an item to the recycle bin: it shows nowhere until it is restored. Nothing in Outlook is deleted."""
        item = self.present(id)
        self._db.execute(update(ItemRow).where(ItemRow.id == id).values(deleted_at=self._clock()))
        self._beside(Audit).did(Record.ITEM, id, "deleted", before=item.subject)
        return self.get(id)

    def restore(self, id: int) -> HistoryItem:
        """Show it again wherever it was."""
        item = self.get(id)
        if not item.is_deleted:
            raise Invalid(f"{item.kind.value} {id}", "is not in the recycle bin")
        self._db.execute(update(ItemRow).where(ItemRow.id == id).values(deleted_at=None))
        self._beside(Audit).did(Record.ITEM, id, "restored")
        return self.get(id)

    def erase(self, ids: Collection[int]) -> None:
        """Remove items for good, with all that hangs on them; a file's content goes with the last item that holds it.

        For what was written here: a mail's copies would bring it back, and are left alone with it.
        """
        from store.history.file_copies import FileCopies  # for few transactions

        copied = select(PointerRow.item_id).where(PointerRow.item_id == ItemRow.id).exists()
        for chunk in chunks(ids):
            some = self._db.scalars(select(ItemRow.id).where(ItemRow.id.in_(chunk), ~copied)).all()
            words = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body).where(ItemRow.id.in_(some))
            names = {id: names_in(attached) for id, attached in attachments_of(self._db, some).items()}
            found = self._db.execute(words)
            remove_words(self._db, [Indexed(place, title, body, names.get(id, "")) for id, place, title, body in found])
            for table in (LinkRow, ItemContactRow, ItemAccountRow, MarkRow):
                self._db.execute(delete(table).where(table.item_id.in_(some)))
            contents = self._db.scalars(select(ItemFileRow.sha256).where(ItemFileRow.item_id.in_(some))).all()
            self._db.execute(delete(ItemRow).where(ItemRow.id.in_(some)))
            self._beside(FileCopies).let_go(contents)
