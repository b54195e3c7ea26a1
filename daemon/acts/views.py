"""Views of the opportunities that are shared with everybody."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.acts.asking import Given, asked_for
from store.errors import Invalid
from store.rules.typed import Manner
from store.text import named
from store.unit import Unit
from store.values import SharedView

MOST = 50  # that are shared


def shared_views(unit: Unit) -> Sequence[SharedView]:
    """By name."""
    return unit.shared_views.all()


def withdraw_view(unit: Unit, view: int) -> SharedView:
    """Share it no longer; what it was. Raises NotFound and NotAllowed."""
    return unit.shared_views.withdraw(view)


def share_view(unit: Unit, name: str, query: str, columns: str, given: Given, manner: Manner) -> SharedView:
    """Share what the `query` asks for, which `given` has by the names of ASKED.

    Raises what is not understood of it, and Invalid for a date or number that can be meant in two ways: everybody
    reads it as their own country writes it, and it has to mean the same to all.
    """
    others = [one for one in shared_views(unit) if named(one.name) != named(name)]
    if len(others) >= MOST:
        raise Invalid("views", "this is more than is shared", "share some of them no longer")
    anywhere = Manner(manner.now, manner.zone)
    unit.reads_as(lambda: anywhere)
    for trouble in asked_for(unit, given, anywhere).troubles.values():
        raise trouble
    return unit.shared_views.share(name, query, columns)
