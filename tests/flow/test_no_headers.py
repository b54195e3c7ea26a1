"""A server that keeps no headers: what a sender set cannot be told, and is asked about."""

from __future__ import annotations

import pytest

from tests.flow.firm import ANN, BOB, Firm

STRANGER = "someone@strangers.example"


@pytest.fixture
def where() -> str:
    """The servers that keep no headers are Exchange's; Graph's deltas without them are read again."""
    return "exchange"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def rule(firm: Firm, subject: str) -> tuple[str, str]:
    with firm.store.read() as unit:
        [receipt] = [copy.receipt for item in unit.history.explain(subject) for copy in item.copies if copy.receipt]
    return receipt.rule, receipt.reason


def opportunities(firm: Firm) -> int:
    with firm.store.read() as unit:
        return len(unit.opportunities.all(is_open=True))


def test_a_category_at_first_sight_of_a_strangers_mail_goes_to_review_until_it_was_off(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.quirks.no_headers = True
    outlook = firm.outlook()
    wish = outlook.deliver_mail(STRANGER, "A wish", headers={"Keywords": "OPP new"})
    named = outlook.deliver_mail(STRANGER, "A number", headers={"Keywords": f"OPP-{deal.number}"})

    for _ in range(2):
        firm.cycle()

    assert opportunities(firm) == 1
    assert firm.history(deal.number) == []
    for subject in ("A wish", "A number"):
        found, reason = rule(firm, subject)
        assert found == "category from sender"
        assert "keeps no headers" in reason

    outlook.set_categories(wish, [])
    outlook.set_categories(named, [])
    firm.cycle()
    outlook.set_categories(wish, ["OPP new"])
    outlook.set_categories(named, [f"OPP-{deal.number}"])
    firm.cycle()

    assert opportunities(firm) == 2
    assert firm.history(deal.number) == ["A number"]


def test_what_a_user_set_on_a_contacts_or_a_colleagues_mail_or_after_its_first_sight_is_theirs(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.quirks.no_headers = True
    outlook = firm.outlook()
    of_contact = outlook.deliver_mail(ANN, "Of a contact")
    of_colleague = outlook.deliver_mail("eve@us.example", "Of a colleague")
    later = outlook.deliver_mail(STRANGER, "Later")
    for mail in (of_contact, of_colleague):
        outlook.set_categories(mail, [f"OPP-{deal.number}"])
    firm.cycle()
    outlook.set_categories(later, [f"OPP-{deal.number}"])

    firm.cycle()

    assert set(firm.history(deal.number)) == {"Of a contact", "Of a colleague", "Later"}


def test_what_a_user_set_on_what_they_sent_is_theirs_where_sent_items_show_no_sender(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.quirks.bare_sent_items = True
    outlook = firm.outlook()
    sent = outlook.deliver_mail(BOB, "Our offer", to=[STRANGER], folder="sentitems")
    outlook.set_categories(sent, [f"OPP-{deal.number}"])

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]


def test_where_the_whole_block_is_given_the_sender_is_known_and_a_users_category_counts_at_once(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.quirks.no_headers_by_name = True
    outlook = firm.outlook()
    outlook.deliver_mail(STRANGER, "A wish", headers={"Keywords": "OPP new"})
    by_user = outlook.deliver_mail(STRANGER, "By its user")
    outlook.set_categories(by_user, [f"OPP-{deal.number}"])

    firm.cycle()

    assert opportunities(firm) == 1
    assert rule(firm, "A wish") == (
        "category from sender",
        "OPP new came with the message: its sender set it, no user",
    )
    assert firm.history(deal.number) == ["By its user"]


def test_in_whatever_spelling_what_a_user_sets_beside_a_senders_is_theirs(firm: Firm):
    firm.simulator.organization.quirks.no_headers = True
    deals = [firm.opportunity(f"Deal {number}") for number in range(12)]
    mail = firm.outlook().deliver_mail(STRANGER, "Marked", headers={"Keywords": f"OPP-{deals[0].number}"})
    firm.cycle()
    typed = deals[1:]
    for deal in typed:
        firm.outlook().add_category(mail, f"opp {deal.number}")

    firm.cycle()

    assert [deal.number for deal in deals if "Marked" in firm.history(deal.number)] == [deal.number for deal in typed]


def test_what_a_user_sets_and_moves_in_one_turn_is_theirs_where_the_copy_was_seen_without_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.quirks.no_headers = True
    outlook = firm.outlook()
    mail = outlook.deliver_mail(STRANGER, "Filed")
    firm.cycle()
    outlook.add_category(mail, f"OPP-{deal.number}")
    outlook.make_folder("Archive")
    outlook.move(mail, "Archive")

    for _ in range(3):
        firm.cycle()

    assert firm.history(deal.number) == ["Filed"]


def test_what_only_resembles_a_category_goes_to_review_whoever_set_it(firm: Firm):
    firm.simulator.organization.quirks.no_headers = True
    mail = firm.outlook().deliver_mail(STRANGER, "Near")
    firm.outlook().add_category(mail, "OPP-17b")

    firm.cycle()

    assert rule(firm, "Near")[0] == "unclear category"
