"""The words around our block in a task are the user's, whatever they did to the block."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.outlook.tasks.words import MARKS, block_in, mark_of, note_of, with_block, with_line, without_line, words_in

BEGIN, END, CLOSING = MARKS["en"].begin, MARKS["en"].end, MARKS["en"].closing
BLOCK = f"{BEGIN}\nOPP-17 200 seats\nStage: Pilot, probability 40 %\n{END}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BLOCK, ""),
        ("", ""),
        (f"Ask for Tom\n{BLOCK}", "Ask for Tom"),
        (f"{BLOCK}\nHe wants a discount", "He wants a discount"),
        (f"Above\n{BLOCK}\nBelow", "Above\n\nBelow"),
        (f"Above\r\n{BLOCK}\r\nBelow".replace("\n", "\r\n").replace("\r\r", "\r"), "Above\n\nBelow"),
        (f"{BLOCK}\nOne\n{BLOCK}\nTwo", "One\n\nTwo"),
        (f"{CLOSING}OPP-17 was closed.\nMine\n{BLOCK}", "Mine"),
        ("All of it is mine", "All of it is mine"),
        (f"Mine\n{BLOCK}".replace(END, "and mine"), "Mine\nand mine"),
        (f"Mine\n{BLOCK}".replace(BEGIN, ""), "Mine"),
    ],
)
def test_words_are_what_is_not_ours(body: str, words: str):
    assert words_in(body, BLOCK).replace("\n\n\n", "\n\n") == words


@given(above=st.text(max_size=40), below=st.text(max_size=40), line=st.sampled_from(["", f"{CLOSING}it was closed."]))
@settings(max_examples=40)
def test_renewing_the_block_or_completing_the_task_changes_no_word(above: str, below: str, line: str):
    body = with_block(f"{above}\n{BLOCK}\n{below}", BLOCK)

    renewed = with_line(with_block(body, BLOCK.replace("40", "90")), line) if line else with_block(body, BLOCK)

    assert mark_of(words_in(renewed, BLOCK)) == mark_of(words_in(body, BLOCK))


def block(code: str) -> str:
    return f"{MARKS[code].begin}\nOPP-17 200 seats\n{MARKS[code].end}"


@pytest.mark.parametrize("now", MARKS)
@pytest.mark.parametrize("before", MARKS)
def test_a_block_of_any_language_is_renewed_in_its_place(before: str, now: str):
    body = f"{MARKS[before].closing}OPP-17 was closed.\nAbove\n{block(before)}\nBelow"

    renewed = with_block(without_line(body), block(now))

    assert block_in(body) == block(before)
    assert renewed == f"Above\n{block(now)}\nBelow"
    assert mark_of(words_in(renewed)) == mark_of(words_in(body)) == mark_of("Above Below")


def test_blocks_of_several_languages_in_one_task_are_all_ours():
    body = f"One\n{block('de')}\nTwo\n{block('en')}\nThree\n{MARKS['nb'].begin}\nFour"

    assert words_in(body).split() == ["One", "Two", "Three", "Four"]


def test_words_are_known_again_however_a_server_breaks_their_lines():
    assert mark_of("He wants\na discount ") == mark_of("He wants a\n\ndiscount")
    assert mark_of(" \n") == ""


def test_a_note_is_called_by_its_first_line():
    assert note_of("He  wants a discount\nof 5 %") == ("He wants a discount", "He  wants a discount\nof 5 %")
    assert len(note_of("x" * 1_000_000)[0]) == 100
    assert len(note_of("x" * 1_000_000)[1]) == 50_000


@pytest.mark.parametrize(
    "text", [BEGIN, END, BEGIN + "\n", f"{BEGIN}{END}", CLOSING, f"{BEGIN}{block('de')}", f"{block('nb')}{BLOCK}"]
)
def test_a_megabyte_of_marks_takes_no_time(text: str):
    body = text * (1_000_000 // len(text))
    began = time.process_time()

    words_in(body, BLOCK)
    block_in(body)
    with_block(body, BLOCK)

    assert time.process_time() - began < 2
