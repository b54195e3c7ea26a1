"""Mail that was moved, and is read where it is now before it is missed where it was, or after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.link.policy import Ambiguous
from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.order.orders import ORDERS, links, look

FOLDERS = pytest.mark.parametrize("folder", ["Archive", "Zebra"])  # read before the Inbox, and after it


def seen_and_stamped(firm: Firm, folder: str) -> tuple[Opportunity, str]:
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder(folder)
    firm.outlook().make_folder("Middle")
    mail = firm.outlook().deliver_mail(ANN, "Offer", message_id="<o@client.example>")
    firm.cycle()
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    return deal, mail


@FOLDERS
@pytest.mark.parametrize("is_copied_first", [False, True])
def test_taking_the_category_off_and_moving_in_one_turn_is_the_removal(firm: Firm, folder: str, is_copied_first: bool):
    deal, mail = seen_and_stamped(firm, folder)
    if is_copied_first:
        firm.outlook().move(mail, "Middle")
        firm.cycle()
        [mail] = [id for id, item in firm.simulator.mailbox(BOB).items.items() if item.categories]

    firm.outlook().set_categories(mail, [])
    moved = firm.outlook().move(mail, folder)
    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == []
    assert firm.categories(moved) == []
    with firm.store.read() as unit:
        counts = unit.history.counts()
    assert counts["seen"] == 1


@FOLDERS
def test_setting_another_category_and_moving_in_one_turn_adds_it(firm: Firm, folder: str):
    deal, mail = seen_and_stamped(firm, folder)
    other = firm.opportunity("Support")

    firm.outlook().add_category(mail, f"OPP-{other.number}")
    firm.outlook().move(firm.outlook().move(mail, "Middle"), folder)
    for _ in range(2):
        firm.cycle()

    assert links(firm, deal.number) == [("Offer", "address")]
    assert links(firm, other.number) == [("Offer", "category")]


@FOLDERS
def test_a_mail_thrown_away_after_it_was_moved_keeps_its_history(firm: Firm, folder: str):
    deal, mail = seen_and_stamped(firm, folder)

    firm.outlook().delete(firm.outlook().move(mail, folder))
    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == ["Offer"]


@FOLDERS
@pytest.mark.parametrize("is_split", [False, True])
def test_of_two_copies_in_one_mailbox_the_category_of_either_counts_as_first(firm: Firm, folder: str, is_split: bool):
    deal, other = firm.opportunity("200 seats"), firm.opportunity("Support", assigned_to=None)
    firm.outlook().make_folder(folder)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    message = {"message_id": "<o@client.example>", "sent_at": MORNING}
    first = firm.outlook().deliver_mail(ANN, "Offer", **message)
    if is_split:
        firm.cycle()
    second = firm.outlook().deliver_mail(ANN, "Offer", folder=folder, **message)
    firm.outlook().add_category(second, f"OPP-{deal.number}")
    for _ in range(2):
        firm.cycle()

    assert links(firm, deal.number) == [("Offer", "category")]
    assert links(firm, other.number) == []
    for copy in (first, second):
        assert [name.split()[0] for name in firm.categories(copy)] == [f"OPP-{deal.number}"]


@pytest.mark.parametrize("names", [("Archive", "Inbox"), ("Inbox", "Zebra")], ids=["marked last", "marked first"])
def test_the_category_on_a_second_copy_is_its_users_although_the_thread_leads_there(firm: Firm, names: tuple[str, str]):
    firm.opportunity("200 seats", assigned_to=None)
    deal = firm.opportunity("Support", assigned_to=None)
    firm.opportunity("Newest", assigned_to=None)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    firm.outlook().make_folder("Archive")
    firm.outlook().make_folder("Zebra")
    question = firm.outlook().deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.outlook().add_category(question, f"OPP-{deal.number}")
    again = {"message_id": "<m2@client.example>", "in_reply_to": "<m1@client.example>"}
    later = MORNING + timedelta(minutes=1)
    copies = [firm.outlook().deliver_mail(ANN, "RE: Offer", folder=name, sent_at=later, **again) for name in names]
    firm.outlook().add_category(copies[names.index("Inbox")], f"OPP-{deal.number}")

    look(firm, BOB)

    assert links(firm, deal.number) == [("Offer", "category"), ("RE: Offer", "category")]


def test_an_address_link_stays_where_only_records_changed_and_the_mail_is_read_again(firm: Firm):
    only = firm.opportunity("Only one")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    elsewhere = firm.opportunity("Elsewhere", contact="Carl")
    offer = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(BOB).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    firm.cycle(BOB)
    firm.outlook(BOB).add_category(answer, f"OPP-{elsewhere.number}")
    look(firm, BOB)

    firm.opportunity("One more")
    firm.outlook(BOB).add_category(offer, "Red")
    look(firm, BOB)

    assert ("Offer", "address") in links(firm, only.number)
    assert ("Offer", "thread") not in links(firm, elsewhere.number)


@ORDERS
def test_what_was_linked_while_there_was_no_choice_is_settled_by_nobody_after_the_records_changed(
    firm: Firm, order: tuple[str, str]
):
    only = firm.opportunity("Only one")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    elsewhere = firm.opportunity("Elsewhere", contact="Carl")
    firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    answers = [
        firm.outlook(address).deliver_mail(
            ANN, f"RE: Offer {n}", in_reply_to="<m1@client.example>", sent_at=MORNING + timedelta(minutes=n)
        )
        for n, address in enumerate((BOB, EVE), 1)
    ]
    look(firm, BOB, EVE)
    firm.outlook(BOB).add_category(answers[0], f"OPP-{elsewhere.number}")
    look(firm, BOB, EVE)
    firm.opportunity("One more")
    firm.outlook(BOB).remove_category(answers[0], f"OPP-{elsewhere.number} Elsewhere")
    firm.outlook(EVE).add_category(answers[1], f"OPP-{elsewhere.number}")

    look(firm, *order)

    assert ("Offer", "address") in links(firm, only.number)
    assert [rule for subject, rule in links(firm, elsewhere.number) if subject == "Offer"] == []


@pytest.mark.parametrize("folder", ["Archive", "Zebra"])
def test_what_its_sender_marked_is_no_users_choice_and_no_address_either_once_it_is_moved(firm: Firm, folder: str):
    deal, other = firm.opportunity("200 seats"), firm.opportunity("Closed")
    with firm.store.write() as unit:
        unit.opportunities.close(other.number, True, MORNING - timedelta(days=9))
    firm.outlook(BOB).make_folder(folder)
    mail = firm.outlook(BOB).deliver_mail(ANN, "Offer", headers={"Keywords": f"OPP-{other.number}"}, sent_at=MORNING)
    firm.cycle(BOB)

    firm.outlook(BOB).move(mail, folder)
    look(firm, BOB)

    assert links(firm, deal.number) == links(firm, other.number) == []


@pytest.mark.parametrize("folder", ["Archive", "Zebra"])
def test_another_spelling_counts_whether_the_mail_was_moved_with_it_or_not(firm: Firm, folder: str):
    deal = firm.opportunity("200 seats")
    firm.outlook(BOB).make_folder(folder)
    mail = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.cycle(BOB)

    firm.outlook(BOB).add_category(mail, f"OPP {deal.number}:")
    mail = firm.outlook(BOB).move(mail, folder)
    look(firm, BOB)
    confirmed = links(firm, deal.number)
    firm.outlook(BOB).remove_category(mail, f"OPP {deal.number}:")
    mail = firm.outlook(BOB).move(mail, "Inbox")
    look(firm, BOB)

    assert confirmed == [("Offer", "category")]
    assert links(firm, deal.number) == []
    assert firm.categories(mail) == []
