"""The recycle bin: records that were deleted, hidden and untouched until they are restored or the bin is emptied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true, update

from store.errands import Errands
from store.errors import InRecycleBin, Invalid, NotFound
from store.models import (
    AccountRow,
    ChangeRow,
    ContactRow,
    ItemRow,
    LinkRow,
    MarketingRow,
    MarkRow,
    OpportunityRow,
    PointerRow,
    ProjectRow,
)
from store.paging import Place, behind
from store.records import emptying
from store.records.audit import Audit
from store.repository import Repository, chunks, number_of, the_one
from store.text import named
from store.values import Binned, Emptying, ErrandKind, MarkKind, Record, Unmerging

SHOWN = 20  # linked records that a refusal lists


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is kept."""

    table: Any
    id: Any
    name: Any


KINDS: Mapping[Record, Kind] = {
    Record.OPPORTUNITY: Kind(OpportunityRow, OpportunityRow.number, OpportunityRow.title),
    Record.PROJECT: Kind(ProjectRow, ProjectRow.id, ProjectRow.name),
    Record.CONTACT: Kind(ContactRow, ContactRow.id, ContactRow.name),
    Record.ACCOUNT: Kind(AccountRow, AccountRow.id, AccountRow.name),
    Record.MARKETING: Kind(MarketingRow, MarketingRow.id, MarketingRow.title),
    Record.ITEM: Kind(ItemRow, ItemRow.id, ItemRow.subject),
}


