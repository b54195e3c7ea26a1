"""Another prefix for categories: nothing is taken for a removal, and what carried the old one gets the new one."""

from __future__ import annotations

import pytest

from store.values import MarkKind, Outcome
from tests.flow.firm import ANN, BOB, Firm


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def test_another_prefix_takes_the_place_of_the_old_one_everywhere(firm: Firm):
    deal = firm.opportunity("200 seats")
    by_rule = firm.outlook().deliver_mail(ANN, "Our offer")
    by_hand = firm.outlook().deliver_mail("nobody@else.example", "Hello")
    firm.outlook().set_categories(by_hand, ["Red", f"OPP-{deal.number}", "OPP-17b"])
    firm.outlook().offer_category("OPP-17b")
    firm.cycle()
    firm.cycle()
    firm.with_policy(prefix="Deal")
    firm.outlook().add_category(by_rule, "Blue")
    firm.outlook().add_category(by_hand, "Blue")

    for _ in range(3):
        firm.cycle()

    new = f"Deal-{deal.number} 200 seats"
    assert sorted(firm.history(deal.number)) == ["Hello", "Our offer"]
    assert firm.categories(by_rule) == ["Blue", new]
    assert firm.categories(by_hand) == ["Red", "OPP-17b", "Blue", new]
    assert sorted(firm.outlook().category_list()) == ["Deal new", new, "Deal? choose", "OPP-17b"]
    firm.outlook().set_categories(by_rule, ["Blue"])
    firm.cycle()
    assert firm.history(deal.number) == ["Hello"]


def test_a_question_is_asked_again_under_the_new_prefix_and_not_taken_for_answered(firm: Firm):
    for title in ("200 seats", "Support"):
        firm.opportunity(title, assigned_to=firm.people[BOB])
    mail = firm.outlook().deliver_mail(ANN, "Which one?")
    firm.cycle()
    firm.cycle()
    assert firm.categories(mail) == ["OPP? choose"]
    firm.with_policy(prefix="Deal")
    firm.outlook().add_category(mail, "Blue")

    for _ in range(3):
        firm.cycle()

    assert firm.categories(mail) == ["Blue", "Deal? choose"]
    with firm.store.read() as unit:
        [copy] = unit.history.explain("Which one?")[0].copies
    assert copy.receipt is not None
    assert (copy.receipt.outcome, copy.receipt.rule) == (Outcome.REVIEW, "ambiguous")
    assert [mark for mark in copy.marks if mark.kind is not MarkKind.SET] == []


def test_the_same_prefix_in_another_case_is_the_same(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.cycle()
    firm.simulator.journal.clear()
    firm.with_policy(prefix="opp")

    firm.cycle()
    firm.cycle()

    assert firm.asked("UpdateItem") == 0
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    assert firm.outlook().category_list() == ["opp new", "opp? choose", f"opp-{deal.number} 200 seats"]
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    assert firm.history(deal.number) == []
