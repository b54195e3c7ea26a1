"""Excel workbooks: one sheet's rows as cells of text, after everything in it was counted and found bearable."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from daemon.tables.cells import LONGEST_CELL, Fault, Formula, Moment, Number, Share
from daemon.tables.reading.kinds import EXPORTED, SAVED
from daemon.tables.reading.source import Row, Source, told_of_table
from store.errors import Invalid

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

UNPACKED = 300_000_000  # bytes of all that is read
MOST_CELLS = 4_000_000
WIDEST = 1_000  # columns
MOST_AREA = 12_000_000  # cells from the first to the last one that holds something, empty ones included
EXACT = 10**15  # whole numbers that Excel keeps all digits of

_CHUNK = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>/]*)?>(<(?:\w+:)?f\b)?")  # one that holds something: an empty one ends at once
_AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'\bs="([0-9]{1,6})"')
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_NO_SHEET = "a workbook's sheet cannot be read"


def workbook(name: str, content: bytes, sheet: str | None) -> Source:
    """The rows of one sheet: the one that is named, else the only visible one that holds something; raises Invalid."""
    with _unpacked(name, content) as archive:
        book = _opened(name, content)
        paths = _paths(name, archive)
        shares = _shares(name, archive)
        found = {one: _look(name, archive, paths[one], shares) for one in _chosen(name, book, sheet, paths)}
    filled = {one: seen for one, seen in found.items() if seen.cells or seen.all > MOST_CELLS}
    if not filled:
        raise Invalid(name, "is empty", "its first row names the columns")
    if len(filled) > 1:
        raise Invalid(name, f"has several sheets: {', '.join(map(repr, filled))}", "name one of them: --sheet")
    ((which, seen),) = filled.items()
    _must_be_bearable(f"{name}, sheet {which!r}", seen)
    return Source(
        name,
        lambda: _rows(name, book, which, seen),
        lambda cell: cell,
        (told_of_table(f"an Excel workbook, sheet {which!r}"),),
        Row.ROW,
    )


# --- what is in the archive -------------------------------------------------------------------------------------------


def _unpacked(name: str, content: bytes) -> zipfile.ZipFile:
    """The archive, after it was found to be a workbook of a bearable size; raises Invalid."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    # What zipfile raises for a directory that lies about places, sizes or versions.
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise Invalid(name, "is damaged: its archive cannot be opened", SAVED) from None
    infos = archive.infolist()
    names = {info.filename for info in infos}
    if "xl/workbook.bin" in names:
        raise Invalid(name, "is a binary Excel workbook (.xlsb)", SAVED)
    if "xl/workbook.xml" not in names:
        raise Invalid(name, *_other(names))
    if any(info.flag_bits & 1 for info in infos):
        raise Invalid(name, "is protected by a password", "save it without one")
    if len(names) < len(infos):
        raise Invalid(name, "is damaged: it holds two parts of one name", SAVED)
    if sum(info.file_size for info in infos if _is_read(info.filename)) > UNPACKED:
        remedy = "copy the rows into a new workbook, or save them as CSV"
        raise Invalid(name, f"is more than {UNPACKED // 1_000_000} MB when it is unpacked", remedy)
    return archive


def _is_read(part: str) -> bool:
    return part.endswith((".xml", ".rels"))


def _other(names: set[str]) -> tuple[str, str]:
    if "word/document.xml" in names:
        return "is a text document (.docx), not a table", EXPORTED
    if "ppt/presentation.xml" in names:
        return "is a presentation, not a table", EXPORTED
    if "content.xml" in names and "mimetype" in names:
        return "is a document of LibreOffice", SAVED
    if any(part.startswith("Index/") for part in names):
        return "is a document of Numbers", "export it as Excel or CSV"
    return "is a zip archive, not a table", "unpack it, and take in the tables in it"


