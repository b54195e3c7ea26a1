"""What is skipped, each with its own reason, and what passes all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.mailbox import Email
from daemon.link import Copy, Linkable, decide, facts_of
from store.values import Outcome
from tests.unit.daemon.items import BOX, ME, NOON, POLICY, an_appointment, an_email, known
from tests.unit.daemon.link.deciding import EXCLUDED, HERS, decided, numbers


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
