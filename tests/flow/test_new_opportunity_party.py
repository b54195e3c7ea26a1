"""With whom an opportunity is made that somebody wishes for in Outlook, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.flow.firm import ANN, BOB, EVE, Firm
from tests.flow.wishing import STRANGER, made, trail, wish


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def test_a_stranger_becomes_a_contact_of_the_only_account_with_that_domain(firm: Firm):
    with firm.store.write() as unit:
        account = unit.accounts.add("New Ltd", domains=["new.example"])
    mail = firm.outlook().deliver_mail(STRANGER, "Hello")
    wish(firm, mail)

    firm.cycle()

    [deal] = made(firm)
    with firm.store.read() as unit:
        contact = unit.contacts.find("zoe@new.example")
    assert (contact.name, contact.account_id, deal.contact_id) == ("Zoë Ek", account.id, contact.id)


@pytest.mark.parametrize(
    ("domains", "sender"),
    [([], "zoe@new.example"), (["new.example", "new.example"], "zoe@new.example"), (["gmail.com"], "zoe@gmail.com")],
)
def test_no_account_several_and_public_domains_give_the_new_contact_none(
    firm: Firm, domains: Sequence[str], sender: str
):
    with firm.store.write() as unit:
        for number, domain in enumerate(domains):
            unit.accounts.add(f"Account {number}", domains=[domain])
    wish(firm, firm.outlook().deliver_mail(sender, "Hello"))

    firm.cycle()

    [deal] = made(firm)
    with firm.store.read() as unit:
        contact = unit.contacts.find(sender)
    assert (contact.name, contact.account_id, deal.contact_id) == (sender, None, contact.id)


def test_a_known_person_in_copy_comes_before_an_unknown_sender(firm: Firm):
    wish(firm, firm.outlook().deliver_mail(STRANGER, "Hello", to=(BOB, ANN)))

    firm.cycle()

    [deal] = made(firm)
    with firm.store.read() as unit:
        assert deal.contact_id == unit.contacts.find(ANN).id
        assert len(unit.contacts.all()) == 1
    assert deal.initiated_contact_id is None


def test_a_sent_mail_is_about_whom_it_went_to(firm: Firm):
    wish(firm, firm.outlook().deliver_mail(BOB, "Our offer", to=("zoe@new.example",), folder="sentitems"))

    firm.cycle()

    [deal] = made(firm)
    with firm.store.read() as unit:
        assert deal.contact_id == unit.contacts.find("zoe@new.example").id
    assert deal.initiated_contact_id is None


def test_two_mails_of_one_stranger_make_one_contact_and_two_opportunities(firm: Firm):
    for subject in ("First", "Second"):
        wish(firm, firm.outlook().deliver_mail(STRANGER, subject))

    firm.cycle()

    assert sorted(one.title for one in made(firm)) == ["First", "Second"]
    assert len({one.contact_id for one in made(firm)}) == 1


def test_a_mailbox_of_nobody_makes_one_that_nobody_has(firm: Firm):
    plan = replace(firm.context.plans[EVE], is_shared=True)
    firm.context = replace(firm.context, plans={**firm.context.plans, EVE: plan}, currency="NOK")
    with firm.store.write() as unit:
        unit.users.edit(firm.people[EVE], email="eve@elsewhere.example")
    mail = firm.outlook(EVE).deliver_mail(ANN, "200 seats")
    wish(firm, mail, EVE)

    firm.cycle()

    [deal] = made(firm)
    assert (deal.assigned_to, deal.currency) == (None, "NOK")
    assert firm.categories(mail, EVE) == [f"OPP-{deal.number} 200 seats"]
    assert trail(firm, deal.number)[0][0] == "dealtrail"
