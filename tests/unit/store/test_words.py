"""Words of the full-text search: the same for a text and for whoever looks for it, whatever the language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules.words import (
    ASKED,
    LONGEST,
    MOST,
    SNIPPET,
    Search,
    indexed_text,
    search_for,
    search_id,
    snippet,
    words_of,
)

pytestmark = pytest.mark.row(29)

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("Offer for 200 seats", "OFFER seats"),
        ("Ærlig Øst Straße", "ærlig ØST strasse"),
        ("café", "cafe"),
        ("cafe\u0301", "CAFÉ"),
        ("Привет, мир", "привет"),
        ("会議は明日です", "会議"),
        ("한국어", "한국어"),
        ("zebra ZZ Žižek", "zizek zz"),
        ("well-known", "known well"),
        ('say "NOT this" AND (that) OR* x:y', "and not or x y"),
        ("party 🎉time", "time"),
        ("\uff21\uff42c ①②", "abc 12"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, looked_for: str):
    assert set(search_for(looked_for).words) <= set(words_of(text))


@pytest.mark.parametrize(
    ("word", "beginning"), [("seats", "se*"), ("Øster", "øs*"), ("Привет", "при*"), ("Žižek", "z*")]
)
def test_a_star_finds_what_begins_so(word: str, beginning: str):
    search = search_for(beginning)

    assert search.words == ()
    assert search.finds(words_of(word))
    assert not search.finds(words_of("other"))


@given(TEXTS)
def test_words_are_ascii_letters_and_digits_alone(text: str):
    assert all(re.fullmatch(r"[a-z0-9]{1,120}", word) for word in words_of(text))


@given(TEXTS)
def test_a_text_is_found_by_its_own_words(text: str):
    words = words_of(text)

    if not words or len(words) > ASKED:
        return
    found = search_for(text)
    assert set(found.words) <= set(words)
    assert all(Search(beginnings=(beginning,)).finds(words) for beginning in found.beginnings)


@given(st.text(alphabet="aøzžЖ中", min_size=1, max_size=6), st.text(alphabet="aøzžЖ", min_size=1, max_size=6))
def test_only_what_begins_a_word_begins_its_written_form(beginning: str, word: str):
    beginnings, words = words_of(beginning), words_of(word)

    if len(beginnings) == len(words) == 1:
        plain = {"ž": "z"}
        folded = ["".join(plain.get(c, c) for c in text.lower()) for text in (beginning, word)]
        assert words[0].startswith(beginnings[0]) == folded[1].startswith(folded[0])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "search: '' has no word in it; write words of letters or digits"),
        ('!!! * " 🎉', "has no word in it"),
        ("w " * 400 + "x" * 300, "search: has 1100 characters, at most 1000 are allowed"),
        (" ".join(f"w{n}" for n in range(21)), "search: has 21 words, at most 20 are allowed"),
    ],
)
def test_a_search_without_words_or_with_too_many_is_refused(text: str, sentence: str):
    with pytest.raises(Invalid, match=re.escape(sentence)):
        search_for(text)


def test_a_hostile_text_has_bounded_words():
    words = words_of(" ".join(f"w{n}" for n in range(MOST * 2)), "ж" * 10_000)

    assert len(words) == MOST
    assert max(len(word) for word in words_of("ж" * 10_000, "x" * 10_000)) == LONGEST


@given(TEXTS, st.sampled_from(["", "zZ z ", "x" * 121, "z" * 70, "y" * 120 + "\n", "É", "a_b.c " * 900, "w " * 5_000]))
def test_an_index_is_given_what_parts_into_the_words(text: str, more: str):
    indexed = indexed_text(more, text)

    assert indexed.isascii()
    assert set(re.findall("[a-z0-9]+", indexed.lower())) == set(words_of(more, text))


def test_a_snippet_shows_the_first_word_that_was_looked_for_with_what_is_around_it():
    body = "Dear Bob,\n" + "thank you very much. " * 30 + "The Café opens on Monday. " + "Best regards. " * 30

    shown = snippet(search_for("cafe"), body)

    assert "The Café opens" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= SNIPPET + 2


def test_a_snippet_is_the_beginning_where_the_subject_had_the_word():
    assert snippet(search_for("offer"), "Dear\nBob") == "Dear Bob"
    assert snippet(search_for("offer"), "") == ""


@given(st.text(max_size=400), st.sampled_from(["a", "ø*", "1"]))
def test_a_snippet_is_one_bounded_line(body: str, words: str):
    shown = snippet(search_for(words), body)

    assert len(shown) <= SNIPPET + 2
    assert len(shown.splitlines()) <= 1


MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, st.integers(1, 2**22), st.integers(1, 2**22))
def test_a_newer_item_has_a_greater_number_in_the_index(one: datetime, other: datetime, a: int, b: int):
    first, second = search_id(a, one), search_id(b, other)

    assert 0 < first < 2**63
    if int(one.timestamp()) < int(other.timestamp()) and other.year < 2170:
        assert first < second
    if (one, a) == (other, b):
        assert first == second


@given(MOMENTS, st.integers(0, 14), st.integers(1, 2**22), st.integers(1, 2**22))
def test_of_one_second_the_later_in_its_thread_has_the_greater_number(at: datetime, depth: int, a: int, b: int):
    question = at.replace(microsecond=depth)

    assert search_id(a, question) < search_id(b, question + timedelta(microseconds=1))
