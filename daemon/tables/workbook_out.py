"""Tables as Excel workbooks: texts are texts, and no formula; dates are dates, and numbers numbers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from typing import Any, BinaryIO

from daemon.tables.cells import written
from daemon.tables.columns import Kind
from daemon.tables.exporting import GivenOut, parsed_day
from store.errors import Invalid

LONGEST_CELL = 32_767  # characters that Excel takes
MOST_ROWS = 1_048_575
EXACT = 15  # digits of a number that Excel keeps
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that there was not

_LIKE_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_WIDTHS = {Kind.DAY: 12, Kind.MOMENT: 17, Kind.AMOUNT: 14, Kind.NUMBER: 12, Kind.PER_CENT: 10}
_AS_TEXT = ("strings_to_formulas", "strings_to_numbers", "strings_to_urls")
_NUMBERS = (Kind.AMOUNT, Kind.NUMBER, Kind.PER_CENT)


def write_workbook(file: BinaryIO, title: str, columns: GivenOut, rows: Iterable[dict[str, str]]) -> None:
    """Write the table as a workbook of one sheet, row after row; raises Invalid for what no workbook holds."""
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder} | dict.fromkeys(_AS_TEXT, False)
        with closing(Workbook(file, options)) as book:  # it leaves its files open else
            _fill(book, title, columns, rows)


def _fill(book: Any, title: str, columns: GivenOut, rows: Iterable[dict[str, str]]) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True})
    formats = {
        Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        Kind.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Kind.AMOUNT: book.add_format({"num_format": "#,##0.00"}),
        Kind.TEXT: book.add_format({"num_format": "@"}),
    }
    for at, (name, kind) in enumerate(columns.kinds.items()):
        sheet.set_column(at, at, _WIDTHS.get(kind, 24))
        sheet.write_string(0, at, name, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        if line > MOST_ROWS:
            raise Invalid(title, f"has more than {MOST_ROWS:,} rows, which no sheet holds", "export it as CSV")
        for at, (name, kind) in enumerate(columns.kinds.items()):
            if not (cell := row.get(name, "")):
                continue
            if kind in (Kind.DAY, Kind.MOMENT) and _is_day(day := parsed_day(cell)):
                sheet.write_datetime(line, at, day, formats[kind])
            elif kind in _NUMBERS and _is_exact(cell):
                sheet.write_number(line, at, float(cell), formats.get(kind))
            else:
                text = written(cell) if _LIKE_FORMULA.match(cell) else cell
                if len(text) > LONGEST_CELL:
                    reason = f"has {len(text):,} characters, a cell of Excel takes {LONGEST_CELL:,}"
                    raise Invalid(f"{title}, row {line + 1}, column {name}", reason, "export it as CSV")
                sheet.write_string(line, at, text, formats[Kind.TEXT])


def _is_day(day: date | datetime) -> bool:
    return (day.date() if isinstance(day, datetime) else day) >= FIRST_DAY


def _is_exact(cell: str) -> bool:
    """Whether Excel keeps all of its digits."""
    digits = cell.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits.lstrip("0")) <= EXACT
