"""Text for searching, and text that people enter."""

from __future__ import annotations

from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.repository import nearest, number_of
from store.text import _FOLDED, MOST_FOLDED, fold, line


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("Ångström", "angstrom"),
        ("STRAẞE", "strasse"),
        ("İzmir", "izmir"),
        ("\uff38", "x"),
        ("Ø", "ø"),
    ],
)
def test_folding_takes_case_and_diacritics_away(written: str, folded: str):
    assert fold(written) == folded


@given(st.text())
def test_folding_is_what_unicode_says(text: str):
    decomposed = normalize("NFKD", text.casefold())

    assert fold(text) == "".join(c for c in decomposed if not combining(c)).casefold()


def test_a_million_diacritics_are_folded_without_being_put_in_order():
    assert fold("a" + "\u0301\u0323" * 500_000 + "b") == "ab"


def test_all_characters_of_unicode_can_be_folded_without_remembering_them():
    texts = ["".join(map(chr, range(start, start + 0x1000))) for start in range(0xE000, 0x110000, 0x1000)]

    assert all(map(fold, texts))
    assert len(_FOLDED) <= MOST_FOLDED


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "\u200b\u2060", "\u202e", "a\nb", "a\tb", "a\x9fb", "a\u2028b", "\ud800", "x" * 256]
)
def test_a_line_that_cannot_be_stored_is_refused_with_the_name_of_its_field(text: str):
    with pytest.raises(Invalid) as said:
        line("title", text)

    assert said.value.subject == "title"
    str(said.value).encode()


def test_a_line_is_trimmed_and_may_be_left_out():
    assert line("title", "  A  ") == "A"
    assert line("phone", "  ", is_required=False) == ""


def test_the_nearest_names_are_few_and_similar():
    assert nearest("Fabricam", ["Fabrikam", "Contoso", "FABRIKAM Ltd"]) == ["Fabrikam", "FABRIKAM Ltd"]
    assert nearest("xyz", ["Fabrikam"]) == []


@pytest.mark.parametrize(
    ("text", "number"), [("17", 17), ("0", 0), ("1" * 10, None), ("-1", None), ("²", None), ("", None)]
)
def test_a_number_is_plain_digits_of_a_sensible_length(text: str, number: int | None):
    assert number_of(text) == number
