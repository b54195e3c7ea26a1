"""Opportunities in the recycle bin keep what they have, and gain nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from daemon.link import Linkable
from store.values import Link, Mark, Outcome
from tests.unit.daemon.items import (
    BOX,
    NOON,
    OTHER_BOX,
    a_span,
    an_email,
    candidates,
    known,
    lost_in,
    set_in,
    withdrawn_in,
)
from tests.unit.daemon.link.deciding import (
    BINNED,
    BINNED_AND_OPEN,
    EXCLUDED,
    HAND_LINK,
    HERS,
    RULE_LINK,
    decided,
    numbers,
)


@pytest.mark.row(34)
@pytest.mark.parametrize("categories", [("OPP-17 200 seats",), ()])
@pytest.mark.parametrize("link", [RULE_LINK, HAND_LINK])
@pytest.mark.parametrize("mark", [(), (set_in(BOX, 17),), (set_in(OTHER_BOX, 17),), (withdrawn_in(OTHER_BOX, 17),)])
def test_an_old_stamp_of_a_deleted_opportunity_is_silent_whether_it_is_there_or_not(
    categories: tuple[str, ...], link: Link, mark: tuple[Mark, ...]
):
    before = known(link, confirmed=(17,), marks=mark, receipt=decided(an_email()).receipt)

    decision = decided(an_email(categories=categories), BINNED, before)

    assert (decision.links, decision.confirmed) == ((link,), {17})
    assert decision.marks == tuple(one for one in mark if one.mailbox_id == BOX)
    assert decision.receipt.outcome is Outcome.LINKED


@pytest.mark.row(34)
def test_our_own_stamp_that_appears_after_the_deletion_is_an_echo():
    decision = decided(an_email(categories=("OPP-17",)), BINNED, known(RULE_LINK, is_being_stamped=True))

    assert (decision.links, decision.marks, decision.confirmed) == ((RULE_LINK,), (), {17})


@pytest.mark.row(34)
@pytest.mark.parametrize("item", [an_email(), *(item for _, item in EXCLUDED)])
def test_a_category_set_on_a_deleted_opportunity_goes_to_review(item: Linkable):
    decision = decided(replace(item, categories=("OPP-17",)), BINNED)

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "category in recycle bin")
    assert decision.receipt.reason == "a user set the category of OPP-17, which is in the recycle bin"
    assert (decision.links, decision.marks, decision.confirmed) == ((), (), frozenset())


@pytest.mark.row(34)
def test_a_category_set_again_after_a_withdrawal_links_once_the_opportunity_is_restored():
    withdrawn = known(marks=(withdrawn_in(BOX, 17),))
    mail = an_email(categories=("OPP-17",))

    while_deleted = decided(mail, BINNED, withdrawn)
    restored = decided(mail, HERS, known(marks=while_deleted.marks, receipt=while_deleted.receipt))

    assert (while_deleted.receipt.rule, while_deleted.marks) == ("category in recycle bin", (withdrawn_in(BOX, 17),))
    assert (numbers(restored), restored.marks) == ([17], (set_in(BOX, 17),))


@pytest.mark.row(34)
def test_what_was_taken_off_a_deleted_opportunity_is_withdrawn_once_it_is_restored():
    while_deleted = decided(an_email(), BINNED, known(RULE_LINK, confirmed=(17,)))

    restored = decided(an_email(), HERS, known(*while_deleted.links, confirmed=tuple(while_deleted.confirmed)))

    assert (restored.links, restored.marks) == ((RULE_LINK,), (lost_in(BOX, 17),))


@pytest.mark.row(34)
def test_another_category_links_beside_one_of_a_deleted_opportunity():
    decision = decided(an_email(categories=("OPP-17", "OPP-18")), BINNED_AND_OPEN)

    assert (numbers(decision), decision.confirmed, decision.receipt.evidence["in_bin"]) == ([18], {18}, [17])


@pytest.mark.row(34)
def test_a_category_of_a_deleted_opportunity_that_came_with_the_message_is_the_senders():
    decision = decided(an_email(categories=("OPP-17",), headers={"keywords": "OPP-17"}), BINNED)

    assert (decision.receipt.rule, decision.links, decision.confirmed) == ("category from sender", (), frozenset())


@pytest.mark.row(34)
@pytest.mark.parametrize("sent", [NOON, None])
def test_an_address_never_leads_to_a_deleted_opportunity(sent: Any):
    deleted = candidates(a_span(17, is_deleted=True), account=(a_span(20, account_id=5, is_deleted=True),))

    decision = decided(an_email(sent_at=sent), deleted)

    assert (decision.links, decision.receipt.outcome) == ((), Outcome.CONTACT)


@pytest.mark.row(34)
def test_an_item_of_a_deleted_opportunity_gains_nothing_by_rule():
    before = known(RULE_LINK, confirmed=(17,), receipt=decided(an_email()).receipt)

    decision = decided(an_email(categories=("OPP-17",)), BINNED_AND_OPEN, before)

    assert decision.links == (RULE_LINK,)


@pytest.mark.row(34)
def test_an_old_stamp_of_an_opportunity_that_is_gone_for_good_is_silent_and_a_new_one_is_not():
    old = decided(an_email(categories=("OPP-99",)), HERS, known(confirmed=(99,)))
    new = decided(an_email(categories=("OPP-99",)), HERS, known())
    taken_off = decided(an_email(), HERS, known(confirmed=(99,)))

    assert (numbers(old), old.confirmed) == ([17], {99})
    assert new.receipt.rule == "unknown category"
    assert (taken_off.marks, taken_off.confirmed) == ((), frozenset())
