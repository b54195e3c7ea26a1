"""What commands print: lines, tables and JSON, to be read by people or by programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from daemon.shapes import escaped, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDE = 1000  # where nobody's terminal limits the width, tables are as wide as their content


def say(text: str = "", style: str = "") -> None:
    """One line for a person."""
    _console().print(_text(text, style), soft_wrap=True)


def say_json(value: Any) -> None:
    """The value as JSON; times in ISO 8601."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    written = json.dumps(value, indent=2, ensure_ascii=not is_unicode, default=_iso)
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
    """Rows under their headings, or `empty` when there are none."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(_text(column), no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    if table.row_count:
        _console().print(table)
    else:
        say(empty)


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


def good(text: str) -> None:
    say(f"✓ {text}", "green")


def bad(text: str) -> None:
    say(f"✗ {text}", "red")


def complain(sentences: Iterable[str]) -> None:
    """Each sentence on standard error, as coming from us."""
    for sentence in sentences:
        print(f"dealtrail: {sentence}", file=sys.stderr)


def _iso(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case frozenset() | set():
            return sorted(value)
        case _:
            return str(value)


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

    return Pipeable(highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)
