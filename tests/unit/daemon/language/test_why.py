"""Why an item is where it is is told in each language, whatever the rules found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email
from daemon.language import language_of, told
from daemon.link import Copy, Linkable, decide, facts_of
from daemon.link.policy import Ambiguous
from store.values import Candidates, KnownItem
from tests.unit.daemon.items import BOX, ME, POLICY
from tests.unit.daemon.link.deciding import EXCLUDED, decided
from tests.unit.daemon.link.worlds import EMAILS, KNOWN, WORLDS

OTHERS = [language_of("nb_NO"), language_of("de_DE")]


@given(EMAILS, KNOWN, WORLDS, st.sampled_from(Ambiguous))
def test_whatever_is_decided_its_reason_and_evidence_are_told_in_each_language(
    mail: Email, before: KnownItem | None, world: Candidates, ambiguous: Ambiguous
):
    policy = replace(POLICY, ambiguous=ambiguous)
    decision = decide(Copy(facts_of(mail, "OPP"), BOX, ME, before), world, policy)

    new = set(decision.links) - set(before.links if before else ())
    said = {decision.receipt.reason, *(link.evidence for link in new)}
    assert {one for one in said for language in OTHERS if told(language, "why", one) == one} == set()


@pytest.mark.parametrize(("rule", "item"), EXCLUDED)
def test_why_an_item_is_left_out_is_told_in_each_language(rule: str, item: Linkable):
    reason = decided(item).receipt.reason

    assert [one.code for one in OTHERS if told(one, "why", reason) == reason] == []
