"""Occurrences follow their series."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.mailbox import AppointmentKind, Person
from tests.unit.daemon.items import (
    NOON,
    an_appointment,
    candidates,
)
from tests.unit.daemon.link.threads import (
    BY_HAND,
    BY_RULE,
    CLOSED,
    a_member,
    decided,
    numbers,
)

OCCURRENCE = an_appointment(kind=AppointmentKind.OCCURRENCE, original_start=NOON, attendees=())


@pytest.mark.parametrize(("rule", "expected"), [(BY_HAND, "series"), (BY_RULE, "inside")])
def test_an_inside_occurrence_follows_a_series_that_a_person_linked(rule: str, expected: str):
    decision = decided(OCCURRENCE, a_member("uid-1", 17, rule=rule), world=candidates(named=(CLOSED,)))

    assert decision.receipt.rule == expected
    assert numbers(decision) == ([17] if rule == BY_HAND else [])


def test_an_occurrence_with_people_from_outside_follows_its_series():
    meeting = replace(OCCURRENCE, attendees=(Person("nobody@else.example"),))

    decision = decided(meeting, a_member("uid-1", 17), world=candidates(named=(CLOSED,)))

    assert (numbers(decision), decision.receipt.rule) == ([17], "series")


def test_a_category_that_the_series_carries_is_nobodys_act_on_the_occurrence():
    meeting = replace(OCCURRENCE, categories=("OPP-17",), attendees=(Person("nobody@else.example"),))

    decision = decided(meeting, a_member("uid-1", 17, rule=BY_HAND), inherited=frozenset({17}))

    assert (decision.marks, decision.links[0].rule) == ((), "series")
