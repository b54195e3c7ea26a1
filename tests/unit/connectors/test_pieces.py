"""A stream of answers, however its bytes come."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.ews.news.pieces import MOST, Pieces
from connectors.ews.wire.xml import BadAnswer

ONE = b'<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Body>%d</s:Body></s:Envelope >\r\n'
MANY = b"".join(ONE % number for number in range(5))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, len(MANY)), max_size=12))
def test_answers_are_the_same_wherever_the_bytes_are_cut(cuts: list[int]):
    pieces, places = Pieces(), [0, *sorted(cuts), len(MANY)]

    found = [one for start, end in pairwise(places) for one in pieces.add(MANY[start:end])]

    assert found == [(ONE % number).strip() for number in range(5)]


def test_an_answer_without_its_end_is_none():
    assert Pieces().add(ONE[:-6]) == []


def test_one_that_does_not_end_is_refused():
    pieces = Pieces()
    for _ in range(MOST // 65536):
        pieces.add(b"<" * 65536)

    with pytest.raises(BadAnswer):
        pieces.add(b"<")
