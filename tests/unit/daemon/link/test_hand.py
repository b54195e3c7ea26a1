"""What of a category that was gone is there when the item is asked for once more, spelling by spelling."""

from __future__ import annotations

import pytest

from daemon.link.hand import shown_after_all
from store.values import QUESTION, Pointer, loosely

OURS, TYPED = 17, loosely(17)


@pytest.mark.parametrize(
    ("confirmed", "page", "asked", "is_there"),
    [
        ([], [], [], False),
        ([], [], [OURS], True),
        ([], [], [TYPED], False),  # theirs alone: ours was taken off all the same
        ([OURS], [OURS], [OURS], False),  # theirs was taken off
        ([OURS], [OURS], [OURS, TYPED], True),
        ([OURS], [OURS], [], False),
        ([OURS], [TYPED], [TYPED], False),  # ours was taken off, theirs is left
        ([OURS], [TYPED], [OURS, TYPED], True),
        ([], [OURS], [OURS], True),  # shown while something else was written
    ],
)
def test_what_was_missing_counts_as_there_once_its_own_spelling_is_shown(
    confirmed: list[int], page: list[int], asked: list[int], is_there: bool
):
    copy = Pointer(1, 1, 1, 1, "", "", confirmed=frozenset(confirmed), named=tuple(page))

    found = shown_after_all(copy, [17], asked)

    assert found == (frozenset({17}) if is_there else frozenset())


@pytest.mark.parametrize("asked", [[], [QUESTION], [QUESTION, OURS]])
def test_a_question_has_one_spelling(asked: list[int]):
    copy = Pointer(1, 1, 1, 1, "", "")

    found = shown_after_all(copy, [QUESTION], asked)

    assert found == frozenset({QUESTION}).intersection(asked)
