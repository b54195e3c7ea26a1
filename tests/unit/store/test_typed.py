"""Dates, times, amounts and per cents as people type them in English, German and Norwegian."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules.typed import (
    Manner,
    Toward,
    amount_of,
    day_of,
    days_of,
    moment_of,
    number_of,
    numbers_of,
    per_cent_of,
    period_of,
    whole_per_cent,
)

OSLO = ZoneInfo("Europe/Oslo")
WEDNESDAY = Manner(datetime(2026, 11, 25, 8, 0, tzinfo=UTC), OSLO)
LOCALES = st.sampled_from(["en_US", "en_GB", "de_DE", "de_AT", "de_CH", "nb_NO", "nn_NO"])


def writing(locale: str) -> Manner:
    return replace(WEDNESDAY, dates=locale, numbers=locale)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-27", "2026-11-27"),
        ("20261127", "2026-11-27"),
        ("2026/11/27", "2026-11-27"),
        ("27.11.2026", "2026-11-27"),
        ("27. 11. 2026", "2026-11-27"),
        ("27.11.26", "2026-11-27"),
        ("27/11/2026", "2026-11-27"),
        ("11/27/2026", "2026-11-27"),
        ("05/05/2027", "2027-05-05"),
        ("27-11-2026", "2026-11-27"),
        ("1.2.98", "1998-02-01"),
        ("27.11.", "2026-11-27"),
        ("3.4.", "2027-04-03"),
        ("27.11.2026 00:00:00", "2026-11-27"),
        ("27. November 2026", "2026-11-27"),
        ("27. november 2026", "2026-11-27"),
        ("Nov 27, 2026", "2026-11-27"),
        ("November 27th", "2026-11-27"),
        ("27-Nov-26", "2026-11-27"),
        ("3. März 2027", "2027-03-03"),
        ("3. mars 2027", "2027-03-03"),
        ("1. desember", "2026-12-01"),
        ("Fr, 27.11.2026", "2026-11-27"),
        ("Freitag, den 27. November 2026", "2026-11-27"),
        ("fredag 27.11.", "2026-11-27"),
        ("today", "2026-11-25"),
        ("Heute", "2026-11-25"),
        ("i dag", "2026-11-25"),
        ("tomorrow", "2026-11-26"),
        ("morgen", "2026-11-26"),
        ("I  morgen", "2026-11-26"),
        ("übermorgen", "2026-11-27"),
        ("i overmorgen", "2026-11-27"),
        ("gestern", "2026-11-24"),
        ("friday", "2026-11-27"),
        ("on Friday", "2026-11-27"),
        ("Fr.", "2026-11-27"),
        ("fredag", "2026-11-27"),
        ("am Montag", "2026-11-30"),
        ("kommenden Montag", "2026-11-30"),
        ("next monday", "2026-11-30"),
        ("neste mandag", "2026-11-30"),
        ("friday next week", "2026-12-04"),
        ("Freitag nächste Woche", "2026-12-04"),
        ("fredag neste uke", "2026-12-04"),
        ("this friday", "2026-11-27"),
        ("in 3 days", "2026-11-28"),
        ("in 3 Tagen", "2026-11-28"),
        ("om 3 dager", "2026-11-28"),
        ("in einer Woche", "2026-12-02"),
        ("om to uker", "2026-12-09"),
        ("in a month", "2026-12-25"),
        ("vor zwei Wochen", "2026-11-11"),
        ("for 3 dager siden", "2026-11-22"),
        ("3 days ago", "2026-11-22"),
        ("2026-W48", "2026-11-23"),
        ("2026-W48-5", "2026-11-27"),
        ("KW 49", "2026-11-30"),
        ("uke 49", "2026-11-30"),
        ("week 1", "2027-01-04"),
        ("end of month", "2026-11-30"),
        ("Ende Januar", "2027-01-31"),
        ("slutten av februar 2028", "2028-02-29"),
    ],
)
def test_a_day_is_read_as_it_is_typed_in_three_languages(typed: str, meant: str):
    assert str(day_of("date", typed, WEDNESDAY)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "", "soon", "31.02.2026", "32.1.2026", "2026-13-01", "2026-27-11", "13/13/2026", "27.11.2026 14:00",
        "next week", "Montag, 27.11.2026", "in 3 hours", "om dager", "in 99999999 days", "in 9999 years", "0000-00-00",
        "0026-12-01", "00261201", "1.12.0026", "0026/12/01",
        "1.1.1.1", "27.11.2026 " * 9, "٣", "W99", "2026-W54", "31 juni 2026", "on on on", "friday friday",
    ],
)  # fmt: skip
def test_what_is_no_day_is_answered_with_ways_to_write_one(typed: str):
    with pytest.raises(Invalid, match=r"is not a date; write 2025-03-04, 4\.3\.2025, today"):
        day_of("date", typed, WEDNESDAY)


def test_a_day_that_can_be_two_is_asked_and_both_are_named():
    with pytest.raises(Invalid) as asked:
        day_of("date", "03/04/2027", WEDNESDAY)

    assert str(asked.value) == (
        "date: '03/04/2027' can be 3 April 2027 or 4 March 2027; write 2027-04-03 or 2027-03-04, "
        "or name a locale, such as de_DE, in records.locale or with --locale"
    )
    assert days_of("03/04/2027", WEDNESDAY) == [date(2027, 4, 3), date(2027, 3, 4)]


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("next friday", "2026-12-04", "2026-11-27"),
        ("nächsten Freitag", "2026-12-04", "2026-11-27"),
        ("wednesday", "2026-11-25", "2026-12-02"),
        ("24.11.", "2027-11-24", "2026-11-24"),
        ("26-11-27", "2027-11-26", "2026-11-27"),
    ],
)
def test_a_name_that_two_days_have_is_asked(typed: str, first: str, second: str):
    with pytest.raises(Invalid, match=f"can be .* or .*; write {first} or {second}"):
        day_of("date", typed, WEDNESDAY)


@pytest.mark.parametrize(
    ("locale", "meant"),
    [("en_US", "2027-03-04"), ("en-GB", "2027-04-03"), ("de_DE.UTF-8", "2027-04-03"), ("nb", "2027-04-03")],
)
def test_a_locale_says_which_number_is_the_month(locale: str, meant: str):
    assert str(day_of("date", "03/04/2027", writing(locale))) == meant
    assert str(day_of("date", "27/11/2026", writing(locale))) == "2026-11-27"


@pytest.mark.parametrize("locale", ["en", "C", "POSIX", "xx_YY", "", "tlh"])
def test_what_names_no_country_says_nothing_of_the_order(locale: str):
    assert len(days_of("03/04/2027", writing(locale))) == 2


def test_what_happened_lies_in_the_past():
    assert str(day_of("date", "friday", WEDNESDAY, Toward.PAST)) == "2026-11-20"
    assert str(day_of("date", "3.4.", WEDNESDAY, Toward.PAST)) == "2026-04-03"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27.11.2026 9:00", "2026-11-27T08:00"),
        ("27.11.2026, 14.30", "2026-11-27T13:30"),
        ("tomorrow 14:30", "2026-11-26T13:30"),
        ("tomorrow at 2:30 pm", "2026-11-26T13:30"),
        ("morgen um 14 Uhr", "2026-11-26T13:00"),
        ("morgen 14:30 Uhr", "2026-11-26T13:30"),
        ("i morgen kl. 14", "2026-11-26T13:00"),
        ("i morgen kl 14.30", "2026-11-26T13:30"),
        ("friday", "2026-11-27T08:00"),
        ("9am friday", "2026-11-27T08:00"),
        ("om 3 dager kl. 9", "2026-11-28T08:00"),
        ("in 2 hours", "2026-11-25T10:00"),
        ("jetzt", "2026-11-25T08:00"),
        ("2027-07-01 09:00", "2027-07-01T07:00"),
        ("2026-11-27 14:30+02:00", "2026-11-27T12:30"),
    ],
)
def test_a_time_is_read_with_its_day(typed: str, meant: str):
    assert moment_of("time", typed, WEDNESDAY) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("typed", ["tomorrow at 9", "today 25:00", "9", "friday 13 pm", "03/04/2027 9"])
def test_an_hour_that_is_not_clear_is_no_time(typed: str):
    with pytest.raises(Invalid, match="is not a time"):
        moment_of("time", typed, WEDNESDAY)


@pytest.mark.parametrize("typed", ["0026-12-01T09:00", "0026-12-01 09:00", "0026-12-01T09:00+01:00"])
def test_a_year_that_a_date_field_makes_of_two_digits_is_refused(typed: str):
    with pytest.raises(Invalid, match="is not a time"):
        moment_of("time", typed, WEDNESDAY)


def test_a_time_that_the_clocks_skip_is_refused():
    with pytest.raises(Invalid, match="does not exist in Europe/Oslo"):
        moment_of("time", "28.3.2027 2:30", WEDNESDAY)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("week", "2026-11-23", "2026-11-29"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("nächste Woche", "2026-11-30", "2026-12-06"),
        ("forrige uke", "2026-11-16", "2026-11-22"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("neste måned", "2026-12-01", "2026-12-31"),
        ("wednesday", "2026-11-25", "2026-11-25"),
        ("tomorrow", "2026-11-26", "2026-11-26"),
    ],
)
def test_a_period_is_a_day_a_week_or_a_month(typed: str, first: str, last: str):
    assert tuple(map(str, period_of("period", typed, WEDNESDAY))) == (first, last)


@given(st.dates(date(1950, 1, 1), date(2075, 12, 31)), LOCALES, st.sampled_from(["short", "medium", "long", "full"]))
def test_a_day_that_is_printed_in_a_language_is_read_back(day: date, locale: str, form: str):
    if form == "short" and not date(1977, 1, 1) <= day <= date(2075, 12, 31):
        return  # its year has two digits

    assert day_of("date", format_date(day, form, locale=locale), writing(locale)) == day


@given(
    st.tuples(st.dates(date(1980, 1, 1), date(2070, 1, 1)), st.integers(0, 23), st.integers(0, 59)),
    LOCALES,
    st.sampled_from(["short", "medium"]),
)
def test_a_time_that_is_printed_in_a_language_is_read_back(typed: tuple[date, int, int], locale: str, form: str):
    day, hour, minute = typed
    at = datetime.combine(day, time(hour, minute))
    utc = replace(writing(locale), zone=ZoneInfo("UTC"))

    assert moment_of("time", format_datetime(at, form, locale=locale), utc) == at.replace(tzinfo=UTC)


@given(st.text(max_size=90))
def test_any_text_is_a_day_or_is_refused_in_a_sentence(text: str):
    for read in (day_of, moment_of, period_of, number_of, amount_of, per_cent_of):
        with suppress(Invalid):
            read("field", text, WEDNESDAY)


# --- numbers and amounts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234", "1234"),
        ("1234.5", "1234.5"),
        ("1234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        ("120k", "120000"),
        ("1,5 Mio", "1500000"),
        ("12 mill.", "12000000"),
        ("1.200,-", "1200"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("1e3", "1000"),
    ],
)
def test_a_number_is_read_with_its_comma(typed: str, meant: str):
    assert number_of("number", typed, WEDNESDAY) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    ["", "many", "1.23.456", "1,2,3", "12 34", "1.234.5", "1..2", "5,", "1,234,5", "--5", "NaN", "1e999", "9" * 99],
)
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(Invalid, match="is not a number"):
        number_of("number", typed, WEDNESDAY)


@pytest.mark.parametrize(
    ("typed", "ways"), [("1,234", "1234 or 1.234"), ("1.234", "1234 or 1.234"), ("-1.234", "-1.234 or -1234")]
)
def test_a_number_that_can_be_two_is_asked_and_both_are_named(typed: str, ways: str):
    with pytest.raises(Invalid, match=f"'{typed}' can be {ways}; write it without a sign between thousands, or name a"):
        number_of("number", typed, WEDNESDAY)

    assert len(set(numbers_of(typed).values())) == 2
    assert {number_of("number", typed, writing(locale)) for locale in ("de_DE", "en_US")} == set(
        numbers_of(typed).values()
    )


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("120000 NOK", "120000", "NOK"),
        ("NOK 1 234,50", "1234.50", "NOK"),
        ("nok1234", "1234", "NOK"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("\u20ac1,234.50", "1234.50", "EUR"),
        ("1,234.50 NOK", "1234.50", "NOK"),
        ("12,50 Euro", "12.50", "EUR"),
        ("$1200", "1200", "USD"),
        ("US$ 1,200.00", "1200.00", "USD"),
        ("£99.90", "99.90", "GBP"),
        ("Fr. 20.-", "20", "CHF"),
        ("120 TEUR", "120000", "EUR"),
        ("120k NOK", "120000", "NOK"),
        ("1,5 Mio EUR", "1500000", "EUR"),
        ("99", "99", ""),
    ],
)
def test_an_amount_is_read_with_its_currency(typed: str, amount: str, currency: str):
    assert amount_of("price", typed, WEDNESDAY) == (Decimal(amount), currency)


def test_a_sign_that_several_currencies_have_is_the_records_or_the_countrys_or_asked():
    assert amount_of("price", "1 234,50 kr", WEDNESDAY, default="SEK") == (Decimal("1234.50"), "SEK")
    assert amount_of("price", "kr 1 234,50", writing("nb_NO")) == (Decimal("1234.50"), "NOK")
    assert amount_of("price", "$5", WEDNESDAY, default="CAD") == (Decimal(5), "CAD")
    with pytest.raises(Invalid, match="'kr' in '5 kr' can be NOK, SEK, DKK, ISK; write the code"):
        amount_of("price", "5 kr", WEDNESDAY, default="EUR")


@pytest.mark.parametrize("typed", ["", "EUR", "5 EUR USD", "EUR 5 USD", "5 apples", "5 EUR extra", "-", "1,2,3 EUR"])
def test_what_is_no_amount_is_refused(typed: str):
    with pytest.raises(Invalid, match=r"is no amount|is not a number"):
        amount_of("price", typed, WEDNESDAY)


def test_an_unknown_currency_is_answered_with_the_nearest():
    with pytest.raises(Invalid, match=r"'NOX' is not a currency; nearest: .*NOK"):
        amount_of("price", "5 NOX", WEDNESDAY)


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["EUR", "NOK", "USD", "GBP", "CHF", "SEK"]),
    LOCALES,
)
def test_an_amount_that_is_printed_in_a_language_is_read_back(amount: Decimal, currency: str, locale: str):
    printed = format_currency(amount, currency, locale=locale)

    assert amount_of("price", printed, writing(locale)) == (amount, currency)


@given(st.decimals(-(10**9), 10**9, places=3), LOCALES)
def test_a_number_that_is_printed_in_a_language_is_read_back(number: Decimal, locale: str):
    assert number_of("number", format_decimal(number, locale=locale), writing(locale)) == number


@given(st.integers(0, 100), LOCALES)
def test_a_per_cent_that_is_printed_in_a_language_is_read_back(per_cent: int, locale: str):
    printed = format_percent(Decimal(per_cent) / 100, locale=locale)

    assert whole_per_cent("probability", printed) == per_cent
    assert per_cent_of("discount", printed, writing(locale)) == per_cent


@pytest.mark.parametrize("typed", ["50", "50%", "50 %", " 50,0 Prozent", "50 prosent", "50 percent"])
def test_a_per_cent_sign_is_understood(typed: str):
    assert whole_per_cent("probability", typed) == 50


@pytest.mark.parametrize("typed", ["7,5 %", "half", "", "%", "1e1.5"])
def test_what_is_not_whole_is_no_probability(typed: str):
    with pytest.raises(Invalid, match="whole per cent are wanted"):
        whole_per_cent("probability", typed)


def test_a_time_of_day_can_be_given_to_a_day_alone():
    assert moment_of("begun", "27.11.2026", WEDNESDAY, Toward.PAST, time(0)) == datetime(
        2026, 11, 26, 23, 0, tzinfo=UTC
    )
