"""From a table's row to ours: which of its cells make which of our columns, tidied as each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from daemon.tables.cells import Fault, Formula, joined, parted
from daemon.tables.columns import Column, Kind
from daemon.tables.manners import Manner
from daemon.tables.naming.heading import MANY, PARTS, Heading, is_many
from daemon.tables.naming.maps import PASSED
from daemon.tables.reading import Source
from daemon.tables.tidying import Settled, Tidy, by_locale, is_mannered, settle, sound, tidying
from store.errors import Invalid
from store.text import fold

Wrong = tuple[str, str, str]  # a column, what is wrong with it, and the cell


@dataclass(frozen=True, slots=True)
class Step:
    """One of our columns: the cells it is made of, how they are put together, and what is made of that."""

    column: str
    at: tuple[int, ...]
    put: Callable[[Sequence[str]], str] | None  # None for one cell
    tidy: Tidy | None
    said: Mapping[str, str] | None  # what a firm's map makes of a value


@dataclass(frozen=True, slots=True)
class Plan:
    steps: Sequence[Step]
    width: int
    settled: Mapping[str, Settled]

    def row(self, cells: Sequence[str]) -> tuple[dict[str, str], list[Wrong]]:
        """Our columns of one row, and what cannot be made of its cells."""
        row: dict[str, str] = {}
        wrong: list[Wrong] = []
        for step in self.steps:
            at = step.at
            cell = cells[at[0]] if step.put is None else step.put([cells[one] for one in at])
            try:
                if type(cell) is not str or step.put is not None:
                    for one in at:
                        if isinstance(cells[one], (Formula, Fault)):
                            sound(step.column, cells[one])
                if step.said is not None:
                    cell = step.said.get(fold(cell), cell)
                row[step.column] = step.tidy(cell) if step.tidy is not None else cell
            except Invalid as problem:
                wrong.append((step.column, str(problem), str(cell)))
        return row, wrong


def planned(
    source: Source, heading: Heading, columns: Mapping[str, Column], manner: Manner | None, zone: ZoneInfo
) -> Plan:
    """How each of the table's rows is read; columns that nobody told how they are written are looked through first."""
    made: dict[str, list[int]] = {}
    for place in heading.places:
        becomes = place.becomes
        if becomes is None or becomes == PASSED or (becomes in columns and not columns[becomes].is_taken_in):
            continue
        made.setdefault(_whole(becomes, columns), []).append(place.at)
    parts = {place.at: place.becomes for place in heading.places}
    settled = _settled(source, {name: at for name, at in made.items() if is_mannered(columns[name])}, columns, manner)
    steps = []
    for name, at in made.items():
        tidy = tidying(name, columns[name], settled.get(name, by_locale(manner) if manner else Settled()), zone)
        is_one = len(at) == 1 and (parts[at[0]] == name or columns[name].kind is not Kind.MANY)
        put = None if is_one else _putting(name, [parts[one] or "" for one in at], columns[name])
        order = tuple(sorted(at, key=lambda one: _rank(name, parts[one] or ""))) if name in PARTS else tuple(at)
        steps.append(Step(name, order, put, tidy, heading.values.get(name)))
    return Plan(steps, heading.width, settled)


def _whole(becomes: str, columns: Mapping[str, Column]) -> str:
    if is_many(becomes, columns):
        return MANY[becomes]
    return next((whole for whole, parts in PARTS.items() if becomes in parts and becomes not in columns), becomes)


def _rank(whole: str, part: str) -> int:
    return PARTS[whole].index(part) if part in PARTS[whole] else 0


def _putting(name: str, parts: Sequence[str], column: Column) -> Callable[[Sequence[str]], str]:
    if column.kind is Kind.MANY:
        return lambda cells: joined(dict.fromkeys(text for cell in cells for text in parted(cell)))
    if name == "address":
        ordered = sorted(parts, key=lambda part: _rank("address", part))
        return lambda cells: _address(dict(zip(ordered, cells, strict=True)))
    return lambda cells: " ".join(cell for cell in cells if cell)


def _address(parts: Mapping[str, str]) -> str:
    """As it is written on a letter: the street, the place with its code, the region, the country."""
    place = " ".join(filter(None, (parts.get("postal_code"), parts.get("city"))))
    streets = [parts.get(name, "") for name in ("street", "street_2", "street_3")]
    return "\n".join(filter(None, (*streets, place, parts.get("region"), parts.get("country"))))


def _settled(
    source: Source, made: Mapping[str, Sequence[int]], columns: Mapping[str, Column], manner: Manner | None
) -> dict[str, Settled]:
    """How each column of dates and numbers is written."""
    if manner is not None:
        return {name: by_locale(manner) for name in made}
    if not made:
        return {}
    cells: dict[str, list[tuple[int, str]]] = {name: [] for name in made}
    lines = source.rows()
    next(lines, None)
    for line, row in lines:
        for name, at in made.items():
            if at[0] < len(row) and (cell := source.read(row[at[0]])) and not isinstance(cell, (Formula, Fault)):
                cells[name].append((line, cell))
    return {name: settle(columns[name].kind, found, source.row) for name, found in cells.items()}
