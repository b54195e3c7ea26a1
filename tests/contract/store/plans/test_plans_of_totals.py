"""What opportunities come to is kept, or added up from an index, however many there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from store.database import Store
from store.values import (
    OpportunityFilter,
    State,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.plans.explained import explained

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.row(17)
@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_totals_by_amount_go_through_those_of_that_amount_alone(store: Store, state: State):
    wanted = OpportunityFilter(state=state, total=(Decimal(5), Decimal(9)))
    with explained() as plans, store.read() as unit:
        unit.pipeline.sums(wanted)

    of_amounts = f"ix_opportunities_{state.value}_totals (currency=? AND total_minor>? AND total_minor<?)"
    assert f"SEARCH opportunities USING COVERING INDEX {of_amounts}" in plans


def test_what_a_zone_has_in_another_month_is_added_up_without_reading_the_rest_of_each(store: Store):
    with explained() as plans, store.read() as unit:
        unit.decided.of(OpportunityFilter(), months=12, today=NOON.date(), zone=OSLO)

    assert any("COVERING INDEX ix_opportunities_closed_sums" in plan for plan in plans)


@pytest.mark.parametrize("state", [State.OPEN, State.ALL])
@pytest.mark.parametrize(
    "asked",
    [
        {"total": (Decimal(1500), None)},
        {"probability": (10, 90), "currencies": ("EUR",)},
        {"close_date": (NOON.date(), None)},
        {"expiration_date": (None, NOON.date())},
        {"delivery_date": (NOON.date(), NOON.date())},
        {"type_ids": (1, None)},
        {"source_ids": (1,)},
        {"payment_terms_ids": (1,)},
        {"lost_reason_ids": (None,)},
    ],
)
def test_what_they_come_to_by_one_thing_is_added_up_without_looking_at_them(
    store: Store, state: State, asked: dict[str, Any]
):
    with explained() as plans, store.read() as unit:
        unit.pipeline.sums(OpportunityFilter(state=state, **asked))

    assert any(plan.startswith("SEARCH filter_sums USING PRIMARY KEY (asked=?") for plan in plans)
    assert [plan for plan in plans if "opportunities" in plan] == []


@pytest.mark.parametrize("wanted", [OpportunityFilter(), OpportunityFilter(state=State.OPEN, assigned_to=(1,))])
@pytest.mark.parametrize("report", ["sums", "by_stage", "by_month", "by_person"])
def test_what_opportunities_come_to_is_added_up_without_looking_at_them(
    store: Store, wanted: OpportunityFilter, report: str
):
    with explained() as plans, store.read() as unit:
        getattr(unit.pipeline, report)(wanted)

    assert [plan for plan in plans if "opportunities" in plan] == []


@pytest.mark.parametrize(
    ("state", "indexes"),
    [
        (State.OPEN, {"open"}),
        (State.CLOSED, {"closed"}),
        (State.WON, {"open", "closed"}),
        (State.ALL, {"open", "closed"}),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        {"total": (Decimal(9), None), "assigned_to": (1, None)},
        {"revenue": (None, Decimal(9))},
        {"title": "de"},
        {"type_ids": (None,), "assigned_to": (1,)},
        {"source_ids": (1,), "stage_ids": (1,)},
        {"close_date": (NOON.date(), None), "probability": (1, 100)},
        {"expiration_date": (None, NOON.date()), "total": (Decimal(9), None)},
        {"created": (NOON.date(), NOON.date())},
        {"reminder": False},
    ],
)
def test_what_no_sum_is_kept_by_is_added_up_from_an_index_that_has_all_of_it(
    store: Store, state: State, indexes: set[str], asked: dict[str, Any]
):
    with explained() as plans, store.read() as unit:
        unit.pipeline.sums(OpportunityFilter(state=state, **asked))

    through = [plan for plan in plans if plan.startswith(("SCAN opportunities", "SEARCH opportunities"))]
    assert len(through) == len(indexes)
    for name in indexes:
        assert any(f"USING COVERING INDEX ix_opportunities_{name}_totals" in plan for plan in through), through


@pytest.mark.parametrize("state", [State.OPEN, State.ALL])
@pytest.mark.parametrize("asked", [{"comments": "seats"}, {"competitors": "seats"}, {"text": "seats"}])
def test_words_of_comments_are_looked_up_and_not_read_in_each(store: Store, state: State, asked: dict[str, Any]):
    wanted = OpportunityFilter(state=state, **asked)
    with explained() as plans, store.read() as unit:
        unit.pipeline.sums(wanted)
        unit.listed.page(wanted, ("comments",), limit=50)

    read = [plan for plan in plans if plan.startswith(("SCAN opportunities", "SEARCH opportunities"))]
    assert read
    assert all(plan.startswith("SEARCH opportunities USING INTEGER PRIMARY KEY") for plan in read), read
    assert any("record_parts VIRTUAL TABLE INDEX" in plan and "M1" in plan for plan in plans)
