"""What stands in a cell, and how a table's bytes become rows. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from store.errors import Invalid

LARGEST = 100_000_000  # bytes of a table
SHOWN = 40  # columns that nobody knows, in one sentence
LONGEST_CELL = 1_000_000  # characters

# A spreadsheet takes such a cell for a formula: it gets an apostrophe before it, which is taken off again when read.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SAID = re.compile(r'="((?:[^"]|"")*)"')  # as exports write a text that a spreadsheet would take for a number
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def written(text: str) -> str:
    """A text as a cell that no spreadsheet computes."""
    return f"'{text}" if _FORMULA.match(text) else text


def read(cell: str) -> str:
    """The text that a cell holds, ends trimmed."""
    cell = cell.strip()
    if cell.startswith('="') and (said := _SAID.fullmatch(cell)):
        return said[1].replace('""', '"').strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def joined(texts: Iterable[str]) -> str:
    """Several texts in one cell, with semicolons between them."""
    return ";".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def parted(cell: str) -> tuple[str, ...]:
    """The texts of such a cell, empty ones left out."""
    parts = re.findall(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)", cell, re.DOTALL)
    return tuple(text for part in parts if (text := re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip()))


def decoded(name: str, content: bytes, encoding: str | None = None) -> str:
    """The table's text: UTF-8, or UTF-16 with its mark, or as `encoding` says; nothing is ever guessed.

    Raises Invalid, which names the line that cannot be read.
    """
    marked = next((found for mark, found in _MARKS if content.startswith(mark)), "utf-8")
    wanted = encoding or marked
    try:
        text = content.decode(wanted).removeprefix("\ufeff")  # a mark stays in front where the encoding was named
    except LookupError:
        raise Invalid("encoding", f"{wanted!r} is not known", "write utf-8, cp1252, latin-1, utf-16 …") from None
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        found = f"byte 0x{content[problem.start]:02X}" if problem.start < len(content) else "its end"
        remedy = "save it as UTF-8, or name its encoding: --encoding cp1252"
        raise Invalid(f"{name}, line {line}", f"is not {wanted.upper()} ({found})", remedy) from None
    except UnicodeError:
        raise Invalid("encoding", f"{wanted!r} is none that text is kept in", "write utf-8, cp1252 …") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Invalid(f"{name}, line {line}", "holds a NUL character", "is it a table at all?")
    return text


def rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of the line that it ends on; raises Invalid."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as problem:
        raise Invalid(f"{name}, line {reader.line_num}", f"is no row of a table: {problem}") from None


def header(name: str, cells: Sequence[str], known: Sequence[str], delimiter: str) -> list[str]:
    """The columns that the first row names, without empty ones at its end; raises Invalid for all that are unknown, one
    that is named twice, or no table's.
    """
    from difflib import get_close_matches

    by_fold = {column.casefold(): column for column in known}
    if len(cells) == 1 and (others := [other for other in ",;\t" if other != delimiter and other in cells[0]]):
        shown = {"\t": "tab"}.get(others[0], others[0])
        raise Invalid(f"{name}, line 1", "has one column only", f"are they parted otherwise? --delimiter '{shown}'")
    columns: list[str] = []
    unknown: dict[str, list[str]] = {}
    for cell in trimmed(cells, 1):
        asked = cell.strip().casefold().replace(" ", "_") if ":" not in cell else cell.strip().casefold()
        if asked not in by_fold:
            unknown[cell.strip()] = get_close_matches(asked, by_fold, n=3, cutoff=0.5) if len(unknown) < SHOWN else []
            continue
        if by_fold[asked] in columns:
            raise Invalid(f"{name}, line 1", f"names the column {by_fold[asked]!r} twice")
        columns.append(by_fold[asked])
    if unknown:
        raise Invalid(f"{name}, line 1", *_unknown(unknown, known))
    return columns


def trimmed(cells: Sequence[str], least: int) -> Sequence[str]:
    """A row without the empty cells that spreadsheets leave at its end, down to so many."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _unknown(unknown: dict[str, list[str]], known: Sequence[str]) -> tuple[str, str]:
    """What is said of columns that no table has, and what to do."""
    there = f"there are: {', '.join(known)}"
    if len(unknown) == 1:
        ((column, near),) = unknown.items()
        return f"has a column {column!r}, which is unknown", f"nearest: {', '.join(near)}" if near else there
    shown = ", ".join(f"{column!r}" for column in list(unknown)[:SHOWN])
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    return f"has columns that are unknown: {shown}{more}", there
