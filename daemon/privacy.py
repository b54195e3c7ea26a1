"""What became private is forgotten: its owners have seven days to think better of it."""

from __future__ import annotations

from datetime import timedelta

from daemon.office import Office

KEPT = timedelta(days=7)


def forget_private(office: Office) -> bool:
    """Redact what has had none but private copies for seven days; False when it was cut short."""
    with office.store.write() as unit:
        unit.privacy.note()
    while not office.stop.is_set():
        with office.store.write() as unit:
            items = unit.privacy.due(office.clock() - KEPT)
            if not items:
                return True
            unit.privacy.redact(items)
    return False
