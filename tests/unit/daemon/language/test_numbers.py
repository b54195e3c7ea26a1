"""Numbers, per cents and money are written as Babel writes them, which takes ten times as long."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from daemon.language import language_of

LOCALES = ["en", "en_GB", "en_150", "en_IN", "nb_NO", "de", "de_AT", "de_CH"]
AMOUNTS = st.decimals(Decimal(-(10**15)), Decimal(10**15), places=4).map(lambda one: one if one else Decimal(0))


def closed_up(text: str) -> str:
    return "".join(text.split())


@given(st.sampled_from(LOCALES), AMOUNTS, st.sampled_from(["EUR", "NOK", "USD", "JPY", "KWD", "CHF"]))
def test_money_is_as_babel_writes_it_but_for_space_beside_letters(locale: str, amount: Decimal, currency: str) -> None:
    written = language_of(locale).money(amount, currency)

    asked = format_currency(amount, currency, locale=locale, decimal_quantization=False)
    assert closed_up(written) == closed_up(asked)


@given(st.sampled_from(LOCALES), AMOUNTS)
def test_numbers_and_per_cents_are_as_babel_writes_them(locale: str, number: Decimal) -> None:
    language = language_of(locale)

    assert language.number(number) == format_decimal(number, locale=locale, decimal_quantization=False)
    assert language.percent(number) == format_percent(number / 100, locale=locale, decimal_quantization=False)


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "€1,234.50"),
        ("nb_NO", "1\xa0234,50\xa0€"),
        ("de", "1.234,50\xa0€"),
        ("de_AT", "€\xa01.234,50"),
        ("de_CH", "EUR\xa01’234.50"),  # noqa: RUF001  # the Swiss sign
    ],
)
def test_an_amount_in_each_country(locale: str, written: str) -> None:
    assert language_of(locale).money(Decimal("1234.5"), "EUR") == written


def test_what_is_not_there_is_nothing() -> None:
    language = language_of("nb_NO")

    assert [language.number(None), language.money(None, "EUR"), language.percent(None)] == ["", "", ""]


def test_a_currency_that_stands_before_its_amount_is_apart_from_it() -> None:
    assert language_of("en").money(1200, "NOK") == "NOK\xa01,200.00"
