"""What is inherited from the thread, and what is let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Person
from daemon.link.policy import Ambiguous
from store.values import (
    Candidates,
    KnownContact,
    OpenSpan,
    Outcome,
)
from tests.unit.daemon.items import (
    NOON,
    a_span,
    an_email,
    candidates,
    known,
)
from tests.unit.daemon.link.threads import (
    ABOVE,
    BY_HAND,
    BY_RULE,
    CLOSED,
    REPLY,
    TOP,
    a_member,
    decided,
    numbers,
)


def test_the_nearest_linked_message_is_followed():
    decision = decided(REPLY, a_member(TOP, 17), a_member(ABOVE, 18))

    assert (numbers(decision), decision.receipt.rule) == ([18], "thread")
    assert decision.receipt.evidence == {"parent": ABOVE}


def test_a_message_without_links_is_looked_past():
    assert numbers(decided(REPLY, a_member(TOP, 17), a_member(ABOVE))) == [17]


def test_all_opportunities_of_the_message_are_inherited():
    assert numbers(decided(REPLY, a_member(ABOVE, 17, 18))) == [17, 18]


def test_a_message_of_the_thread_that_is_not_answered_passes_nothing_on():
    decision = decided(REPLY, a_member("<sibling@x>", 17))

    assert decision.receipt.rule == "ambiguous"


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"numbers": (17,)}, {"withdrawn": frozenset({17})}, [17]),  # each its own: somebody took it off the other one
        ({"numbers": (17,)}, {"numbers": (18,)}, [17, 18]),
        ({"withdrawn": frozenset({17})}, {}, []),
    ],
)
def test_of_two_messages_of_one_id_neither_is_nearer(
    one: dict[str, Any], other: dict[str, Any], expected: list[int], is_named: bool
):
    above = [
        a_member(ABOVE, *changes.get("numbers", ()), item_id=id, withdrawn=changes.get("withdrawn", frozenset()))
        for id, changes in ((101, one), (102, other))
    ]
    top = a_member(TOP, 17, at=NOON - timedelta(hours=5))
    reply = REPLY if is_named else an_email(message_id="<reply@x>", subject="RE: Seats", conversation_id="talk")

    for members in ((*above, top), (*above[::-1], top)):
        decision = decided(reply, *members) if is_named else decided(reply, talk=members)

        assert numbers(decision) == expected


def test_what_was_taken_off_a_nearer_message_does_not_come_from_a_farther_one():
    members = (a_member(TOP, 17), a_member(ABOVE, withdrawn=frozenset({17})))

    assert numbers(decided(REPLY, *members)) == []


def test_what_one_user_took_off_and_another_set_is_passed_on():
    assert numbers(decided(REPLY, a_member(ABOVE, 17, rule=BY_HAND, withdrawn=frozenset({17})))) == [17]


def test_without_a_linked_message_above_the_latest_older_one_of_the_conversation_is_followed():
    mail = replace(REPLY, conversation_id="talk")
    older = a_member("<old@x>", 17, item_id=1, at=NOON - timedelta(hours=2))
    latest = a_member("<new@x>", 18, item_id=2, at=NOON - timedelta(hours=1))
    later = a_member("<later@x>", 17, item_id=3, at=NOON + timedelta(hours=1))

    decision = decided(mail, a_member(ABOVE), talk=(older, latest, later))

    assert numbers(decision) == [18]
    assert decision.receipt.reason.startswith("is in the conversation of")


def test_a_linked_message_above_counts_more_than_the_conversation():
    mail = replace(REPLY, conversation_id="talk")

    assert numbers(decided(mail, a_member(TOP, 17), talk=(a_member("<c@x>", 18),))) == [17]


def test_the_same_subject_alone_decides_nothing():
    mail = an_email(subject="RE: 200 seats", message_id="<other@x>")

    assert decided(mail, a_member(ABOVE, 17)).receipt.rule == "ambiguous"


@pytest.mark.parametrize("sign", [{"auto-submitted": "auto-replied"}, {"list-id": "<l@x>"}, {"precedence": "bulk"}])
def test_an_excluded_answer_inherits_nothing(sign: dict[str, str]):
    assert decided(replace(REPLY, headers=sign), a_member(ABOVE, 17)).receipt.rule == "automatic"


ZOE = Person("zoe@client.example")


FROM_ZOE = replace(REPLY, sender=ZOE)


@pytest.mark.parametrize(
    ("span", "is_known"),
    [
        (a_span(17, contact_id=2), True),
        (a_span(17, contact_id=None, account_id=5), True),
        (a_span(17, contact_id=9, party_account_id=5), True),
        (a_span(17, contact_id=9, party_account_id=6), False),
        (a_span(17, contact_id=9), False),
    ],
)
def test_a_contact_of_the_opportunity_or_its_account_is_let_through(span: OpenSpan, is_known: bool):
    world = Candidates(contacts={ZOE.address: KnownContact(2, 5, ZOE.address)}, by_number={17: span})

    assert numbers(decided(FROM_ZOE, a_member(ABOVE, 17), world=world)) == ([17] if is_known else [])


@pytest.mark.parametrize(
    ("rule", "is_known"), [(BY_HAND, True), ("by hand", True), (BY_RULE, False), ("thread", False)]
)
def test_whoever_was_there_when_a_person_linked_the_thread_is_let_through(rule: str, is_known: bool):
    world = candidates(named=(a_span(17, contact_id=9),))
    member = a_member(ABOVE, 17, rule=rule, people=frozenset({"zoe@client.example"}))

    assert numbers(decided(FROM_ZOE, member, world=world)) == ([17] if is_known else [])


def test_a_message_to_our_own_people_only_inherits_nothing():
    mail = replace(REPLY, sender=Person("me@us.example"), to=(Person("you@us.example"),))

    assert decided(mail, a_member(ABOVE, 17, rule=BY_HAND)).receipt.rule == "inside"


def test_a_deleted_opportunity_is_not_inherited():
    world = candidates(named=(a_span(17, is_deleted=True),))

    assert numbers(decided(REPLY, a_member(ABOVE, 17), world=world)) == []


def test_a_closed_opportunity_keeps_its_thread():
    assert numbers(decided(REPLY, a_member(ABOVE, 17), world=candidates(named=(CLOSED,)))) == [17]


@pytest.mark.parametrize(
    ("ambiguous", "outcome", "links"),
    [
        (Ambiguous.ASK, Outcome.REVIEW, []),
        (Ambiguous.NEWEST, Outcome.LINKED, [18]),
        (Ambiguous.ALL, Outcome.LINKED, [17, 18]),
    ],
)
def test_a_closed_opportunity_and_an_open_one_of_the_contact_are_several(
    ambiguous: Ambiguous, outcome: Outcome, links: list[int]
):
    world = candidates(a_span(18), named=(CLOSED,))

    decision = decided(REPLY, a_member(ABOVE, 17, at=NOON - timedelta(days=3)), world=world, ambiguous=ambiguous)

    assert (decision.receipt.outcome, numbers(decision)) == (outcome, links)


def test_what_addresses_chose_alone_makes_room_when_a_question_linked_to_the_closed_one_turns_up():
    world = candidates(a_span(16), named=(CLOSED,))
    question = a_member(ABOVE, 17, at=NOON - timedelta(days=3))
    alone = decided(REPLY, world=world, ambiguous=Ambiguous.NEWEST)
    before = known(*alone.links, receipt=alone.receipt)

    later = decided(REPLY, question, world=world, before=before, ambiguous=Ambiguous.NEWEST)
    at_once = decided(REPLY, question, world=world, ambiguous=Ambiguous.NEWEST)

    assert (numbers(alone), numbers(later), numbers(at_once)) == ([16], [17], [17])


def test_what_addresses_chose_beside_the_thread_stays_when_it_is_looked_at_again():
    question = a_member(ABOVE, 17, at=NOON - timedelta(days=3))
    first = decided(REPLY, question, world=candidates(named=(CLOSED,)), ambiguous=Ambiguous.NEWEST)
    chosen = decided(REPLY, question, world=candidates(a_span(16), named=(CLOSED,)), ambiguous=Ambiguous.NEWEST)
    before = known(*chosen.links, receipt=chosen.receipt)

    again = decided(
        REPLY, question, world=candidates(a_span(18), named=(CLOSED,)), before=before, ambiguous=Ambiguous.NEWEST
    )

    assert (numbers(first), numbers(chosen), numbers(again)) == ([17], [17], [17])


def test_a_person_who_linked_a_later_message_to_the_closed_one_knew_that_it_is():
    world = candidates(a_span(18), named=(CLOSED,))
    member = a_member(ABOVE, 17, rule=BY_HAND, at=NOON - timedelta(days=1))

    assert numbers(decided(REPLY, member, world=world)) == [17]