class Bin(Repository):
    def delete(self, record: Record, id: int) -> Binned:
        """Move a record to the recycle bin with all its links.

        Raises NotFound; InRecycleBin for what is there already; Invalid for an account or contact that opportunities or
        projects are linked to, naming them. An account's contacts keep it.
        """
        name, deleted_at = self._named(record, id)
        if deleted_at:
            raise self._in_bin(record, id, name)
        if record in (Record.ACCOUNT, Record.CONTACT):
            self._refuse_linked(record, id, name)
        now = self._clock()
        self._set(record, id, deleted_at=now)
        self._beside(Audit).did(record, id, "deleted", name)
        return Binned(record, id, name, now, self._transaction.actor.name)

    def restore(self, record: Record, id: int) -> Binned:
        """Bring a record back whole; its reminders become new tasks in Outlook.

        One that was merged into another gets back what was its own, and what came later stays with the other.
        Raises NotFound for what is not in the bin, Invalid when the account or contact that it is linked to is in it.
        """
        name, deleted_at = self._named(record, id)
        if not deleted_at:
            raise Invalid(f"{record.value} {id}, {name}", "is not in the recycle bin")
        unmerged = self._unmerged(record, id)
        match record:
            case Record.OPPORTUNITY:
                self._refuse_without_party(OpportunityRow, OpportunityRow.number, record, id)
                self._set(record, id, active_at=self._clock())
            case Record.PROJECT:
                self._refuse_without_party(ProjectRow, ProjectRow.id, record, id)
        self._set(record, id, deleted_at=None)
        if record is Record.OPPORTUNITY:
            self._owe_stamps(id)
        self._beside(Audit).did(record, id, "restored")
        return Binned(record, id, name, deleted_at, unmerged=unmerged)

    # --- looking into it ----------------------------------------------------------------------------------------------

    def all(self, record: Record | None = None, *, before: datetime | None = None) -> list[Binned]:
        """What is in the bin, of one kind or of all, deleted before that time; the latest first."""
        found: list[Binned] = []
        for one in KINDS if record is None else (record,):
            found += self._select(one, KINDS[one].table.deleted_at < before if before else None)
        return sorted(found, key=lambda binned: (binned.deleted_at, binned.record, binned.id), reverse=True)

    def page(self, record: Record | None = None, *, limit: int, offset: int = 0, place: Place = ()) -> list[Binned]:
        """So many of one kind or of all after the first `offset` behind a place, the latest first.

        Nothing else is read of any.
        """
        last = offset + limit
        there = [
            (deleted_at, one, id)
            for one, kind in KINDS.items()
            if record in (None, one)
            for id, deleted_at in self._db.execute(
                select(kind.id, kind.table.deleted_at)
                .where(kind.table.deleted_at.is_not(None), *_behind(one, kind, place))
                .order_by(kind.table.deleted_at.desc(), kind.id.desc())
                .limit(last)
            )
        ]
        page = sorted(there, reverse=True)[offset:last]
        wanted = {one: [id for _, of, id in page if of is one] for one in KINDS}
        found = {
            (shown.record, shown.id): shown
            for one, ids in wanted.items()
            if ids
            for shown in self._select(one, KINDS[one].id.in_(ids))
        }
        return [found[one, id] for _, one, id in page]

    def find(self, record: Record, text: str) -> Binned:
        """What in the bin has this id, or a part of this name that only one has; NotFound, Ambiguous."""
        kind, text = KINDS[record], text.strip()
        if found := self._select(record, kind.id == (number_of(text) or 0)):
            return found[0]
        found = [one for one in self._select(record) if named(text) in named(one.name)] if text else []
        in_bin = f"{record.value} in the recycle bin"
        return the_one(in_bin, text, [(one, one.name) for one in found], lambda: (o.name for o in self._select(record)))

    def contacts_of(self, account_id: int) -> int:
        """How many contacts an account has that are not in the bin themselves."""
        theirs = (ContactRow.account_id == account_id, ContactRow.deleted_at.is_(None))
        return self._db.execute(select(func.count()).select_from(ContactRow).where(*theirs)).scalar_one()

    # --- emptying -----------------------------------------------------------------------------------------------------

    def would_empty(self, before: datetime | None = None, *, most: int | None = None) -> Emptying:
        """What emptying the bin of what was deleted before that time, or of all, would remove and keep.

        Of no more than `most` records, and how many are beyond: one kind after the other, so that what an account or
        contact is kept by is looked at before it.
        """
        if most is None:
            return emptying.planned(self._db, self.all(before=before))
        found: list[Binned] = []
        beyond = 0
        for record, kind in KINDS.items():
            deleted_at = kind.table.deleted_at
            there = deleted_at.is_not(None) if before is None else deleted_at < before
            latest = select(kind.id).where(there).order_by(deleted_at.desc(), kind.id.desc()).limit(most - len(found))
            ids = list(self._db.scalars(latest))
            found += self._select(record, kind.id.in_(ids)) if ids else []
            beyond += self._db.execute(select(func.count(deleted_at)).where(there)).scalar_one() - len(ids)
        return replace(emptying.planned(self._db, found), beyond=beyond)

    def empty(self, before: datetime | None = None, only: Collection[tuple[Record, int]] | None = None) -> Emptying:
        """Remove it for good, with all that hangs on it; owners do. The audit trail and the mail's own rows stay.

        All of it, or `only` these records, as long as they are in the bin.

        What still has to be told to Outlook stays, and so does an account or contact that something in the bin needs.
        """
        self._owners_only("recycle bin", "it is emptied")
        plan = self.would_empty(before) if only is None else emptying.planned(self._db, self._those(before, only))
        done = emptying.remove(self._transaction, plan)
        for one in plan.removed:
            self._beside(Audit).did(one.record, one.id, "removed for good", one.name)
        return done

    def _those(self, before: datetime | None, only: Collection[tuple[Record, int]]) -> list[Binned]:
        found: list[Binned] = []
        for record, kind in KINDS.items():
            if ids := [id for of, id in only if of is record]:
                old = kind.table.deleted_at < before if before else true()
                found += self._select(record, and_(kind.id.in_(ids), old))
        return found

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _named(self, record: Record, id: int) -> tuple[str, datetime | None]:
        kind = KINDS[record]
        found = self._db.execute(select(kind.name, kind.table.deleted_at).where(kind.id == id)).first()
        if found is None:
            raise NotFound(record.value, id)
        return found[0], found[1]

    def _in_bin(self, record: Record, id: int, name: str) -> InRecycleBin:
        return InRecycleBin(
            f"{record.value} {id}, {name}", f"{record.value}:{id}", self._merged(record, [id]).get(id, "")
        )

    def _merged(self, record: Record, ids: Iterable[int]) -> dict[int, str]:
        from store.records.merged import Merged  # which knows what hangs on accounts and contacts

        return self._beside(Merged).kept(record, ids) if record in (Record.ACCOUNT, Record.CONTACT) else {}

    def _unmerged(self, record: Record, id: int) -> Unmerging | None:
        from store.records.merging import Merges

        return self._beside(Merges).undo(record, id) if record in (Record.ACCOUNT, Record.CONTACT) else None

    def _set(self, record: Record, id: int, **values: Any) -> None:
        kind = KINDS[record]
        self._db.execute(update(kind.table).where(kind.id == id).values(**values))

    def _select(self, record: Record, condition: Any = None) -> list[Binned]:
        kind = KINDS[record]
        there = select(kind.id, kind.name, kind.table.deleted_at).where(kind.table.deleted_at.is_not(None))
        if condition is not None:
            there = there.where(condition)
        rows = sorted(self._db.execute(there))  # here, or SQLite would read the whole table in that order
        ids = [id for id, _, _ in rows]
        by, into = self._deleted_by(record, ids), self._merged(record, ids)
        return [Binned(record, id, name, at, by.get(id, ""), into.get(id, "")) for id, name, at in rows]

    def _deleted_by(self, record: Record, ids: Iterable[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        acts = select(ChangeRow.record_id, ChangeRow.actor).where(
            ChangeRow.record == record.value,
            ChangeRow.field == "",
            or_(ChangeRow.after == "deleted", ChangeRow.after.startswith("merged into ")),
        )
        for chunk in chunks(ids):
            found |= dict(self._db.execute(acts.where(ChangeRow.record_id.in_(chunk)).order_by(ChangeRow.id)).all())
        return found

    def _refuse_linked(self, record: Record, id: int, name: str) -> None:
        linked: list[str] = []
        for other in (Record.OPPORTUNITY, Record.PROJECT):
            kind = KINDS[other]
            party = kind.table.account_id if record is Record.ACCOUNT else kind.table.contact_id
            theirs = select(kind.id, kind.name).where(party == id, kind.table.deleted_at.is_(None)).order_by(kind.id)
            linked += [f"{other.value} {number} {title}" for number, title in self._db.execute(theirs)]
        if linked:
            shown = ", ".join(linked[:SHOWN]) + (f" and {len(linked) - SHOWN} more" if len(linked) > SHOWN else "")
            raise Invalid(
                f"{record.value} {id}, {name}",
                f"cannot be deleted while these are linked to it: {shown}",
                "link them elsewhere first",
            )

    def _refuse_without_party(self, table: Any, key: Any, record: Record, id: int) -> None:
        account_id, contact_id = self._db.execute(select(table.account_id, table.contact_id).where(key == id)).one()
        party, of = (Record.ACCOUNT, account_id) if account_id is not None else (Record.CONTACT, contact_id)
        name, deleted_at = self._named(party, of)
        if deleted_at:
            raise Invalid(
                f"{record.value} {id}",
                f"is linked to {party.value} {of}, {name}, which is in the recycle bin, too",
                f"restore that first: dealtrail bin restore {party.value}:{of}",
            )

    def _owe_stamps(self, number: int) -> None:
        """Owe its category to the copies that came to be linked without it while it was in the bin."""
        withdrawn = select(MarkRow.item_id).where(
            MarkRow.item_id == PointerRow.item_id,
            MarkRow.mailbox_id == PointerRow.mailbox_id,
            MarkRow.number == number,
            MarkRow.kind == MarkKind.WITHDRAWN.value,
        )
        copies: Select[*tuple[Any, ...]] = (
            select(PointerRow.mailbox_id, PointerRow.id, PointerRow.confirmed)
            .join(LinkRow, LinkRow.item_id == PointerRow.item_id)
            .where(LinkRow.number == number, PointerRow.is_gone.is_(False), ~withdrawn.exists())
        )
        owed: dict[int, list[str]] = {}
        for mailbox_id, id, confirmed in self._db.execute(copies):
            if number not in confirmed:
                owed.setdefault(mailbox_id, []).append(str(id))
        for mailbox_id, keys in owed.items():
            self._beside(Errands).owe(mailbox_id, ErrandKind.STAMP, keys, due_at=self._clock())


def _behind(record: Record, kind: Kind, place: Place) -> list[Any]:
    """What of this kind comes behind a place among all kinds."""
    if not place:
        return []
    (at, of, id), deleted_at = place, kind.table.deleted_at
    if record.value == of:
        return [behind(((deleted_at, True), (kind.id, True)), (at, id))]
    earlier = behind(((deleted_at, True),), (at,))
    return [earlier if record.value > str(of) else or_(earlier, deleted_at == at)]
