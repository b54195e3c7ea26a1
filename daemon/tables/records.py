"""From rows to records: which record a row is about, what of it would change, and the change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from daemon.tables import columns
from daemon.tables.cells import joined, parted
from daemon.tables.columns import OWN, Column, Kind
from daemon.tables.deals import CLOSED, Deals, refuse_closed
from daemon.tables.manners.numbers import short
from store.addresses import normalise
from store.errors import DatabaseError, Invalid, NotFound, StoreError
from store.rules.opportunity import must_be_open
from store.text import fold, named
from store.unit import Unit
from store.values import Account, Contact, HistoryOf, Opportunity, Record

Found = Account | Contact | Opportunity
Cells = dict[str, str]

MOST_REMEMBERED = 50_000  # names that were looked up
MOST_SEARCHED = 1_000  # names that nobody has, after which only whole names are looked for

_NUMBER = re.compile(r"(?:[^\W\d_]+-)?\d{1,9}")
_RECORD = re.compile(r"\b(account|contact|opportunity) (\d+)\b(?:, [^;,(]+)?")
_FURTHER = ("stage", "status", "closed", "lost_reason", "amount", "items", "reminder", "notes")  # acts of their own


class Refused(Exception):
    """Some cells of a row cannot be taken: a column, why, and the cell, each."""

    def __init__(self, problems: Sequence[tuple[str, str, str]]) -> None:
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a record by one row: each column with what it was and is."""

    line: int
    name: str
    is_new: bool
    fields: Sequence[tuple[str, str, str]] = ()


