"""Giving a table of records out, as bytes that a file or an answer is made of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Literal
from zoneinfo import ZoneInfo

from store.unit import Unit
from store.values import OpportunityFilter, SortBy

PIECE = 1 << 20

Form = Literal["csv", "json", "xlsx"]


def exported(
    unit: Unit,
    table: str,
    form: Form,
    *,
    zone: ZoneInfo,
    delimiter: str | None = None,
    locale: str | None = None,
    has_mark: bool = False,
) -> Iterator[bytes]:
    """The table a piece at a time; raises Invalid for what no workbook holds.

    Where the locale's fractions have a comma, cells are parted by semicolons unless told otherwise: so do its
    spreadsheets.
    """
    from daemon.tables import TABLES, as_csv, as_json, given_out, manner_of, write_workbook

    manner = manner_of(locale) if locale else None
    columns, rows = given_out(unit, table), TABLES[table](unit, zone)
    match form:
        case "json":
            yield from (part.encode() for part in as_json(columns.names, rows))
        case "csv":
            part = delimiter or (";" if manner and manner.decimal == "," else ",")
            lines = as_csv(columns, rows, delimiter=part, manner=manner, has_mark=has_mark)
            yield from (line.encode() for line in lines)
        case "xlsx":
            with tempfile.TemporaryFile() as file:
                write_workbook(file, table, columns, rows)
                file.seek(0)
                while piece := file.read(PIECE):
                    yield piece


def exported_opportunities(
    unit: Unit, meant: OpportunityFilter, *, sort: SortBy, descending: bool, zone: ZoneInfo, locale: str
) -> Iterator[bytes]:
    """Those that are meant, in that order, as CSV that `import opportunities` reads and spreadsheets open."""
    from daemon.tables import as_csv, given_out, manner_of, opportunities_of

    manner = manner_of(locale)
    columns, rows = (
        given_out(unit, "opportunities"),
        opportunities_of(unit, zone, unit.pipeline.numbers(meant, sort=sort, descending=descending)),
    )
    lines = as_csv(columns, rows, delimiter=";" if manner.decimal == "," else ",", manner=manner, has_mark=True)
    yield from (line.encode() for line in lines)
