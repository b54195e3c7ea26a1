"""What people settled of a thread, and links that are there already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.link.policy import Ambiguous
from daemon.link.rules import SETTLED
from store.values import (
    Candidates,
    Link,
    Mark,
    Member,
    Outcome,
    Receipt,
)
from tests.unit.daemon.items import (
    BOX,
    COLLEAGUE,
    ME,
    OTHER_BOX,
    a_span,
    candidates,
    frozen_in,
    known,
    lost_in,
    set_in,
)
from tests.unit.daemon.link.threads import (
    ABOVE,
    BY_HAND,
    REPLY,
    a_member,
    decided,
    numbers,
    withdrawn,
)


def test_a_message_of_the_thread_linked_by_hand_settles_the_others():
    decision = decided(REPLY, a_member("<sibling@x>", 18, rule=BY_HAND))

    assert (numbers(decision), decision.receipt.rule) == ([18], "thread")


@pytest.mark.parametrize(
    ("before", "ambiguous", "expected"),
    [
        (candidates(a_span(17)), Ambiguous.ASK, [17]),  # there was no choice then
        (candidates(a_span(17)), Ambiguous.NEWEST, [17]),
        (candidates(a_span(17), a_span(18)), Ambiguous.NEWEST, [19]),
        (candidates(a_span(17), a_span(18)), Ambiguous.ALL, [19]),
        (candidates(a_span(17), a_span(20)), Ambiguous.NEWEST, [20]),  # between others
    ],
)
@pytest.mark.parametrize("is_read_again", [True, False])
def test_settling_a_thread_moves_only_what_was_chosen_between_the_same(
    before: Candidates, ambiguous: Ambiguous, expected: list[int], is_read_again: bool
):
    first = decided(REPLY, world=before, ambiguous=ambiguous)
    world = replace(candidates(a_span(17), a_span(18)), by_number={n: a_span(n) for n in (17, 18, 19, 20)})
    settled = a_member("<sibling@x>", 19, rule=BY_HAND)
    stored = known(*first.links, receipt=first.receipt)
    if is_read_again:
        read = decided(REPLY, settled, world=world, before=stored, ambiguous=ambiguous, is_news=True)
        assert read.links == first.links
        stored = known(*read.links, receipt=read.receipt)

    assert numbers(decided(REPLY, settled, world=world, before=stored, ambiguous=ambiguous)) == expected


@pytest.mark.parametrize(("sibling", "expected"), [(19, [19]), (18, [17]), (None, [17])])
@pytest.mark.parametrize("is_theirs_too", [True, False])
def test_what_people_settled_stays_while_they_hold_it_although_records_changed(
    sibling: int | None, expected: list[int], *, is_theirs_too: bool
):
    was = Receipt(Outcome.LINKED, "thread", "people linked its thread to OPP-19")
    theirs = (Link(20, "category", "set by hand as OPP-20"),) if is_theirs_too else ()
    marks = (set_in(BOX, 20),) if is_theirs_too else ()
    before = known(Link(19, "thread", SETTLED), *theirs, confirmed=(19, 20), marks=marks, receipt=was)
    world = candidates(a_span(17, assigned_to=ME), a_span(18))
    world = replace(world, by_number=world.by_number | {n: a_span(n) for n in (19, 20)})
    members = [a_member("<sibling@x>", sibling, rule=BY_HAND)] if sibling else []
    stamped = replace(REPLY, categories=("OPP-19 x", "OPP-20 y") if is_theirs_too else ("OPP-19 x",))

    decision = decided(stamped, *members, world=world, before=before)

    assert numbers(decision) == sorted(expected + [link.number for link in theirs])


def test_what_people_settled_makes_room_for_the_only_one_of_a_colleague_whose_copy_turns_up():
    world = replace(
        candidates(a_span(17), a_span(18, assigned_to=COLLEAGUE)), by_number={n: a_span(n) for n in (17, 18, 19)}
    )
    sibling = a_member("<sibling@x>", 19, rule=BY_HAND)
    alone = decided(REPLY, sibling, world=world)
    here = known(*alone.links, receipt=alone.receipt)
    assert here.pointer
    both = replace(here, pointers=(here.pointer, replace(here.pointer, id=12, mailbox_id=OTHER_BOX)))

    decision = decided(REPLY, sibling, world=world, before=both, users={BOX: ME, OTHER_BOX: COLLEAGUE})

    assert (numbers(alone), numbers(decision)) == ([19], [18])


def test_what_was_taken_off_here_is_not_settled_here():
    before = known(marks=tuple(withdrawn(18)))

    assert 18 not in numbers(decided(REPLY, a_member("<sibling@x>", 18, rule=BY_HAND), before=before))


def test_a_dismissed_thread_is_not_asked_about():
    decision = decided(REPLY, a_member("<sibling@x>", is_dismissed=True))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.CONTACT, "none of them")


def test_a_review_that_a_person_dismissed_does_not_come_back():
    before = replace(known(), is_dismissed=True)

    decision = decided(replace(REPLY, categories=("OPP-99",)), before=before, world=candidates())

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.CONTACT, "dismissed")


def test_what_rules_linked_follows_the_thread():
    before = known(Link(17, "address", "contact"))

    assert decided(REPLY, a_member(ABOVE, 18), before=before).links == (Link(18, "thread", f"answers to {ABOVE}"),)


def test_a_thread_link_goes_when_nothing_above_has_it():
    before = known(Link(17, "thread", f"answers to {ABOVE}"))

    assert numbers(decided(REPLY, a_member(ABOVE), before=before)) == []


def test_a_thread_link_stays_when_only_the_fence_would_stop_it_today():
    before = known(Link(17, "thread", f"answers to {ABOVE}"))
    world = Candidates(by_number={17: a_span(17, contact_id=9)})

    assert numbers(decided(REPLY, a_member(ABOVE, 17), before=before, world=world)) == [17]


def test_what_a_person_linked_stays_whatever_the_thread_says():
    before = known(Link(17, "by hand", "by Bob"))

    assert numbers(decided(REPLY, a_member(ABOVE, 18), before=before)) == [17, 18]


THEIRS = Link(18, "category", "set by hand as OPP-18")


SEEN = Receipt(Outcome.LINKED, "thread", "answers to a message of OPP-17")


ALL_THREE = replace(candidates(a_span(17), a_span(18)), by_number={n: a_span(n) for n in (17, 18, 19)})


@pytest.mark.parametrize("is_set_first", [True, False])
def test_what_addresses_say_once_the_thread_is_gone_is_the_same_beside_a_users_category(is_set_first: bool):
    world = replace(candidates(a_span(17)), by_number={n: a_span(n) for n in (17, 18)})
    before = known(Link(17, "thread", f"answers to {ABOVE}"), confirmed=(17,), receipt=SEEN)
    stamped, marked = (replace(REPLY, categories=named) for named in (("OPP-17 x",), ("OPP-17 x", "OPP-18 y")))
    held, lost = a_member(ABOVE, 17), a_member(ABOVE)
    steps = [(marked, held), (marked, lost)] if is_set_first else [(stamped, lost), (marked, lost)]

    for item, above in steps:
        decision = decided(item, above, world=world, before=before)
        before = known(*decision.links, marks=decision.marks, confirmed=tuple(decision.confirmed), receipt=SEEN)

    assert before.links == (Link(17, "address", "contact ann@client.example"), THEIRS)


@pytest.mark.parametrize("members", [(), (a_member("<sibling@x>", 19, rule=BY_HAND),)])
def test_what_came_from_the_thread_stays_until_the_item_is_decided_again_because_of_that(members: tuple[Member, ...]):
    settled = [Link(n, "thread", SETTLED) for n in (17, 18)]
    before = known(*settled, confirmed=(17, 18), receipt=SEEN)
    stamped = replace(REPLY, categories=("OPP-17 x", "OPP-18 y"))

    assert decided(stamped, *members, world=ALL_THREE, before=before, is_news=True).links == tuple(settled)


@pytest.mark.parametrize("is_news", [True, False])
@pytest.mark.parametrize(("rule", "marks"), [("category", (set_in(BOX, 19),)), ("by hand", ())])
@pytest.mark.parametrize("is_set_first", [True, False])
def test_what_a_user_took_off_one_copy_and_set_on_another_ends_alike_in_any_order(
    rule: str, marks: tuple[Mark, ...], *, is_set_first: bool, is_news: bool
):
    held, marked = Link(19, rule, "by Bob"), replace(REPLY, categories=("OPP-18 y",))
    links: tuple[Link, ...] = (held,)

    for item, confirmed in ((marked, ()), (REPLY, (19,)))[:: 1 if is_set_first else -1]:
        before = known(*links, marks=marks, confirmed=confirmed, receipt=SEEN)
        decision = decided(item, a_member(ABOVE, 17), world=ALL_THREE, before=before, is_news=is_news)
        links, marks = decision.links, decision.marks

    assert (links, marks) == ((THEIRS, held), (set_in(BOX, 18), lost_in(BOX, 19)))


@pytest.mark.parametrize("mark", [lost_in(BOX, 19), frozen_in(BOX, 19)])
def test_the_thread_adds_nothing_while_it_is_not_known_what_a_lost_category_means(mark: Mark):
    before = known(Link(19, "category", "by Bob"), marks=(mark,), receipt=SEEN)

    decision = decided(REPLY, a_member(ABOVE, 17), world=ALL_THREE, before=before)

    assert (numbers(decision), decision.receipt.rule) == ([19], "category")


def test_a_users_category_takes_nothing_off_that_the_thread_had_said():
    before = known(Link(17, "thread", f"answers to {ABOVE}"), confirmed=(17,), receipt=SEEN)
    marked = replace(REPLY, categories=("OPP-17 x", "OPP-18 y"))

    decision = decided(marked, a_member(ABOVE), before=before, is_news=True)

    assert numbers(decision) == [17, 18]
