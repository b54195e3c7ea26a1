"""What a row says: which record it is about, and what of it would be otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from daemon.tables import columns
from daemon.tables.cells import joined, parted
from daemon.tables.columns import OWN, Column, Kind
from daemon.tables.manners.numbers import short
from daemon.tables.rows.found import Cells, Found, Refused, id_of
from daemon.tables.rows.names import Names
from store.addresses import normalise
from store.errors import DatabaseError, Invalid, StoreError
from store.text import named
from store.unit import Unit
from store.values import Account, Contact, Opportunity, Record

_NUMBER = re.compile(r"(?:[^\W\d_]+-)?\d{1,9}")
_FIELD_OF = {
    "emails": "addresses",
    "account": "account_id",
    "contact": "contact_id",
    "stage": "stage_id",
    "type": "type_id",
    "source": "source_id",
    "payment_terms": "payment_terms_id",
}


class Meaning:
    """Of rows about one kind of record."""

    def __init__(self, unit: Unit, record: Record, known: Mapping[str, Column], names: Names, zone: ZoneInfo) -> None:
        self._unit = unit
        self._record = record
        self._columns = known
        self._names = names
        self._zone = zone

    # --- which record -------------------------------------------------------------------------------------------------

    def candidates(self, row: Cells) -> Sequence[Found]:
        """The records that the row may be about."""
        external_id, name = row.get("external_id", ""), row.get("name", "")
        matching = self._unit.matching
        match self._record:
            case Record.ACCOUNT:
                return matching.accounts(external_id, name)
            case Record.CONTACT:
                return matching.contacts(external_id, parted(row.get("emails", "")), name)
        if number := row.get("number", ""):
            if not _NUMBER.fullmatch(number):
                raise Invalid("number", f"{number!r} is none", "write 17 or OPP-17, or leave it empty")
            return [self._unit.opportunities.find(number)]
        return matching.opportunities(external_id, row.get("title", ""), **self._party(row))

    def _party(self, row: Cells) -> dict[str, int]:
        """Whom a row's opportunity is linked to; a name that nobody has is told where the cell itself is read."""
        for name in ("contact", "account"):
            if row.get(name):
                try:
                    field, id = self._names.looked_up(name, row[name])
                except DatabaseError:
                    raise
                except StoreError:
                    return {}
                return {field: id}
        return {}

    # --- what it says -------------------------------------------------------------------------------------------------

    def fields(self, row: Cells, bad: set[str]) -> dict[str, Any]:
        """The record's fields that these cells make; raises Refused for all cells that cannot be read."""
        fields, problems = dict[str, Any](), []
        for name, cell in row.items():
            column = self._columns[name]
            if column.reader is None or name in bad:
                continue
            try:
                if column.kind is Kind.NAMED:
                    field, value = self._names.looked_up(name, cell)
                else:
                    field, value = column.reader(self._unit, cell)
                fields[field] = value
            except DatabaseError:
                raise
            except StoreError as problem:
                problems.append((name, str(problem), cell))
        if problems:
            raise Refused(problems)
        if fields.get("account_id") and fields.get("contact_id"):
            self._one_party(fields)
        return fields

    def _one_party(self, fields: dict[str, Any]) -> None:
        """A deal of a contact and of the contact's account is the contact's: it shows in the account's history, too."""
        if self._unit.contacts.get(fields["contact_id"]).account_id == fields["account_id"]:
            fields["account_id"] = None

    def written(self, found: Found, names: Mapping[str, str]) -> Cells:
        """What the record says in these columns, as an exported row would."""
        match found:
            case Account():
                cells = columns.account_cells(found, names)
            case Contact():
                cells = columns.contact_cells(self._unit, found, names)
            case Opportunity():
                cells = columns.opportunity_cells(self._unit, found, names, self._zone)
        if own := [name for name in names if name.startswith(OWN)]:
            shown = self._unit.fields.shown(self._record, id_of(found))
            cells |= {name: shown.get(name.removeprefix(OWN), "") for name in own}
        return cells

    def differing(self, row: Cells, before: Cells) -> Cells:
        """The cells that differ from what is written."""
        return {name: cell for name, cell in row.items() if not self._is_same(name, cell, before.get(name, ""))}

    def _is_same(self, name: str, cell: str, before: str) -> bool:
        if cell == before:
            return True
        match name:
            case "emails":  # what a program wrapped around an address is no change
                return joined(dict.fromkeys(normalise(one) or one for one in parted(cell))) == before
            case "amount":
                return not cell or (not before and cell.split()[0].strip("0.") == "")
            case "currency":
                return not cell or cell.upper() == before
            case "number":
                return True
            case "status" | "created" | "closed":
                return not cell
            case "probability":
                return not cell  # as it is, or as its stage brings it
        match self._columns[name].kind:
            case Kind.NAMED:
                return named(cell) == named(before)
            case Kind.AMOUNT | Kind.NUMBER:  # 5 EUR and 5.00 EUR
                number, _, unit = before.partition(" ")
                return cell == f"{short(number)} {unit}".strip()
            case _:
                return False

    def otherwise(self, found: Found, row: Cells, differing: Cells, fields: dict[str, Any]) -> Cells:
        """Of the cells that differ from what is written, those that say something else."""
        changed = {}
        if isinstance(found, Opportunity):
            self._whole_party(found, row, fields)
        for name, cell in differing.items():
            field = _FIELD_OF.get(name, name)
            if field in fields and hasattr(found, field) and _value(getattr(found, field)) == _value(fields[field]):
                if field not in ("account_id", "contact_id"):
                    del fields[field]
                continue
            changed[name] = cell
        if not {"account", "contact"} & set(changed):
            fields.pop("account_id", None)
            fields.pop("contact_id", None)
        return changed

    def _whole_party(self, found: Opportunity, row: Cells, fields: dict[str, Any]) -> None:
        """Both parties of a deal, where only the other one's cell differs from what is written."""
        if "contact_id" in fields and "account_id" not in fields and row.get("account"):
            fields["account_id"] = found.account_id
        if "account_id" in fields and "contact_id" not in fields and row.get("contact"):
            fields["contact_id"] = found.contact_id
        if fields.get("account_id") and fields.get("contact_id"):
            self._one_party(fields)


def _value(value: Any) -> Any:
    """As fields are compared: order and case of addresses count, an absent text is an empty one."""
    if isinstance(value, (list, tuple)):
        return tuple(normalise(one) or one if "@" in one else one for one in value)
    return value or None
