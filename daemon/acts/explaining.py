"""How items were decided, and by what name people ask for one."""

from __future__ import annotations

from collections.abc import Sequence

from store.errors import NotFound
from store.unit import Unit
from store.values import Explanation


def explained(unit: Unit, item: str) -> Sequence[Explanation]:
    """Each item of that id, Message-ID or part of the subject, and how it was decided; raises NotFound for none."""
    found = unit.history.explain(item)
    if not found:
        raise NotFound("item", item)
    return found
