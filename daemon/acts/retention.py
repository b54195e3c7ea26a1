"""What is kept for a time, and what of it is due to go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from store.unit import Unit
from store.values import Keeping


def due_to_go(unit: Unit, kept: Mapping[Keeping, timedelta], now: datetime) -> list[tuple[Keeping, int, int]]:
    """Of each kind for how many days it is kept, 0 for ever, and how many would go now."""
    days = {kind: kept.get(kind, timedelta()) for kind in Keeping}
    return [(kind, of.days, unit.retention.due(kind, now - of) if of else 0) for kind, of in days.items()]
