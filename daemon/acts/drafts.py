"""Drafts in the acting user's own Outlook, which they send or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from store.errors import NotAllowed
from store.unit import Unit
from store.values import Draft, DraftKind


def ask_draft(
    unit: Unit,
    opportunity: str,
    kind: DraftKind,
    mailboxes: Mapping[str, bool],
    *,
    subject: str = "",
    body: str = "",
    location: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> Draft:
    """Owe a draft to the mailbox of whoever acts; `mailboxes` are all that are kept in step, and which are shared.

    Raises NotAllowed when whoever acts is no user.
    """
    address = own_address(unit)
    unit.mailboxes.register(dict(mailboxes))
    number = unit.opportunities.find(opportunity).number
    return unit.drafts.ask(address, number, kind, subject=subject, body=body, location=location, start=start, end=end)


def own_address(unit: Unit) -> str:
    """The mailbox of whoever acts; raises NotAllowed when they are no user."""
    actor = unit.actor
    if actor.user_id is None:
        raise NotAllowed(
            "draft", f"it is made in a user's own Outlook, and {actor.name} is none", "say who you are with --as"
        )
    return unit.users.get(actor.user_id).email
