"""Category names, written and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.category import LONGEST, category_name, number_in, numbers_in


def test_a_category_is_the_number_and_the_title():
    assert category_name(17, "Fabrikam 200 seats", "OPP") == "OPP-17 Fabrikam 200 seats"


@pytest.mark.parametrize("title", ["a, b", "a; b", "a\x1fb", "a\nb", "a\u2028b", "a\ud800b"])
def test_what_outlook_or_xml_cannot_hold_is_left_out_of_the_name(title: str):
    assert category_name(17, title, "OPP") == "OPP-17 a b"


@given(st.integers(1, 999_999_999), st.text(max_size=400), st.sampled_from(["OPP", "Deal2"]))
def test_every_name_fits_and_reads_back_as_its_number(number: int, title: str, prefix: str):
    name = category_name(number, title, prefix)

    assert len(name) <= LONGEST
    assert not set(name) & set(",;\n\r\0")
    assert number_in(name, prefix) == number


def test_each_opportunity_is_named_once():
    assert numbers_in(["OPP-2 a", "Red", "opp-2 b", "OPP-1"], "OPP") == (2, 1)