def _parts(name: str, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part of the archive a piece at a time, found to be what it says it is; raises Invalid."""
    try:
        with archive.open(part) as opened:
            while piece := opened.read(_CHUNK):
                yield piece
    # The same of one part: a checksum, a stream or a method that is none, an end too soon, a part that is locked.
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Invalid(name, f"is damaged: its part {part} cannot be read", SAVED) from None


def _opened(name: str, content: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as problem:
        raise Invalid(name, f"is damaged: {_first_line(problem)}", SAVED) from None


def _tree(name: str, archive: zipfile.ZipFile, part: str) -> Any:
    from lxml import etree

    content = b"".join(_parts(name, archive, part))
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Invalid(name, f"is damaged: its part {part} cannot be read", SAVED) from None


def _paths(name: str, archive: zipfile.ZipFile) -> dict[str, str]:
    """Where in the archive each sheet is."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    targets = {}
    for one in _tree(name, archive, "xl/_rels/workbook.xml.rels"):
        target = one.get("Target", "")
        targets[one.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = _tree(name, archive, "xl/workbook.xml").iterfind(".//{*}sheets/{*}sheet")
    found = {}
    for one in sheets:
        id = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
        found[one.get("name", "")] = targets.get(id, "")
    return found


def _shares(name: str, archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The styles whose numbers are shown as per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _tree(name, archive, "xl/styles.xml")
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    shown = {"9", "10"} | {id for id, code in codes.items() if "%" in re.sub(r'"[^"]*"|\\.', "", code)}
    return frozenset(
        str(place).encode()
        for place, one in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if one.get("numFmtId") in shown
    )


def _chosen(name: str, book: CalamineWorkbook, sheet: str | None, paths: dict[str, str]) -> list[str]:
    """The sheet that is named, else all that are visible; raises Invalid."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet and paths.get(one.name)]
    if sheet is not None:
        named = [one.name for one in tables if one.name.strip().casefold() == sheet.strip().casefold()]
        if not named:
            there = ", ".join(repr(one.name) for one in tables)
            raise Invalid(name, f"has no sheet {sheet!r}", f"there are: {there}")
        return named[:1]
    visible = [one.name for one in tables if one.visible is SheetVisibleEnum.Visible]
    if not visible:
        raise Invalid(name, "has no visible sheet with a table", "name a hidden one: --sheet")
    return visible


# --- what is in a sheet -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What a sheet holds, before anything is made of it; places are (row, column), from 0."""

    cells: int = 0  # that hold something
    all: int = 0
    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    faults: set[tuple[int, int]] = field(default_factory=set)
    shares: set[tuple[int, int]] = field(default_factory=set)


def _look(name: str, archive: zipfile.ZipFile, part: str, shares: frozenset[bytes]) -> _Seen:
    """Count a sheet's cells, a piece at a time: the reader would make room for all from the first to the last one."""
    seen, rest = _Seen(), b""
    if part not in archive.namelist():
        raise Invalid(name, f"is damaged: its part {part} is missing", SAVED)
    for piece in _parts(name, archive, part):
        held = rest + piece
        end = max(held.rfind(b"<c "), held.rfind(b":c "), held.rfind(b"<c>"))
        end = held.rfind(b"<", 0, end + 1) if end > 0 else len(held) - 200
        _count(seen, held[: max(end, 0)], shares)
        rest = held[max(end, 0) :]
        if len(rest) > 4 * _CHUNK:
            rest = rest[-_CHUNK:]
        if seen.all > MOST_CELLS:
            return seen
    _count(seen, rest, shares)
    return seen


def _count(seen: _Seen, text: bytes, shares: frozenset[bytes]) -> None:
    seen.all += text.count(b"<c ") + text.count(b":c ")
    if seen.all > MOST_CELLS:
        return
    for cell in _CELL.finditer(text):
        seen.cells += 1
        attributes, formula = cell[1] or b"", cell[2]
        if not (at := _AT.search(attributes)):
            continue
        column, row = _number(at[1]), int(at[2])
        seen.rows, seen.columns = max(seen.rows, row), max(seen.columns, column)
        place = (row - 1, column - 1)
        if formula:
            seen.formulas.add(place)
        if b't="e"' in attributes:
            seen.faults.add(place)
        elif shares and (style := _STYLE.search(attributes)) and style[1] in shares:
            seen.shares.add(place)


def _number(letters: bytes) -> int:
    """A column's number by its letters: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _must_be_bearable(where: str, seen: _Seen) -> None:
    remedy = "copy the rows of the table into a new workbook, or save them as CSV"
    if seen.all > MOST_CELLS:
        raise Invalid(where, f"has more than {MOST_CELLS:,} cells, empty ones included", remedy)
    if seen.columns > WIDEST:
        raise Invalid(where, f"has {seen.columns:,} columns, at most {WIDEST:,} are read", remedy)
    if seen.rows * seen.columns > MOST_AREA:
        reason = f"has its last cell in row {seen.rows:,} and column {seen.columns:,}, most between are empty"
        raise Invalid(where, reason, remedy)


def _rows(name: str, book: CalamineWorkbook, sheet: str, seen: _Seen) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number in the sheet."""
    from python_calamine import CalamineError

    try:
        table = book.get_sheet_by_name(sheet)
        grid = table.iter_rows()
    except (CalamineError, OSError, ValueError) as problem:
        raise Invalid(f"{name}, sheet {sheet!r}", f"is damaged: {_first_line(problem)}", SAVED) from None
    left = table.start[1] if table.start else 0  # empty columns before the first are not given
    marked = {row for row, _ in seen.formulas | seen.faults | seen.shares}
    for row, cells in enumerate(grid):
        texts = [_text(cell) for cell in cells]
        if row in marked:
            texts = [_as_marked(seen, (row, left + column), text) for column, text in enumerate(texts)]
        if any(texts):
            yield row + 1, texts


def _as_marked(seen: _Seen, place: tuple[int, int], text: str) -> str:
    if place in seen.formulas:
        return Formula(text or "=")
    if place in seen.faults:
        return Fault("is an error of the spreadsheet, like #REF!")
    if place in seen.shares and isinstance(text, Number):
        return Share(_plain(float(text) * 100))
    return text


def _text(cell: Any) -> str:
    """A cell as text that says what it is."""
    match cell:
        case str():
            return _of_text(cell) if cell else cell
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            whole = float(cell)
            if abs(whole) >= EXACT:
                return Fault("is a number of more than 15 digits, of which Excel keeps no more: make its column text")
            return Number(_plain(whole))
        case datetime():
            near = cell + timedelta(seconds=30)  # what Excel keeps is a fraction of a day
            return Moment(near.date().isoformat() if near.hour == near.minute == 0 else near.isoformat(" ", "minutes"))
        case date():
            return Moment(cell.isoformat())
        case time():
            return cell.isoformat("minutes")
        case timedelta():
            return str(cell)
        case _:
            return str(cell)


def _of_text(cell: str) -> str:
    """A text's ends are trimmed; the apostrophe that an export put before what looks like a formula is taken off."""
    cell = cell.strip()[:LONGEST_CELL]
    if cell.startswith("'"):
        bare = cell.lstrip("'")
        return cell[1:] if bare[:1] in tuple("=+-@\t\r") and bare else cell
    return cell


def _plain(number: float) -> str:
    """In plain digits, as Excel shows 15 of them."""
    if number.is_integer():
        return str(int(number))
    text = f"{number:.15g}"
    if "e" in text:
        text = f"{number:.20f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _first_line(problem: BaseException) -> str:
    return (str(problem).splitlines() or [_NO_SHEET])[0][:200]
