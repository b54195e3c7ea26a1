"""The lists that people choose from, by what people call their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.unit import Unit
from store.values import ListName, ListValue


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stage or value that is gone, in how many records it was, and what these have instead."""

    gone: str
    records: int
    instead: str | None


def value_named(unit: Unit, which: ListName, name: str | None) -> int | None:
    """The id of a list's value; None for none. Raises NotFound and Ambiguous."""
    return unit.lists.find(which, name).id if name is not None else None


def list_value(unit: Unit, which: ListName, value: str) -> ListValue:
    """Raises NotFound and Ambiguous."""
    return unit.lists.find(which, value)


def values_found(unit: Unit, which: ListName) -> Sequence[ListValue]:
    """All values of a list, in their order."""
    return unit.lists.all(which)


def add_value(unit: Unit, which: ListName, name: str, position: int | None) -> ListValue:
    return unit.lists.add(which, name, position)


def rename_value(unit: Unit, which: ListName, value: str, name: str) -> ListValue:
    return unit.lists.rename(unit.lists.find(which, value), name)


def move_value(unit: Unit, which: ListName, value: str, position: int) -> ListValue:
    return unit.lists.move(unit.lists.find(which, value), position)


def value_in_use(unit: Unit, which: ListName, name: str) -> tuple[ListValue, int]:
    """The value of a list, and how many records have it; raises NotFound and Ambiguous."""
    found = unit.lists.find(which, name)
    return found, unit.lists.uses(found)


def delete_value(unit: Unit, which: ListName, value: ListValue, instead: str | None) -> Replaced:
    """Take it off its list; records that have it get the value that is named, or none."""
    held = unit.lists.uses(value)
    other = unit.lists.find(which, instead) if instead is not None else None
    unit.lists.delete(value, other)
    return Replaced(value.name, held, other.name if other else None)
