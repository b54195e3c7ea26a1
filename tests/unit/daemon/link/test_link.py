"""The rules of linking as a table of cases, and the laws that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email, Person, Sensitivity
from daemon.link import Copy, Decision, Linkable, decide, facts_of
from daemon.link.policy import Ambiguous
from store.values import Candidates, KnownItem, Link, Mark, Outcome, Receipt
from tests.unit.daemon.items import (
    BOX,
    COLLEAGUE,
    ME,
    NOON,
    OTHER_BOX,
    POLICY,
    a_span,
    an_appointment,
    an_email,
    candidates,
    frozen_in,
    known,
    lost_in,
    set_in,
    withdrawn_in,
)

HERS = candidates(a_span(17))


def decided(
    item: Linkable, what_exists: Candidates = HERS, what_is_known: KnownItem | None = None, **policy: Any
) -> Decision:
    copy = Copy(facts_of(item, "OPP"), BOX, ME, what_is_known, oldest=NOON - timedelta(days=90))
    return decide(copy, what_exists, replace(POLICY, **policy))


def numbers(decision: Decision) -> list[int]:
    return [link.number for link in decision.links]


# --- exclusions -------------------------------------------------------------------------------------------------------

EXCLUDED = [
    ("private", an_email(sensitivity=Sensitivity.PRIVATE)),
    ("private", an_email(sensitivity=Sensitivity.PERSONAL)),
    ("private", an_email(sensitivity=Sensitivity.CONFIDENTIAL)),
    ("private", an_appointment(sensitivity=Sensitivity.PRIVATE)),
    ("automatic", an_email(headers={"auto-submitted": "auto-replied; owner-email=ann@client.example"})),
    ("automatic", an_email(headers={"precedence": "bulk"})),
    ("automatic", an_email(headers={"precedence": "list"})),
    ("automatic", an_email(headers={"precedence": "junk"})),
    ("automatic", an_email(headers={"list-id": "<news.client.example>"})),
    ("automatic", an_email(item_class="REPORT.IPM.Note.NDR")),
    ("automatic", an_email(item_class="IPM.Note.Rules.OofTemplate.Microsoft")),
    ("inside", an_email(sender=Person("boss@us.example"))),
    ("inside", an_email(sender=Person("boss@sales.us.example"))),
    ("inside", an_appointment(attendees=(Person("boss@us.example"),))),
    ("inside", an_appointment(attendees=())),
    ("nobody", an_email(sender=None, to=())),
    ("before backfill", an_email(sent_at=NOON - timedelta(days=91), received_at=NOON - timedelta(days=91))),
    ("before backfill", an_appointment(start=NOON - timedelta(days=91))),
]


@pytest.mark.parametrize(("rule", "item"), EXCLUDED)
def test_an_excluded_item_is_skipped_with_its_own_reason(rule: str, item: Linkable):
    decision = decided(item)

    assert (decision.receipt.outcome, decision.receipt.rule, decision.links) == (Outcome.SKIPPED, rule, ())
    assert decision.receipt.reason


@pytest.mark.parametrize("item", [item for _, item in EXCLUDED])
def test_a_category_set_by_hand_passes_every_exclusion(item: Linkable):
    decision = decided(replace(item, categories=("OPP-17 200 seats",)))

    assert numbers(decision) == [17]
    assert decision.receipt.rule == "category"


@pytest.mark.parametrize("blocked", ["ann@client.example", "client.example", "example"])
def test_a_block_list_names_addresses_and_domains(blocked: str):
    decision = decided(an_email(), block=frozenset({blocked}))

    assert decision.receipt.rule == "blocked"


@pytest.mark.parametrize(
    ("rule", "item"),
    [
        ("meeting message", an_email(item_class="IPM.Schedule.Meeting.Request")),
        ("meeting message", an_email(item_class="IPM.Schedule.Meeting.Resp.Pos")),
        ("draft", an_email(is_draft=True)),
        ("draft", an_appointment(is_draft=True)),
    ],
)
def test_what_is_not_history_is_skipped_even_with_a_category(rule: str, item: Linkable):
    decision = decided(replace(item, categories=("OPP-17",)))

    assert (decision.receipt.rule, decision.links) == (rule, ())
    assert decision.confirmed == frozenset()  # it is the user's: nothing is owed to take it off


@pytest.mark.parametrize("item", [item for _, item in EXCLUDED if isinstance(item, Email)])
@pytest.mark.parametrize("category", ["OPP-17", "OPP-99"])
def test_a_category_that_came_with_the_message_passes_no_exclusion(item: Email, category: str):
    decision = decided(replace(item, categories=(category,), headers={**item.headers, "keywords": category}))

    assert decision.receipt.outcome is Outcome.SKIPPED


@pytest.mark.parametrize("value", ["", "no", "No ; x=y".lower()])
def test_mail_that_says_it_is_not_automatic_is_not(value: str):
    assert numbers(decided(an_email(headers={"auto-submitted": value}))) == [17]


def test_an_item_once_skipped_as_too_old_stays_skipped():
    old = an_email(sent_at=NOON - timedelta(days=91), received_at=NOON - timedelta(days=91))
    first = decided(old)

    again = decided(old, HERS, known(receipt=first.receipt))

    assert again.receipt.rule == "before backfill"


def test_an_item_that_was_taken_in_is_not_too_old_later():
    first = decided(an_email())

    later = decide(
        Copy(
            facts_of(an_email(), "OPP"),
            BOX,
            ME,
            known(*first.links, receipt=first.receipt),
            oldest=NOON + timedelta(days=1),
        ),
        HERS,
        POLICY,
    )

    assert later.receipt == first.receipt


# --- category ---------------------------------------------------------------------------------------------------------


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


# --- removed by the user ----------------------------------------------------------------------------------------------

RULE_LINK = Link(17, "address", "contact ann@client.example")
HAND_LINK = Link(17, "category", "category OPP-17")


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


# --- in the recycle bin -----------------------------------------------------------------------------------------------

BINNED = candidates(named=(a_span(17, is_deleted=True),))
BINNED_AND_OPEN = candidates(a_span(18), named=(a_span(17, is_deleted=True),))


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


# --- address ----------------------------------------------------------------------------------------------------------


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


# --- laws -------------------------------------------------------------------------------------------------------------

CATEGORIES = st.lists(st.sampled_from(["OPP-17 x", "OPP-18 y", "OPP-99", "Red", "opp-17"]), max_size=4).map(tuple)
PEOPLE = st.sampled_from(["ann@client.example", "boss@us.example", "nobody@else.example", "", "@", "a@b@c"])
EMAILS = st.builds(
    lambda sender, to, categories, keywords, sensitivity: an_email(
        sender=Person(sender),
        to=tuple(Person(one) for one in to),
        categories=categories,
        headers={"keywords": ", ".join(keywords)},
        sensitivity=sensitivity,
    ),
    PEOPLE,
    st.lists(PEOPLE, max_size=3),
    CATEGORIES,
    CATEGORIES,
    st.sampled_from(Sensitivity),
)
MARKS = st.lists(
    st.builds(
        lambda box, number, made: made(box, number),
        st.sampled_from([BOX, OTHER_BOX]),
        st.sampled_from([17, 18]),
        st.sampled_from([set_in, withdrawn_in, lost_in, frozen_in]),
    ),
    unique_by=lambda mark: (mark.mailbox_id, mark.number),
    max_size=4,
).map(tuple)
LINKS = st.lists(st.sampled_from([RULE_LINK, Link(18, "category", "")]), unique=True, max_size=2).map(tuple)
KNOWN = st.none() | st.builds(
    lambda links, marks, confirmed: known(
        *links,
        marks=marks,
        confirmed=confirmed,
        receipt=Receipt(Outcome.LINKED, links[0].rule, "as it was") if links else None,  # no store has one without
    ),
    LINKS,
    MARKS,
    st.lists(st.sampled_from([17, 18, 99]), unique=True).map(tuple),
)
WORLDS = st.sampled_from(
    [
        HERS,
        candidates(a_span(17), a_span(18)),
        candidates(),
        candidates(named=(a_span(18),)),
        BINNED,
        BINNED_AND_OPEN,
        candidates(a_span(17), named=(a_span(18, is_deleted=True),)),
        candidates(named=(a_span(17, is_deleted=True), a_span(18, is_deleted=True))),
    ]
)


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
