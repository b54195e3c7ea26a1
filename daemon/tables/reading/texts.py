"""Tables as text: in which letters they are written, and what parts their cells; both are found, and said. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from daemon.tables.cells import LONGEST_CELL
from daemon.tables.reading.source import told_of_table
from store.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", told_of_table("UTF-8 with a byte order mark")),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SEP = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.I)
_LOOKED_AT = 65_536  # characters in which the first row must end

# What is above ASCII in texts of Windows in western languages, beside letters.
_SIGNS = set("\u00a0€‚„…–—‘’“”•™§©«»°±²³·´`¨¿¡®¼½¾£¥×¹ªº†")
_WORD = re.compile(r"[^\W\d_]+")


def decoded(name: str, content: bytes, encoding: str | None = None) -> str:
    """The table's text; see `text_of`."""
    return text_of(name, content, encoding)[0]


def text_of(name: str, content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The table's text, and in words how it was written: UTF-8, UTF-16, or that of Windows where it reads as such.

    Raises Invalid, which names the line that cannot be read.
    """
    _, wanted, said = next(((*found,) for found in _MARKS if content.startswith(found[0])), (b"", "utf-8", "UTF-8"))
    if encoding is None and said == "UTF-8" and (wide := _wide(content)):
        wanted, said = wide, told_of_table("UTF-16 without a byte order mark")
    try:
        text = content.decode(encoding or wanted).removeprefix("\ufeff")  # a mark stays where the encoding was named
    except LookupError:
        raise Invalid("encoding", f"{encoding!r} is not known", "write utf-8, cp1252, latin-1, utf-16 …") from None
    except UnicodeDecodeError as problem:
        if encoding is None and wanted == "utf-8" and (found := _of_windows(content)):
            return found
        line = content[: problem.start].count(b"\n") + 1
        byte = f"byte 0x{content[problem.start]:02X}" if problem.start < len(content) else "its end"
        remedy = "save it as UTF-8, or name its encoding: --encoding cp1252"
        raise Invalid(f"{name}, line {line}", f"is not {(encoding or wanted).upper()} ({byte})", remedy) from None
    except UnicodeError:
        raise Invalid("encoding", f"{encoding!r} is none that text is kept in", "write utf-8, cp1252 …") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Invalid(f"{name}, line {line}", "holds a NUL character", "is it a table at all?")
    return text, said if encoding is None else encoding.lower()


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the beginning is zero."""
    begins = content[:256]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = begins[first::2]
        if len(begins) > 3 and zeros.count(0) >= 0.9 * len(zeros) and 0 not in begins[1 - first :: 2]:
            return encoding
    return None


def _of_windows(content: bytes) -> tuple[str, str] | None:
    """The text in the letters of western Windows, with a word to see it by; None where it does not read as such.

    In other codes these bytes would be signs within words, or words of nothing but accents.
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = plain = 0
    shown = ""
    for word in _WORD.finditer(text):
        if not word[0].isascii():
            accents = sum(1 for letter in word[0] if letter > "\x7f")
            high, plain = high + accents, plain + len(word[0]) - accents
            if any(letter > "\u00ff" for letter in word[0]):
                return None
            shown = shown or word[0]
    if high > plain or any(sign > "\x7f" and not sign.isalpha() and sign not in _SIGNS for sign in set(text)):
        return None
    example = f", for example {shown!r}" if shown else ""
    return text, told_of_table(
        f"the letters of Windows (cp1252{example}; if these are others, name them with --encoding)"
    )


def parted_by(text: str, score: Callable[[Sequence[str]], int], given: str | None) -> tuple[str, str, int]:
    """What parts the cells, how that is known, and how many lines say so: the first row is read in each way."""
    if sep := _SEP.match(text):
        return given or sep[1], "named" if given else "as its first line says", 1
    if given:
        return given, "named", 0
    begins, best, highest = text[:_LOOKED_AT], ",", (0, 0)
    for delimiter in DELIMITERS:
        first = next((row for _, row in _tried(begins, delimiter)), [])
        if len(first) > 1 and (worth := (score(first), len(first))) > highest:
            best, highest = delimiter, worth
    return best, "found" if highest > (0, 0) else "", 0


def _tried(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows("", text, delimiter)
    except Invalid:
        return


def rows(name: str, text: str, delimiter: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of the line that it ends on; raises Invalid."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if reader.line_num > skipped and any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as problem:
        raise Invalid(f"{name}, line {reader.line_num}", f"is no row of a table: {problem}") from None
