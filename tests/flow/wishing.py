"""Wishes for opportunities in Outlook, and what came of them."""

from __future__ import annotations

from store.values import Opportunity, Outcome, Record
from tests.flow.firm import BOB, Firm

NEW = "OPP new"
STRANGER = "Zoë Ek <zoe@new.example>"


def made(firm: Firm) -> list[Opportunity]:
    with firm.store.read() as unit:
        return list(unit.opportunities.all())


def wish(firm: Firm, item: str, address: str = BOB) -> None:
    firm.outlook(address).add_category(item, NEW)


def receipts(firm: Firm, subject: str) -> list[tuple[Outcome, str, str]]:
    with firm.store.read() as unit:
        return [
            (copy.receipt.outcome, copy.receipt.rule, copy.receipt.reason)
            for found in unit.history.explain(subject)
            for copy in found.copies
            if copy.receipt
        ]


def trail(firm: Firm, number: int) -> list[tuple[str, str | None]]:
    with firm.store.read() as unit:
        return [(one.actor, one.after) for one in unit.audit.of(Record.OPPORTUNITY, number) if one.field == ""]
