"""What strangers write costs in proportion to its size, whatever is in it: time by the thread's own clock, and memory.

Four times as much of the same may take eight times as long: four where it grows with the size, sixteen where each
part is looked at beside each other one. Other work on the machine only adds to either: both are measured in turns,
until the best of them tell that it grows with the size, or enough was tried.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from daemon.link.category import numbers_in, unclear_in
from daemon.sync.new_opportunity import title_of
from daemon.text import bare, is_answer, own_words, readable, tidy, untagged
from store.addresses import normalise
from tests.unit.daemon.text.bombs import HTML, PLAIN

SMALL, LARGE = 16_000, 64_000  # characters; below what is cut, so that nothing is left out of the second
ALLOWED, TOO_SHORT_TO_TELL = 8, 0.002  # seconds
AT_FIRST, TRIES = 6, 20
KEPT = 48  # bytes at the most at a time, for each character that comes in

Act = Callable[[str], object]

PIECES = {
    "answers": "Re: ",
    "answers in other languages": "AW: SV: VS: RE: ",
    "numbered answers": "Re[2]: ",
    "tags": "[EXTERN] ",
    "brackets": "[",
    "spaces": " ",
    "blanks of other scripts": "\u2003\u00a0",
    "marks of direction": "\u202e\u202d",
    "signs that join": "\u200d\u0301",
    "controls": "\x01\x1b[31m",
    "halves of pairs": "\udcff",
    "our categories": "OPP-1 x, ",
    "almost our categories": "OPP-",
    "digits": "9",
    "dashes": "-",
    "at signs": "a@",
    "dots": "a.",
    "quotes": '\\"',
    "names of archives": "invoice.pdf.zip.",
    "windows": "winmail.dat ",
    "escapes": "=?utf-8?B?4oKs?= ",
}
READERS: dict[str, Act] = {
    "the subject without prefixes": bare,
    "the subject without tags": untagged,
    "whether it is an answer": lambda text: is_answer(text),
    "the title of an opportunity": title_of,
    "the numbers in categories": lambda text: numbers_in((text, *text.split(",")[:1_000]), "OPP"),
    "categories that are unclear": lambda text: unclear_in((text,), "OPP"),
    "an address": normalise,
    "text that is tidied": tidy,
    "a plain body": lambda text: readable(text, is_html=False),
    "the writer's own words": own_words,
}


def grows_with_its_size(act: Act, small: str, large: str) -> bool:
    def cost(text: str) -> float:
        began = time.thread_time()
        act(text)
        return time.thread_time() - began

    of_small, of_large = ([cost(text) for _ in range(AT_FIRST)] for text in (small, large))
    while min(of_large) > max(TOO_SHORT_TO_TELL, ALLOWED * min(of_small)) and len(of_large) < TRIES:
        of_small.append(cost(small))
        of_large.append(cost(large))
    return len(of_large) < TRIES


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece))


@pytest.mark.parametrize("reader", READERS)
def test_whatever_is_repeated_costs_as_much_as_there_is_of_it(reader: str):
    slow = [
        name
        for name, piece in PIECES.items()
        if not grows_with_its_size(READERS[reader], repeated(piece, SMALL), repeated(piece, LARGE))
    ]

    assert slow == []


@pytest.mark.parametrize("is_html", [True, False])
def test_bodies_that_are_made_to_keep_a_reader_busy_do_not(is_html: bool):
    slow = [
        name
        for name, bomb in (HTML | PLAIN).items()
        if not grows_with_its_size(lambda text: readable(text, is_html), bomb[:SMALL], bomb[:LARGE])
    ]

    assert slow == []


@pytest.mark.sampled(one_in=4)
@pytest.mark.parametrize("name", [*HTML, *PLAIN])
def test_a_body_takes_no_more_memory_than_some_of_its_own_size(name: str):
    bomb = (HTML | PLAIN)[name][:LARGE]
    tracemalloc.start()
    try:
        readable(bomb, is_html=name in HTML)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most <= KEPT * len(bomb)


def test_what_grows_faster_is_noticed():
    texts = repeated("a", SMALL), repeated("a", LARGE)

    assert not grows_with_its_size(lambda text: [text.count("b", at) for at in range(0, len(text), 8)], *texts)
