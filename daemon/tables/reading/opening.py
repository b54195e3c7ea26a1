"""Opening a table by what its bytes are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from daemon.tables.cells import read
from daemon.tables.reading.kinds import is_zip, refuse_what_is_no_text
from daemon.tables.reading.source import Source, told_of_table
from daemon.tables.reading.texts import parted_by, rows, text_of
from store.errors import Invalid


def opened(
    name: str,
    content: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    score: Callable[[Sequence[str]], int] = len,
) -> Source:
    """The table in these bytes, by what they are; `score` says how many of a row's cells name columns.

    Raises Invalid for what is no table, with what it is instead and what to do.
    """
    if is_zip(content):
        from daemon.tables.reading.workbooks import workbook  # which few tables need

        return workbook(name, content, sheet)
    refuse_what_is_no_text(name, content)
    if sheet is not None:
        raise Invalid(name, "is a text, which has no sheets", "leave --sheet out")
    text, letters = text_of(name, content, encoding)
    part, how, skipped = parted_by(text, score, delimiter)
    found = (letters, _parted(part, is_said=bool(skipped and not delimiter))) if how else (letters,)
    return Source(name, lambda: rows(name, text, part, skipped), read, found, delimiter=part)


def _parted(by: str, *, is_said: bool) -> str:
    if by == "\t":
        return told_of_table(f"cells parted by tabs{' as its first line says' if is_said else ''}")
    return told_of_table(f"cells parted by {by!r}{' as its first line says' if is_said else ''}")
