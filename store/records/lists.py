"""The lists that people choose from: types, payment terms, sources, reasons for losing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, delete, func, insert, select, update

from store.errors import Invalid, Taken
from store.models import AccountRow, ContactRow, ListValueRow, MarketingRow, OpportunityRow
from store.records.audit import Audit
from store.repository import Repository, number_of, the_one
from store.rules.stages import moved
from store.text import line, named
from store.values import ListName, ListValue, Record

_VALUES = select(ListValueRow.id, ListValueRow.name, ListValueRow.position)


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a list's values are used: the records, their field as the audit trail calls it, and its column."""

    record: Record
    field: str
    column: Column[int | None]
    key: Column[int]


_USES: Mapping[ListName, _Use] = {
    ListName.TYPE: _Use(Record.OPPORTUNITY, "type", OpportunityRow.type_id, OpportunityRow.number),
    ListName.PAYMENT_TERMS: _Use(
        Record.OPPORTUNITY, "payment terms", OpportunityRow.payment_terms_id, OpportunityRow.number
    ),
    ListName.SOURCE: _Use(Record.OPPORTUNITY, "source", OpportunityRow.source_id, OpportunityRow.number),
    ListName.LOST_REASON: _Use(
        Record.OPPORTUNITY, "reason for losing", OpportunityRow.lost_reason_id, OpportunityRow.number
    ),
    ListName.ACCOUNT_TYPE: _Use(Record.ACCOUNT, "type", AccountRow.type_id, AccountRow.id),
    ListName.CONTACT_TYPE: _Use(Record.CONTACT, "type", ContactRow.type_id, ContactRow.id),
    ListName.MARKETING_TYPE: _Use(Record.MARKETING, "type", MarketingRow.type_id, MarketingRow.id),
}
# Anybody edits the lists of opportunities; the types of accounts and contacts are the owners'.
OWNERS_LISTS = frozenset({ListName.ACCOUNT_TYPE, ListName.CONTACT_TYPE})


class Lists(Repository):
    # --- reading ------------------------------------------------------------------------------------------------------

    def all(self, which: ListName) -> list[ListValue]:
        """The values of one list, in its order."""
        rows = _VALUES.where(ListValueRow.list == which.value).order_by(ListValueRow.position, ListValueRow.id)
        return [ListValue(id, which, name, position) for id, name, position in self._db.execute(rows)]

    def find(self, which: ListName, text: str) -> ListValue:
        """The value by id, name or a part of it that only one has; NotFound, Ambiguous."""
        values = self.all(which)
        text = text.strip()
        if found := [v for v in values if v.id == number_of(text)]:
            return found[0]
        found = [v for v in values if text and named(text) in named(v.name)]
        return the_one(which.words, text, [(v, v.name) for v in found], lambda: (v.name for v in values))

    def uses(self, value: ListValue, most: int | None = None) -> int:
        """How many records have this value, those in the recycle bin included; counted up to so many and one more."""
        use = _USES[value.list]
        if most is None:
            return self._db.execute(select(func.count()).where(use.column == value.id)).scalar_one()
        theirs = select(use.column).where(use.column == value.id).limit(most + 1).subquery()
        return self._db.execute(select(func.count()).select_from(theirs)).scalar_one()

    # --- editing ------------------------------------------------------------------------------------------------------

    def add(self, which: ListName, name: str, position: int | None = None) -> ListValue:
        """A new value at that place, counted from 1, or the last."""
        self._may_edit(which)
        name, order = self._free(which, name), [value.id for value in self.all(which)]
        new = insert(ListValueRow).values(list=which.value, name=name, folded=named(name), position=len(order) + 1)
        id = self._db.execute(new.returning(ListValueRow.id)).scalar_one()
        if position is not None:
            self._order(moved((*order, id), id, position))
        self._beside(Audit).did(Record.LIST, id, f"{which.words} added: {name}")
        return self._get(which, id)

    def rename(self, value: ListValue, name: str) -> ListValue:
        """Give it another name, in every record that has it."""
        self._may_edit(value.list)
        name = self._free(value.list, name, but=value.id)
        this = update(ListValueRow).where(ListValueRow.id == value.id)
        self._db.execute(this.values(name=name, folded=named(name)))
        self._beside(Audit).changed(Record.LIST, value.id, {value.list.words: (value.name, name)})
        return self._get(value.list, value.id)

    def move(self, value: ListValue, position: int) -> ListValue:
        """To that place, counted from 1."""
        self._may_edit(value.list)
        self._order(moved([one.id for one in self.all(value.list)], value.id, position))
        after = self._get(value.list, value.id)
        told = {f"{value.list.words} {value.name}: position": (value.position, after.position)}
        self._beside(Audit).changed(Record.LIST, value.id, told)
        return after

    def delete(self, value: ListValue, replacement: ListValue | None = None) -> int:
        """Take it off the list; records that have it get the replacement, or nothing. How many there were."""
        self._may_edit(value.list)
        if replacement and (replacement.list is not value.list or replacement.id == value.id):
            raise Invalid(f"{value.list.words} {value.name}", "needs another value of its list as replacement")
        count = self._replace(value, replacement)
        self._db.execute(delete(ListValueRow).where(ListValueRow.id == value.id))
        self._order([left.id for left in self.all(value.list)])
        became = f"; {count} records have {replacement.name if replacement else 'none'} now" if count else ""
        self._beside(Audit).did(Record.LIST, value.id, f"{value.list.words} deleted{became}", before=value.name)
        return count

    def _replace(self, value: ListValue, replacement: ListValue | None) -> int:
        use = _USES[value.list]
        ids = self._db.scalars(select(use.key).where(use.column == value.id).order_by(use.key)).all()
        values: dict[str, object] = {use.column.key: replacement.id if replacement else None}
        if use.record is Record.OPPORTUNITY:
            values["modified_at"] = self._clock()
        self._db.execute(update(use.column.table).where(use.column == value.id).values(values))
        after = replacement.name if replacement else None
        self._beside(Audit).changed_in_all(use.record, ids, use.field, value.name, after)
        return len(ids)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _may_edit(self, which: ListName) -> None:
        if which in OWNERS_LISTS:
            self._owners_only(which.words, "this list is changed")

    def _get(self, which: ListName, id: int) -> ListValue:
        return next(value for value in self.all(which) if value.id == id)

    def _free(self, which: ListName, name: str, but: int | None = None) -> str:
        name = line(which.words, name)
        for value in self.all(which):
            if value.id != but and named(value.name) == named(name):
                raise Taken(f"{which.words} {name}", f"is on the list already: {value.name}")
        return name

    def _order(self, ids: Sequence[int]) -> None:
        for position, id in enumerate(ids, start=1):
            self._db.execute(update(ListValueRow).where(ListValueRow.id == id).values(position=position))
