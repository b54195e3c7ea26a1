"""The laws that hold for every decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email, Sensitivity
from daemon.link import Copy, Decision, decide, facts_of
from daemon.link.policy import Ambiguous
from store.values import Candidates, KnownItem, Mark, Outcome
from tests.unit.daemon.items import BOX, ME, POLICY, a_span, candidates, known
from tests.unit.daemon.link.deciding import BINNED, decided, numbers
from tests.unit.daemon.link.worlds import EMAILS, KNOWN, WORLDS


@given(EMAILS, KNOWN, WORLDS, st.sampled_from(Ambiguous))
def test_deciding_again_with_the_result_stored_is_the_same(
    mail: Email, before: KnownItem | None, world: Candidates, ambiguous: Ambiguous
):
    policy = replace(POLICY, ambiguous=ambiguous)
    first = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), world, policy)
    others = tuple(mark for mark in before.marks if mark.mailbox_id != BOX) if before else ()
    stored = known(*first.links, marks=(*first.marks, *others), confirmed=tuple(first.confirmed), receipt=first.receipt)

    second = decide(Copy(facts_of(mail, "OPP"), BOX, ME, stored), world, policy)

    assert (second.links, second.marks, second.confirmed, second.contacts) == (
        first.links,
        first.marks,
        first.confirmed,
        first.contacts,
    )
    assert second.receipt.outcome == first.receipt.outcome


@pytest.mark.row(34)
@given(EMAILS, KNOWN, WORLDS, st.sampled_from(Ambiguous))
def test_whatever_arrives_deleted_opportunities_keep_their_links_and_marks_and_gain_none(
    mail: Email, before: KnownItem | None, world: Candidates, ambiguous: Ambiguous
):
    deleted = {number for number, span in world.by_number.items() if span.is_deleted}

    after = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), world, replace(POLICY, ambiguous=ambiguous))

    links = {link for link in before.links if link.number in deleted} if before else set()
    marks = {mark for mark in before.marks if mark.number in deleted and mark.mailbox_id == BOX} if before else set()
    assert {link for link in after.links if link.number in deleted} == links
    assert {mark for mark in after.marks if mark.number in deleted} == marks


@pytest.mark.row(34)
@given(EMAILS, KNOWN)
def test_what_is_seen_while_an_opportunity_is_deleted_makes_no_difference_once_it_is_restored(
    mail: Email, before: KnownItem | None
):
    open_again = candidates(a_span(17))
    first = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), BINNED, POLICY)
    others = tuple(mark for mark in before.marks if mark.mailbox_id != BOX) if before else ()
    stored = known(*first.links, marks=(*first.marks, *others), confirmed=tuple(first.confirmed), receipt=first.receipt)

    restored = decide(Copy(facts_of(mail, "OPP"), BOX, ME, stored), open_again, POLICY)
    never_deleted = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), open_again, POLICY)

    def of_it(decision: Decision) -> tuple[set[int], set[Mark]]:
        return {n for n in numbers(decision) if n == 17}, {mark for mark in decision.marks if mark.number == 17}

    assert of_it(restored) == of_it(never_deleted)


@given(EMAILS, WORLDS)
def test_a_private_item_is_linked_only_by_a_category(mail: Email, world: Candidates):
    decision = decided(replace(mail, sensitivity=Sensitivity.PRIVATE), world)

    assert all(link.rule == "category" for link in decision.links)


@given(EMAILS, KNOWN, WORLDS)
def test_every_decision_says_why(mail: Email, before: KnownItem | None, world: Candidates):
    decision = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), world, POLICY)

    receipt = decision.receipt
    assert receipt.rule
    assert receipt.reason
    if receipt.rule == "private":  # it adds nothing, whatever other copies are linked to
        return
    assert (receipt.outcome is Outcome.LINKED) == bool(decision.links)
