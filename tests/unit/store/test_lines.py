"""Line items and expected revenue: exact, whatever the numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules import lines
from store.rules.money import expected_revenue, line_total

pytestmark = pytest.mark.row(11)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_line_total_is_quantity_times_price_less_discount_rounded_half_up(milli: int, price: int, bp: int):
    with localcontext(prec=60):
        exact = Decimal(milli) / 1000 * Decimal(price) * (1 - Decimal(bp) / 10_000)

        assert line_total(milli, price, bp) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@pytest.mark.row(12)
@given(st.integers(0, 10**15), st.integers(0, 100))
def test_expected_revenue_is_probability_times_total_and_never_beyond_it(total: int, probability: int):
    with localcontext(prec=60):
        exact = Decimal(total) * probability / 100

        expected = expected_revenue(total, probability)

        assert expected == exact.quantize(Decimal(1), ROUND_HALF_UP)
    assert 0 <= expected <= total


@given(st.integers(0, 10**12))
def test_a_quantity_is_shown_as_it_is_stored(milli: int):
    assert lines.quantity_milli(lines.quantity_of(milli)) == milli


@pytest.mark.parametrize(
    ("given_fields", "sentence"),
    [
        ({"quantity": "-1"}, "quantity: must not be negative"),
        ({"quantity": "1.2345"}, "more than 3 decimal places"),
        ({"quantity": "many"}, "'many' is not a number"),
        ({"quantity": "1e15"}, "too large"),
        ({"price": "-0.01"}, "price: must not be negative"),
        ({"price": "1.005"}, "price: 1.005 has more decimal places than EUR"),
        ({"price": 1.5}, "must be a decimal number"),
        ({"discount": "100.01"}, "discount: must be from 0 to 100"),
        ({"discount": "-1"}, "discount: must not be negative"),
        ({"discount": "1.234"}, "more than 2 decimal places"),
        ({"name": ""}, "name: must not be empty"),
        ({"name": "a\x07"}, "control character"),
    ],
)
def test_what_no_line_can_hold_is_refused(given_fields, sentence: str):
    with pytest.raises(Invalid, match=sentence):
        lines.checked(given_fields, "EUR")


def test_a_currency_without_cents_has_none():
    assert lines.checked({"price": "1200"}, "JPY") == {"price_minor": 1200}
    with pytest.raises(Invalid, match="JPY"):
        lines.checked({"price": "1200.50"}, "JPY")


def test_a_total_that_cannot_be_kept_is_refused():
    with pytest.raises(Invalid, match="line total: is too large"):
        lines.totalled({"quantity_milli": 10**15, "price_minor": 10**15, "discount_bp": 0})
