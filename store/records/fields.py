"""Fields of a firm's own on opportunities, accounts and contacts: owners define them, everybody fills them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Result, delete, func, insert, select, update
from sqlalchemy.sql.elements import ClauseList

from store.bulk import insert_rows
from store.errors import InRecycleBin, Invalid, NotFound, Taken
from store.models import AccountRow, ContactRow, FieldRow, FieldValueRow, OpportunityRow
from store.records.audit import Audit
from store.records.field_conditions import column_of, holds
from store.repository import Repository, chunks, number_of, the_one
from store.rules import fields as rules
from store.text import fold, named
from store.transaction import Transaction
from store.values import Comparison, Field, FieldKind, FieldValue, Record

_FIELDS = select(FieldRow.id, FieldRow.record, FieldRow.name, FieldRow.kind, FieldRow.choices).order_by(
    FieldRow.record, FieldRow.position, FieldRow.id
)
_VALUES = select(
    FieldValueRow.record_id,
    FieldValueRow.field_id,
    FieldValueRow.text,
    FieldValueRow.number,
    FieldValueRow.currency,
    FieldValueRow.day,
)
_KEY: Mapping[Record, Any] = {
    Record.OPPORTUNITY: OpportunityRow.number,
    Record.ACCOUNT: AccountRow.id,
    Record.CONTACT: ContactRow.id,
}

Values = Mapping[str, tuple[Field, FieldValue]]


class Fields(Repository):
    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._known: list[Field] | None = None  # all of them, once they were read, until one is defined anew

    # --- which there are ----------------------------------------------------------------------------------------------

    def all(self, record: Record | None = None) -> list[Field]:
        """The fields of one kind of record, or of all, in their order."""
        if self._known is None:
            self._known = [
                Field(id, Record(of), name, FieldKind(kind), tuple(choices))
                for id, of, name, kind, choices in self._db.execute(_FIELDS)
            ]
        return [field for field in self._known if record in (None, field.record)]

    def get(self, id: int) -> Field:
        for field in self.all():
            if field.id == id:
                return field
        raise NotFound("field", id)

    def find(self, record: Record, text: str) -> Field:
        """By its whole name, else by id or a part of the name that only one has; NotFound, Ambiguous."""
        text, fields = text.strip(), self.all(record)
        if exact := [f for f in fields if named(f.name) == named(text)] or [
            f for f in fields if f.id == number_of(text)
        ]:
            return exact[0]
        found = [f for f in fields if text and named(text) in named(f.name)]
        subject = f"field of {_plural(record)}"
        return the_one(subject, text, [(f, f.name) for f in found], lambda: (f.name for f in fields))

    # --- defining them: owners do -------------------------------------------------------------------------------------

    def add(self, record: Record, name: str, kind: FieldKind, choices: Sequence[str] = ()) -> Field:
        """A new one at the end; Taken when the kind of record has one of that name."""
        self._owners_define()
        if record not in rules.RECORDS:
            raise Invalid("field", f"a {record.value} has none of its own", "opportunities, accounts and contacts do")
        name = self._free(record, name)
        last = select(func.coalesce(func.max(FieldRow.position), 0)).where(FieldRow.record == record.value)
        new = insert(FieldRow).values(
            record=record.value,
            name=name,
            folded=named(name),
            kind=kind.value,
            choices=list(rules.checked_choices(kind, choices)),
            position=self._db.execute(last).scalar_one() + 1,
        )
        field = self.get(self._define(new.returning(FieldRow.id)).scalar_one())
        self._beside(Audit).did(Record.FIELD, field.id, "added")
        told = {"name": (None, name), "of": (None, record.value), "kind": (None, kind.value)}
        self._beside(Audit).changed(Record.FIELD, field.id, told | {"choices": (None, field.choices)})
        return field

    def rename(self, id: int, name: str) -> Field:
        self._owners_define()
        before = self.get(id)
        name = self._free(before.record, name, but=id)
        self._define(update(FieldRow).where(FieldRow.id == id).values(name=name, folded=named(name)))
        self._beside(Audit).changed(Record.FIELD, id, {"name": (before.name, name)})
        return self.get(id)

    def move(self, id: int, place: int) -> list[Field]:
        """To that place among the fields of its kind of record, counted from 1."""
        from store.rules.projects import moved  # every list of records reads fields, and moves none

        self._owners_define()
        field = self.get(id)
        before = self.all(field.record)
        after = moved(before, field, place)
        for position, one in enumerate(after, start=1):
            self._define(update(FieldRow).where(FieldRow.id == one.id).values(position=position))
        self._beside(Audit).changed(Record.FIELD, id, {"place": (before.index(field) + 1, after.index(field) + 1)})
        return after

    def set_choices(self, id: int, choices: Sequence[str], *, drop_values: bool = False) -> Field:
        """The choices from now on, in this order.

        A choice that records have is taken away only with `drop_values`; else Invalid says how many values would go.
        """
        self._owners_define()
        before = self.get(id)
        if before.kind is not FieldKind.CHOICE:
            raise Invalid(f"field {before.name}", f"is of kind {before.kind.value} and has no choices")
        wanted = rules.checked_choices(before.kind, choices)
        lost = [choice for choice in before.choices if choice not in wanted]
        self._drop(before, FieldValueRow.text.in_(lost), drop_values)
        self._define(update(FieldRow).where(FieldRow.id == id).values(choices=list(wanted)))
        self._beside(Audit).changed(Record.FIELD, id, {"choices": (before.choices, wanted)})
        return self.get(id)

    def rename_choice(self, id: int, old: str, new: str) -> Field:
        """Another name for a choice, on the records that have it, too."""
        self._owners_define()
        before = self.get(id)
        found = rules.parsed(before, old) if before.kind is FieldKind.CHOICE else None
        if found is None:
            raise Invalid(f"field {before.name}", f"has no choice {old!r}")
        wanted = rules.checked_choices(before.kind, [new if c == found.text else c for c in before.choices])
        name = wanted[before.choices.index(found.text or "")]
        self._define(update(FieldRow).where(FieldRow.id == id).values(choices=list(wanted)))
        having = update(FieldValueRow).where(FieldValueRow.field_id == id, FieldValueRow.text == found.text)
        self._db.execute(having.values(text=name, folded=fold(name)))
        self._beside(Audit).changed(Record.FIELD, id, {"choices": (before.choices, wanted)})
        return self.get(id)

    def remove(self, id: int, *, drop_values: bool = False) -> int:
        """Remove the field with its values, which the audit trail of each record keeps; how many those were.

        Where there are any, only with `drop_values`; else Invalid says how many would go.
        """
        self._owners_define()
        field = self.get(id)
        count = self._drop(field, FieldValueRow.field_id == id, drop_values)
        self._define(delete(FieldRow).where(FieldRow.id == id))
        self._beside(Audit).did(Record.FIELD, id, "removed", field.name)
        return count

    def count(self, id: int) -> int:
        """How many records have a value in it."""
        counted = select(func.count()).select_from(FieldValueRow).where(FieldValueRow.field_id == id)
        return self._db.execute(counted).scalar_one()

    # --- values -------------------------------------------------------------------------------------------------------

    def of(self, record: Record, ids: Iterable[int]) -> dict[int, Values]:
        """The values of each record that has any, in the order of the fields: two queries for up to 500 records."""
        fields = self.all(record)
        if not fields:
            return {}
        raw: dict[int, dict[int, FieldValue]] = {}
        mine = _VALUES.where(FieldValueRow.field_id.in_([field.id for field in fields]))
        for chunk in chunks(ids):
            for id, field_id, *value in self._db.execute(mine.where(FieldValueRow.record_id.in_(chunk))):
                raw.setdefault(id, {})[field_id] = _value(value)
        return {
            id: {field.name: (field, values[field.id]) for field in fields if field.id in values}
            for id, values in raw.items()
        }

    def shown(self, record: Record, id: int) -> dict[str, str]:
        """The values of one record as text."""
        return {name: rules.shown(*value) for name, value in self.of(record, [id]).get(id, {}).items()}

    def set(self, record: Record, id: int, given: Mapping[str, str]) -> dict[str, str]:
        """Set values by the field's name, from text; an empty text clears. All of them as text, afterwards.

        Raises NotFound for a name, Invalid for a value, and as an edit does for a closed or deleted record.
        """
        self._must_be_editable(record, id)
        wanted = {field.id: (field, text) for field, text in ((self.find(record, n), t) for n, t in given.items())}
        manner = self._transaction.manner
        values = {field_id: rules.parsed(field, text, manner) for field_id, (field, text) in wanted.items()}
        before = self.of(record, [id]).get(id, {})
        mine = (FieldValueRow.record_id == id, FieldValueRow.field_id.in_(list(values)))
        self._db.execute(delete(FieldValueRow).where(*mine))
        insert_rows(self._db, FieldValueRow, [_row(f, id, value) for f, value in values.items() if value])
        after = self.shown(record, id)
        told = {
            field.name: (rules.shown(*before[field.name]) if field.name in before else None, after.get(field.name))
            for field, _ in wanted.values()
        }
        self._beside(Audit).changed(record, id, told)
        if record is Record.OPPORTUNITY and any(was != now for was, now in told.values()):
            edited = update(OpportunityRow).where(OpportunityRow.number == id)
            self._db.execute(edited.values(modified_at=self._clock()))
        return after

    # --- looking for records by them ----------------------------------------------------------------------------------

    def having(self, record: Record, name: str, op: str, text: str) -> ColumnElement[bool]:
        """A condition on the record's id: = and != (empty: has none, has one), ~ contains, > >= < <=.

        Text compares without case and diacritics; money only with money of the same currency. != is also true of a
        record that has no value. Raises NotFound, Invalid.
        """
        return holds(_KEY[record], rules.comparison(self.find(record, name), op, text, self._transaction.manner))

    def comparisons(self, record: Record, texts: Iterable[str]) -> tuple[Comparison, ...]:
        """What filters ask as people write them, "Seats>=100"; raises as `having` does."""
        return tuple(
            rules.comparison(self.find(record, name), op, text, self._transaction.manner)
            for name, op, text in map(rules.split_filter, texts)
        )

    def filters(self, record: Record, texts: Iterable[str]) -> list[ColumnElement[bool]]:
        """The same as conditions on the record's id."""
        return [holds(_KEY[record], asked) for asked in self.comparisons(record, texts)]

    def order(self, record: Record, name: str) -> Any:
        """What records are sorted by to have them in the order of this field; NULL where one has no value.

        Amounts are in the order of their currencies, and of the amounts of each: 900 JPY are no more than 10 EUR.
        """
        field = self.find(record, name)
        mine = (FieldValueRow.field_id == field.id, FieldValueRow.record_id == _KEY[record])
        columns = [FieldValueRow.currency] if field.kind is FieldKind.MONEY else []
        keys = [
            select(column).where(*mine).correlate_except(FieldValueRow).scalar_subquery()
            for column in (*columns, column_of(field))
        ]
        return keys[0] if len(keys) == 1 else ClauseList(*keys, group=False)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _define(self, statement: Executable) -> Result[Any]:
        self._known = None
        return self._db.execute(statement)

    def _owners_define(self) -> None:
        self._owners_only("fields", "they are defined")

    def _free(self, record: Record, name: str, but: int | None = None) -> str:
        name = rules.checked_name(name)
        for other in self.all(record):
            if named(other.name) == named(name) and other.id != but:
                raise Taken(f"name {name!r}", f"belongs to field {other.id} of {_plural(record)}, {other.name}")
        return name

    def _drop(self, field: Field, condition: Any, is_confirmed: bool) -> int:
        """Take values away, each told in its record's audit trail; refused unless confirmed where there are any."""
        going = (FieldValueRow.field_id == field.id, condition)
        values = {id: _value(rest) for id, _, *rest in self._db.execute(_VALUES.where(*going)).all()}
        if values and not is_confirmed:
            what = "value" if len(values) == 1 else "values"
            reason = f"{len(values)} {what} would go; the audit trail keeps them"
            raise Invalid(f"field {field.name}", reason, "say --yes to do it")
        told = {id: rules.shown(field, value) for id, value in values.items()}
        self._beside(Audit).cleared(field.record, field.name, told)
        self._db.execute(delete(FieldValueRow).where(*going))
        return len(values)

    def _must_be_editable(self, record: Record, id: int) -> None:
        from store.records.accounts import Accounts  # every list of records reads fields, and writes none
        from store.records.contacts import Contacts
        from store.records.opportunities import Opportunities
        from store.rules import opportunity as opportunity_rules

        match record:
            case Record.OPPORTUNITY:
                opportunity_rules.must_be_open(self._beside(Opportunities).get(id))
            case Record.ACCOUNT | Record.CONTACT:
                of = self._beside(Accounts) if record is Record.ACCOUNT else self._beside(Contacts)
                if (party := of.get(id)).is_deleted:
                    raise InRecycleBin(f"{record.value} {id}, {party.name}", f"{record.value}:{id}")
            case _:
                raise Invalid(record.value, "has no fields of its own")


def _value(columns: Sequence[Any]) -> FieldValue:
    return FieldValue(*columns)


def _row(field_id: int, record_id: int, value: FieldValue) -> dict[str, Any]:
    return {
        "field_id": field_id,
        "record_id": record_id,
        "text": value.text,
        "folded": None if value.text is None else fold(value.text),
        "number": value.number,
        "currency": value.currency,
        "day": value.day,
    }


def _plural(record: Record) -> str:
    return "opportunities" if record is Record.OPPORTUNITY else f"{record.value}s"
