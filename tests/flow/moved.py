"""What is compared when a mailbox has moved to another server."""

from __future__ import annotations

from datetime import datetime

from tests.flow.firm import BOB, Firm


def lines(firm: Firm, number: int) -> list[tuple[str, datetime, bool]]:
    with firm.store.read() as unit:
        return [(line.subject, line.occurred_at, line.is_gone) for line in unit.opportunities.history(number)]


def copies(firm: Firm) -> list[str]:
    """What is known to be there in Bob's mailbox, each copy by its subject."""
    with firm.store.read() as unit:
        due = unit.mailboxes.look_at(BOB)
        assert due
        held = unit.comparing.present(due.id, None, after="", limit=1000)
        items = unit.comparing.told(due.id, [copy.server_id for copy in held])
    return sorted(item.subject for item in items.values())
