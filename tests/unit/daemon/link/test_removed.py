"""What a user took off stays off, and only that."""

from __future__ import annotations

import pytest

from daemon.link.policy import Ambiguous
from store.values import Link, Mark, Outcome
from tests.unit.daemon.items import (
    BOX,
    OTHER_BOX,
    a_span,
    an_email,
    candidates,
    frozen_in,
    known,
    lost_in,
    set_in,
    withdrawn_in,
)
from tests.unit.daemon.link.deciding import HAND_LINK, HERS, RULE_LINK, decided, numbers


def test_our_own_stamp_coming_back_is_no_act_of_the_user():
    echo = decided(an_email(categories=("OPP-17 Deal 17",)), HERS, known(RULE_LINK, is_being_stamped=True))

    assert (echo.links, echo.marks, echo.confirmed) == ((RULE_LINK,), (), frozenset({17}))


def test_what_a_user_marked_before_we_did_is_the_users():
    first = decided(an_email(categories=("OPP-17 Deal 17",)), HERS, known(RULE_LINK))

    assert ([link.rule for link in first.links], first.marks) == (["category"], (set_in(BOX, 17),))


@pytest.mark.parametrize("link", [RULE_LINK, HAND_LINK])
def test_a_confirmed_category_that_is_gone_is_lost_until_it_is_known_how_many_lost_it(link: Link):
    decision = decided(an_email(), HERS, known(link, confirmed=(17,)))

    assert (decision.links, decision.marks, decision.confirmed) == ((link,), (lost_in(BOX, 17),), frozenset())


@pytest.mark.parametrize("mark", [lost_in(BOX, 17), frozen_in(BOX, 17)])
def test_a_lost_category_that_is_back_leaves_a_rules_link_a_rules(mark: Mark):
    back = decided(an_email(categories=("OPP-17",)), HERS, known(RULE_LINK, marks=(mark,)))

    assert (back.links, back.marks, back.confirmed) == ((RULE_LINK,), (), {17})


@pytest.mark.parametrize("mark", [lost_in(BOX, 17), frozen_in(BOX, 17)])
def test_a_lost_category_that_is_back_is_its_users_again_when_it_was(mark: Mark):
    back = decided(an_email(categories=("OPP-17",)), HERS, known(HAND_LINK, marks=(mark,)))

    assert (numbers(back), back.marks) == ([17], (set_in(BOX, 17),))


def test_a_withdrawn_category_takes_the_link_along():
    decision = decided(an_email(), HERS, known(RULE_LINK, marks=(withdrawn_in(BOX, 17),)))

    assert decision.links == ()
    assert decision.receipt.rule == "removed by the user"


def test_a_missing_stamp_that_was_never_confirmed_is_no_removal():
    decision = decided(an_email(), HERS, known(RULE_LINK))

    assert (numbers(decision), decision.marks) == ([17], ())


def test_what_a_user_takes_off_beside_their_own_category_makes_no_room_for_what_addresses_say_by_now():
    by_hand = Link(42, "category", "category OPP-42")
    marks = (set_in(BOX, 42), withdrawn_in(BOX, 17))
    before = known(RULE_LINK, by_hand, confirmed=(42,), marks=marks)
    now = candidates(a_span(18), account=(a_span(17),), named=(a_span(42, contact_id=None),))

    decision = decided(an_email(categories=("OPP-42",)), now, before)

    assert numbers(decision) == [42]


def test_our_own_removal_coming_back_is_no_act_of_the_user():
    withdrawn_elsewhere = known(confirmed=(17,), marks=(withdrawn_in(OTHER_BOX, 17),))

    decision = decided(an_email(), HERS, withdrawn_elsewhere)

    assert (decision.links, decision.marks) == ((), ())


def test_the_rules_never_bring_a_withdrawn_link_back():
    decision = decided(an_email(), HERS, known(marks=(withdrawn_in(BOX, 17),)))

    assert (decision.links, decision.receipt.outcome) == ((), Outcome.CONTACT)


def test_putting_the_category_back_links_again():
    decision = decided(an_email(categories=("OPP-17",)), HERS, known(marks=(withdrawn_in(BOX, 17),)))

    assert (numbers(decision), decision.marks) == ([17], (set_in(BOX, 17),))


def test_a_rules_link_withdrawn_in_one_mailbox_goes_everywhere():
    decision = decided(an_email(categories=("OPP-17",)), HERS, known(confirmed=(17,), marks=(withdrawn_in(2, 17),)))

    assert decision.links == ()


def test_each_user_withdraws_only_their_own():
    both = known(HAND_LINK, confirmed=(17,), marks=(set_in(BOX, 17), set_in(OTHER_BOX, 17)))

    decision = decided(an_email(), HERS, both)

    assert decision.links == (HAND_LINK,)
    assert decision.marks == (lost_in(BOX, 17),)


def test_a_link_that_one_user_withdrew_and_another_set_stays():
    both = known(HAND_LINK, marks=(withdrawn_in(BOX, 17), set_in(OTHER_BOX, 17)))

    assert decided(an_email(), HERS, both).links == (HAND_LINK,)


def test_the_last_user_who_set_a_category_takes_the_link_along():
    decision = decided(an_email(), HERS, known(HAND_LINK, marks=(withdrawn_in(BOX, 17),)))

    assert decision.links == ()


def test_a_second_copy_in_the_mailbox_does_not_undo_what_was_set_on_the_first():
    decision = decided(an_email(), HERS, known(HAND_LINK, marks=(set_in(BOX, 17),)))

    assert (decision.links, decision.marks) == ((HAND_LINK,), (set_in(BOX, 17),))


def test_a_second_copy_that_still_carries_our_stamp_does_not_undo_a_withdrawal():
    stale = known(confirmed=(17,), marks=(withdrawn_in(BOX, 17),))

    decision = decided(an_email(categories=("OPP-17",)), HERS, stale)

    assert (decision.links, decision.marks) == ((), (withdrawn_in(BOX, 17),))


def test_after_a_withdrawal_the_rules_guess_no_other_opportunity():
    two = candidates(a_span(17), a_span(18))

    decision = decided(an_email(), two, known(marks=(withdrawn_in(BOX, 17),)), ambiguous=Ambiguous.NEWEST)

    assert decision.links == ()
