"""What became private is forgotten: its owners have seven days to think better of it."""

from __future__ import annotations

from datetime import timedelta

from daemon.context import Context

KEPT = timedelta(days=7)


def forget_private(context: Context) -> bool:
    """Redact what has had none but private copies for seven days; False when it was cut short."""
    with context.store.write() as unit:
        unit.privacy.note()
    while not context.stop.is_set():
        with context.store.write() as unit:
            items = unit.privacy.due(context.clock() - KEPT)
            if not items:
                return True
            unit.privacy.redact(items)
    return False
