"""Whichever mailbox is looked at first, the end is the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.link.policy import Ambiguous
from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.order.orders import ORDERS, links, look

TO_BOTH = {"to": (BOB, EVE), "message_id": "<both@client.example>", "sent_at": MORNING}


@ORDERS
def test_a_category_that_rules_would_set_too_is_its_users(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    for address in (BOB, EVE):
        mail = firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)
    firm.outlook(EVE).add_category(mail, f"OPP-{deal.number}")

    look(firm, *order)

    assert links(firm, deal.number) == [("To both", "category")]


@ORDERS
def test_what_rules_linked_follows_the_thread_beside_a_users_category(firm: Firm, order: tuple[str, str]):
    first, second, third = (firm.opportunity(title, assigned_to=firm.people[EVE]) for title in ("A", "B", "C"))
    parent = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(parent, f"OPP-{first.number}")
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    look(firm, *order)
    firm.outlook(BOB).add_category(parent, f"OPP-{second.number}")
    firm.outlook(EVE).add_category(answer, f"OPP-{third.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (first, second, third)] == [
        [("Offer", "category"), ("RE: Offer", "thread")],
        [("Offer", "category"), ("RE: Offer", "thread")],
        [("RE: Offer", "category")],
    ]


@ORDERS
def test_what_rules_say_once_a_colleague_took_theirs_off_adds_nothing_to_what_a_user_set(
    firm: Firm, order: tuple[str, str]
):
    carls, second, anns = _deals_of_carl_and_ann(firm)
    theirs, hers = (firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH) for address in (BOB, EVE))
    firm.outlook(BOB).add_category(theirs, f"OPP-{carls.number}")
    look(firm, *order)
    firm.outlook(BOB).set_categories(theirs, [])
    firm.outlook(EVE).add_category(hers, f"OPP-{second.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (carls, second, anns)] == [[], [("To both", "category")], []]


@ORDERS
def test_what_comes_from_above_as_a_colleague_links_it_adds_nothing_to_what_a_user_set(
    firm: Firm, order: tuple[str, str]
):
    first, second, _ = _deals_of_carl_and_ann(firm)
    asked = {"message_id": "<m1@client.example>", "sent_at": MORNING}
    answered = {"in_reply_to": "<m1@client.example>", "sent_at": MORNING + timedelta(minutes=1)}
    above = firm.outlook(BOB).deliver_mail("far@away.example", "Offer", **asked)
    answer = firm.outlook(EVE).deliver_mail("far@away.example", "RE: Offer", **answered)
    look(firm, *order)
    firm.outlook(BOB).add_category(above, f"OPP-{first.number}")
    firm.outlook(EVE).add_category(answer, f"OPP-{second.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (first, second)] == [
        [("Offer", "category")],
        [("RE: Offer", "category")],
    ]


def _deals_of_carl_and_ann(firm: Firm) -> tuple[Opportunity, ...]:
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    return tuple(
        firm.opportunity(title, contact=whose) for title, whose in (("A", "Carl"), ("B", "Carl"), ("C", "Ann"))
    )


@ORDERS
def test_each_colleague_who_got_it_has_their_own_opportunity_linked(firm: Firm, order: tuple[str, str]):
    deals = [firm.opportunity(title, assigned_to=firm.people[whose]) for title, whose in (("A", BOB), ("B", EVE))]
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)

    look(firm, *order)

    assert [links(firm, deal.number) for deal in deals] == [[("To both", "address")]] * 2


@ORDERS
@pytest.mark.parametrize("ambiguous", list(Ambiguous))
def test_whoever_has_no_opportunity_of_their_own_chooses_nothing_for_who_has(
    firm: Firm, order: tuple[str, str], ambiguous: Ambiguous
):
    mine, newest = firm.opportunity("A", assigned_to=firm.people[BOB]), firm.opportunity("B", assigned_to=None)
    firm.with_policy(ambiguous=ambiguous)
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)
    later = MORNING + timedelta(minutes=1)
    firm.outlook(EVE).deliver_mail(ANN, "RE: To both", in_reply_to="<both@client.example>", sent_at=later)

    look(firm, *order)

    assert links(firm, mine.number) == [("RE: To both", "thread"), ("To both", "address")]
    assert links(firm, newest.number) == []


def test_what_was_chosen_stays_where_a_colleagues_copy_turns_up_after_the_records_changed(firm: Firm):
    first, newest = firm.opportunity("A", assigned_to=None), firm.opportunity("B", assigned_to=None)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    firm.outlook(EVE).deliver_mail(ANN, "To both", **TO_BOTH)
    firm.cycle(EVE)

    with firm.store.write() as unit:
        unit.opportunities.edit(first.number, assigned_to=firm.people[BOB])
    firm.outlook(BOB).deliver_mail(ANN, "To both", **TO_BOTH)
    look(firm, EVE, BOB)

    assert ("To both", "address") in links(firm, newest.number)


@ORDERS
def test_a_category_that_rules_came_to_set_in_the_same_turn_is_its_users(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats", assigned_to=None)
    firm.opportunity("Support", assigned_to=None)
    question = firm.outlook(EVE).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(BOB).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    look(firm, *order)
    firm.outlook(EVE).add_category(question, f"OPP-{deal.number}")
    firm.outlook(BOB).add_category(answer, f"OPP-{deal.number}")

    look(firm, *order)

    assert links(firm, deal.number) == [("Offer", "category"), ("RE: Offer", "category")]


@ORDERS
def test_who_has_their_own_does_not_wait_for_what_others_say_of_the_thread(firm: Firm, order: tuple[str, str]):
    mine, other = (
        firm.opportunity(title, assigned_to=firm.people.get(whose)) for title, whose in (("A", BOB), ("B", ""))
    )
    firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    firm.outlook(EVE).add_category(answer, f"OPP-{other.number}")

    look(firm, *order)

    assert links(firm, mine.number) == [("Offer", "address")]
    assert links(firm, other.number) == [("RE: Offer", "category")]


@ORDERS
def test_a_conversation_that_one_mailbox_knows_is_every_copys(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    first = firm.outlook(BOB).deliver_mail("ben@else.example", "Hello", message_id="<m1@else.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    message = {"message_id": "<m2@else.example>", "sent_at": MORNING + timedelta(minutes=1)}
    copies = {
        address: firm.outlook(address).deliver_mail("ben@else.example", "RE: Hello", **message) for address in order
    }
    conversation = firm.simulator.mailbox(BOB).items[first].fields["ConversationId"]
    firm.simulator.mailbox(BOB).items[copies[BOB]].fields["ConversationId"] = conversation

    look(firm, *order)
    firm.cycle()
    turns = firm.cycle()

    assert links(firm, deal.number) == [("Hello", "category"), ("RE: Hello", "thread")]
    assert not any(turn.seen.total() for turn in turns.values())  # and it came to rest


@ORDERS
def test_a_copy_that_does_not_show_that_it_is_an_answer_is_one_as_the_others(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    first = firm.outlook(BOB).deliver_mail("ben@else.example", "Hello", message_id="<m1@else.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    message = {"message_id": "<m2@else.example>", "sent_at": MORNING + timedelta(minutes=1)}
    hidden = firm.outlook(BOB).deliver_mail("ben@else.example", "Checked: RE: Hello", **message)
    firm.outlook(EVE).deliver_mail("ben@else.example", "RE: Hello", **message)
    items = firm.simulator.mailbox(BOB).items
    items[hidden].fields["ConversationId"] = items[first].fields["ConversationId"]

    look(firm, *order)
    firm.cycle()
    turns = firm.cycle()

    assert links(firm, deal.number) == [("Hello", "category"), ("RE: Hello", "thread")]
    assert not any(turn.seen.total() + turn.paid.total() for turn in turns.values())  # and it came to rest


@ORDERS
@pytest.mark.parametrize("has_private_copy", [True, False])
def test_what_addresses_say_once_the_thread_is_gone_stands_beside_a_users_category(
    firm: Firm, order: tuple[str, str], has_private_copy: bool
):
    first = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    other = firm.opportunity("Elsewhere", contact="Carl")
    offer = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    message = {"message_id": "<m2@client.example>", "sent_at": MORNING + timedelta(minutes=1)}
    answers = {
        address: firm.outlook(address).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", **message)
        for address in (BOB, EVE)
    }
    if has_private_copy:
        firm.outlook(BOB).set_sensitivity(answers[BOB], "Private")
    look(firm, BOB, EVE)
    firm.outlook(BOB).remove_category(offer, firm.categories(offer)[0])
    firm.outlook(EVE).add_category(answers[EVE], f"OPP-{other.number}")

    look(firm, *order)

    assert links(firm, first.number) == [("RE: Offer", "address")]
    assert links(firm, other.number) == [("RE: Offer", "category")]


def test_mail_seen_where_it_was_moved_to_before_it_is_missed_gains_nothing_by_rules(firm: Firm):
    first = firm.opportunity("200 seats")
    firm.outlook().make_folder("Archive")
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    with firm.store.write() as unit:
        other = unit.contacts.add("Other", addresses=("other@client.example",))
        unit.opportunities.edit(first.number, contact_id=other.id)
    firm.opportunity("Support")

    moved = firm.outlook().move(mail, "Archive")  # read before the Inbox: folders are read by name
    firm.cycle()
    firm.cycle()

    assert firm.history(first.number) == ["Offer"]
    assert firm.categories(moved) == [f"OPP-{first.number} 200 seats"]
