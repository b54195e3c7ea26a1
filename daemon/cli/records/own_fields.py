"""What the commands of opportunities, accounts and contacts do with a firm's own fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

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
