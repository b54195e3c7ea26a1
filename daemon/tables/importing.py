"""Taking in a table: each row adds a record or brings one up to date; one bad cell and nothing is taken in at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from daemon.tables import columns
from daemon.tables.cells import header, joined, parted, read, rows, trimmed
from daemon.tables.columns import OWN, Reader
from store.addresses import normalise
from store.errors import DatabaseError, Invalid, StoreError
from store.unit import Unit
from store.values import Account, Contact, Opportunity, Record, StageKind

Found = Account | Contact | Opportunity

_NUMBER = re.compile(r"(?:[^\W\d_]+-)?\d{1,9}")


class Table(StrEnum):
    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    OPPORTUNITIES = "opportunities"

    @property
    def record(self) -> Record:
        return {"accounts": Record.ACCOUNT, "contacts": Record.CONTACT}.get(self.value, Record.OPPORTUNITY)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row: `column` is "" where it is the row as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.reason}"


@dataclass(slots=True)
class Report:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class _Refused(Exception):
    """Some cells of a row cannot be taken."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = problems


def take_in(unit: Unit, table: Table, name: str, text: str, *, delimiter: str, currency: str) -> Report:
    """Add and update records as the table's rows say, all that can be; the report names every cell that cannot.

    Whoever called gives the transaction up when there are problems. Raises Invalid where the table itself is none.
    """
    readers, own = _READERS[table], [OWN + one.name for one in unit.fields.all(table.record)]
    lines = rows(name, text, delimiter)
    _, first = next(lines, (0, []))
    if not first:
        raise Invalid(name, "is empty", "its first row names the columns")
    known = [*(["number"] if table is Table.OPPORTUNITIES else []), *readers, *own]
    named = header(name, first, known, delimiter)
    report, seen = Report(), dict[object, int]()
    for line, row_cells in lines:
        cells = trimmed(row_cells, len(named))
        if len(cells) != len(named):  # a row that was cut off must not empty the fields that it lost
            report.problems.append(Problem(line, "", f"has {len(cells)} cells, but there are {len(named)} columns"))
            continue
        row = dict(zip(named, map(read, cells), strict=True))
        try:
            with unit.attempt():
                _one(unit, table, row, line, seen, report, currency)
        except _Refused as refused:
            report.problems += [Problem(line, column, reason) for column, reason in refused.problems]
        except DatabaseError:
            raise
        except StoreError as problem:
            column = problem.subject if problem.subject in row else ""
            report.problems.append(Problem(line, column, str(problem)))
    return report


def _one(
    unit: Unit, table: Table, row: dict[str, str], line: int, seen: dict[object, int], report: Report, currency: str
) -> None:
    """Add or update what one row says; raises _Refused or StoreError."""
    found = _match(unit, table, row, seen)
    if found is not None:
        id = _id(found)
        if id in seen:
            raise Invalid("row", f"is about the same record as line {seen[id]}")
        seen[id] = line
        if _written(unit, table, found).items() >= _as_stored(row).items():
            report.unchanged += 1
            return
    fields = _fields(unit, table, row)
    own = {name.removeprefix(OWN): cell for name, cell in row.items() if name.startswith(OWN)}
    if found is None:
        id = _add(unit, table, fields, currency)
        seen[id] = line
    else:
        _edit(unit, table, id, fields)
    if own:
        unit.fields.set(table.record, id, own)
    report.added += found is None
    report.updated += found is not None


def _fields(unit: Unit, table: Table, row: Mapping[str, str]) -> dict[str, Any]:
    readers: Mapping[str, Reader] = _READERS[table]
    fields, problems = {}, []
    for column, cell in row.items():
        if column in readers:
            try:
                name, value = readers[column](unit, cell)
                fields[name] = value
            except StoreError as problem:
                problems.append((column, str(problem)))
    if problems:
        raise _Refused(problems)
    return fields


