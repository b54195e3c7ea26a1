"""Answers to messages, and what they are linked to."""

from __future__ import annotations

from typing import Any

from store.values import Opportunity
from tests.flow.firm import ANN, BOB, Firm

STRANGER, COLLEAGUE = "zoe@client.example", "cy@us.example"


def answer(firm: Firm, message_id_above: str, subject: str, sender: str = ANN, mailbox: str = BOB, **more: Any) -> str:
    """A reply to the message of this Message-ID."""
    return firm.outlook(mailbox).deliver_mail(sender, subject, in_reply_to=message_id_above, **more)


def linked_to(firm: Firm, subject: str) -> list[tuple[int, str]]:
    with firm.store.read() as unit:
        [found] = unit.history.explain(subject)
    return [(link.number, link.rule) for link in found.links]


def two_deals(firm: Firm, **fields: int) -> tuple[Opportunity, Opportunity]:
    """Two open opportunities of Ann's, Bob's unless told otherwise."""
    fields.setdefault("assigned_to", firm.people[BOB])
    return firm.opportunity("200 seats", **fields), firm.opportunity("Support", **fields)
