"""How a mailbox's turn ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from store.values import Reconciled


@dataclass(frozen=True, slots=True)
class Turn:
    """How one mailbox's turn ended."""

    address: str
    failure: str = ""
    mailbox_id: int | None = None
    seen: Counter[str] = field(default_factory=Counter)  # items by outcome, "quarantined" included
    paid: Counter[str] = field(default_factory=Counter)  # errands by kind
    reconciled: Reconciled | None = None  # where it was compared with the server

    def __add__(self, later: Turn) -> Turn:
        found = later.reconciled or self.reconciled
        return Turn(self.address, later.failure, self.mailbox_id, self.seen + later.seen, self.paid + later.paid, found)