def _add(unit: Unit, table: Table, fields: dict[str, Any], currency: str) -> int:
    match table:
        case Table.ACCOUNTS:
            return unit.accounts.new(fields.pop("name", ""), **fields)
        case Table.CONTACTS:
            return unit.contacts.new(fields.pop("name", ""), **fields)
        case Table.OPPORTUNITIES:
            stage = unit.stages.get(fields.pop("stage_id")) if fields.get("stage_id") else None
            closes = stage is not None and stage.kind is not StageKind.OPEN
            fields.pop("stage_id", None)
            fields["currency"] = fields.get("currency") or currency
            begins: dict[str, Any] = {} if closes or stage is None else {"stage_id": stage.id}
            number = unit.opportunities.new(fields.pop("title", ""), **fields, **begins)
            if stage and closes:
                unit.opportunities.close(number, stage.kind is StageKind.WON, unit.clock())
            return number


def _edit(unit: Unit, table: Table, id: int, fields: dict[str, Any]) -> None:
    match table:
        case Table.ACCOUNTS:
            unit.accounts.edit(id, **fields)
        case Table.CONTACTS:
            unit.contacts.edit(id, **fields)
        case Table.OPPORTUNITIES:
            if not fields.get("currency", "x"):
                del fields["currency"]
            unit.opportunities.edit(id, **fields)


def _written(unit: Unit, table: Table, found: Found) -> dict[str, str]:
    """A record as an exported row would hold it."""
    own = {OWN + name: text for name, text in unit.fields.shown(table.record, _id(found)).items()}
    empty = {OWN + one.name: "" for one in unit.fields.all(table.record)}
    match found:
        case Account():
            return columns.account_cells(found) | empty | own
        case Contact():
            return columns.contact_cells(unit, found) | empty | own
        case Opportunity():
            return columns.opportunity_cells(unit, found) | empty | own


def _as_stored(row: Mapping[str, str]) -> dict[str, str]:
    """A row with its addresses as they are kept: what a program wrapped around one is no change."""
    if "emails" not in row:
        return dict(row)
    return {**row, "emails": joined(dict.fromkeys(normalise(one) or one for one in parted(row["emails"])))}


def _id(found: Found) -> int:
    return found.number if isinstance(found, Opportunity) else found.id


# --- which record a row is about --------------------------------------------------------------------------------------


def _match(unit: Unit, table: Table, row: Mapping[str, str], seen: Collection[object]) -> Found | None:
    """The record that the row is about; None for a new one. Raises Invalid where it may be about several."""
    found = _candidates(unit, table, row)
    if len(found) < 2:
        return found[0] if found else None
    same = [
        one for one in found if _id(one) not in seen and _written(unit, table, one).items() >= _as_stored(row).items()
    ]
    if same:  # it changes nothing, whichever of them it is about
        return same[0]
    name, apart = ("title", "number") if table is Table.OPPORTUNITIES else ("name", "external_id")
    ids = ", ".join(str(_id(one)) for one in found)
    raise Invalid(name, f"{row[name]!r} is the {name} of several ({ids})", f"tell them apart by their {apart}")


def _candidates(unit: Unit, table: Table, row: Mapping[str, str]) -> Sequence[Found]:
    external_id, name = row.get("external_id", ""), row.get("name", "")
    match table:
        case Table.ACCOUNTS:
            return unit.matching.accounts(external_id, name)
        case Table.CONTACTS:
            return unit.matching.contacts(external_id, parted(row.get("emails", "")), name)
        case Table.OPPORTUNITIES if number := row.get("number", ""):
            if not _NUMBER.fullmatch(number):
                raise Invalid("number", f"{number!r} is none", "write 17 or OPP-17, or leave it empty")
            return [unit.opportunities.find(number)]
        case Table.OPPORTUNITIES:
            party = _party(unit, row.get("account", ""), row.get("contact", ""))
            return unit.matching.opportunities(external_id, row.get("title", ""), **party)


def _party(unit: Unit, account: str, contact: str) -> dict[str, int]:
    """Whom a row's opportunity is linked to; a name that nobody has is told where the cell itself is read."""
    try:
        if account:
            return {"account_id": unit.matching.account_named(account).id}
        return {"contact_id": unit.matching.contact_named(contact).id} if contact else {}
    except StoreError:
        return {}


_READERS: Mapping[Table, Mapping[str, Reader]] = {
    Table.ACCOUNTS: columns.ACCOUNTS,
    Table.CONTACTS: columns.CONTACTS,
    Table.OPPORTUNITIES: columns.OPPORTUNITIES,
}
