"""Amounts are whole numbers of units that no library changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from config.fields import _currency
from store.errors import Invalid
from store.rules.currencies import PLACES
from store.rules.money import digits, from_minor, known_currency, to_minor

CODES = st.sampled_from(sorted(PLACES))


@pytest.mark.row(42)
@pytest.mark.parametrize(
    ("currency", "places"),
    [("EUR", 2), ("NOK", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("IQD", 3), ("CLF", 4), ("DEM", 2), ("ITL", 0)]
    + [(code, 2) for code in ("ALL", "COP", "HUF", "IDR", "LBP", "RSD", "YER")],
)
def test_places_are_those_of_iso_4217(currency: str, places: int):
    assert digits(currency) == places


def test_what_the_configuration_takes_for_a_currency_the_record_takes_too():
    assert {_currency(code) for code in list_currencies("en")} <= set(PLACES)


@pytest.mark.row(42)
@given(CODES, st.integers(0, 10**15))
def test_an_amount_comes_back_as_it_was(currency: str, minor: int):
    shown = from_minor(minor, currency)

    assert to_minor("price", shown, currency) == minor
    assert -int(shown.as_tuple().exponent) == digits(currency)


def test_more_places_than_a_currency_has_are_refused():
    with pytest.raises(Invalid, match=r"more decimal places than HUF has \(2\)"):
        to_minor("price", Decimal("1.005"), "HUF")


def test_what_is_no_currency_is_refused_with_the_nearest():
    with pytest.raises(Invalid, match="'eux' is not a currency; nearest: "):
        known_currency("currency", "eux")
