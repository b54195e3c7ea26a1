"""A firm's own fields, and their values in records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.values import Field, FieldValue


def field_shape(field: Field) -> Shape:
    return {
        "id": field.id,
        "of": field.record.value,
        "name": field.name,
        "kind": field.kind.value,
        "choices": list(field.choices),
    }


def counted_field_shape(field: Field, values: int) -> Shape:
    """With how many records have a value, or had one."""
    return field_shape(field) | {"values": values}


def values_shape(values: Mapping[str, tuple[Field, FieldValue]]) -> Shape:
    """The values of one record for programs, by the names of the fields."""
    from store.rules.fields import as_json

    return {name: as_json(*value) for name, value in values.items()}


def fields_in_words(shape: Shape) -> dict[str, str]:
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
