"""Stages, their activities and when those are due: the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules.activities import activity_guid, due_day, due_moment, duration, states
from store.rules.stages import changeable, deletion, moved
from store.values import Activity, ActivityNote, Opportunity, Stage, StageKind

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROPOSAL, NEGOTIATION = Stage(4, "Proposal", 4), Stage(5, "Negotiation", 5)
WON = Stage(6, "Closed Won", 6, StageKind.WON)
QUOTE, PRESENT = Activity(41, 4, "Send the quote", 1, 7), Activity(42, 4, "Present it", 2, None)
TERMS = Activity(51, 5, "Agree on terms", 1, 14)


def an_opportunity(**changes: Any) -> Opportunity:
    fields: dict[str, Any] = {
        "number": 17,
        "title": "200 seats",
        "account_id": 1,
        "contact_id": None,
        "stage": PROPOSAL,
        "probability": 40,
        "created_at": NOON,
        "stage_entered_at": NOON,
        "activity_reminders": True,
    }
    return Opportunity(**(fields | changes))


@pytest.mark.row(21)
@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_reordering_keeps_every_element_once(order: list[int], data: st.DataObject):
    one = data.draw(st.sampled_from(order))
    place = data.draw(st.integers(1, len(order) + 3))

    after = moved(order, one, place)

    assert sorted(after) == sorted(order)
    assert after[min(place, len(order)) - 1] == one
    assert [other for other in after if other != one] == [other for other in order if other != one]


@pytest.mark.row(21)
def test_there_is_no_place_before_the_first():
    with pytest.raises(Invalid, match="must be 1 or more"):
        moved([1, 2], 1, 0)


@pytest.mark.row(21)
@pytest.mark.parametrize("place", [2, 3, 2**63, 10**30])
def test_any_place_beyond_the_last_is_the_last(place: int):
    assert moved([1, 2], 1, place) == (2, 1)


@pytest.mark.row(20)
def test_a_built_in_stage_cannot_be_changed():
    with pytest.raises(Invalid, match="stage Closed Won: is built in and cannot be renamed"):
        changeable(WON, "renamed")


@pytest.mark.row(26)
@pytest.mark.parametrize(
    ("stage", "replacement", "moves", "reason"),
    [
        (WON, PROPOSAL, False, "built in"),
        (PROPOSAL, WON, False, "closed one and cannot be a replacement"),
        (PROPOSAL, PROPOSAL, False, "its own replacement"),
        (PROPOSAL, None, True, "no replacement that its activities could move to"),
    ],
)
def test_what_a_deletion_refuses(stage: Stage, replacement: Stage | None, moves: bool, reason: str):
    with pytest.raises(Invalid, match=reason):
        deletion(stage, replacement, moves_activities=moves)


@pytest.mark.row(26)
def test_moved_activities_go_on_top_of_the_replacements():
    plan = deletion(PROPOSAL, NEGOTIATION, activities=[QUOTE, PRESENT], present=[TERMS], moves_activities=True)

    assert plan.moved_activities == (41, 42, 51)


@pytest.mark.row(24)
@pytest.mark.parametrize(
    ("entered", "days", "moved_to", "due"),
    [
        (NOON, 7, None, date(2026, 3, 9)),
        (NOON, 0, None, date(2026, 3, 2)),
        (NOON, None, None, None),
        (None, 7, None, None),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), 1, None, date(2026, 3, 4)),  # it is past midnight in Oslo
        (NOON, 7, datetime(2026, 4, 1, 7, tzinfo=UTC), date(2026, 4, 1)),
        (NOON, None, datetime(2026, 4, 1, 7, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_an_activity_is_due_its_days_after_the_stage_was_entered(
    entered: datetime | None, days: int | None, moved_to: datetime | None, due: date | None
):
    assert due_day(entered, days, moved_to, OSLO) == due


@pytest.mark.row(24)
def test_a_reminder_comes_at_nine_where_people_are():
    at = due_moment(NOON, 30, None, OSLO)  # the clocks are put forward before it

    assert at is not None
    assert at.astimezone(UTC) == datetime(2026, 4, 1, 7, 0, tzinfo=UTC)


@pytest.mark.row(24)
@pytest.mark.parametrize(
    ("changes", "note", "is_reminded"),
    [
        ({}, None, True),
        ({"activity_reminders": False}, None, False),
        ({"closed_at": NOON}, None, False),
        ({"is_deleted": True}, None, False),
        ({}, ActivityNote(completed_at=NOON), False),
        ({}, ActivityNote(is_reminder_off=True), False),
        ({}, ActivityNote(due_at=NOON), True),
    ],
)
def test_what_is_unfinished_and_has_a_duration_is_reminded_of(
    changes: dict[str, Any], note: ActivityNote | None, is_reminded: bool
):
    quote, present = states(an_opportunity(**changes), [QUOTE, PRESENT], {41: note} if note else {}, OSLO)

    assert (quote.reminder_at is not None) is is_reminded
    assert present.reminder_at is None


@pytest.mark.row(24)
def test_reminders_that_start_anew_are_other_tasks():
    guids = {activity_guid(17, 41, 0), activity_guid(17, 41, 1), activity_guid(17, 42, 0), activity_guid(18, 41, 0)}

    assert len(guids) == 4
    assert activity_guid(17, 41, 0) in guids


@pytest.mark.row(21)
@pytest.mark.parametrize("days", [-1, 3651, True, 1.5, "7"])
def test_a_duration_is_whole_days(days: Any):
    with pytest.raises(Invalid, match="duration: must be a whole number of days from 0 to 3650"):
        duration(days)


@given(st.integers(0, 3650), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - a zone is given below
def test_a_longer_duration_is_never_due_earlier(days: int, entered: datetime):
    at = entered.replace(tzinfo=UTC)

    first, second = due_day(at, days, None, OSLO), due_day(at, days + 1, None, OSLO)

    assert first is not None
    assert second == first + timedelta(days=1)
