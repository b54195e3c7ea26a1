"""Dates and numbers as other programs and languages write them."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.tables.cells import Moment, Number, Share
from daemon.tables.columns import Column, Kind
from daemon.tables.manners import DateManner, day_of, manner_of, moment_of, number_of
from daemon.tables.manners.numbers import is_doubtful, short, shown
from daemon.tables.money import currency_of, split_money
from daemon.tables.tidying import by_locale, settle, tidying
from store.errors import Invalid

pytestmark = pytest.mark.row(38)

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1234.50", ".", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234,50", ",", "1234.50"),
        ("1\u202f234\u202f567,5", ",", "1234567.5"),
        ("1.234,50", ",", "1234.50"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1'234.50", ".", "1234.50"),
        ("1.234.567", ",", "1234567"),
        ("12,34,567.5", ".", "1234567.5"),
        ("-5", ".", "-5"),
        ("\u22125,5", ",", "-5.5"),
        ("1,234.50", ",", None),
        ("1.234,50", ".", None),
        ("1.23.456", ",", None),
        ("1,23", ".", None),
        ("1,2345", ".", None),
        ("1 23", ".", None),
        ("1.234'567", ",", None),
        ("abc", ".", None),
        ("", ".", None),
        ("١٢٣", ".", None),
        ("1e5", ".", None),
        ("9" * 100_000, ".", None),
    ],
)
def test_a_number_is_read_by_what_parts_its_fraction(text: str, decimal: str, number: str | None):
    assert number_of(text, decimal) == number


@pytest.mark.parametrize(("text", "is_so"), [("1.234", True), ("1,234", True), ("1234.567", False), ("12", False)])
def test_three_digits_behind_a_sign_may_be_two_numbers(text: str, is_so: bool):
    assert is_doubtful(text) is is_so


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3), st.sampled_from(".,"))
def test_a_number_that_is_shown_reads_back_the_same_and_is_never_doubtful(number: Decimal, decimal: str):
    text = shown(short(f"{number:f}"), decimal)

    assert Decimal(number_of(text, decimal) or "nan") == number
    assert not is_doubtful(text)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2027-03-04", "", "2027-03-04"),
        ("04.03.2027", "", "2027-03-04"),
        ("4.3.2027", "", "2027-03-04"),
        ("4. 3. 2027", "", "2027-03-04"),
        ("2027/03/04", "", "2027-03-04"),
        ("3/4/2027", "mdy", "2027-03-04"),
        ("3/4/2027", "dmy", "2027-04-03"),
        ("3/4/2027", "", None),
        ("04.03.27", "", None),
        ("04.03.27", "dmy", "2027-03-04"),
        ("04.03.49", "dmy", "1949-03-04"),
        ("27-03-04", "ymd", "2027-03-04"),
        ("4 March 2027", "", "2027-03-04"),
        ("4. März 2027", "", "2027-03-04"),
        ("4. des. 2027", "", "2027-12-04"),
        ("March 4, 2027", "", "2027-03-04"),
        ("04-Mar-2027", "", "2027-03-04"),
        ("2027-03-04 00:00:00", "", "2027-03-04"),
        ("2027-03-04T10:00:00Z", "", "2027-03-04"),
        ("31.02.2027", "", None),
        ("2027-13-01", "", None),
        ("soon", "", None),
        ("45000", "", None),
        ("1" * 100_000, "", None),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, order: str, day: str | None):
    assert str(day_of(text, DateManner(order))) == str(day)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2027-03-04 10:05", "2027-03-04 10:05"),
        ("2027-03-04T10:05:59.123", "2027-03-04 10:05"),
        ("2027-03-04T10:05:00Z", "2027-03-04 11:05"),
        ("2027-07-04T10:05:00+00:00", "2027-07-04 12:05"),
        ("04.03.2027 10:05 Uhr", "2027-03-04 10:05"),
        ("4.3.2027 kl. 10.05", "2027-03-04 10:05"),
        ("March 4, 2027 1:05 PM", "2027-03-04 13:05"),
        ("March 4, 2027 at 12:05 am", "2027-03-04 00:05"),
        ("2027-03-04", "2027-03-04 09:00"),
        ("2027-03-04 25:00", None),
        ("2027-03-04 13:05 PM", None),
    ],
)
def test_a_time_is_one_of_our_zone(text: str, at: str | None):
    found = moment_of(text, DateManner(), OSLO)

    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == at


@pytest.mark.parametrize(
    ("locale", "decimal", "order"),
    [
        ("de", ",", "dmy"),
        ("de_CH", ".", "dmy"),
        ("no", ",", "dmy"),
        ("nb-NO", ",", "dmy"),
        ("en", ".", "mdy"),
        ("en-GB", ".", "dmy"),
        ("en_US.UTF-8", ".", "mdy"),
        ("sv", ",", "ymd"),
    ],
)
def test_a_locale_says_how_dates_and_numbers_are_written(locale: str, decimal: str, order: str):
    manner = manner_of(locale)

    assert (manner.decimal, manner.order) == (decimal, order)


@pytest.mark.parametrize("locale", ["", "klingon", "12", "de/../x"])
def test_what_is_no_locale_is_said(locale: str):
    with pytest.raises(Invalid, match="is not known; write en-US"):
        manner_of(locale)


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("1 000,00 EUR", "1 000,00", "EUR"),
        ("EUR 1,000.00", "1,000.00", "EUR"),
        ("€1,000.00", "1,000.00", "EUR"),
        ("1000 €", "1000", "EUR"),
        ("kr 1 000", "1 000", "kr"),
        ("1 000 kr", "1 000", "kr"),
        ("kr 1 000,-", "1 000", "kr"),
        ("$1,000", "1,000", "$"),
        ("1000", "1000", ""),
        ("12 apples", "12 apples", ""),
    ],
)
def test_an_amount_is_parted_from_its_currency(cell: str, number: str, unit: str):
    assert split_money(cell) == (number, unit)


def test_a_sign_of_several_currencies_is_the_likely_one_or_asked():
    assert currency_of("kr", "NOK") == "NOK"
    with pytest.raises(Invalid, match=r"'kr' may be NOK, SEK, DKK, ISK; name it"):
        currency_of("kr", "EUR")


def tidied(kind: Kind, *cells: str, locale: str | None = None) -> list[str]:
    """What becomes of a column's cells; what is refused is its sentence."""
    numbered = list(enumerate(cells, start=2))
    settled = by_locale(manner_of(locale)) if locale else settle(kind, numbered, "line")
    tidy = tidying("col", Column(kind), settled, OSLO)
    assert tidy is not None
    found = []
    for cell in cells:
        try:
            found.append(tidy(cell))
        except Invalid as problem:
            found.append(f"! {problem}")
    return found


