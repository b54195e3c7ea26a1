"""Values of a firm's own fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Ambiguous, Invalid, NotFound
from store.rules.fields import checked_choices, checked_name, parsed, shown, split_filter, split_setting
from store.values import Field, FieldKind, FieldValue, Record

pytestmark = pytest.mark.row(39)


def a_field(kind: FieldKind, *choices: str) -> Field:
    return Field(1, Record.OPPORTUNITY, "Seats", kind, choices)


@pytest.mark.parametrize(
    ("kind", "text", "again"),
    [
        (FieldKind.TEXT, "  Åse's = deal ", "Åse's = deal"),
        (FieldKind.NUMBER, "1e3", "1000"),
        (FieldKind.NUMBER, "-0.000001", "-0.000001"),
        (FieldKind.NUMBER, "12.50", "12.5"),
        (FieldKind.NUMBER, "0", "0"),
        (FieldKind.MONEY, "eur 12.5", "12.50 EUR"),
        (FieldKind.MONEY, "1200 JPY", "1200 JPY"),
        (FieldKind.DATE, "2026-03-04", "2026-03-04"),
        (FieldKind.YES_NO, "True", "yes"),
        (FieldKind.YES_NO, "0", "no"),
        (FieldKind.CHOICE, "GOL", "Gold"),
    ],
)
def test_a_value_is_read_as_people_write_it(kind: FieldKind, text: str, again: str):
    field = a_field(kind, *(("Gold", "Silver") if kind is FieldKind.CHOICE else ()))

    value = parsed(field, text)

    assert value is not None
    assert shown(field, value) == again
    assert parsed(field, "  ") is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldKind.TEXT, "a\nb"),
        (FieldKind.TEXT, "x" * 256),
        (FieldKind.TEXT, "\ufdfa" * 200),
        (FieldKind.NUMBER, "many"),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "0.0000001"),
        (FieldKind.NUMBER, "1e15"),
        (FieldKind.MONEY, "12"),
        (FieldKind.MONEY, "EUR 12 USD"),
        (FieldKind.MONEY, "12.345 EUR"),
        (FieldKind.MONEY, "-1 EUR"),
        (FieldKind.MONEY, "12 XXQ"),
        (FieldKind.DATE, "4.3.2026"),
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.YES_NO, "maybe"),
    ],
)
def test_what_the_kind_does_not_know_is_refused_by_name(kind: FieldKind, text: str):
    with pytest.raises(Invalid, match=r"^Seats: "):
        parsed(a_field(kind), text)


def test_a_choice_is_one_of_the_list():
    field = a_field(FieldKind.CHOICE, "Gold", "Golden", "Silver")

    assert parsed(field, "gold") == FieldValue(text="Gold")
    with pytest.raises(Ambiguous):
        parsed(field, "gol")
    with pytest.raises(NotFound, match="Seats: there is none for 'tin'; nearest: Gold, Golden, Silver"):
        parsed(field, "tin")


@given(st.integers(-(10**18), 10**18))
def test_a_number_shown_means_the_same(number: int):
    field = a_field(FieldKind.NUMBER)

    assert parsed(field, shown(field, FieldValue(number=number))) == FieldValue(number=number)


@given(st.integers(0, 10**15), st.sampled_from(["EUR", "JPY", "KWD", "NOK"]))
def test_money_shown_means_the_same(minor: int, currency: str):
    field, value = a_field(FieldKind.MONEY), FieldValue(number=minor, currency=currency)

    assert parsed(field, shown(field, value)) == (value if minor <= 10**15 else None)


@given(st.dates())
def test_a_date_shown_means_the_same(day: date):
    field = a_field(FieldKind.DATE)

    assert parsed(field, shown(field, FieldValue(day=day))) == FieldValue(day=day)


@given(st.text(max_size=80))
def test_a_text_is_refused_or_shown_as_it_means(text: str):
    field = a_field(FieldKind.TEXT)
    try:
        value = parsed(field, text)
    except Invalid:
        return

    assert value is None or parsed(field, shown(field, value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_is_kept_exactly(number: Decimal):
    field = a_field(FieldKind.NUMBER)

    value = parsed(field, str(number))

    assert value is not None
    assert Decimal(shown(field, value)) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Seats>=100", ("Seats", ">=", "100")),
        (" Seats per floor = ", ("Seats per floor", "=", "")),
        ("Level!=Gold", ("Level", "!=", "Gold")),
        ("Note~a=b", ("Note", "~", "a=b")),
    ],
)
def test_a_filter_is_a_name_an_operator_and_a_text(text: str, parts: tuple[str, str, str]):
    assert split_filter(text) == parts


@pytest.mark.parametrize("text", ["Seats", "", "=5", ">=5"])
def test_what_is_no_filter_is_refused(text: str):
    with pytest.raises(Invalid, match="filter: "):
        split_filter(text)


def test_a_setting_is_a_name_and_whatever_comes_after_the_first_sign():
    assert split_setting("Note = a=b ") == ("Note", "a=b")
    for wrong in ("Note", "=b"):
        with pytest.raises(Invalid, match="sets nothing"):
            split_setting(wrong)


def test_a_field_has_a_name_without_operators_and_choices_that_differ():
    for wrong in ("", "a=b", "a<b", "x" * 61, "a\x00"):
        with pytest.raises(Invalid, match="name of the field"):
            checked_name(wrong)
    for choices in ((), ("Gold", "GOLD"), ("",)):
        with pytest.raises(Invalid):
            checked_choices(FieldKind.CHOICE, choices)
    with pytest.raises(Invalid, match="belong to a field of kind choice"):
        checked_choices(FieldKind.TEXT, ("a",))
