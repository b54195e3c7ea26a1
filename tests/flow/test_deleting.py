"""What becomes of mail when an opportunity or contact is deleted, restored, or removed for good."""

from __future__ import annotations

import pytest

from store.values import Outcome, Record
from tests.flow.firm import ANN, Firm

pytestmark = pytest.mark.row(34)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def bin_it(firm: Firm, number: int) -> None:
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, number)


def restore(firm: Firm, number: int) -> None:
    with firm.store.write() as unit:
        unit.bin.restore(Record.OPPORTUNITY, number)


def outcomes(firm: Firm, subject: str) -> list[tuple[Outcome, str]]:
    with firm.store.read() as unit:
        copies = [copy for found in unit.history.explain(subject) for copy in found.copies]
    return [(copy.receipt.outcome, copy.receipt.rule) for copy in copies if copy.receipt]


def touch(firm: Firm, item_id: str) -> None:
    """The user changes something else, so that the item comes again."""
    firm.outlook().add_category(item_id, "Red")


def test_old_stamps_of_a_deleted_opportunity_change_nothing(firm: Firm):
    deal = firm.opportunity("200 seats")
    stamped, taken_off = (firm.outlook().deliver_mail(ANN, f"Offer {n}") for n in range(2))
    firm.cycle()
    category = firm.categories(stamped)
    bin_it(firm, deal.number)

    touch(firm, stamped)
    firm.outlook().set_categories(taken_off, [])
    for _ in range(2):
        firm.cycle()

    assert firm.categories(stamped) == [*category, "Red"]
    assert firm.categories(taken_off) == []  # and not stamped anew
    assert outcomes(firm, "Offer") == [(Outcome.LINKED, "address")] * 2
    restore(firm, deal.number)
    assert sorted(firm.history(deal.number)) == ["Offer 0", "Offer 1"]


def test_mail_that_comes_while_it_is_deleted_is_not_linked_by_address(firm: Firm):
    deal = firm.opportunity("200 seats")
    bin_it(firm, deal.number)

    mail = firm.outlook().deliver_mail(ANN, "Late")
    firm.cycle()

    assert outcomes(firm, "Late") == [(Outcome.CONTACT, "contact")]
    assert firm.categories(mail) == []


def test_a_category_set_while_it_is_deleted_is_for_review_and_links_after_it_is_restored(firm: Firm):
    deal = firm.opportunity("200 seats")
    bin_it(firm, deal.number)
    mail = firm.outlook().deliver_mail(ANN, "Late")
    firm.outlook().add_category(mail, f"OPP-{deal.number}")
    firm.cycle()
    reviewed = outcomes(firm, "Late")

    restore(firm, deal.number)
    touch(firm, mail)
    firm.cycle()

    assert reviewed == [(Outcome.REVIEW, "category in recycle bin")]
    assert outcomes(firm, "Late") == [(Outcome.LINKED, "category")]
    assert firm.history(deal.number) == ["Late"]


def test_after_the_bin_is_emptied_old_stamps_stay_silent_and_mail_is_not_taken_in_again(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    stamp = firm.categories(mail)
    bin_it(firm, deal.number)
    with firm.store.write() as unit:
        unit.bin.empty()
        seen = unit.history.counts()["seen"]

    touch(firm, mail)
    for _ in range(2):
        firm.cycle()

    assert firm.categories(mail) == [*stamp, "Red"]
    assert outcomes(firm, "Offer") == [(Outcome.CONTACT, "contact")]
    with firm.store.read() as unit:
        assert unit.history.counts()["seen"] == seen


def test_the_category_list_offers_no_deleted_opportunity(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    before = firm.outlook().category_list()
    bin_it(firm, deal.number)
    firm.cycle()
    while_deleted = firm.outlook().category_list()

    restore(firm, deal.number)
    firm.cycle()

    assert f"OPP-{deal.number} 200 seats" in before
    assert f"OPP-{deal.number} 200 seats" not in while_deleted
    assert firm.outlook().category_list() == before
