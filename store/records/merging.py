"""Two accounts or two contacts that are one: what hangs on the one comes to the other, and it can be undone.

The merged one goes to the recycle bin with what it says of itself. What hangs on it is handed to the kept one, and each
thing is written down: `unmerging` gives back by that list what is still there, and nothing that came later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, insert, literal, select, update

from store.bulk import insert_rows
from store.errors import InRecycleBin, Invalid
from store.models import (
    AccountDomainRow,
    ContactAddressRow,
    ContactPhoneRow,
    FieldRow,
    FieldValueRow,
    ItemAccountRow,
    ItemContactRow,
    LinkRow,
    MergedThingRow,
    MergeRow,
    OpportunityRow,
    ProjectPartyRow,
    ProjectRow,
)
from store.models.base import aliased
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.contacts import Contacts
from store.records.fields import Fields
from store.records.hanging import PARTIES, Party, Reference
from store.records.merged import Merged
from store.records.unmerging import Undoing
from store.rules import merging as rules
from store.values import Account, Contact, Merging, Record, Unmerging

_SAID = ("name", "phone", "web", "address", "title", "type", "domains", "phones", "addresses", "external_id")


class Merges(Merged):
    def planned(self, record: Record, kept_id: int, merged_id: int) -> Merging:
        """What merging the second into the first would do; nothing is changed.

        Raises NotFound, Invalid for one and the same, and InRecycleBin for one that is there, merged before or not.
        """
        kept, other = self._present(record, kept_id), self._present(record, merged_id)
        if kept_id == merged_id:
            raise Invalid(f"{record.value} {kept_id}, {kept.name}", "is one already: name two")
        own = self._beside(Fields)
        said, says = (rules.words_of(p, self._account(p), own.shown(record, p.id)) for p in (kept, other))
        counts = self._counts(PARTIES[record], merged_id)
        return Merging(
            record,
            kept_id,
            kept.name,
            merged_id,
            other.name,
            counts={what: count for what, count in counts.items() if count},
            closed=self._closed(PARTIES[record], merged_id),
            gained={what: more for what, more in _gained(kept, other).items() if more},
            filled=rules.filled(said, says),
            differing=rules.differing(said, says),
        )

    def merge(self, record: Record, kept_id: int, merged_id: int) -> Merging:
        """Make one of two: all that hangs on the second is the first's, which keeps what it says of itself.

        What the first does not say it takes from the second, which goes to the recycle bin; restoring it from there
        undoes all of it. Raises as `planned` does.
        """
        plan, party = self.planned(record, kept_id, merged_id), PARTIES[record]
        before, now = self._read(record, kept_id), self._clock()
        account = self._account(before)
        new = insert(MergeRow).values(record=record.value, kept_id=kept_id, merged_id=merged_id, at=now)
        merge = _Merge(self._db.execute(new.returning(MergeRow.id)).scalar_one(), party, kept_id, merged_id)
        if record is Record.CONTACT:
            self._keep_with_its_account(merge)
            self._take_addresses(merge)
        for reference in party.references:
            self._point(merge, reference, plan)
        self._take_places(merge)
        self._take_related(merge)
        self._take_texts(merge, plan)
        self._fill(merge)
        self._db.execute(update(party.table).where(party.table.id == merged_id).values(deleted_at=now))
        after = self._read(record, kept_id)
        told = {name.replace("_", " "): (getattr(before, name, None), getattr(after, name, None)) for name in _SAID}
        told["account"] = (account, self._account(after))
        own = {name.removeprefix("field "): (None, v) for name, v in plan.filled.items() if name.startswith("field ")}
        self._beside(Audit).did(record, kept_id, f"merged with {plan.merged_words}")
        self._beside(Audit).changed(record, kept_id, told | own)
        self._beside(Audit).did(record, merged_id, f"merged into {plan.kept_words}", plan.merged)
        return plan

    def undo(self, record: Record, id: int) -> Unmerging | None:
        """Give back what was its own to one that comes from the recycle bin; None where it had not been merged."""
        return Undoing(self._transaction, PARTIES[record]).undo(id)

    # --- looking ------------------------------------------------------------------------------------------------------

    def _read(self, record: Record, id: int) -> Account | Contact:
        return self._beside(Accounts).get(id) if record is Record.ACCOUNT else self._beside(Contacts).get(id)

    def _present(self, record: Record, id: int) -> Account | Contact:
        party = self._read(record, id)
        if party.is_deleted:
            raise InRecycleBin(f"{record.value} {id}, {party.name}", f"{record.value}:{id}", self.into(record, id))
        return party

    def _account(self, party: Account | Contact) -> str:
        if isinstance(party, Account) or party.account_id is None:
            return ""
        return self._beside(Accounts).get(party.account_id).name

    def _counts(self, party: Party, id: int) -> dict[str, int]:
        """How much hangs on it, of each kind: what is in the recycle bin goes along, and counts."""
        counted = {
            "contacts": [one.column for one in party.references if one.what == "contact"],
            "opportunities": [one.column for one in party.references if one.what == "opportunity"],
            "opportunities initiated": [one.column for one in party.references if one.what == "initiated"],
            "projects": [*(one.column for one in party.references if one.what == "project"), party.related],
            "history items": [party.held],
        }
        return {what: sum(self._count(column == id) for column in columns) for what, columns in counted.items()}

    def _count(self, condition: ColumnElement[bool]) -> int:
        return self._db.execute(select(func.count()).where(condition)).scalar_one()

    def _closed(self, party: Party, id: int) -> int:
        linked = next(one.column for one in party.references if one.what == "opportunity")
        return self._db.execute(
            select(func.count()).where(linked == id, OpportunityRow.closed_at.is_not(None))
        ).scalar_one()

    # --- handing over -------------------------------------------------------------------------------------------------

    def _note(self, merge: _Merge, what: str, things: Iterable[int | str | tuple[int, str]]) -> None:
        """Write down what the kept one gets, by its id or text, or both."""
        rows = []
        for thing in things:
            key, name = thing if isinstance(thing, tuple) else (thing, "") if isinstance(thing, int) else (0, thing)
            rows.append({"merge_id": merge.id, "what": what, "key": key, "name": name})
        insert_rows(self._db, MergedThingRow, rows)

    def _point(self, merge: _Merge, reference: Reference, plan: Merging) -> None:
        theirs = reference.column == merge.merged_id
        ids = self._db.scalars(select(reference.key).where(theirs).order_by(reference.key)).all()
        self._note(merge, reference.what, ids)
        this = update(reference.key.table).where(theirs)
        self._db.execute(this.values({reference.column.key: merge.kept_id}))
        before, after = told_as(merge.party.record, reference, plan)
        self._beside(Audit).changed_in_all(reference.of, ids, reference.field, before, after)

    def _take_places(self, merge: _Merge) -> None:
        """The items of its history by themselves, which stay in its own as well, unseen in the bin."""
        table, column = merge.party.items, merge.party.held
        theirs, own = (select(table.item_id).where(column == id) for id in (merge.merged_id, merge.kept_id))
        new = theirs.where(table.item_id.not_in(own)).order_by(table.item_id)
        self._note(merge, "item", self._db.scalars(new).all())
        columns = ["item_id", column.key, "placed_at"]
        copied = [table.item_id, literal(merge.kept_id), table.placed_at]
        if table is ItemContactRow:
            kept = select(table.item_id).where(column == merge.merged_id, table.is_kept)
            raised = own.where(table.is_kept.is_(False), table.item_id.in_(kept)).order_by(table.item_id)
            self._note(merge, "raised", self._db.scalars(raised).all())
            mine = update(table).where(column == merge.kept_id, table.item_id.in_(_keys(merge, "raised")))
            self._db.execute(mine.values(is_kept=True))
            columns, copied = [*columns, "is_kept"], [*copied, table.is_kept]
        rows = select(*copied).where(column == merge.merged_id, table.item_id.in_(_keys(merge, "item")))
        self._db.execute(insert(table).from_select(columns, rows))

    def _take_related(self, merge: _Merge) -> None:
        """The projects that it has to do with: it has to itself still, which nobody sees of one in the recycle bin."""
        column, row = merge.party.related, ProjectPartyRow
        theirs, own = (select(row.project_id).where(column == id) for id in (merge.merged_id, merge.kept_id))
        linked = select(ProjectRow.id).where(getattr(ProjectRow, column.key) == merge.kept_id)
        new = theirs.where(row.project_id.not_in(own), row.project_id.not_in(linked)).order_by(row.id)
        projects = self._db.scalars(new).all()
        self._note(merge, "related", projects)
        insert_rows(self._db, row, [{"project_id": project, column.key: merge.kept_id} for project in projects])

    def _take_addresses(self, merge: _Merge) -> None:
        """Mail from and to them is the kept one's from now on; its own address stays the first."""
        row = ContactAddressRow
        last = self._db.scalar(select(func.max(row.position)).where(row.contact_id == merge.kept_id))
        theirs = self._db.execute(select(row.address, row.position).where(row.contact_id == merge.merged_id)).all()
        self._note(merge, "address", [(place, address) for address, place in theirs])
        after = -1 if last is None else last
        moved = update(row).where(row.contact_id == merge.merged_id)
        self._db.execute(moved.values(contact_id=merge.kept_id, position=row.position + after + 1))

    def _take_texts(self, merge: _Merge, plan: Merging) -> None:
        """Domains and phone numbers that the kept one has not: the other keeps its own, as it is of no effect there."""
        for what, texts in plan.gained.items():
            if what != "addresses":
                self._note(merge, what, texts)
        insert_rows(
            self._db,
            AccountDomainRow,
            [{"account_id": merge.kept_id, "domain": domain} for domain in plan.gained.get("domains", ())],
        )
        row = ContactPhoneRow
        last = self._db.scalar(select(func.max(row.position)).where(row.contact_id == merge.kept_id))
        after = 0 if last is None else last + 1
        phones = enumerate(plan.gained.get("phones", ()), start=after)
        insert_rows(self._db, row, [{"contact_id": merge.kept_id, "position": n, "number": text} for n, text in phones])

    def _fill(self, merge: _Merge) -> None:
        """What the kept one does not say of itself, own fields included; an external id is one record's alone."""
        table = merge.party.table
        of = {
            row.id: row for row in self._db.execute(select(table).where(table.id.in_((merge.kept_id, merge.merged_id))))
        }
        kept, other = of[merge.kept_id], of[merge.merged_id]
        empty = {c: getattr(other, c) for c in merge.party.columns if not getattr(kept, c) and getattr(other, c)}
        self._note(merge, "column", empty)
        if other.external_id and not kept.external_id:
            self._note(merge, "external id", [other.external_id])
            self._db.execute(update(table).where(table.id == merge.merged_id).values(external_id=None))
            empty["external_id"] = other.external_id
        if empty:
            self._db.execute(update(table).where(table.id == merge.kept_id).values(empty))
        fields = select(FieldRow.id).where(FieldRow.record == merge.party.record.value)
        has = aliased(FieldValueRow)
        there = exists().where(has.field_id == FieldValueRow.field_id, has.record_id == merge.kept_id)
        theirs = select(FieldValueRow).where(
            FieldValueRow.record_id == merge.merged_id, FieldValueRow.field_id.in_(fields), ~there
        )
        rows = [{**row._mapping, "record_id": merge.kept_id} for row in self._db.execute(theirs)]
        self._note(merge, "value", [row["field_id"] for row in rows])
        insert_rows(self._db, FieldValueRow, rows)

    def _keep_with_its_account(self, merge: _Merge) -> None:
        """What happened with somebody of another company stays in that company's history."""
        from store.history.items import Items  # most of what is done with contacts needs nothing of mail

        kept, other = (self._beside(Contacts).get(id) for id in (merge.kept_id, merge.merged_id))
        if other.account_id is None or kept.account_id in (None, other.account_id):
            return
        theirs = select(OpportunityRow.number).where(OpportunityRow.contact_id == other.id)
        own = select(ItemContactRow.item_id).where(ItemContactRow.contact_id == other.id)
        of_deals = select(LinkRow.item_id).where(LinkRow.number.in_(theirs))
        there = select(ItemAccountRow.item_id).where(ItemAccountRow.account_id == other.account_id)
        items = own.union(of_deals).subquery().c.item_id
        new = self._db.scalars(select(items).where(items.not_in(there)).order_by(items)).all()
        self._note(merge, "kept with", [(item, str(other.account_id)) for item in new])
        self._beside(Items).stay_with_account(other.account_id, contact_id=other.id)


@dataclass(frozen=True, slots=True)
class _Merge:
    """The act under way."""

    id: int
    party: Party
    kept_id: int
    merged_id: int


def told_as(record: Record, reference: Reference, plan: Merging) -> tuple[str, str]:
    """Both as the audit trail of what hangs on them names them: two of one name by their ids as well."""
    names = plan.merged, plan.kept
    if plan.merged == plan.kept:
        names = f"{plan.merged} ({plan.merged_id})", f"{plan.kept} ({plan.kept_id})"
    if reference.of is Record.PROJECT:
        return f"{record.value} {names[0]}", f"{record.value} {names[1]}"
    return names


def _gained(kept: Account | Contact, other: Account | Contact) -> dict[str, tuple[str, ...]]:
    match kept, other:
        case Account(), Account():
            return {"domains": rules.gained(kept.domains, other.domains)}
        case Contact(), Contact():
            return {"addresses": other.addresses, "phones": rules.gained(kept.phones, other.phones)}
    return {}


def _keys(merge: _Merge, what: str) -> Select[int]:
    return select(MergedThingRow.key).where(MergedThingRow.merge_id == merge.id, MergedThingRow.what == what)
