"""What stands in a cell: read as it is meant, and written so that no spreadsheet computes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LARGEST = 100_000_000  # bytes of a table
LONGEST_CELL = 1_000_000  # characters

# A spreadsheet takes such a cell for a formula: it gets an apostrophe before it, which is taken off again when read.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SAID = re.compile(r'="((?:[^"]|"")*)"')  # as exports write a text that a spreadsheet would take for a number
_QUOTED = re.compile(r"'\+?[\d ./()-]+")  # a number that somebody made a text of by an apostrophe before it
_COUNTED = re.compile(r"[+-][\d\s().,/'-]*%?")  # a number or a telephone's, and no formula


class Formula(str):
    """A cell that a spreadsheet would compute: what it comes to is not in the table."""

    __slots__ = ()


class Number(str):
    """A cell that a workbook holds as a number, in plain digits with a decimal point."""

    __slots__ = ()


class Share(Number):
    """A number that a workbook shows as per cent, here as the whole that people see: 50 for 0.5."""

    __slots__ = ()


class Moment(str):
    """A cell that a workbook holds as a date, "2025-03-04" or "2025-03-04 09:00"."""

    __slots__ = ()


class Fault(str):
    """A cell with an error in it: #REF!, or a number whose last digits are lost already."""

    __slots__ = ()


def written(text: str) -> str:
    """A text as a cell that no spreadsheet computes."""
    return f"'{text}" if _FORMULA.match(text) else text


def kept(cell: str) -> str:
    """A cell of somebody's table as it was, but for one that would be computed."""
    return cell if not _FORMULA.match(cell) or _COUNTED.fullmatch(cell) or _SAID.fullmatch(cell) else written(cell)


def read(cell: str) -> str:
    """The text that a cell of a text file holds, ends trimmed; a Formula where it is one."""
    cell = cell.strip()
    match cell[:1]:
        case "=":
            said = _SAID.fullmatch(cell)
            return said[1].replace('""', '"').strip() if said else Formula(cell)
        case "'" if _FORMULA.match(cell[1:]) or _QUOTED.fullmatch(cell):
            return cell[1:]
        case _:
            return cell


def joined(texts: Iterable[str]) -> str:
    """Several texts in one cell, with semicolons between them."""
    return ";".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def parted(cell: str) -> tuple[str, ...]:
    """The texts of such a cell, empty ones left out."""
    if "\\" not in cell:
        return tuple(text for part in cell.split(";") if (text := part.strip()))
    parts = re.findall(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)", cell, re.DOTALL)
    return tuple(text for part in parts if (text := re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip()))


def trimmed(cells: Sequence[str], least: int) -> Sequence[str]:
    """A row without the empty cells that spreadsheets leave at its end, down to so many."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
