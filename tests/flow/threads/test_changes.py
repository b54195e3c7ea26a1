"""What is decided again when records or copies change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from store.values import Outcome
from tests.contract.store.full import an_item
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome
from tests.flow.threads.answering import STRANGER, linked_to


def test_a_new_contact_finds_the_mail_that_was_there_before(firm: Firm):
    mail = firm.outlook().deliver_mail("new@else.example", "Hello", "Dear Bob")
    firm.cycle()
    with firm.store.write() as unit:
        contact = unit.contacts.add("New", addresses=("new@else.example",))
        deal = unit.opportunities.add("A start", contact_id=contact.id)

    firm.cycle()
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]
    assert firm.categories(mail) == [f"OPP-{deal.number} A start"]
    with firm.store.read() as unit:
        [found] = unit.history.explain("Hello")
        assert unit.items.get(found.item.item_id).body == "Dear Bob"  # its stamp brought it back, whole


def test_what_is_no_mail_keeps_no_mail_from_being_decided_again(firm: Firm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("daemon.sync.redecide.AT_ONCE", 1)
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        note = an_item(unit, "note", deal.number)
    firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()
    with firm.store.write() as unit:
        unit.again.queue([note, *unit.connection.scalars(text("SELECT id FROM items"))])

    firm.cycle()

    with firm.store.read() as unit:
        assert unit.again.waiting() == 0
    assert linked_to(firm, "Hello") == [(deal.number, "address")]


def test_a_new_opportunity_of_an_account_finds_its_contacts_mail(firm: Firm):
    firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()

    with firm.store.write() as unit:
        deal = unit.opportunities.add("Frame", account_id=unit.accounts.find("Client Ltd").id)
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]


def test_a_category_typed_before_its_opportunity_links_once_that_exists(firm: Firm):
    mail = firm.outlook().deliver_mail("new@else.example", "Hello")
    firm.outlook().add_category(mail, "OPP-1")
    firm.cycle()
    before = outcome(firm, "Hello")

    firm.opportunity("200 seats")
    firm.cycle()

    assert before == [(BOB, Outcome.REVIEW, "unknown category")]
    assert linked_to(firm, "Hello") == [(1, "category")]


def test_what_is_linked_stays_when_records_change(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()

    with firm.store.write() as unit:
        other = unit.contacts.add("Other", addresses=("other@client.example",))
        unit.opportunities.edit(deal.number, contact_id=other.id)
    firm.opportunity("Another")
    firm.cycle()

    assert linked_to(firm, "Hello") == [(deal.number, "address")]


def test_an_accounts_domain_only_ever_asks(firm: Firm):
    with firm.store.write() as unit:
        account = unit.accounts.find("Client Ltd")
        unit.accounts.edit(account.id, domains=["client.example", "gmail.com"])
        unit.opportunities.add("Frame", account_id=account.id, created_at=MORNING - timedelta(days=30))
    firm.outlook().deliver_mail(STRANGER, "Hello")
    firm.outlook().deliver_mail("someone@gmail.com", "Free")

    firm.cycle()

    assert outcome(firm, "Hello") == [(BOB, Outcome.REVIEW, "account's domain")]
    assert outcome(firm, "Free") == [(BOB, Outcome.SKIPPED, "unknown people")]


def test_a_copy_that_becomes_private_loses_our_stamp_and_leaves_the_item_to_the_others(firm: Firm):
    deal = firm.opportunity("200 seats")
    mails = {
        box: firm.outlook(box).deliver_mail(ANN, "Offer", "Dear both", message_id="<m@x>", sent_at=MORNING)
        for box in (BOB, EVE)
    }
    firm.cycle()

    firm.outlook(EVE).set_sensitivity(mails[EVE], "Private")
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        [found] = unit.history.explain("Offer")
        item = unit.items.get(found.item.item_id)
    assert (item.subject, item.body, firm.history(deal.number)) == ("Offer", "Dear both", ["Offer"])
    assert firm.categories(mails[EVE], EVE) == []
    assert firm.categories(mails[BOB]) == [f"OPP-{deal.number} 200 seats"]
    assert (EVE, Outcome.SKIPPED, "private") in outcome(firm, "Offer")
