"""What each column of a table would become, and the map that somebody could make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from daemon.tables.columns import OWN, Column
from daemon.tables.importing import Table, Taking, all_columns, read_heading
from daemon.tables.naming import map_text
from daemon.tables.naming.heading import Heading, known_names
from daemon.tables.naming.maps import PASSED, key_of
from daemon.tables.planning import planned
from daemon.tables.reading import Source
from store.errors import Invalid
from store.unit import Unit

LOOKED_AT = 200  # rows among which an example is looked for
LONGEST = 40  # characters of an example


@dataclass(frozen=True, slots=True)
class ColumnExplained:
    """`becomes` is "" for what is unknown; `proposed` is what it could be then."""

    heading: str
    becomes: str
    example: str
    remark: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    found: str
    program: str
    columns: Sequence[ColumnExplained]
    map: str  # as TOML, for all that has no place yet; "" where there is nothing to say


def explain(unit: Unit, table: Table, source: Source, taking: Taking) -> Explained:
    """What taking it in would make of its columns; raises Invalid where the table is none."""
    columns = all_columns(unit, table)
    heading = read_heading(source, table, columns, taking.map)
    examples = _examples(source, heading)
    asked = _asked(source, heading, columns, taking)
    told = []
    for place in heading.places:
        example = examples.get(place.at, "")
        if place.becomes is None:
            proposed = _proposed(place.heading, columns)
            remark = "nearest" if proposed != PASSED else f'no place: make a field of it, and write "{OWN}NAME"'
            told.append(ColumnExplained(place.heading, "", example, remark, proposed))
        else:
            told.append(ColumnExplained(place.heading, place.becomes, example, asked.get(place.becomes, "")))
    unknown = [(one.heading, one.proposed, _remark(one)) for one in told if not one.becomes]
    return Explained(", ".join(source.found), heading.program, told, map_text(unknown) if unknown else "")


def _remark(one: ColumnExplained) -> str:
    example = f"for example {one.example!r}" if one.example else "empty"
    return f"{one.remark}; {example}".replace("\n", " ")


def _proposed(heading: str, columns: Mapping[str, Column]) -> str:
    known = known_names([name for name, column in columns.items() if column.is_taken_in])
    own = {key_of(name.removeprefix(OWN)): name for name in columns if name.startswith(OWN)}
    near = get_close_matches(key_of(heading), [*own, *known], n=1, cutoff=0.6)
    return ({**known, **own})[near[0]] if near else PASSED


def _examples(source: Source, heading: Heading) -> dict[int, str]:
    """Of each column, the first cell that holds something."""
    found: dict[int, str] = {}
    for _, row in islice(source.rows(), 1, LOOKED_AT):
        for at in range(min(len(row), heading.width)):
            if at not in found and (cell := " ".join(source.read(row[at]).split())):
                found[at] = cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 1]}…"
    return found


def _asked(source: Source, heading: Heading, columns: Mapping[str, Column], taking: Taking) -> dict[str, str]:
    """What only those who wrote the table can know, by our column."""
    try:
        plan = planned(source, heading, columns, taking.manner, taking.zone)
    except Invalid:
        return {}
    return {name: f"{one.asked}; {one.remedy}" for name, one in plan.settled.items() if one.asked}
