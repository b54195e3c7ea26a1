"""A report as a page shows it: pictures, and beside each the table with the same numbers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from daemon.web.pictures.drawing import Columns, Rows


@dataclass(frozen=True, slots=True)
class Cell:
    text: str  # as people read it
    plain: str | int | Decimal | None = ""  # as programs do
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    heads: tuple[tuple[str, bool], ...]  # each with whether numbers stand below it
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its table; of nothing there is a sentence instead of both."""

    id: str
    title: str
    description: str
    picture: Rows | Columns | None
    kinds: tuple[tuple[str, str], ...]  # how each kind of mark looks, and what it stands for
    table: Table
    tick: str = ""  # the currency of ticks; "" for numbers
    nothing: str = ""

    @property
    def form(self) -> str:
        return "rows" if isinstance(self.picture, Rows) else "columns"


@dataclass(frozen=True, slots=True)
class Report:
    kind: str
    title: str
    lead: str
    figures: tuple[Figure, ...]
