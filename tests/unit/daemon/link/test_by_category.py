"""A category that a user set decides, whatever else is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.mailbox import Person
from daemon.link import as_seen
from daemon.link.hand import UNSEEN
from store.values import Link, Outcome, Pointer, Receipt
from tests.unit.daemon.items import BOX, NOON, a_span, an_email, candidates, known, set_in
from tests.unit.daemon.link.deciding import HERS, RULE_LINK, decided, numbers


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("OPP-17", [17]),
        ("OPP-17 Fabrikam, 200 seats", [17]),
        ("opp-17 typed by hand", [17]),
        ("OPP-170", []),
        ("OPP-017", [17]),
        ("OPP-17x", []),
        ("Red category", []),
        ("OPP", []),
        ("My OPP-17", []),
    ],
)
def test_the_number_in_a_category_decides(category: str, expected: list[int]):
    stranger = an_email(sender=Person("nobody@else.example"), categories=(category,))

    assert numbers(decided(stranger)) == expected


def test_several_categories_link_to_several_opportunities():
    exists = candidates(named=(a_span(3), a_span(9)))

    decision = decided(an_email(categories=("OPP-9", "Blue", "OPP-3")), exists)

    assert numbers(decision) == [3, 9]
    assert decision.marks == (set_in(BOX, 3), set_in(BOX, 9))


def test_a_category_links_to_a_closed_opportunity():
    closed = candidates(named=(a_span(4, closed_at=NOON - timedelta(days=300)),))

    assert numbers(decided(an_email(categories=("OPP-4",)), closed)) == [4]


def test_a_category_of_an_unknown_number_goes_to_review():
    decision = decided(an_email(categories=("OPP-99",)))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "unknown category")
    assert "OPP-99" in decision.receipt.reason


def test_a_category_that_came_with_the_message_goes_to_review():
    decision = decided(
        an_email(categories=("OPP-17",), headers={"keywords": "OPP-17"}), candidates(named=(a_span(17),))
    )

    assert (decision.receipt.rule, decision.links, decision.marks) == ("category from sender", (), ())


def test_a_category_from_a_sender_stays_the_senders_when_its_opportunity_does_not_exist():
    mail = an_email(sender=Person("boss@us.example"), categories=("OPP-99",), headers={"keywords": "OPP-99"})

    decision = decided(mail, HERS, known(confirmed=(99,)))

    assert decision.receipt.rule == "inside"  # and not the review that a user's category would get


# --- beside what rules linked -----------------------------------------------------------------------------------------

ALONE = Receipt(Outcome.CONTACT, "contact", "ann@client.example has no open opportunity at that time")
LINKED = Receipt(Outcome.LINKED, "address", "contact ann@client.example: OPP-17")
NOT_SEEN = replace(LINKED, evidence={UNSEEN: True})
HIDDEN = Receipt(Outcome.SKIPPED, "private", "marked private in Outlook")


@pytest.mark.parametrize(
    ("receipt", "confirmed", "stood_there", "expected"),
    [
        (LINKED, (17,), (17,), [17, 18]),
        (LINKED, (), (), [17, 18]),  # it was linked at the last look; the stamp was not written yet
        (HIDDEN, (), (), [17, 18]),  # no stamp tells of it on a private copy
        (ALONE, (), (), [18]),  # a colleague's mailbox was read first: the order says nothing of what the user saw
        (NOT_SEEN, (), (), [18]),
        (NOT_SEEN, (19,), (19,), [18]),  # what people had linked before is on it
        (NOT_SEEN, (17,), (17,), [17, 18]),  # our stamp had been there
        (NOT_SEEN, (17,), (17, 18), [18]),  # theirs had been there when our stamp came
        (ALONE, (17,), (17,), [17, 18]),
        (ALONE, (17,), (17, 18), [18]),
    ],
)
def test_what_a_user_sets_before_rules_say_anything_stays_alone_whichever_is_read_first(
    receipt: Receipt, confirmed: tuple[int, ...], stood_there: tuple[int, ...], expected: list[int]
):
    names = tuple(f"OPP-{number}" for number in sorted({*confirmed, 18}))
    before = known(RULE_LINK, confirmed=confirmed, receipt=receipt)
    assert before.pointer
    before = replace(before, pointer=replace(before.pointer, named=stood_there))
    world = candidates(named=(a_span(17), a_span(18), a_span(19)))

    decision = decided(an_email(categories=names), world, before)

    assert numbers(decision) == expected


@pytest.mark.parametrize(("named", "expected"), [((18,), [18]), ((17, 18), [17, 18])])
def test_a_stamp_of_which_nothing_was_heard_counts_as_seen_where_it_is(named: tuple[int, ...], expected: list[int]):
    before = known(RULE_LINK, receipt=NOT_SEEN, is_being_stamped=True)
    marked = an_email(categories=tuple(f"OPP-{number}" for number in named))

    decision = decided(marked, candidates(named=(a_span(17), a_span(18))), before)

    assert numbers(decision) == expected


BY_BOB = Link(19, "category", "set by hand as OPP-19")
FROM_ABOVE = Link(18, "thread", "answers to <above@x>")


@pytest.mark.parametrize(
    ("before", "after", "was", "shown", "is_unseen"),
    [
        ([], [RULE_LINK], ALONE, (), True),
        ([BY_BOB], [RULE_LINK], LINKED, (19,), True),
        ([BY_BOB], [RULE_LINK], LINKED, (17, 19), False),
        ([RULE_LINK], [FROM_ABOVE], LINKED, (), False),
        ([RULE_LINK], [FROM_ABOVE], NOT_SEEN, (19,), True),
        ([RULE_LINK], [FROM_ABOVE], NOT_SEEN, (17,), False),
        ([RULE_LINK], [], NOT_SEEN, (), False),
        ([], [BY_BOB], ALONE, (), False),
        ([], [FROM_ABOVE], LINKED, (17,), False),  # rules' before, which is gone
    ],
)
def test_a_receipt_says_that_nothing_of_what_rules_link_was_seen_on_the_copy(
    before: list[Link], after: list[Link], was: Receipt, shown: tuple[int, ...], *, is_unseen: bool
):
    copy = Pointer(11, 21, BOX, 31, "AAA=", "c0", confirmed=frozenset(shown))

    now = as_seen(copy, before, after, was, LINKED)

    assert (UNSEEN in now.evidence) == is_unseen
    assert as_seen(replace(copy, is_private=True), before, after, was, LINKED) == LINKED
