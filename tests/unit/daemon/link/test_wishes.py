"""`OPP new`: whose wish it is, and what an opportunity that is made out of a message is called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email, Person
from daemon.link import Copy, Decision, decide, facts_of
from daemon.link.category import category_name, number_in
from daemon.link.wish import is_wish
from daemon.sync.new_opportunity import title_of
from store.text import line
from store.values import NEW, Candidates, KnownItem, Outcome, Pointer, Receipt
from tests.unit.daemon.items import BOX, ME, POLICY, an_email, known

SET = ("Red", "opp  NEW")
SENT_ALONG = {"categories": SET, "headers": {"keywords": "OPP new"}}


def copy_of(mail: Email, before: KnownItem | None = None, **pointer: object) -> Copy:
    if before is not None and before.pointer is not None and pointer:
        before = replace(before, pointer=replace(before.pointer, **pointer))  # type: ignore[arg-type]  # whatever is told
    return Copy(facts_of(mail, "OPP"), BOX, ME, before)


def decided(copy: Copy) -> Decision:
    return decide(copy, Candidates(), POLICY)


# --- whose it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "pointer", "expected"),
    [
        ({"categories": SET}, {}, True),
        ({"categories": ("OPP newer", "OPP")}, {}, False),
        (SENT_ALONG, None, False),
        (SENT_ALONG, {"named": (NEW,)}, False),
        (SENT_ALONG, {"named": ()}, True),
        (
            SENT_ALONG,
            {"named": (NEW,), "confirmed": frozenset({NEW})},
            True,
        ),
        ({"categories": SET, "is_draft": True}, {}, False),
        ({"categories": SET, "item_class": "IPM.Schedule.Meeting.Request"}, {}, False),
    ],
)
def test_a_wish_is_a_users_and_not_the_senders(
    changes: dict[str, object], pointer: dict[str, object] | None, expected: bool
):
    before = None if pointer is None else known()

    assert is_wish(copy_of(an_email(**changes), before, **(pointer or {}))) is expected


def test_a_wish_with_nobody_from_outside_waits_for_review_whatever_else_is_true():
    inside = {"sender": Person("eve@us.example"), "categories": SET}

    for mail in (an_email(**inside), an_email(**inside, headers={"precedence": "bulk"})):
        receipt = decided(copy_of(mail)).receipt
        assert (receipt.outcome, receipt.rule) == (Outcome.REVIEW, "new opportunity")
        assert "nobody from outside" in receipt.reason


def test_what_stood_in_the_way_is_still_told_when_it_is_decided_again():
    copy = replace(copy_of(an_email(categories=SET)), refused="contact Ann is in the recycle bin")
    first = decided(copy)

    again = decided(copy_of(an_email(categories=SET), known(receipt=first.receipt), named=(NEW,)))

    assert "contact Ann is in the recycle bin" in first.receipt.reason
    assert again.receipt == first.receipt


def test_a_wish_that_was_granted_is_waited_for_no_more_and_stays_to_be_taken_off():
    mail = an_email(categories=SET)

    decision = decided(copy_of(mail, known(), named=(NEW,), confirmed=frozenset({NEW})))

    assert decision.receipt.rule == "unknown people"
    assert decision.confirmed == {NEW}


def test_a_senders_wish_is_told_from_a_users():
    decision = decided(copy_of(an_email(categories=SET, headers={"keywords": "OPP new"})))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "category from sender")
    assert "OPP new came with the message" in decision.receipt.reason


def test_a_wish_names_no_opportunity():
    before = KnownItem(
        21, Pointer(11, 21, BOX, 31, "AAA=", "c0", named=(NEW,)), (), (), (), Receipt(Outcome.SKIPPED, "", "")
    )

    assert decided(copy_of(an_email(categories=SET), before)).links == ()


# --- titles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("200 seats", "200 seats"),
        ("RE: AW: Fwd:200 seats", "200 seats"),
        ("Re[4]: SV (2): 200 seats", "200 seats"),
        ("回复：200 seats", "200 seats"),  # noqa: RUF001 - the colon that Chinese Outlooks write
        ("Reply: 200 seats", "Reply: 200 seats"),
        ("Rent a car: offer", "Rent a car: offer"),
        ("  a \t b\r\nc ", "a b c"),
        ("", "(no subject)"),
        ("RE: ", "(no subject)"),
        ("\x00\x1f", "(no subject)"),
        ("RE: \u200b\u2060", "(no subject)"),
        ("x" * 1_000, "x" * 200),
    ],
)
def test_a_title_is_the_subject_without_what_answering_put_before_it(subject: str, title: str):
    assert title_of(subject) == title


@given(st.text(max_size=300))
def test_every_subject_makes_a_title_that_a_record_and_a_category_can_hold(subject: str):
    title = title_of(subject)

    assert line("title", title) == title
    assert number_in(category_name(17, title, "OPP"), "OPP") == 17


def test_a_subject_of_megabytes_takes_no_time():
    assert title_of("RE: " * 2_500_000) != ""
