"""A table's first row: what each of its columns becomes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from daemon.tables.cells import trimmed
from daemon.tables.naming.maps import PASSED, ColumnMap, key_of, programs
from store.errors import Invalid

SHOWN = 40  # columns that nobody knows, in one sentence
REASON = "left out because"  # heads the column that says why a row was not taken in

# Columns that are a part of one of ours, in the order in which they are put together.
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("first_name", "middle_name", "last_name"),
    "address": ("street", "street_2", "street_3", "postal_code", "city", "region", "country"),
}
# Columns of which there may be several, each with one or more of what ours has.
MANY: Mapping[str, str] = {"email": "emails", "phone": "phones", "domain": "domains", "category": "categories"}


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the table: where it stands, how it is headed, and what it becomes; None for what is unknown."""

    at: int
    heading: str
    becomes: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table's columns are, by the map of which program."""

    places: Sequence[Place]
    width: int
    program: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # as a firm's map says
    likely: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # where there is none of the value's own name

    @property
    def unknown(self) -> list[str]:
        return [place.heading for place in self.places if place.becomes is None]

    @property
    def passed(self) -> list[str]:
        return [place.heading for place in self.places if place.becomes == PASSED and place.heading != REASON]


def is_many(becomes: str, columns: Iterable[str]) -> bool:
    """Whether several columns may become it: e-mail addresses do, where a record has any number of them."""
    names = list(columns)
    return becomes in MANY and becomes not in names and MANY[becomes] in names


def known_names(columns: Iterable[str]) -> dict[str, str]:
    """All names that a table's columns may become, by the form in which they are compared."""
    names = list(columns)
    parts = [part for whole, parts in PARTS.items() if whole in names for part in parts]
    many = [one for one, whole in MANY.items() if whole in names]
    return {key_of(name): name for name in (*many, *parts, *names)}


def score(cells: Sequence[str], table: str, columns: Iterable[str], map: ColumnMap | None) -> int:
    """How many of a row's cells name columns."""
    known = known_names(columns)
    keys = [key_of(cell) for cell in cells if cell.strip()]
    ours = sum(1 for key in keys if key in known or (map is not None and key in map.columns))
    return max([ours, *(sum(1 for key in keys if key in one.columns) for one in programs(table))])


def headed(
    name: str, cells: Sequence[str], table: str, columns: Sequence[str], map: ColumnMap | None = None
) -> Heading:
    """What the first row names; unknown columns are left for `refuse`. Raises Invalid for a map that means nothing."""
    known = known_names(columns)
    given = _checked(map, known) if map else {}
    named = [cell.strip() for cell in trimmed(cells, 1)]
    keys = [key_of(cell) for cell in named]
    is_ours = all(key in known or key in given or key == REASON for key in keys)
    program = None if is_ours else _program(keys, table, known)
    others = [] if is_ours else [one for one in programs(table) if one is not program]
    places = []
    for at, (cell, key) in enumerate(zip(named, keys, strict=True)):
        becomes = PASSED if key == REASON else given.get(key)
        if becomes is None and program:
            becomes = program.columns.get(key)
        if becomes is None:
            becomes = known.get(key)
        if becomes is None:
            elsewhere = {one.columns[key] for one in others if key in one.columns}
            becomes = elsewhere.pop() if len(elsewhere) == 1 else None
        places.append(Place(at, cell, becomes))
    return Heading(
        places,
        len(named),
        program.name if program else "",
        map.values if map else {},
        program.values if program else {},
    )


def _program(keys: Sequence[str], table: str, known: Mapping[str, str]) -> ColumnMap | None:
    """The program whose names most of the columns have, where they are more than have ours."""
    best, most = None, sum(1 for key in keys if key in known)
    for one in programs(table):
        if (count := sum(1 for key in keys if key in one.columns)) > most:
            best, most = one, count
    return best


def _checked(map: ColumnMap, known: Mapping[str, str]) -> dict[str, str]:
    """What a firm's map says, by our names; raises Invalid for what we have no column for."""
    found = {}
    for key, becomes in map.columns.items():
        if becomes != PASSED and key_of(becomes) not in known:
            there = f"there are: {', '.join(known.values())}; {PASSED!r} passes it over"
            raise Invalid(map.name, f"makes {key!r} {becomes!r}, which is no column", there)
        found[key] = PASSED if becomes == PASSED else known[key_of(becomes)]
    return found


def refuse(name: str, heading: Heading, columns: Sequence[str], row: str = "line 1") -> None:
    """Raises Invalid for all columns that are unknown, and for what two of them become."""
    from difflib import get_close_matches

    if unknown := heading.unknown:
        if len(unknown) == 1:
            near = get_close_matches(key_of(unknown[0]), known_names(columns), n=3, cutoff=0.5)
            names = [known_names(columns)[one] for one in near]
            there = f"nearest: {', '.join(names)}" if near else f"there are: {', '.join(columns)}"
            raise Invalid(f"{name}, {row}", f"has a column {unknown[0]!r}, which is unknown", f"{there}; {_MAPPED}")
        shown = ", ".join(map(repr, unknown[:SHOWN])) + _and_more(unknown)
        raise Invalid(
            f"{name}, {row}", f"has columns that are unknown: {shown}", f"there are: {', '.join(columns)}; {_MAPPED}"
        )
    headings: dict[str, str] = {}
    taken: dict[str, str] = {}
    for place in heading.places:
        becomes, key = place.becomes, key_of(place.heading)
        if becomes is None or becomes == PASSED:
            continue
        if key in headings:
            raise Invalid(f"{name}, {row}", f"names the column {place.heading.lower()!r} twice", "take one of them out")
        for one in () if is_many(becomes, columns) else _same(becomes):
            if one in taken:
                two = f"{taken[one]!r} and {place.heading!r}"
                remedy = "take one out, or pass it over by a map: --map"
                raise Invalid(f"{name}, {row}", f"has two columns, {two}, that become {becomes!r}", remedy)
        headings[key] = taken[becomes] = place.heading


_MAPPED = "--explain proposes a map"


def _and_more(unknown: Sequence[str]) -> str:
    return f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""


def _same(becomes: str) -> tuple[str, ...]:
    """What cannot stand beside it: itself, the whole of which it is a part, or the parts of which it is the whole."""
    for whole, parts in PARTS.items():
        if becomes in parts:
            return becomes, whole
        if becomes == whole:
            return becomes, *parts
    return (becomes,)
