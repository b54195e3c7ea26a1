"""Giving records out as tables, a batch at a time, whatever their number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from daemon.shapes import line_shape
from daemon.tables import columns
from daemon.tables.cells import joined, written
from daemon.tables.columns import OWN
from store.rules.fields import shown
from store.unit import Unit
from store.values import Record

HISTORY = ("item", "kind", "at", "subject", "author", "opportunities", "begins")


def accounts(unit: Unit) -> Iterator[dict[str, str]]:
    """All accounts as rows with the columns that `import accounts` reads."""
    for ids in unit.matching.batches(Record.ACCOUNT):
        own = _own(unit, Record.ACCOUNT, ids)
        for id in ids:
            yield columns.account_cells(unit.accounts.get(id)) | own[id]


def contacts(unit: Unit) -> Iterator[dict[str, str]]:
    for ids in unit.matching.batches(Record.CONTACT):
        own = _own(unit, Record.CONTACT, ids)
        for id in ids:
            yield columns.contact_cells(unit, unit.contacts.get(id)) | own[id]


def opportunities(unit: Unit) -> Iterator[dict[str, str]]:
    for numbers in unit.matching.batches(Record.OPPORTUNITY):
        own = _own(unit, Record.OPPORTUNITY, numbers)
        for number in numbers:
            yield columns.opportunity_cells(unit, unit.opportunities.get(number)) | own[number]


def history(unit: Unit) -> Iterator[dict[str, str]]:
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


TABLES = {"accounts": accounts, "contacts": contacts, "opportunities": opportunities, "history": history}


def names(unit: Unit, table: str) -> list[str]:
    """The columns of a table, in their order."""
    record = {"accounts": Record.ACCOUNT, "contacts": Record.CONTACT, "opportunities": Record.OPPORTUNITY}
    if table not in record:
        return list(HISTORY)
    readers = {"accounts": columns.ACCOUNTS, "contacts": columns.CONTACTS, "opportunities": columns.OPPORTUNITIES}
    own = [OWN + one.name for one in unit.fields.all(record[table])]
    return [*(["number"] if table == "opportunities" else []), *readers[table], *own]


def as_csv(names: list[str], rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """Lines of CSV (RFC 4180), the first with the columns' names."""
    yield _line(names)
    for row in rows:
        yield _line([written(row.get(name, "")) for name in names])


def as_json(names: list[str], rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """One JSON array, an object a row."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps({name: row.get(name, "") for name in names}, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _own(unit: Unit, record: Record, ids: list[int]) -> dict[int, dict[str, str]]:
    found = unit.fields.of(record, ids)
    return {id: {OWN + name: shown(*value) for name, value in found.get(id, {}).items()} for id in ids}