@pytest.mark.parametrize(
    ("kind", "cells", "locale", "expected"),
    [
        (Kind.AMOUNT, ["1 000,00 EUR", "12", ""], None, ["1000 EUR", "12", ""]),
        (Kind.AMOUNT, ["1.000", "2.500,00"], None, ["1000", "2500"]),
        (Kind.AMOUNT, ["1,000", "2500.50"], None, ["1000", "2500.5"]),
        (Kind.AMOUNT, ["1.000"], "de", ["1000"]),
        (Kind.AMOUNT, ["1.000"], "en", ["1"]),
        (Kind.AMOUNT, [Number("1000.5"), "2.500,00"], None, ["1000.5", "2500"]),
        (Kind.PER_CENT, ["50 %", "50,0", Share("40"), ""], None, ["50", "50", "40", ""]),
        (
            Kind.DAY,
            ["04.03.2027", "31.12.2027", Moment("2027-01-02 10:00")],
            None,
            ["2027-03-04", "2027-12-31", "2027-01-02"],
        ),
        (Kind.DAY, ["3/4/2027", "25/4/2027"], None, ["2027-04-03", "2027-04-25"]),
        (Kind.DAY, ["3/4/2027", "2027-05-06"], "en-US", ["2027-03-04", "2027-05-06"]),
        (Kind.STATUS, ["Won", "verloren", "Open", ""], None, ["won", "lost", "open", ""]),
    ],
)
def test_a_column_is_read_as_its_cells_show_or_as_it_is_told(
    kind: Kind, cells: list[str], locale: str | None, expected: list[str]
):
    assert tidied(kind, *cells, locale=locale) == expected


@pytest.mark.parametrize(
    ("kind", "cells", "wrong", "sentence"),
    [
        (
            Kind.AMOUNT,
            ["1,000.50", "7", "1.000,50", "2.000,00"],
            [0, 2, 3],
            "col: is written in several ways: '1,000.50' (line 2), '1.000,50' (lines 4–5);",
        ),
        (Kind.AMOUNT, ["1.000", "12"], [0], "col: '1.000' may be 1000 or 1; say which: --locale en"),
        (Kind.DAY, ["3/4/2027", "2027-03-04"], [0, 1], "col: is written in several ways: '3/4/2027' (line 2)"),
        (Kind.DAY, ["3/4/2027", "4/5/2027"], [0, 1], "col: '3/4/2027' may be several days; say which"),
        (Kind.DAY, ["13/4/2027", "4/15/2027"], [0, 1], "col: is written in several ways"),
        (Kind.DAY, ["04.03.27"], [0], "col: '04.03.27' may be several days"),
        (Kind.DAY, [Number("45000")], [0], "col: '45000' is a number, not a date; give the cell the format of a date"),
        (Kind.DAY, ["soon", "2027-03-04"], [0], "col: 'soon' is not a date; write 2025-03-04"),
        (Kind.PER_CENT, ["0.5"], [0], "col: must be a whole number from 0 to 100, not '0.5'"),
        (Kind.STATUS, ["stuck"], [0], "col: 'stuck' is no status"),
    ],
)
def test_what_may_be_meant_in_two_ways_is_asked_with_its_rows(
    kind: Kind, cells: list[str], wrong: list[int], sentence: str
):
    found = tidied(kind, *cells)

    assert [at for at, text in enumerate(found) if text.startswith("! ")] == wrong
    assert found[wrong[0]].startswith(f"! {sentence}")
