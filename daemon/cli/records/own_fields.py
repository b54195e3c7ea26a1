"""What the commands of opportunities, accounts and contacts do with a firm's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from store.unit import Unit
    from store.values import Record

OwnFields = Annotated[
    tuple[str, ...],
    Parameter(name="--field", help='A field of your own, "NAME=VALUE"; "NAME=" clears it; can be repeated.'),
]
Where = Annotated[
    tuple[str, ...],
    Parameter(name="--where", help='Only those whose own field is so: "NAME>=100", also = != ~ > < <=; repeatable.'),
]


def set_fields(unit: Unit, record: Record, id: int, given: Sequence[str]) -> None:
    """Set the values that were typed; raises as the store does."""
    from store.rules.fields import split_setting

    if given:
        unit.fields.set(record, id, dict(split_setting(one) for one in given))


def shapes_of(unit: Unit, record: Record, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The values of many records for programs, by id; one without any is not there."""
    from store.rules.fields import as_json

    found = unit.fields.of(record, ids)
    return {id: {name: as_json(*value) for name, value in values.items()} for id, values in found.items()}


def in_words(shape: dict[str, Any]) -> dict[str, str]:
    """The own fields of one record's shape, for a person."""
    told: dict[str, str] = {}
    for name, value in shape["fields"].items():
        match value:
            case bool():
                told[name] = "yes" if value else "no"
            case dict():
                told[name] = f"{value['amount']} {value['currency']}"
            case _:
                told[name] = value
    return told
