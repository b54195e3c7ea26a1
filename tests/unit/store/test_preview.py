"""The beginning of a text, on one line."""

from hypothesis import given
from hypothesis import strategies as st

from store.rules.history import PREVIEW, preview

WORDS = st.sampled_from(["a", "word", "\u00e9t\u00e9", "w" * 150, "w" * 300])
BLANKS = st.sampled_from([" ", "\n\n", "\t \u2028", " " * 150, " " * 500])


@given(st.lists(st.one_of(WORDS, BLANKS), max_size=300).map("".join))
def test_a_preview_is_the_words_of_a_beginning_with_one_blank_between_them(text: str) -> None:
    looked_at = text[: 4 * PREVIEW]

    shown = preview(text)

    assert shown == " ".join(looked_at.split())[:PREVIEW]
