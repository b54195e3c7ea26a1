"""Who takes part in an item leads to the opportunity that was open then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Person
from daemon.link import Linkable
from daemon.link.policy import Ambiguous
from store.values import Link, Outcome
from tests.unit.daemon.items import COLLEAGUE, ME, NOON, a_span, an_appointment, an_email, candidates, known
from tests.unit.daemon.link.deciding import RULE_LINK, decided, numbers


@pytest.mark.parametrize("role", ["sender", "to", "cc", "bcc", "reply_to"])
def test_a_contact_in_any_role_links_an_email(role: str):
    person = Person("ANN@client.example")
    mail = replace(an_email(sender=Person("me@us.example")), **{role: person if role == "sender" else (person,)})

    assert numbers(decided(mail)) == [17]


@pytest.mark.parametrize(
    "meeting", [an_appointment(), an_appointment(organizer=Person("ann@client.example"), attendees=())]
)
def test_a_contact_at_an_appointment_links_it(meeting: Linkable):
    assert numbers(decided(meeting)) == [17]


def test_an_unknown_outside_address_is_skipped():
    decision = decided(an_email(sender=Person("nobody@else.example")))

    assert decision.receipt.rule == "unknown people"


@pytest.mark.parametrize(
    ("created", "closed", "is_linked"),
    [
        (NOON + timedelta(days=30), None, True),
        (NOON + timedelta(days=31), None, False),
        (NOON - timedelta(days=10), NOON, True),
        (NOON - timedelta(days=10), NOON - timedelta(seconds=1), False),
    ],
)
def test_only_opportunities_open_at_the_items_date_are_candidates(created: Any, closed: Any, is_linked: bool):
    exists = candidates(a_span(17, created_at=created, closed_at=closed))

    assert bool(decided(an_email(), exists).links) is is_linked


def test_an_item_without_a_date_reaches_open_opportunities_only():
    exists = candidates(a_span(17), a_span(18, closed_at=NOON + timedelta(days=5)))

    assert numbers(decided(an_email(sent_at=None, received_at=None), exists)) == [17]


def test_the_contacts_own_opportunities_come_before_those_of_the_account():
    exists = candidates(a_span(17), account=(a_span(20, account_id=5, contact_id=None),))

    assert numbers(decided(an_email(), exists)) == [17]


def test_without_its_own_a_contact_reaches_the_accounts_opportunity():
    exists = candidates(account=(a_span(20, account_id=5, contact_id=None),))

    decision = decided(an_email(), exists)

    assert decision.links == (Link(20, "address", "account of ann@client.example"),)


@pytest.mark.parametrize(
    ("ambiguous", "expected", "outcome"),
    [
        (Ambiguous.ASK, [], Outcome.REVIEW),
        (Ambiguous.NEWEST, [18], Outcome.LINKED),
        (Ambiguous.ALL, [17, 18], Outcome.LINKED),
    ],
)
def test_several_candidates_are_settled_as_configured(ambiguous: Ambiguous, expected: list[int], outcome: Outcome):
    decision = decided(an_email(), candidates(a_span(17), a_span(18)), ambiguous=ambiguous)

    assert (numbers(decision), decision.receipt.outcome) == (expected, outcome)
    assert decision.receipt.evidence["candidates"] == [17, 18]


def test_several_candidates_prefer_the_one_assigned_to_the_mailboxs_user():
    exists = candidates(a_span(17, assigned_to=ME), a_span(18, assigned_to=COLLEAGUE))

    decision = decided(an_email(), exists)

    assert numbers(decision) == [17]
    assert decision.receipt.evidence["passed_over"] == [18]


def test_without_an_opportunity_the_item_goes_to_the_contacts_history():
    decision = decided(an_email(), candidates())

    assert (decision.receipt.outcome, decision.contacts) == (Outcome.CONTACT, {1})


def test_contact_history_can_be_off():
    decision = decided(an_email(), candidates(), contact_history=False)

    assert (decision.receipt.outcome, decision.contacts) == (Outcome.SKIPPED, frozenset())


def test_links_that_exist_stay_when_the_rules_would_decide_otherwise_today():
    decision = decided(an_email(), candidates(), known(RULE_LINK, confirmed=()))

    assert (decision.links, decision.receipt.outcome) == ((RULE_LINK,), Outcome.LINKED)


@pytest.mark.parametrize("ambiguous", [Ambiguous.NEWEST, Ambiguous.ALL])
def test_a_later_opportunity_adds_nothing_to_an_item_that_is_linked(ambiguous: Ambiguous):
    first = decided(an_email())

    later = decided(
        an_email(), candidates(a_span(17), a_span(18)), known(*first.links, receipt=first.receipt), ambiguous=ambiguous
    )

    assert later.links == first.links


def test_a_first_look_at_a_colleagues_copy_adds_no_opportunity_that_came_later():
    linked = decided(an_email())
    exists = candidates(a_span(17), a_span(18, assigned_to=ME))

    theirs = decided(an_email(), exists, known(*linked.links, is_copied=False))

    assert numbers(theirs) == [17]
    assert theirs.receipt.outcome is Outcome.LINKED
