"""What relinking changes of one copy, and what it never does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email, Sensitivity
from daemon.link import Copy, Decision, decide, facts_of
from daemon.link.policy import Ambiguous, LinkPolicy
from store.values import Candidates, KnownItem, Link, MarkKind
from tests.unit.daemon.items import BOX, ME, POLICY, a_span, an_email, candidates, known, set_in, withdrawn_in
from tests.unit.daemon.link.worlds import EMAILS, KNOWN, WORLDS

BOTH = candidates(a_span(17), a_span(18))
BY_RULE, BY_HAND, CHOSEN = Link(17, "address", ""), Link(17, "by hand", "by Bob"), Link(17, "category", "")


def relinked(mail: Email, held: KnownItem | None, world: Candidates, policy: LinkPolicy = POLICY) -> Decision:
    return decide(Copy(facts_of(mail, "OPP"), BOX, ME, held), world, policy, is_relinking=True)


def numbers(decision: Decision) -> list[int]:
    return [link.number for link in decision.links]


def after(decision: Decision) -> KnownItem:
    confirmed, receipt = tuple(decision.confirmed), decision.receipt
    return known(*decision.links, marks=decision.marks, confirmed=confirmed, receipt=receipt)


@pytest.mark.parametrize(
    ("held", "world", "ambiguous", "expected"),
    [
        (known(BY_RULE), candidates(), Ambiguous.ASK, []),  # what rules made, rules take away
        (known(BY_RULE), candidates(a_span(18)), Ambiguous.ASK, [18]),
        (known(BY_RULE), BOTH, Ambiguous.ASK, []),  # a question now
        (known(BY_RULE), BOTH, Ambiguous.NEWEST, [18]),
        (known(BY_RULE), BOTH, Ambiguous.ALL, [17, 18]),
        (known(), candidates(a_span(17)), Ambiguous.ASK, [17]),
        (known(BY_HAND), candidates(named=(a_span(17),)), Ambiguous.ASK, [17]),  # a person's stays
        (known(BY_HAND), BOTH, Ambiguous.NEWEST, [17]),  # and stays alone
        (known(BY_HAND), BOTH, Ambiguous.ALL, [17]),
        (known(BY_HAND, Link(18, "address", "")), BOTH, Ambiguous.ALL, [17, 18]),  # beside what rules still say
        (known(BY_HAND, Link(18, "address", "")), candidates(a_span(17)), Ambiguous.ALL, [17]),
        (known(CHOSEN, marks=(set_in(BOX, 17),), confirmed=(17,)), BOTH, Ambiguous.ALL, [17]),
        (
            known(marks=(withdrawn_in(BOX, 17),)),
            candidates(a_span(17)),
            Ambiguous.ASK,
            [],
        ),  # what was taken off stays off
    ],
)
def test_rules_decide_anew_and_people_are_not_overridden(
    held: KnownItem, world: Candidates, ambiguous: Ambiguous, expected: list[int]
):
    mail = an_email(categories=("OPP-17",) if CHOSEN in held.links else ())

    decision = relinked(mail, held, world, replace(POLICY, ambiguous=ambiguous))

    assert numbers(decision) == expected


@given(EMAILS, WORLDS, st.sampled_from(Ambiguous))
def test_where_nothing_changed_since_the_first_decision_nothing_changes(
    mail: Email, world: Candidates, ambiguous: Ambiguous
):
    policy = replace(POLICY, ambiguous=ambiguous)
    first = decide(Copy(facts_of(mail, "OPP"), BOX, ME), world, policy)

    again = relinked(mail, after(first), world, policy)

    assert (again.links, again.receipt.outcome) == (first.links, first.receipt.outcome)


@given(EMAILS, KNOWN, WORLDS, st.sampled_from(Ambiguous))
def test_twice_is_the_same_as_once(mail: Email, before: KnownItem | None, world: Candidates, ambiguous: Ambiguous):
    policy = replace(POLICY, ambiguous=ambiguous)
    once = relinked(mail, before, world, policy)
    others = tuple(mark for mark in before.marks if mark.mailbox_id != BOX) if before else ()

    twice = relinked(mail, replace(after(once), marks=(*once.marks, *others)), world, policy)

    assert twice.links == once.links


@given(EMAILS, KNOWN, WORLDS, st.sampled_from(Ambiguous))
def test_whatever_is_known_a_link_by_hand_stays_until_somebody_takes_it_off(
    mail: Email, before: KnownItem | None, world: Candidates, ambiguous: Ambiguous
):
    held = before or known()
    by_hand = replace(held, links=(*(link for link in held.links if link.number != 17), BY_HAND))
    plain = replace(mail, categories=(), headers={}, sensitivity=Sensitivity.NORMAL)

    decision = relinked(plain, by_hand, world, replace(POLICY, ambiguous=ambiguous))

    off = {mark.number for mark in decision.marks + held.marks if mark.kind is MarkKind.WITHDRAWN}
    assert 17 in numbers(decision) or 17 in off
