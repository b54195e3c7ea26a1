"""What users mark as private in Outlook is withdrawn, and forgotten when nobody shows it any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.values import HistoryItem
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

DAY = timedelta(days=1)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def the_item(firm: Firm) -> HistoryItem:
    """The one whose mail was sent this morning."""
    with firm.store.read() as unit:
        [found] = unit.history.explain("<m@x>")
        return unit.items.get(found.item.item_id)


def offer(firm: Firm, mailbox: str = BOB, **more: str) -> str:
    mail = firm.outlook(mailbox).deliver_mail(ANN, "Offer", "Dear Bob", message_id="<m@x>", sent_at=MORNING)
    for category in more.values():
        firm.outlook(mailbox).add_category(mail, category)
    return mail


def days_pass(firm: Firm, days: int) -> None:
    for _ in range(days):
        firm.clock.tick(DAY)
        firm.cycle()


def test_what_only_private_copies_are_left_of_is_forgotten_after_seven_days(firm: Firm):
    firm.opportunity("200 seats")
    mail = offer(firm)
    firm.cycle()
    firm.outlook().set_sensitivity(mail, "Private")
    firm.cycle()

    days_pass(firm, 6)
    before = the_item(firm)
    days_pass(firm, 3)
    after = the_item(firm)

    assert (before.subject, before.body, len(before.links)) == ("Offer", "Dear Bob", 1)
    assert (after.subject, after.body, after.links) == ("", "", ())
    assert after.occurred_at == MORNING
    with firm.store.read() as unit:
        assert list(unit.search.find("Offer")) == []


def test_what_a_person_linked_stays_linked_as_a_bare_fact(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = offer(firm, category=f"OPP-{deal.number}")
    firm.cycle()
    firm.outlook().set_sensitivity(mail, "Private")

    days_pass(firm, 9)

    item = the_item(firm)
    assert (item.subject, item.body, [link.number for link in item.links]) == ("", "", [deal.number])
    assert firm.categories(mail) == [f"OPP-{deal.number}"]


def test_while_a_colleague_has_a_copy_that_is_not_private_nothing_is_forgotten(firm: Firm):
    firm.opportunity("200 seats")
    mail = offer(firm)
    offer(firm, EVE)
    firm.cycle()
    firm.outlook().set_sensitivity(mail, "Private")

    days_pass(firm, 9)

    assert (the_item(firm).subject, the_item(firm).body) == ("Offer", "Dear Bob")


def test_a_copy_that_is_not_private_any_more_brings_it_back(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = offer(firm)
    firm.cycle()
    firm.outlook().set_sensitivity(mail, "Private")
    days_pass(firm, 9)

    firm.outlook().set_sensitivity(mail, "Normal")
    firm.cycle()

    item = the_item(firm)
    assert (item.subject, item.body, [link.number for link in item.links]) == ("Offer", "Dear Bob", [deal.number])


def test_a_copy_that_a_gateway_changed_is_of_what_was_forgotten_and_brings_it_back(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = offer(firm)
    firm.cycle()
    firm.outlook().set_sensitivity(mail, "Private")
    days_pass(firm, 9)

    firm.outlook(EVE).deliver_mail(ANN, "Checked: Offer", "Dear Bob", message_id="<m@x>", sent_at=MORNING)
    for _ in range(2):
        firm.cycle()

    assert the_item(firm).subject == "Checked: Offer"
    assert len(firm.history(deal.number)) == 1


@pytest.mark.parametrize("sensitivity", ["Personal", "Private", "Confidential"])
def test_what_was_never_anything_but_private_is_a_bare_fact_from_the_beginning(firm: Firm, sensitivity: str):
    deal = firm.opportunity("200 seats")
    mail = offer(firm, category=f"OPP-{deal.number}")
    firm.outlook().set_sensitivity(mail, sensitivity)

    firm.cycle()

    item = the_item(firm)
    assert (item.subject, item.body, item.links[0].rule) == ("", "", "category")


@pytest.mark.parametrize("seen", [0, 1, 9], ids=["before it is seen", "and moves", "when it was forgotten"])
def test_a_private_mail_that_a_user_links_says_who_was_in_it_and_its_answers_follow(firm: Firm, seen: int):
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    firm.opportunity("200 seats")
    deal = firm.opportunity("Support", contact="Carl")
    mail = firm.outlook().deliver_mail(ANN, "Offer", message_id="<m@x>", headers={"Sensitivity": "Private"})
    answer = firm.outlook().deliver_mail(
        BOB, "RE: Offer", to=[ANN], message_id="<a@x>", in_reply_to="<m@x>", folder="Sent Items"
    )
    firm.outlook().make_folder("Archive")  # which is read before the Inbox
    days_pass(firm, seen)
    firm.outlook().add_category(mail, f"OPP-{deal.number}")
    if seen == 1:
        firm.outlook().move(mail, "Archive")

    for _ in range(3):
        firm.cycle()

    kept = the_item(firm)
    assert (kept.subject, kept.body, [one.address for one in kept.participants]) == ("", "", [ANN, BOB])
    assert f"OPP-{deal.number} Support" in firm.categories(answer)


def test_what_is_taken_off_above_a_private_mail_is_off_there_as_on_any_other(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = offer(firm)
    answer = firm.outlook().deliver_mail(
        BOB, "RE: Offer", to=[ANN], message_id="<a@x>", in_reply_to="<m@x>", folder="Sent Items"
    )
    firm.cycle()
    firm.outlook().set_sensitivity(answer, "Private")
    firm.cycle()
    before = firm.history(deal.number)
    firm.outlook().set_categories(mail, [])

    for _ in range(2):
        firm.cycle()

    assert sorted(before) == ["Offer", "RE: Offer"]
    assert firm.history(deal.number) == []
