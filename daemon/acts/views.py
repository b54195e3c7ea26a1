"""Views of the opportunities that are shared with everybody."""

from __future__ import annotations

from daemon.acts.asking import Given, asked_for
from store.rules.typed import Manner
from store.unit import Unit
from store.values import SharedView


def share_view(unit: Unit, name: str, query: str, columns: str, given: Given, manner: Manner) -> SharedView:
    """Share what the `query` asks for, which `given` has by the names of ASKED.

    Raises what is not understood of it, and Invalid for a date or number that can be meant in two ways: everybody
    reads it as their own country writes it, and it has to mean the same to all.
    """
    anywhere = Manner(manner.now, manner.zone)
    unit.reads_as(lambda: anywhere)
    for trouble in asked_for(unit, given, anywhere).troubles.values():
        raise trouble
    return unit.shared_views.share(name, query, columns)
