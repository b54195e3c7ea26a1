"""Which folders are watched, and what is known of the mail in them."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.firm import Firm


def refresh(firm: Firm) -> None:
    """A cycle at which the folders are listed again whatever happened."""
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()


def copies(firm: Firm, subject: str) -> list[tuple[str, bool]]:
    """Each copy's folder and whether it is gone."""
    with firm.store.read() as unit:
        return [(copy.folder, copy.pointer.is_gone) for one in unit.history.explain(subject) for copy in one.copies]


def counters_add_up(firm: Firm) -> bool:
    with firm.store.read() as unit:
        counts = unit.history.counts()
    return counts.pop("seen") == sum(counts.values())
