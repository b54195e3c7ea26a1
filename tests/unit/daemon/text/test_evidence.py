"""Blocks of labels that a mail's writer typed, and those that a program put above what it quotes: told by the mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.text import About, name_key, own_words
from daemon.text.languages import LANGUAGES, Language
from daemon.text.readable import readable
from tests.unit.daemon.text.test_headings import PARAGRAPHS

ANN, BOB = frozenset({"ann@client.example", "ann client"}), frozenset({"bob@us.example", name_key("Bob Miller")})
NEWS = About("The label for your goods", is_answer=False, writers=ANN, others=BOB)
ANSWER = About("AW: Seats", is_answer=True, writers=ANN, others=BOB)
TYPED = "From: Ann Client <ann@client.example>\nSent: Tuesday, 10 March 2026 12:00\nTo: Oslo\nSubject: 200 boxes"
CALLED = "Von: Eva Kunde <eva@else.example>\nGesendet: Montag, 9. März 2026 10:00\nAn: Zentrale\nBetreff: Rückruf"
QUOTING = {
    "the one who is answered": "From: Bob Miller <bob@us.example>\nSent: 9 March 2026 10:00\nTo: Ann\nSubject: Offer",
    "by name, inside a firm": "Von: Miller, Bob\nGesendet: Montag, 9. März 2026 10:00\nAn: Ann\nBetreff: AW: Angebot",
    "another address of theirs": "From: Bob M <bm@us.example>\nSent: 9 March 2026\nTo: ann@client.example\nSubject: x",
    "below Outlook's line": f"{'_' * 32}\nFrom: Eve <eve@us.example>\nSent: 9 March 2026\nTo: Zoe\nSubject: x",
    "below a mark": "-----Original Message-----\nFrom: Eve <eve@us.example>\nTo: Zoe",
    "a line that says who wrote": "On Mon, 9 March 2026 at 10:00, Eve <eve@us.example> wrote:",
}
ABOVE, BELOW = "Hi Bob,\n\nplease print:", "We need it on Monday.\n\nAnn"


def own(text: str, about: About) -> str:
    return own_words(text, lambda: about)


@pytest.mark.parametrize("typed", [TYPED, CALLED])
@pytest.mark.parametrize("above", ["", f"{ABOVE}\n\n"])
def test_on_what_is_no_answer_a_block_of_nobody_in_it_is_the_writers_own(typed: str, above: str):
    text = f"{above}{typed}\n\n{BELOW}"

    assert own(text, NEWS) == text


@pytest.mark.parametrize("about", [NEWS, ANSWER])
@pytest.mark.parametrize("heading", QUOTING.values(), ids=QUOTING)
def test_what_is_quoted_of_somebody_in_the_mail_or_marked_by_a_program_is_not(heading: str, about: About):
    assert own(f"{ABOVE}\n\n{heading}\n\nShall we?", about) == ABOVE
    assert own(f"{heading}\n\n{BELOW}", about) == BELOW


@pytest.mark.parametrize("typed", [TYPED, CALLED])
@pytest.mark.parametrize("heading", QUOTING.values(), ids=QUOTING)
def test_of_two_blocks_in_an_answer_the_one_that_is_evidently_quoted_ends_it(typed: str, heading: str):
    text = f"{ABOVE}\n\n{typed}\n\n{BELOW}"

    assert own(f"{text}\n\n{heading}\n\nShall we?", ANSWER) == text


@pytest.mark.parametrize("typed", [TYPED, CALLED])
def test_an_answer_among_marked_quotes_keeps_the_block_below_them(typed: str):
    text = f"{ABOVE}\n\n{typed}\n\n{BELOW}"

    assert own(f"On 9 March 2026 at 10:00, Bob wrote:\n> Where to?\n\n{text}", ANSWER) == text


@pytest.mark.parametrize("subject", ["Seats", "RE: Seats", "[EXTERNAL] Seats", "Re: *Seats*"])
def test_the_block_with_an_answers_subject_is_what_it_answers_to(subject: str):
    heading = f"From: Eve <eve@us.example>\nSent: 9 March 2026\nTo: Zoe\nSubject: {subject}"

    assert own(f"{TYPED}\n\n{heading}\n\nShall we?", ANSWER) == TYPED


def test_the_only_block_of_an_answer_is_what_it_quotes():
    heading = "From: Eve <eve@us.example>\nSent: 9 March 2026\nTo: Zoe\nSubject: something else"

    assert own(f"Yes.\n\n{heading}\n\nShall we?", ANSWER) == "Yes."


@given(
    st.lists(PARAGRAPHS, min_size=2, max_size=4),
    st.sampled_from(sorted(LANGUAGES)),
    st.booleans(),
    st.sampled_from(list(QUOTING)),
)
def test_nothing_that_stands_above_a_programs_heading_is_lost(
    pieces: list[str], language: str, is_answer: bool, quoting: str
):
    typed = _typed(LANGUAGES[language])
    text = readable(f"\n\n{typed}\n\n".join(pieces), is_html=False)
    about = ANSWER if is_answer else NEWS

    assert own(f"{text}\n\n{QUOTING[quoting]}\n\nShall we?", about) == text
    assert own(text, NEWS) == text


def _typed(one: Language) -> str:
    sender, sent, to, subject = one.sender[0], one.sent[0], one.to[0], one.subject[0]
    return f"{sender}: Eve Else <eve@else.example>\n{sent}: 2026-03-10 12:00\n{to}: Oslo\n{subject}: 200 boxes"
