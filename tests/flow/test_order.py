"""In whatever order mailboxes are read, the same mail and the same users' acts lead to the same links."""

from __future__ import annotations

import pytest

from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

ORDERS = pytest.mark.parametrize("order", [(BOB, EVE), (EVE, BOB)], ids=["bob first", "eve first"])
TO_BOTH = {"to": (BOB, EVE), "message_id": "<both@client.example>", "sent_at": MORNING}


def look(firm: Firm, *order: str) -> None:
    """Until everybody's news is known everywhere."""
    for _ in range(2):
        for address in order:
            firm.cycle(address)


def links(firm: Firm, number: int) -> list[tuple[str, str]]:
    with firm.store.read() as unit:
        return sorted((line.subject, line.rule) for line in unit.opportunities.history(number))


@ORDERS
def test_a_category_that_rules_would_set_too_is_its_users(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    for address in (BOB, EVE):
        mail = firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)
    firm.outlook(EVE).add_category(mail, f"OPP-{deal.number}")

    look(firm, *order)

    assert links(firm, deal.number) == [("To both", "category")]
