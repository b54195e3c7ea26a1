"""Whichever message of a thread turns up first, the end is the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.order.orders import links, look

BEN = "ben@client.example"


@pytest.fixture
def colleague(firm: Firm) -> Opportunity:
    """Ann's opportunity; Ben, of her account, is a contact and has none."""
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        unit.contacts.add("Ben Client", addresses=(BEN,), account_id=unit.contacts.find("Ann").account_id)
    return deal


@pytest.mark.parametrize("most", [1, 2, 512])
def test_an_answer_of_a_contacts_colleague_follows_its_question_in_pages_of_any_size(
    firm: Firm, colleague: Opportunity, most: int
):
    firm.simulator.organization.quirks.most_changes = most
    firm.outlook().deliver_mail(ANN, "Question", message_id="<q@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    firm.outlook().deliver_mail(BEN, "RE: Question", in_reply_to="<q@client.example>", sent_at=later)

    firm.cycle()

    assert links(firm, colleague.number) == [("Question", "address"), ("RE: Question", "thread")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_answer_that_names_a_message_among_many_follows_it_whenever_that_turns_up(
    firm: Firm, colleague: Opportunity, order: tuple[int, ...]
):
    messages = [
        (ANN, "Question", "<q@client.example>", ""),
        ("cy@us.example", "Asked again", "<c@us.example>", "<first@us.example> <q@client.example> <other@us.example>"),
        (BEN, "RE: Question", "<r@client.example>", "<far@us.example> <q@client.example> <unseen@us.example>"),
    ]
    for n in order:
        sender, subject, identity, references = messages[n]
        at = MORNING + timedelta(minutes=n)
        headers = {"References": references} if references else {}
        firm.outlook().deliver_mail(sender, subject, message_id=identity, headers=headers, sent_at=at)
        firm.cycle()

    assert links(firm, colleague.number) == [("Question", "address"), ("RE: Question", "thread")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_one_second_the_answer_comes_second_wherever_it_is_shown(firm: Firm, order: tuple[int, int]):
    deal = firm.opportunity("200 seats")
    question, answer = (
        ("Seats", {"message_id": "<q@x>"}),
        ("RE: Seats", {"message_id": "<a@x>", "in_reply_to": "<q@x>"}),
    )
    for n in order:
        subject, named = (question, answer)[n]
        firm.outlook().deliver_mail(ANN, subject, sent_at=MORNING, **named)
        firm.cycle()

    with firm.store.read() as unit:
        ids = {one.item.subject: one.item.item_id for one in unit.history.explain("seats")}
        shown = [
            firm.history(deal.number),
            [hit.line.subject for hit in unit.search.find("seats")],
            list(ids),
        ]
        relinked = [id for _, id in unit.relinking.oldest(-1, 9)]

    assert shown == [["RE: Seats", "Seats"]] * 3
    assert relinked == [ids["Seats"], ids["RE: Seats"]]


def test_a_copy_that_turns_up_in_another_conversation_takes_its_answers_along(firm: Firm):
    deal = firm.opportunity("200 seats")
    question = {"message_id": "<q@client.example>", "sent_at": MORNING}
    first = firm.outlook(BOB).deliver_mail("zoe@else.example", "Question", **question)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail("zoe@else.example", "RE: Question", sent_at=later)
    look(firm, BOB, EVE)

    copy = firm.outlook(EVE).deliver_mail("zoe@else.example", "Question", **question)
    items = firm.simulator.mailbox(EVE).items
    items[copy].fields["ConversationId"] = items[answer].fields["ConversationId"]
    look(firm, BOB, EVE)

    assert links(firm, deal.number) == [("Question", "category"), ("RE: Question", "thread")]
