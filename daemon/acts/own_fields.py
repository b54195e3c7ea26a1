"""A firm's own fields, which owners define, and their values."""

from __future__ import annotations

from collections.abc import Sequence

from store.errors import NotFound
from store.rules.fields import split_setting
from store.text import fold
from store.unit import Unit
from store.values import Field, FieldKind, Record


def set_fields(unit: Unit, record: Record, id: int, settings: Sequence[str]) -> None:
    """Set values of own fields, each as "NAME=VALUE"; raises as the store does."""
    if settings:
        unit.fields.set(record, id, dict(split_setting(one) for one in settings))


def add_field(unit: Unit, record: Record, name: str, kind: FieldKind, choices: Sequence[str]) -> Field:
    return unit.fields.add(record, name, kind, choices)


def fields_found(unit: Unit, record: Record | None) -> list[tuple[Field, int]]:
    """Those of a kind of record or of all in their order, each with how many records have a value."""
    return [(field, unit.fields.count(field.id)) for field in unit.fields.all(record)]


def field_named(unit: Unit, record: Record, field: str) -> Field:
    """Raises NotFound and Ambiguous."""
    return unit.fields.find(record, field)


def rename_field(unit: Unit, record: Record, field: str, name: str) -> Field:
    return unit.fields.rename(unit.fields.find(record, field).id, name)


def move_field(unit: Unit, record: Record, field: str, to: int) -> Sequence[Field]:
    """All fields of that kind of record in their new order."""
    return unit.fields.move(unit.fields.find(record, field).id, to)


def remove_field(unit: Unit, record: Record, field: str, *, drops_values: bool) -> tuple[Field, int]:
    """What it was, and how many values went with it."""
    found = unit.fields.find(record, field)
    return found, unit.fields.remove(found.id, drop_values=drops_values)


def change_choices(
    unit: Unit,
    record: Record,
    field: str,
    *,
    only: Sequence[str] | None = None,
    more: Sequence[str] = (),
    fewer: Sequence[str] = (),
    renamed: Sequence[str] = (),
    drops_values: bool = False,
) -> Field:
    """Change the choices of an own field: first other names, as "OLD=NEW", then what is there from now on.

    Raises NotFound for a choice to take away that is not there.
    """
    found = unit.fields.find(record, field)
    for one in renamed:
        found = unit.fields.rename_choice(found.id, *split_setting(one))
    if only is not None or more or fewer:
        base, gone = found.choices if only is None else only, {fold(name) for name in fewer}
        if unknown := gone - {fold(name) for name in base}:
            raise NotFound(f"choice of field {found.name}", sorted(unknown)[0], base)
        wanted = [name for name in base if fold(name) not in gone]
        found = unit.fields.set_choices(found.id, [*wanted, *more], drop_values=drops_values)
    return found
