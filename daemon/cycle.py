"""One mailbox's turn: what it works with, and what it has done so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from connectors.mailbox import Mailbox
from daemon.lacking import Untold
from daemon.news import Attention
from daemon.office import MailboxPlan, Office
from store.values import DueMailbox, Reconciled


@dataclass(slots=True)
class Cycle:
    office: Office
    plan: MailboxPlan
    due: DueMailbox
    mailbox: Mailbox
    seen: Counter[str] = field(default_factory=Counter)  # items by outcome, "quarantined" included
    paid: Counter[str] = field(default_factory=Counter)  # errands by kind
    # What was known to be on copies before this turn wrote stamps on them: no copy of its own can show those yet.
    confirmed_before: dict[int, frozenset[int]] = field(default_factory=dict)
    # Of items that were read, by id: what the server did not tell of them, and that it is kept or missed.
    untold: dict[str, Untold] = field(default_factory=dict)
    reconciled: Reconciled | None = None  # what came of it, where the mailbox was compared with the server
    attention: Attention = field(default_factory=Attention)  # where to look; everywhere, unless it is handed on
    listens: bool = False  # whether the server is asked where to look

    @property
    def now(self) -> datetime:
        return self.office.clock()
