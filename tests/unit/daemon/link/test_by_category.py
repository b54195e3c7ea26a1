"""A category that a user set decides, whatever else is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.mailbox import Person
from store.values import Outcome
from tests.unit.daemon.items import BOX, NOON, a_span, an_email, candidates, known, set_in
from tests.unit.daemon.link.deciding import HERS, decided, numbers


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("OPP-17", [17]),
        ("OPP-17 Fabrikam, 200 seats", [17]),
        ("opp-17 typed by hand", [17]),
        ("OPP-170", []),
        ("OPP-017", [17]),
        ("OPP-17x", []),
        ("Red category", []),
        ("OPP", []),
        ("My OPP-17", []),
    ],
)
def test_the_number_in_a_category_decides(category: str, expected: list[int]):
    stranger = an_email(sender=Person("nobody@else.example"), categories=(category,))

    assert numbers(decided(stranger)) == expected


def test_several_categories_link_to_several_opportunities():
    exists = candidates(named=(a_span(3), a_span(9)))

    decision = decided(an_email(categories=("OPP-9", "Blue", "OPP-3")), exists)

    assert numbers(decision) == [3, 9]
    assert decision.marks == (set_in(BOX, 3), set_in(BOX, 9))


def test_a_category_links_to_a_closed_opportunity():
    closed = candidates(named=(a_span(4, closed_at=NOON - timedelta(days=300)),))

    assert numbers(decided(an_email(categories=("OPP-4",)), closed)) == [4]


def test_a_category_of_an_unknown_number_goes_to_review():
    decision = decided(an_email(categories=("OPP-99",)))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "unknown category")
    assert "OPP-99" in decision.receipt.reason


def test_a_category_that_came_with_the_message_goes_to_review():
    decision = decided(
        an_email(categories=("OPP-17",), headers={"keywords": "OPP-17"}), candidates(named=(a_span(17),))
    )

    assert (decision.receipt.rule, decision.links, decision.marks) == ("category from sender", (), ())


def test_a_category_from_a_sender_stays_the_senders_when_its_opportunity_does_not_exist():
    mail = an_email(sender=Person("boss@us.example"), categories=("OPP-99",), headers={"keywords": "OPP-99"})

    decision = decided(mail, HERS, known(confirmed=(99,)))

    assert decision.receipt.rule == "inside"  # and not the review that a user's category would get
