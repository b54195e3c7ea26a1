"""Mailboxes and folders that are looked at in one order or another, and what is linked in the end."""

from __future__ import annotations

import pytest

from tests.flow.firm import BOB, EVE, Firm

ORDERS = pytest.mark.parametrize("order", [(BOB, EVE), (EVE, BOB)], ids=["bob first", "eve first"])


def look(firm: Firm, *order: str) -> None:
    """Until everybody's news is known everywhere."""
    for _ in range(2):
        for address in order:
            firm.cycle(address)


def links(firm: Firm, number: int) -> list[tuple[str, str]]:
    with firm.store.read() as unit:
        return sorted((line.subject, line.rule) for line in unit.opportunities.history(number))
