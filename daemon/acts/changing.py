"""What changes of records share: a firm's own fields, and texts of which some come and some go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.errors import NotFound
from store.rules.fields import split_setting
from store.text import fold
from store.unit import Unit
from store.values import Field, Record


def set_fields(unit: Unit, record: Record, id: int, settings: Sequence[str]) -> None:
    """Set values of own fields, each as "NAME=VALUE"; raises as the store does."""
    if settings:
        unit.fields.set(record, id, dict(split_setting(one) for one in settings))


def adjusted(
    what: str, base: Sequence[str], more: Sequence[str], fewer: Sequence[str], same: Callable[[str], str]
) -> tuple[str, ...]:
    """The texts that there were with some added and some taken off; `same` gives the form they are compared in.

    Raises NotFound for one that is to be taken off and is not there.
    """
    left_out = {same(text): text for text in fewer}
    if unknown := set(left_out) - {same(text) for text in base}:
        raise NotFound(what, left_out[min(unknown)], base)
    return (*(text for text in base if same(text) not in left_out), *(one for one in more if same(one) not in left_out))


def change_choices(
    unit: Unit,
    record: Record,
    field: str,
    *,
    only: Sequence[str] = (),
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
    if only or more or fewer:
        base, gone = only or found.choices, {fold(name) for name in fewer}
        if unknown := gone - {fold(name) for name in base}:
            raise NotFound(f"choice of field {found.name}", sorted(unknown)[0], base)
        wanted = [name for name in base if fold(name) not in gone]
        found = unit.fields.set_choices(found.id, [*wanted, *more], drop_values=drops_values)
    return found
