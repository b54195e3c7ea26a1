"""What commands print: lines, tables and JSON, to be read by people or by programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from daemon.shapes import escaped, plain, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

GAP = 2  # between columns
WIDE = 1000  # where nobody's terminal limits the width, tables are as wide as their content


def say(text: str = "", style: str = "") -> None:
    """One line for a person."""
    _console().print(_text(text, style), soft_wrap=True)


def say_json(value: Any) -> None:
    """The value as JSON; times in ISO 8601."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    written = json.dumps(value, indent=2, ensure_ascii=not is_unicode, default=plain)
    print(escaped(written))


def say_raw(text: str) -> None:
    """A document as it is, for a file or another program."""
    sys.stdout.write(text)


def tell(shape: Any, line: str, as_json: bool) -> None:
    """What a command did: the record as JSON for a program, or one line for a person."""
    if as_json:
        say_json(shape)
    else:
        say(line)


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str = "none") -> None:
    """Rows under their headings, or `empty` when there are none.

    No word is broken: where the words of a row do not fit beside each other, each row is told by itself.
    """
    cells = [tuple(columns), *((tuple(visible(cell) for cell in row)) for row in rows)]
    if len(cells) == 1:
        say(empty)
        return
    console = _console()
    used = _fitting(cells, console.width)
    if widths := _widths([tuple(row[place] for place in used) for row in cells], console.width):
        console.print(_table([[row[place] for place in used] for row in cells], widths))
    else:
        for row in cells[1:]:
            _say_row(columns, row, console.width)


def _fitting(cells: Sequence[Sequence[str]], width: int) -> Sequence[int]:
    """The places of all columns where they fit, else of those that have anything in them."""
    places = range(len(cells[0]))
    if _taken([_longest(row[place] for row in cells) for place in places]) <= width:
        return places
    return [place for place in places if any(row[place].strip() for row in cells[1:])]


def _widths(cells: Sequence[Sequence[str]], width: int) -> Sequence[int] | None:
    """How wide each column is, so that none breaks a word; None where that cannot be."""
    columns = list(zip(*cells, strict=True))
    wanted = [_longest(column) for column in columns]
    widths = [_longest(word for cell in column for word in cell.split()) for column in columns]
    widths[0] = wanted[0]  # the name by which commands know it stays on its line
    left = width - _taken(widths)
    if left < 0:
        return None
    while left and (lacking := [place for place, has in enumerate(widths) if has < wanted[place]]):
        for place in lacking[:left]:
            widths[place] += 1
            left -= 1
    return widths


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _longest(texts: Iterable[str]) -> int:
    from rich.cells import cell_len

    return max((cell_len(text) for text in texts), default=0)


def _table(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold", show_edge=False)
    for column, width in zip(cells[0], widths, strict=True):
        table.add_column(_text(column), width=width, overflow="fold")
    for row in cells[1:]:
        table.add_row(*(_text(cell) for cell in row))
    return table


def _say_row(columns: Sequence[str], row: Sequence[str], width: int) -> None:
    """A row that is too wide for a line: its name, and under it what else there is, each with its heading."""
    from textwrap import wrap

    told = zip(columns[2:], row[2:], strict=True)
    named = [f"{cell} %" if column == "%" else f"{column} {cell}".strip() for column, cell in told if cell.strip()]
    lines = wrap("; ".join(named), width - 4, break_long_words=False, break_on_hyphens=False)
    heading = wrap("  ".join(filter(None, row[:2])), width, break_long_words=False, break_on_hyphens=False)
    for line in heading:
        say(line, "bold")
    for line in lines:
        say(f"    {line}")


def say_fields(fields: Mapping[str, str]) -> None:
    """Names and their values, one a line; what is empty is left out."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in fields.items():
        if value:
            table.add_row(_text(name), _text(value))
    _console().print(table)


def tell_fields(shape: Any, fields: Mapping[str, str], as_json: bool) -> None:
    """A record: as JSON for a program, or its fields for a person."""
    if as_json:
        say_json(shape)
    else:
        say_fields(fields)


def good(text: str) -> None:
    say(f"✓ {text}", "green")


def bad(text: str) -> None:
    say(f"✗ {text}", "red")


def complain(sentences: Iterable[str]) -> None:
    """Each sentence on standard error, as coming from us."""
    for sentence in sentences:
        print(f"dealtrail: {sentence}", file=sys.stderr)


def _text(text: str, style: str = "") -> Text:
    """Never markup: a subject may hold brackets."""
    from rich.text import Text

    return Text(visible(text), style)


def _console() -> Console:
    """A console on what standard output is now."""
    from rich.console import Console

    class Pipeable(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to `main`, instead of ending the process here."""
            raise BrokenPipeError

    is_limited = sys.stdout.isatty() or "COLUMNS" in os.environ  # which only who means it hands on
    return Pipeable(highlight=False, emoji=False, width=None if is_limited else WIDE)
