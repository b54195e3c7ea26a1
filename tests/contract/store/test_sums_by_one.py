"""Sums that are kept by one thing that lists are asked by are what adding up each opportunity comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from store.database import Store
from store.models import SumChangeRow
from store.records.sums_by_one import is_kept_by_one
from store.rules.sums import rounded, rounded_up
from store.values import Actor, OpportunityFilter, State
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity
from tests.contract.store.test_sums import ACTS, DONE, do, eve, numbers  # noqa: F401  # eve is a fixture

_IDS = st.sampled_from([(None,), (1,), (1, 2, None), (5, 9)])
_AMOUNTS = st.sampled_from(
    [None, *map(Decimal, ("0", "0.05", "9.99", "10", "99", "1000", "123.45", "12345", "10000000", "2e10", "1e16"))]
)
_DAYS = st.sampled_from([None, *(date(2026, month, day) for month, day in ((1, 3), (2, 2), (3, 4), (3, 9), (12, 31)))])
BY_ONE = st.builds(
    lambda state, currencies, asked: OpportunityFilter(state=state, currencies=currencies, **dict([asked])),
    st.sampled_from([State.OPEN, State.CLOSED, State.ALL]),
    st.sampled_from([(), ("EUR",), ("jpy", "nok")]),
    st.one_of(
        st.tuples(st.just("total"), st.tuples(_AMOUNTS, _AMOUNTS)),
        st.tuples(st.just("probability"), st.tuples(st.integers(0, 100), st.integers(0, 100))),
        st.tuples(st.sampled_from(["close_date", "expiration_date", "delivery_date"]), st.tuples(_DAYS, _DAYS)),
        st.tuples(st.sampled_from(["type_ids", "source_ids", "payment_terms_ids", "lost_reason_ids"]), _IDS),
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), DONE, st.lists(BY_ONE, min_size=1, max_size=6))
def test_sums_by_one_thing_are_what_somebody_counts(
    store: Store,
    clock: Clock,
    eve: Actor,  # noqa: F811
    made: list[int],
    done: list[tuple[str, int, int]],
    asked: list[OpportunityFilter],
):
    clock.now = NOON
    with store.write(eve) as unit, unit.connection.begin_nested() as all_of_it:
        for n in made:
            ACTS["add"](unit, 0, n)
        do(unit, clock, done)

        for wanted in asked:
            assert unit.pipeline.sums(wanted) == unit.pipeline.sums(replace(wanted, numbers=tuple(numbers(unit))))
        all_of_it.rollback()


@pytest.mark.parametrize(
    ("asked", "are"),
    [
        ({"total": (Decimal(5), None)}, True),
        ({"probability": (50, 100), "state": State.OPEN}, True),
        ({"delivery_date": (None, date(2026, 3, 1)), "currencies": ("EUR",), "zone": "Europe/Oslo"}, True),
        ({"type_ids": (None,), "state": State.WON}, False),
        ({"type_ids": (1,), "source_ids": (2,)}, False),
        ({"total": (Decimal(5), None), "assigned_to": (1,)}, False),
        ({"created": (date(2026, 3, 1), None)}, False),
        ({}, False),
    ],
)
def test_sums_are_kept_by_one_thing_that_is_asked_and_not_by_two(asked: dict[str, Any], *, are: bool):
    assert is_kept_by_one(OpportunityFilter(**asked)) is are


def test_amounts_are_kept_by_their_first_two_digits(store: Store):
    totals = [
        0,
        7,
        99,
        *(
            int(digits)
            for places in range(15)
            for digits in ("1" + "0" * places, "9" * (places + 1), "149" + "9" * places)
        ),
    ]
    with store.write() as unit:
        for total in totals:
            number = an_opportunity(unit)
            unit.connection.execute(
                text("UPDATE opportunities SET total_minor = :total WHERE number = :number"),
                {"total": total, "number": number},
            )
        noted = select(SumChangeRow.total_from).where(SumChangeRow.many == 1)
        kept = Counter(unit.connection.scalars(noted)) - Counter([0] * len(totals))  # as each was made

    assert kept == Counter(map(rounded, totals)) - Counter([0])
    assert all(rounded(total) <= total <= rounded_up(total) == rounded(rounded_up(total)) for total in totals)
    assert [rounded(149), rounded_up(149), rounded(150), rounded_up(150)] == [140, 150, 150, 150]
