"""Category names, written and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.link.category import (
    LONGEST,
    category_name,
    choose_name,
    is_choose,
    is_new,
    new_name,
    number_in,
    numbers_in,
)


def test_a_category_is_the_number_and_the_title():
    assert category_name(17, "Fabrikam 200 seats", "OPP") == "OPP-17 Fabrikam 200 seats"


@pytest.mark.parametrize("title", ["a, b", "a; b", "a\x1fb", "a\nb", "a\u2028b", "a\ud800b"])
def test_what_outlook_or_xml_cannot_hold_is_left_out_of_the_name(title: str):
    assert category_name(17, title, "OPP") == "OPP-17 a b"


def test_a_name_is_cut_where_outlook_counts_two_for_a_letter():
    name = category_name(1, "\U0001f600" * 300, "OPP")

    assert name == "OPP-1 " + "\U0001f600" * 124


@pytest.mark.parametrize("title", ["a\u202eb", "a\u200bb", "a\ufeffb", "\u2066ab\u2069"])
def test_marks_that_turn_or_hide_the_rest_are_left_out_of_the_name(title: str):
    assert category_name(17, title, "OPP") == "OPP-17 ab"


@given(st.text(max_size=400), st.text(max_size=400))
def test_names_of_two_opportunities_never_collide(one: str, other: str):
    assert category_name(1, one, "OPP").casefold() != category_name(12, other, "OPP").casefold()


@given(st.integers(1, 999_999_999), st.text(max_size=400), st.sampled_from(["OPP", "Deal2"]))
def test_every_name_fits_and_reads_back_as_its_number(number: int, title: str, prefix: str):
    name = category_name(number, title, prefix)

    assert len(name.encode("utf-16-le")) <= 2 * LONGEST
    assert not set(name) & set(",;\n\r\0")
    assert category_name(number, name.partition(" ")[2], prefix) == name
    assert number_in(name, prefix) == number


def test_each_opportunity_is_named_once():
    assert numbers_in(["OPP-2 a", "Red", "opp-2 b", "OPP-1"], "OPP") == (2, 1)


@pytest.mark.parametrize("written", ["OPP new", "opp NEW", " OPP  new "])
def test_a_new_opportunity_is_wished_for_in_any_case(written):
    assert is_new(written, "OPP")
    assert not is_choose(written, "OPP")


@pytest.mark.parametrize("written", ["OPP? choose", "opp? CHOOSE", " OPP?  choose"])
def test_a_question_is_recognised_in_any_case(written):
    assert is_choose(written, "OPP")
    assert not is_new(written, "OPP")


@pytest.mark.parametrize(
    "written", ["", "OPP", "OPP newer", "OPPnew", "OPP-17 new", "new", "SALES new", "choose", "OPP choose"]
)
def test_a_users_own_category_is_neither_a_wish_nor_a_question(written):
    assert not is_new(written, "OPP")
    assert not is_choose(written, "OPP")


def test_the_wish_and_the_question_name_no_opportunity_and_carry_the_configured_prefix():
    assert (new_name("SALES"), choose_name("SALES")) == ("SALES new", "SALES? choose")
    assert numbers_in([new_name("SALES"), choose_name("SALES")], "SALES") == ()
