"""Giving records out as tables, a batch at a time, whatever their number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from daemon.shapes import line_shape
from daemon.tables import columns
from daemon.tables.cells import joined, written
from daemon.tables.columns import BY_TABLE, OWN, Kind, own_columns
from daemon.tables.items import cell_of, items_of
from daemon.tables.manners import Manner
from daemon.tables.manners.numbers import shown as number_shown
from store.rules.fields import shown
from store.rules.money import digits
from store.unit import Unit
from store.values import Record

HISTORY = ("item", "kind", "at", "subject", "author", "opportunities", "begins")
RECORDS = {"accounts": Record.ACCOUNT, "contacts": Record.CONTACT, "opportunities": Record.OPPORTUNITY}
MARK = "\ufeff"
BATCH = 500

Rows = Iterator[dict[str, str]]


def accounts(unit: Unit, zone: ZoneInfo) -> Rows:
    """All accounts as rows with the columns that `import accounts` reads."""
    given = _given("accounts")
    for ids in unit.matching.batches(Record.ACCOUNT):
        own = _own(unit, Record.ACCOUNT, ids)
        for id in ids:
            yield columns.account_cells(unit.accounts.get(id), given) | own[id]


def contacts(unit: Unit, zone: ZoneInfo) -> Rows:
    given = _given("contacts")
    for ids in unit.matching.batches(Record.CONTACT):
        own = _own(unit, Record.CONTACT, ids)
        for id in ids:
            yield columns.contact_cells(unit, unit.contacts.get(id), given) | own[id]


def opportunities(unit: Unit, zone: ZoneInfo) -> Rows:
    for numbers in unit.matching.batches(Record.OPPORTUNITY):
        yield from opportunities_of(unit, zone, numbers)


def opportunities_of(unit: Unit, zone: ZoneInfo, chosen: Sequence[int]) -> Rows:
    """These opportunities, in that order."""
    given = _given("opportunities")
    for start in range(0, len(chosen), BATCH):
        numbers = list(chosen[start : start + BATCH])
        own = _own(unit, Record.OPPORTUNITY, numbers)
        for number in numbers:
            yield columns.opportunity_cells(unit, unit.opportunities.get(number), given, zone) | own[number]


def history(unit: Unit, zone: ZoneInfo) -> Rows:
    """All items of the communication history; it is given out only."""
    for ids in unit.matching.batches(Record.ITEM):
        for line in unit.items.lines(ids):
            shape = line_shape(line)
            at = shape["day"] or shape["at"]
            yield {
                "item": str(shape["id"]),
                "kind": shape["kind"],
                "at": at.isoformat() if at else "",
                "subject": shape["subject"],
                "author": shape["author"],
                "opportunities": joined(str(number) for number in shape["opportunities"]),
                "begins": shape["preview"],
            }


TABLES: Mapping[str, Callable[[Unit, ZoneInfo], Rows]] = {
    "accounts": accounts,
    "contacts": contacts,
    "opportunities": opportunities,
    "history": history,
}


def _given(table: str) -> list[str]:
    return [name for name, column in BY_TABLE[table].items() if column.is_given_out]


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A table's columns in their order, with how the cells of each are written."""

    kinds: Mapping[str, Kind]

    @property
    def names(self) -> list[str]:
        return list(self.kinds)


def given_out(unit: Unit, table: str) -> GivenOut:
    """The columns of a table, those of a firm's own fields behind the others."""
    if table not in RECORDS:
        return GivenOut(dict.fromkeys(HISTORY, Kind.TEXT))
    own = own_columns(unit.fields.all(RECORDS[table]))
    known = {name: BY_TABLE[table][name] for name in _given(table)} | own
    return GivenOut({name: column.kind for name, column in known.items()})


def names(unit: Unit, table: str) -> list[str]:
    """The columns of a table, in their order."""
    return given_out(unit, table).names


def as_csv(
    columns: GivenOut | Sequence[str],
    rows: Iterable[dict[str, str]],
    *,
    delimiter: str = ",",
    manner: Manner | None = None,
    has_mark: bool = False,
) -> Iterator[str]:
    """Lines of CSV (RFC 4180), the first with the columns' names; dates and numbers as a language writes them."""
    given = columns if isinstance(columns, GivenOut) else GivenOut(dict.fromkeys(columns, Kind.TEXT))
    yield (MARK if has_mark else "") + _line(given.names, delimiter)
    for row in rows:
        currency = row.get("currency", "")
        cells = (_cell(name, kind, row.get(name, ""), manner, currency) for name, kind in given.kinds.items())
        yield _line(list(cells), delimiter)


def _cell(name: str, kind: Kind, cell: str, manner: Manner | None, currency: str) -> str:
    if not cell:
        return cell
    decimal = manner.decimal if manner else "."
    match kind:
        case Kind.DAY | Kind.MOMENT:
            return _dated(cell, manner) if manner else cell
        case Kind.AMOUNT | Kind.NUMBER:
            return _amount(cell, decimal, currency if not name.startswith(OWN) else "")
        case _ if name == "items":
            return written(cell_of(items_of(cell), decimal))
        case _:
            return written(cell)


def _amount(cell: str, decimal: str, currency: str) -> str:
    """With all of its currency's places, and its own currency behind it where it has one."""
    number, _, own = cell.partition(" ")
    whole, _, fraction = number.partition(".")
    if currency and len(fraction) < (places := digits(currency)):
        number = f"{whole}.{fraction.ljust(places, '0')}"
    return f"{number_shown(number, decimal)} {own}".strip()


def _dated(cell: str, manner: Manner) -> str:
    day, _, clock = cell.partition(" ")
    year, month, date_ = day.split("-")
    two = manner.separator == "." or manner.order != "mdy"
    parts = {"y": year, "m": month if two else str(int(month)), "d": date_ if two else str(int(date_))}
    return f"{manner.separator.join(parts[one] for one in manner.order)} {clock}".strip()


def as_json(names: list[str], rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """One JSON array, an object a row."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps({name: row.get(name, "") for name in names}, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _line(cells: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow(cells)
    return out.getvalue()


def _own(unit: Unit, record: Record, ids: list[int]) -> dict[int, dict[str, str]]:
    found = unit.fields.of(record, ids)
    return {id: {OWN + name: shown(*value) for name, value in found.get(id, {}).items()} for id in ids}


def parsed_day(cell: str) -> date | datetime:
    """A cell of a date or a time as that."""
    return datetime.fromisoformat(cell) if len(cell) > len("2025-03-04") else date.fromisoformat(cell)