class Records:
    """The records of one kind, as rows are about them. What rows added before is known by their lines."""

    def __init__(
        self,
        unit: Unit,
        record: Record,
        known: Mapping[str, Column],
        currency: str,
        zone: ZoneInfo,
        likely: Mapping[str, Mapping[str, str]],
        adds_accounts: bool,
    ) -> None:
        self._unit = unit
        self._record = record
        self._columns = known
        self._currency = currency
        self._zone = zone
        self._likely = likely
        self._deals = Deals(unit, zone)
        self._adds_accounts = adds_accounts and record is not Record.ACCOUNT
        self._seen: dict[int, int] = {}
        self._made: dict[tuple[str, int], int] = {}
        self._named: dict[tuple[str, str], Any] = {}
        self._new_names: list[tuple[str, str]] = []
        self._unknown = 0
        self._line = 0

    def writes_once(self, names: Iterable[str]) -> bool:
        """Whether a row of these columns is stored by one act, which checks all before it writes: if it is refused,
        there is nothing to undo.
        """
        return not self._adds_accounts and not any(name in _FURTHER or name.startswith(OWN) for name in names)

    # --- one row ------------------------------------------------------------------------------------------------------

    def take(self, row: Cells, line: int, bad: set[str]) -> Change | None:
        """Add or update what the row says; None where that is so already. Raises Refused or StoreError."""
        self._new_names.clear()
        self._line = line
        notes = row.pop("notes", "")
        if row.get("status") in CLOSED:
            row.pop("stage", None)  # the stage that it was closed from
        found = self._match(row)
        if found is None:
            fields = self._fields(row, bad)
            if bad:
                return None
            id = self._add(row, fields, notes)
            self._seen[id] = line
            return Change(line, row.get("name") or row.get("title", ""), is_new=True)
        id = _id(found)
        if id in self._seen:
            raise Invalid("row", f"is about the same record as line {self._seen[id]}")
        before = self._written(found, row)
        differing = {name: cell for name, cell in row.items() if not self._is_same(name, cell, before.get(name, ""))}
        fields = self._fields(differing, bad)
        if bad:
            return None
        self._seen[id] = line
        changed = self._differing(found, row, differing, fields)
        if changed:
            self._edit(found, changed, fields, row)
            after = self._written(self._get(id), changed)
            told = [(name, before.get(name, ""), after[name]) for name in after if after[name] != before.get(name, "")]
        else:
            told = []
        if notes and self._note(id, notes):
            told.append(("notes", "", _short(notes)))
        return Change(line, row.get("name") or row.get("title") or _name(found), False, told) if told else None

    def forget_row(self) -> None:
        """What the row made before it was refused is not there any more."""
        for key in self._new_names:
            self._named.pop(key, None)
        self._new_names.clear()

    def named_by_lines(self, sentence: str) -> str:
        """A sentence about records that this table would add names the lines that do: they have no numbers yet."""

        def line(found: re.Match[str]) -> str:
            made = self._made.get((found[1], int(found[2])))
            return f"line {made}" if made is not None else found[0]

        return _RECORD.sub(line, sentence)

    # --- which record -------------------------------------------------------------------------------------------------

    def _match(self, row: Cells) -> Found | None:
        """The record that the row is about; None for a new one. Raises Invalid where it may be about several."""
        found = self._candidates(row)
        if len(found) < 2:
            return found[0] if found else None
        for one in found:  # it changes nothing, whichever of them it is about
            if _id(one) not in self._seen:
                before = self._written(one, row)
                if all(self._is_same(name, cell, before.get(name, "")) for name, cell in row.items()):
                    return one
        lines = ", ".join(self._id_shown(_id(one)) for one in found)
        if self._record is Record.OPPORTUNITY:
            title = row["title"]
            raise Invalid("title", f"{title!r} is the title of several ({lines})", "tell them apart by their number")
        name = row["name"]
        raise Invalid("name", f"{name!r} is the name of several ({lines})", "tell them apart by their external_id")

    def _id_shown(self, id: int) -> str:
        made = self._made.get((self._record.value, id))
        return f"line {made}" if made is not None else str(id)

    def _candidates(self, row: Cells) -> Sequence[Found]:
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
                    field, id = self._looked_up(name, row[name])
                except DatabaseError:
                    raise
                except StoreError:
                    return {}
                return {field: id}
        return {}

    # --- what it says -------------------------------------------------------------------------------------------------

    def _fields(self, row: Cells, bad: set[str]) -> dict[str, Any]:
        """The record's fields that these cells make; raises Refused for all cells that cannot be read."""
        fields, problems = dict[str, Any](), []
        for name, cell in row.items():
            column = self._columns[name]
            if column.reader is None or name in bad:
                continue
            try:
                if column.kind is Kind.NAMED:
                    field, value = self._looked_up(name, cell)
                else:
                    field, value = column.reader(self._unit, cell)
                fields[field] = value
            except DatabaseError:
                raise
            except StoreError as problem:
                problems.append((name, str(problem), cell))
        if problems:
            self.forget_row()
            raise Refused(problems)
        if fields.get("account_id") and fields.get("contact_id"):
            self._one_party(fields)
        return fields

    def _one_party(self, fields: dict[str, Any]) -> None:
        """A deal of a contact and of the contact's account is the contact's: it shows in the account's history, too."""
        if self._unit.contacts.get(fields["contact_id"]).account_id == fields["account_id"]:
            fields["account_id"] = None

    def _looked_up(self, name: str, cell: str) -> tuple[str, Any]:
        """What a name stands for, asked of the database once; raises NotFound, Ambiguous."""
        key = (name, cell)
        if (known := self._named.get(key)) is None:
            known = self._find(name, cell)
            if len(self._named) >= MOST_REMEMBERED:
                self._named.clear()
            self._named[key] = known
        if isinstance(known, StoreError):
            raise known
        found: tuple[str, Any] = known
        return found

    def _find(self, name: str, cell: str) -> tuple[str, Any] | StoreError:
        reader = self._columns[name].reader
        if reader is None:
            return NotFound(name, cell)
        try:
            if self._unknown > MOST_SEARCHED and name in ("account", "contact"):
                return self._by_whole_name(name, cell)
            return reader(self._unit, cell)
        except DatabaseError:
            raise
        except NotFound as problem:
            likely = self._likely.get(name, {}).get(fold(cell))
            if likely is not None:
                return self._find(name, likely)
            if name == "account" and self._adds_accounts:
                self._new_names.append((name, cell))
                return "account_id", self._unit.accounts.new(cell)
            self._unknown += 1
            return problem
        except StoreError as problem:
            return problem

    def _by_whole_name(self, name: str, cell: str) -> tuple[str, Any]:
        """Of a table with a thousand names that nobody has, parts of names are not looked for any more."""
        matching = self._unit.matching
        found = matching.accounts("", cell) if name == "account" else matching.contacts("", [], cell)
        if len(found) != 1:
            raise NotFound(name, cell)
        return f"{name}_id", found[0].id

    def _written(self, found: Found, names: Mapping[str, str]) -> Cells:
        """What the record says in these columns, as an exported row would."""
        match found:
            case Account():
                cells = columns.account_cells(found, names)
            case Contact():
                cells = columns.contact_cells(self._unit, found, names)
            case Opportunity():
                cells = columns.opportunity_cells(self._unit, found, names, self._zone)
        if own := [name for name in names if name.startswith(OWN)]:
            shown = self._unit.fields.shown(self._record, _id(found))
            cells |= {name: shown.get(name.removeprefix(OWN), "") for name in own}
        return cells

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

    def _differing(self, found: Found, row: Cells, differing: Cells, fields: dict[str, Any]) -> Cells:
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

    # --- doing it -----------------------------------------------------------------------------------------------------

    def _get(self, id: int) -> Found:
        match self._record:
            case Record.ACCOUNT:
                return self._unit.accounts.get(id)
            case Record.CONTACT:
                return self._unit.contacts.get(id)
            case _:
                return self._unit.opportunities.get(id)

    def _add(self, row: Cells, fields: dict[str, Any], notes: str) -> int:
        unit = self._unit
        match self._record:
            case Record.ACCOUNT:
                id = unit.accounts.new(fields.pop("name", ""), **fields)
            case Record.CONTACT:
                id = unit.contacts.new(fields.pop("name", ""), **fields)
            case _:
                return self._add_opportunity(row, fields, notes)
        self._made[self._record.value, id] = self._line
        self._set_own(id, row)
        if notes:
            self._note(id, notes)
        return id

    def _add_opportunity(self, row: Cells, fields: dict[str, Any], notes: str) -> int:
        unit = self._unit
        stage = unit.stages.get(fields["stage_id"]) if fields.get("stage_id") else None
        closing = self._deals.closing(row, stage)
        if closing is not None or stage is None:
            fields.pop("stage_id", None)
        reason = fields.pop("lost_reason_id", None)
        amount, currency = self._deals.amount(row, fields.get("currency") or self._currency)
        fields["currency"] = currency
        if row.get("created"):
            fields["created_at"] = self._deals.at("created", row["created"])
        number = unit.opportunities.new(fields.pop("title", ""), **fields)
        self._made[self._record.value, number] = self._line
        self._set_own(number, row)
        self._deals.set_lines(number, row, amount)
        if row.get("reminder"):
            unit.opportunities.remind(number, self._deals.at("reminder", row["reminder"]))
        if closing is not None:
            unit.opportunities.close(number, closing, self._deals.closed_at(row, fields), lost_reason_id=reason)
        else:
            refuse_closed(row)
        if notes:
            self._note(number, notes)
        return number

    def _edit(self, found: Found, changed: Cells, fields: dict[str, Any], row: Cells) -> None:
        id = _id(found)
        match self._record:
            case Record.ACCOUNT if fields:
                self._unit.accounts.edit(id, **fields)
            case Record.CONTACT if fields:
                self._unit.contacts.edit(id, **fields)
            case Record.OPPORTUNITY if isinstance(found, Opportunity):
                return self._edit_opportunity(found, changed, fields, row)
        self._set_own(id, changed)
        return None

    def _edit_opportunity(self, found: Opportunity, changed: Cells, fields: dict[str, Any], row: Cells) -> None:
        unit, number = self._unit, found.number
        must_be_open(found)
        stage = unit.stages.get(fields["stage_id"]) if fields.get("stage_id") else None
        closing = self._deals.closing(changed, stage)
        if closing is not None:
            fields.pop("stage_id", None)
        else:
            refuse_closed(changed)
        reason = fields.pop("lost_reason_id", None)
        if not fields.get("currency", "x"):
            del fields["currency"]
        amount, currency = self._deals.amount(changed, fields.get("currency") or found.currency)
        if currency != found.currency:
            fields["currency"] = currency
        if changed.get("created"):
            fields["created_at"] = self._deals.at("created", changed["created"])
        if fields:
            unit.opportunities.edit(number, **fields)
        self._set_own(number, changed)
        self._deals.set_lines(number, changed, amount)
        if "reminder" in changed:
            cell = changed["reminder"]
            unit.opportunities.remind(number, self._deals.at("reminder", cell) if cell else None)
        if closing is not None:
            unit.opportunities.close(number, closing, self._deals.closed_at(row, fields), lost_reason_id=reason)

    def _set_own(self, id: int, row: Cells) -> None:
        if own := {name.removeprefix(OWN): cell for name, cell in row.items() if name.startswith(OWN)}:
            try:
                self._unit.fields.set(self._record, id, own)
            except StoreError as problem:
                at = OWN + problem.subject
                if at not in row:
                    raise
                self.forget_row()
                raise Refused([(at, str(problem), row[at])]) from None

    def _note(self, id: int, text: str) -> bool:
        """Whether the text is a new note in the record's history: the same one is there once."""
        of = {
            Record.ACCOUNT: HistoryOf(account_id=id),
            Record.CONTACT: HistoryOf(contact_id=id),
            Record.OPPORTUNITY: HistoryOf(number=id),
        }[self._record]
        return self._unit.notes.taken_in(of, text)


_FIELD_OF = {
    "emails": "addresses",
    "account": "account_id",
    "contact": "contact_id",
    "stage": "stage_id",
    "type": "type_id",
    "source": "source_id",
    "payment_terms": "payment_terms_id",
}


def _value(value: Any) -> Any:
    """As fields are compared: order and case of addresses count, an absent text is an empty one."""
    if isinstance(value, (list, tuple)):
        return tuple(normalise(one) or one if "@" in one else one for one in value)
    return value or None


def _id(found: Found) -> int:
    return found.number if isinstance(found, Opportunity) else found.id


def _name(found: Found) -> str:
    return found.title if isinstance(found, Opportunity) else found.name


def _short(text: str) -> str:
    begins = " ".join(text[:200].split())
    return begins if len(begins) <= 60 else f"{begins[:59]}…"
