"""Undoing a merge: what the one brought comes back to it, unless it is another's by now; what came later stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from store.bulk import insert_rows
from store.models import (
    AccountDomainRow,
    ContactAddressRow,
    ContactPhoneRow,
    ContactRow,
    FieldValueRow,
    ItemContactRow,
    MergedThingRow,
    MergeRow,
    ProjectPartyRow,
)
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.contacts import Contacts
from store.records.hanging import PARTIES, Party, Reference
from store.repository import Repository, chunks
from store.transaction import Transaction
from store.values import Record, Unmerging

_COUNTED = {
    "contact": "contacts",
    "opportunity": "opportunities",
    "initiated": "opportunities initiated",
    "project": "projects",
}
_KEY = ("merge_id", "what", "key", "name")
_TEXTS = frozenset({"domains", "phones", "column"})  # named by what they are
_SETS = frozenset({"domains", "phones", "item", "related"})  # which several can have
SHOWN = 20  # of what stayed, by name


class Undoing(Repository):
    """Works on records of one kind."""

    def __init__(self, transaction: Transaction, party: Party) -> None:
        super().__init__(transaction)
        self._party = party

    def undo(self, id: int) -> Unmerging | None:
        """Give back to this one, which is in the recycle bin still; None where it had not been merged."""
        merge = self._merge_of(id)
        if merge is None:
            return None
        merge_id, kept_id = merge
        holder = self._holder(kept_id)
        before = {one: self._said(one) for one in (id, holder)}
        counts, stayed = dict[str, int](), list[str]()
        for reference in self._party.references:
            back, lost = self._point_back(merge_id, reference, holder, id)
            counts[_COUNTED[reference.what]] = len(back)
            if reference.what == "contact":
                self._lead_back(back, holder, id)
            stayed += [f"{reference.of.value} {key}" for key in lost]
        counts["history items"] = self._count(id)
        self._lower(kept_id, [thing.key for thing in self._things(merge_id, "raised")], of=id)
        stayed += self._addresses_back(merge_id, holder, id)
        stayed += self._external_id_back(merge_id, kept_id, id)
        self._said_back(merge_id, kept_id, id)
        self._leave_account(merge_id)
        self._db.execute(delete(MergeRow).where(MergeRow.id == merge_id))
        for one, was in before.items():
            self._beside(Audit).changed(self._party.record, one, _changes(was, self._said(one)))
        names = {one: str(said["name"]) for one, said in before.items()}
        words = {one: f"{self._party.record.value} {one}, {name}" for one, name in names.items()}
        self._beside(Audit).did(self._party.record, holder, f"merging with {words[id]} undone")
        if len(stayed) > SHOWN:
            stayed = [*stayed[:SHOWN], f"{len(stayed) - SHOWN} more"]
        return Unmerging(words[holder], {what: count for what, count in counts.items() if count}, tuple(stayed))

    # --- where things are ---------------------------------------------------------------------------------------------

    def _merge_of(self, id: int, party: Party | None = None) -> tuple[int, int] | None:
        """The merge that this one went in, and who has kept it."""
        record = (party or self._party).record.value
        mine = select(MergeRow.id, MergeRow.kept_id).where(MergeRow.record == record, MergeRow.merged_id == id)
        found = self._db.execute(mine).first()
        return (found[0], found[1]) if found else None

    def _holder(self, kept_id: int) -> int:
        """Who has by now what the kept one got: another, where that one was merged in its turn."""
        while merge := self._merge_of(kept_id):
            kept_id = merge[1]
        return kept_id

    def _things(self, merge_id: int, what: str) -> list[Any]:
        row = MergedThingRow
        mine = select(row.key, row.name).where(row.merge_id == merge_id, row.what == what)
        return list(self._db.execute(mine.order_by(row.key, row.name)))

    def _said(self, id: int) -> dict[str, object]:
        """What the audit trail tells of one."""
        if self._party.record is Record.ACCOUNT:
            account = self._beside(Accounts).get(id)
            return {name: getattr(account, name) for name in ("name", "phone", "web", "address", "type", "domains")}
        contact = self._beside(Contacts).get(id)
        said: dict[str, object] = {n: getattr(contact, n) for n in ("name", "title", "type", "addresses", "phones")}
        theirs = contact.account_id
        return said | {"account": self._beside(Accounts).get(theirs).name if theirs is not None else None}

    # --- giving back --------------------------------------------------------------------------------------------------

    def _point_back(self, merge_id: int, reference: Reference, holder: int, id: int) -> tuple[list[int], list[int]]:
        """Those that are its own again, and those that somebody linked elsewhere meanwhile."""
        keys = [thing.key for thing in self._things(merge_id, reference.what)]
        back, there = list[int](), set[int]()
        for chunk in chunks(keys):
            there |= set(self._db.scalars(select(reference.key).where(reference.key.in_(chunk))))
            still = select(reference.key).where(reference.key.in_(chunk), reference.column == holder)
            back += self._db.scalars(still.order_by(reference.key))
        for chunk in chunks(back):
            these = update(reference.key.table).where(reference.key.in_(chunk))
            self._db.execute(these.values({reference.column.key: id}))
        before, after = (self._name(one) for one in (holder, id))
        if before == after:
            before, after = f"{before} ({holder})", f"{after} ({id})"
        if reference.of is Record.PROJECT:
            before, after = (f"{self._party.record.value} {name}" for name in (before, after))
        self._beside(Audit).changed_in_all(reference.of, back, reference.field, before, after)
        return back, [key for key in keys if key in there and key not in set(back)]

    def _lead_back(self, contacts: Collection[int], holder: int, account_id: int) -> None:
        """Others have their account from one of these contacts, with which they were merged: it is this one, then."""
        got = select(MergeRow.kept_id).join(MergedThingRow, MergedThingRow.merge_id == MergeRow.id)
        got = got.where(
            MergeRow.record == Record.CONTACT.value,
            MergedThingRow.what == "column",
            MergedThingRow.name == "account_id",
        )
        while contacts:
            kept = set[int]()
            for chunk in chunks(contacts):
                kept |= set(self._db.scalars(got.where(MergeRow.merged_id.in_(chunk))))
            for chunk in chunks(kept):
                theirs = update(ContactRow).where(ContactRow.id.in_(chunk), ContactRow.account_id == holder)
                self._db.execute(theirs.values(account_id=account_id))
            contacts = kept

    def _name(self, id: int) -> str:
        return str(self._db.scalar(select(self._party.table.name).where(self._party.table.id == id)))

    def _count(self, id: int) -> int:
        return self._db.execute(select(func.count()).where(self._party.held == id)).scalar_one()

    def _addresses_back(self, merge_id: int, holder: int, id: int) -> list[str]:
        """Those that are another's by now."""
        row, lost = ContactAddressRow, list[str]()
        for thing in self._things(merge_id, "address"):
            owner = self._db.scalar(select(row.contact_id).where(row.address == thing.name))
            if owner is None:
                self._db.execute(insert(row).values(address=thing.name, contact_id=id, position=thing.key))
            elif owner == holder:
                mine = update(row).where(row.address == thing.name)
                self._db.execute(mine.values(contact_id=id, position=thing.key))
            else:
                lost.append(f"address {thing.name}")
        return lost

    def _external_id_back(self, merge_id: int, kept_id: int, id: int) -> list[str]:
        """Whoever got it may have been merged since into one that has its own: then it lies in the recycle bin."""
        table, lost = self._party.table, list[str]()
        keepers, since = [kept_id], list[int]()
        while merge := self._merge_of(keepers[-1]):
            since.append(merge[0])
            keepers.append(merge[1])
        for thing in self._things(merge_id, "external id"):
            owner = self._db.scalar(select(table.id).where(table.external_id == thing.name))
            if owner not in (None, *keepers):
                lost.append(f"external id {thing.name}")
                continue
            theirs = update(table).where(table.id.in_(keepers), table.external_id == thing.name)
            self._db.execute(theirs.values(external_id=None))
            handed = (MergedThingRow.what == "external id", MergedThingRow.name == thing.name)
            self._db.execute(delete(MergedThingRow).where(MergedThingRow.merge_id.in_(since), *handed))
            self._db.execute(update(table).where(table.id == id).values(external_id=thing.name))
        return lost

    def _said_back(self, merge_id: int, kept_id: int, id: int) -> None:
        """What the kept one says only since then, as far as it says it still; the other has all of it itself."""
        for what in ("domains", "phones", "column"):
            self._take_back(self._party, kept_id, what, [t.name for t in self._things(merge_id, what)], of=id)
        for what in ("value", "related", "item"):
            self._take_back(self._party, kept_id, what, [t.key for t in self._things(merge_id, what)], of=id)

    def _leave_account(self, merge_id: int) -> None:
        """What stayed with the merged one's account is found there through the contact again."""
        of = dict[int, list[int]]()
        for thing in self._things(merge_id, "kept with"):
            of.setdefault(int(thing.name), []).append(thing.key)
        for account_id, items in of.items():
            self._take_back(PARTIES[Record.ACCOUNT], account_id, "item", items)

    # --- taking from the kept one -------------------------------------------------------------------------------------

    def _take_back(self, party: Party, id: int, what: str, things: Sequence[Any], of: int = 0) -> None:
        """Take these from who got them, and from whoever got them from that one since, unless it is their own, too.

        `of` is whose they were: where a value was changed since, it stays.
        """
        by = MergedThingRow.name if what in _TEXTS else MergedThingRow.key
        while things:
            if what in _SETS:
                things = self._without_heirs(party, what, id, things, of)
            for chunk in chunks(things):
                self._remove(party, what, id, chunk, of)
            merge = self._merge_of(id, party)
            if merge is None:
                return
            handed = (MergedThingRow.merge_id == merge[0], MergedThingRow.what == what)
            on = list[Any]()
            for chunk in chunks(things):
                on += self._db.scalars(select(by).where(*handed, by.in_(chunk)))
                self._db.execute(delete(MergedThingRow).where(*handed, by.in_(chunk)))
            things, id = on, merge[1]

    def _without_heirs(self, party: Party, what: str, id: int, things: Sequence[Any], of: int) -> list[Any]:
        """Those that no other which was merged into this one has as well: from now on it has the rest from those."""
        owner, key = _owned(party, what)
        others = select(key, MergeRow.id).join_from(MergeRow, key.table, owner == MergeRow.merged_id)
        others = others.where(MergeRow.record == party.record.value, MergeRow.kept_id == id, MergeRow.merged_id != of)
        heirs = dict[Any, int]()
        for chunk in chunks(things):
            for thing, merge_id in self._db.execute(others.where(key.in_(chunk)).order_by(MergeRow.id.desc())):
                heirs[thing] = merge_id
        rows = [
            {"merge_id": m, "what": what, **({"key": 0, "name": t} if what in _TEXTS else {"key": t, "name": ""})}
            for t, m in heirs.items()
        ]
        insert_rows(self._db, MergedThingRow, rows, key=_KEY, replaced=("name",))  # some are noted already
        return [thing for thing in things if thing not in heirs]

    def _lower(self, id: int, items: Sequence[int], of: int) -> None:
        """Let these stay in its history no longer than their people do, as before it was merged with another."""
        table = ItemContactRow
        while items:
            kept = select(table.item_id, MergeRow.id).join_from(MergeRow, table, table.contact_id == MergeRow.merged_id)
            kept = kept.where(MergeRow.record == Record.CONTACT.value, MergeRow.kept_id == id, MergeRow.merged_id != of)
            heirs = dict[int, int]()
            for chunk in chunks(items):
                heirs |= dict(self._db.execute(kept.where(table.is_kept, table.item_id.in_(chunk))).all())
            rows = [{"merge_id": m, "what": "raised", "key": item, "name": ""} for item, m in heirs.items()]
            insert_rows(self._db, MergedThingRow, rows, key=_KEY, replaced=("name",))  # some are noted already
            items = [item for item in items if item not in heirs]
            for chunk in chunks(items):
                mine = update(table).where(table.contact_id == id, table.item_id.in_(chunk))
                self._db.execute(mine.values(is_kept=False))
            merge = self._merge_of(id)
            if merge is None:
                return
            row = MergedThingRow
            on = set[int]()
            for chunk in chunks(items):
                got = (row.merge_id == merge[0], row.key.in_(chunk))
                on |= set(self._db.scalars(select(row.key).where(*got, row.what.in_(("raised", "item")))))
                self._db.execute(delete(row).where(*got, row.what == "raised"))
            items, id = sorted(on), merge[1]

    def _remove(self, party: Party, what: str, id: int, things: Collection[Any], of: int) -> None:
        match what:
            case "column":
                self._empty(party.table, id, things, of)
            case "value":
                self._remove_values(id, things, of)
            case _:
                owner, key = _owned(party, what)
                self._db.execute(delete(key.table).where(owner == id, key.in_(things)))

    def _empty(self, table: Any, id: int, columns: Collection[str], of: int) -> None:
        theirs = self._db.execute(select(table).where(table.id == of)).one()
        for name in columns:
            column, value = getattr(table, name), getattr(theirs, name)
            same = update(table).where(table.id == id, column == value)
            self._db.execute(same.values({name: None if name.endswith("_id") else ""}))

    def _remove_values(self, id: int, fields: Collection[int], of: int) -> None:
        """Of the firm's own fields."""
        row = FieldValueRow
        said = select(row.record_id, row.field_id, row.text, row.number, row.currency, row.day)
        rows = self._db.execute(said.where(row.field_id.in_(fields), row.record_id.in_((id, of))))
        values = {(record, field): tuple(value) for record, field, *value in rows}
        for field in fields:
            if (value := values.get((id, field))) is not None and value == values.get((of, field)):
                self._db.execute(delete(row).where(row.field_id == field, row.record_id == id))


def _owned(party: Party, what: str) -> tuple[Any, Any]:
    """Whose each thing is, and what it is."""
    match what:
        case "item":
            return party.held, party.items.item_id
        case "related":
            return party.related, ProjectPartyRow.project_id
        case "domains":
            return AccountDomainRow.account_id, AccountDomainRow.domain
        case _:
            return ContactPhoneRow.contact_id, ContactPhoneRow.number


def _changes(before: dict[str, object], after: dict[str, object]) -> dict[str, tuple[object, object]]:
    return {name: (before[name], after[name]) for name in before}
