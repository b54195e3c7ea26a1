"""One message of a thread asks, and a choice settles all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.link.policy import Ambiguous
from store.values import Opportunity, Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome
from tests.flow.threads.answering import answer, linked_to, two_deals


def test_one_message_of_a_thread_asks_and_a_choice_settles_all_of_it(firm: Firm):
    _, second = two_deals(firm)
    mails = [firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")]
    firm.cycle()
    mails.append(answer(firm, "<q@x>", "RE: Question"))
    mails.append(answer(firm, "<q@x>", "RE: Again"))
    firm.cycle()
    asked = [firm.categories(mail) for mail in mails]
    firm.outlook().set_categories(mails[0], ["Red", f"OPP-{second.number}"])

    firm.cycle()

    assert asked == [["OPP? choose"], [], []]
    assert [linked_to(firm, subject) for subject in ("RE: Question", "RE: Again")] == [[(second.number, "thread")]] * 2
    assert [firm.categories(mail) for mail in mails] == [
        ["Red", f"OPP-{second.number}"],
        [f"OPP-{second.number} Support"],
        [f"OPP-{second.number} Support"],
    ]


def test_a_choice_on_a_later_message_settles_the_earlier_ones(firm: Firm):
    _, second = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Earlier", message_id="<q@x>", sent_at=MORNING - timedelta(days=5))
    reply = answer(firm, "<q@x>", "Later")
    firm.cycle()

    firm.outlook().add_category(reply, f"OPP-{second.number}")
    firm.cycle()

    assert [linked_to(firm, subject) for subject in ("Earlier", "Later")] == [
        [(second.number, "thread")],
        [(second.number, "category")],
    ]
    assert firm.categories(mail) == [f"OPP-{second.number} Support"]


def test_taking_the_question_off_means_none_of_them_and_nobody_asks_again(firm: Firm):
    two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    reply = answer(firm, "<q@x>", "RE: later")
    firm.cycle()

    assert outcome(firm, "RE: later") == [(BOB, Outcome.CONTACT, "none of them")]
    assert (firm.categories(mail), firm.categories(reply)) == ([], [])


def test_only_those_whose_opportunities_they_are_get_asked(firm: Firm):
    two_deals(firm)
    mails = {
        box: firm.outlook(box).deliver_mail(ANN, "Question", message_id="<q@x>", to=[BOB, EVE], sent_at=MORNING)
        for box in (BOB, EVE)
    }

    firm.cycle()

    assert firm.categories(mails[BOB]) == ["OPP? choose"]
    assert firm.categories(mails[EVE], EVE) == []


@pytest.mark.parametrize("whose", ["nobody's", "boss's", "nobody's and boss's"])
def test_what_belongs_to_nobody_who_can_be_asked_is_asked_of_all_who_have_it(firm: Firm, whose: str):
    first, second = two_deals_of(firm, whose)
    mails = {box: delivered(firm, box) for box in (BOB, EVE)}

    firm.cycle()

    asked = [firm.categories(mails[box], box) for box in (BOB, EVE)]
    with firm.store.read() as unit:
        [entry] = unit.reviewing.entries()
    firm.outlook(EVE).set_categories(mails[EVE], [f"OPP-{second.number}"])
    firm.cycle()
    firm.cycle()
    assert asked == [["OPP? choose"], ["OPP? choose"]]
    assert entry.asked == (BOB, EVE)
    assert [number for number, _ in linked_to(firm, "Question")] == [second.number]
    assert firm.categories(mails[BOB]) == [f"OPP-{second.number} Support"]
    assert first.number != second.number


def test_where_one_of_them_is_somebodys_who_can_be_asked_nobody_else_is(firm: Firm):
    firm.opportunity("200 seats")
    firm.opportunity("Support", assigned_to=firm.people[EVE])
    firm.opportunity("Training", assigned_to=firm.people[EVE])
    mails = {box: delivered(firm, box) for box in (BOB, EVE)}

    firm.cycle()

    assert firm.categories(mails[BOB]) == []
    assert firm.categories(mails[EVE], EVE) == ["OPP? choose"]


@pytest.mark.parametrize("change", ["she comes", "her mailbox comes", "his mailbox is shared"])
def test_who_is_asked_follows_users_and_mailboxes(firm: Firm, change: str):
    plans, eve = firm.context.plans, firm.people[EVE]
    with firm.store.write() as unit:
        cy = unit.users.add("Cy", "cy@us.example").id
    if change == "her mailbox comes":
        firm.context = replace(firm.context, plans={BOB: plans[BOB]})
    deals = {"she comes": cy, "her mailbox comes": eve}
    two_deals(firm, assigned_to=deals.get(change, cy))
    mails = {box: delivered(firm, box) for box in (BOB, EVE)}
    firm.cycle()
    before = firm.categories(mails[BOB])

    if change == "she comes":  # the mailbox is hers from now on
        with firm.store.write() as unit:
            unit.users.edit(eve, email="former@us.example")
            unit.users.edit(cy, email=EVE)
    elif change == "her mailbox comes":
        firm.context = replace(firm.context, plans=plans)
    elif change == "his mailbox is shared":
        firm.context = replace(firm.context, plans={**plans, BOB: replace(plans[BOB], is_shared=True)})
    firm.cycle()

    assert (before, firm.categories(mails[BOB])) == (["OPP? choose"], [])
    assert firm.categories(mails[EVE], EVE) == ["OPP? choose"]


def test_who_left_is_asked_nothing(firm: Firm):
    two_deals_of(firm, "nobody's")
    mails = {box: delivered(firm, box) for box in (BOB, EVE)}
    firm.cycle()

    with firm.store.write() as unit:
        unit.users.edit(firm.people[EVE], is_active=False)
    firm.cycle()

    assert [firm.categories(mails[box], box) for box in (BOB, EVE)] == [["OPP? choose"], []]


@pytest.mark.parametrize("whose", ["nobody's", "boss's", "Eve's"])
def test_a_sole_candidate_is_linked_whoevers_it_is(firm: Firm, whose: str):
    owner = {"nobody's": None, "boss's": a_boss(firm), "Eve's": firm.people[EVE]}[whose]
    only = firm.opportunity("200 seats", assigned_to=owner)
    mail = delivered(firm, BOB)

    firm.cycle()

    assert linked_to(firm, "Question") == [(only.number, "address")]
    assert firm.categories(mail) == [f"OPP-{only.number} 200 seats"]


def two_deals_of(firm: Firm, whose: str) -> tuple[Opportunity, Opportunity]:
    boss = a_boss(firm)
    owners = {"nobody's": (None, None), "boss's": (boss, boss), "nobody's and boss's": (None, boss)}[whose]
    return firm.opportunity("200 seats", assigned_to=owners[0]), firm.opportunity("Support", assigned_to=owners[1])


def a_boss(firm: Firm) -> int:
    """A user without a mailbox here."""
    with firm.store.write() as unit:
        return unit.users.add("Cy", "cy@us.example").id


def delivered(firm: Firm, box: str) -> str:
    return firm.outlook(box).deliver_mail(ANN, "Question", message_id="<q@x>", to=[BOB, EVE], sent_at=MORNING)


def test_when_the_message_that_asks_is_deleted_another_asks(firm: Firm):
    two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>")
    reply = answer(firm, "<q@x>", "RE: Question")
    firm.cycle()

    firm.outlook().delete(mail)
    firm.cycle()

    assert firm.categories(reply) == ["OPP? choose"]


def test_a_mailbox_whose_user_has_one_of_them_is_not_asked(firm: Firm):
    mine = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.opportunity("Support", assigned_to=firm.people[EVE])
    firm.outlook().deliver_mail(ANN, "Question")

    firm.cycle()

    assert linked_to(firm, "Question") == [(mine.number, "address")]


@pytest.mark.parametrize("ambiguous", [Ambiguous.NEWEST, Ambiguous.ALL])
def test_the_firm_may_choose_not_to_be_asked(firm: Firm, ambiguous: Ambiguous):
    first, second = two_deals(firm)
    firm.with_policy(ambiguous=ambiguous)
    firm.outlook().deliver_mail(ANN, "Question")

    firm.cycle()

    wanted = [second] if ambiguous is Ambiguous.NEWEST else [first, second]
    assert linked_to(firm, "Question") == [(deal.number, "address") for deal in wanted]


@pytest.mark.parametrize("has_changed", [False, True])
def test_a_colleagues_copy_with_an_opportunity_of_theirs_moves_what_people_settled_unless_records_changed(
    firm: Firm, has_changed: bool
):
    first = firm.opportunity("200 seats")
    theirs = firm.opportunity("Support", assigned_to=firm.people[EVE])
    message = {"message_id": "<q@x>", "sent_at": MORNING}
    firm.outlook().deliver_mail(ANN, "Question", **message)
    reply = answer(firm, "<q@x>", "Later")
    firm.cycle()
    firm.outlook().set_categories(reply, [f"OPP-{first.number}"])
    firm.cycle()
    before = linked_to(firm, "Question")
    if has_changed:
        firm.opportunity("Training")
        firm.cycle()
    firm.outlook(EVE).deliver_mail(ANN, "Question", **message)

    for _ in range(2):
        firm.cycle()

    assert before == [(first.number, "thread")]
    assert linked_to(firm, "Question") == (before if has_changed else [(theirs.number, "address")])
