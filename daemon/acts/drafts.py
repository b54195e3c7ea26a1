"""Drafts in the acting user's own Outlook, which they send or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.errors import NotAllowed
from store.unit import Unit
from store.values import Draft, DraftKind, Opportunity


@dataclass(frozen=True, slots=True)
class DraftAhead:
    """What a draft would be, before it is asked for."""

    about: Opportunity
    address: str  # of the mailbox that it would lie in: that of whoever acts
    is_kept: bool  # whether that mailbox is kept in step; into another one nothing can be laid
    to: Sequence[tuple[str, str]]  # addresses with names


def ask_draft(
    unit: Unit,
    opportunity: str,
    kind: DraftKind,
    mailboxes: Mapping[str, bool] | None = None,
    *,
    subject: str = "",
    body: str = "",
    location: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> Draft:
    """Owe a draft to the mailbox of whoever acts; `mailboxes` are all that are kept in step, and which are shared.

    None leaves that to the service: whoever read the configuration long ago knows less than it does.

    Raises NotAllowed when whoever acts is no user.
    """
    address = own_address(unit)
    if mailboxes is not None:
        unit.mailboxes.register(dict(mailboxes))
    number = unit.opportunities.find(opportunity).number
    return unit.drafts.ask(address, number, kind, subject=subject, body=body, location=location, start=start, end=end)


def draft_ahead(unit: Unit, opportunity: str, kind: DraftKind) -> DraftAhead:
    """Where a draft would lie, and whom it would be addressed to; raises NotAllowed when whoever acts is no user."""
    address, about = own_address(unit), unit.opportunities.find(opportunity)
    to = () if kind is DraftKind.APPOINTMENT else unit.drafts.recipients(about)
    return DraftAhead(about, address, unit.drafts.is_kept(address), to)


def drafts_in(unit: Unit, opportunity: int, address: str) -> Sequence[Draft]:
    """The latest that were asked for about it into the mailbox of that address, newest first."""
    return unit.drafts.latest(opportunity, address)


def own_address(unit: Unit) -> str:
    """The mailbox of whoever acts; raises NotAllowed when they are no user."""
    actor = unit.actor
    if actor.user_id is None:
        raise NotAllowed(
            "draft", f"it is made in a user's own Outlook, and {actor.name} is none", "say who you are with --as"
        )
    return unit.users.get(actor.user_id).email
