"""Workers by a virtual clock wait for each other as the locks say, and for nothing else."""

from __future__ import annotations

import pytest

from benchmarks.virtual import WRITERS, Point, Step, Wanted, time_of


def writes(*locks: Wanted, seconds: float = 1.0, before: float = 0.0) -> Step:
    return Step((Point(before, locks),), seconds)


@pytest.mark.parametrize(
    ("lock", "seconds"),
    [((WRITERS, True), 2.0), ((WRITERS, False), 8.0), (("name a", False), 8.0)],
)
def test_what_is_shared_is_held_by_all_at_once(lock: Wanted, seconds: float):
    turns = [[writes(lock)] for _ in range(8)]

    assert time_of(turns, 1) == 8.0
    assert time_of(turns, 4) == seconds


def test_who_is_alone_waits_for_those_beside_and_those_who_come_later_for_it():
    beside, alone = writes((WRITERS, True), seconds=2.0), writes((WRITERS, False), before=1.0)
    late = writes((WRITERS, True), before=1.5)

    assert time_of([[beside], [alone], [late]], 3) == 4.0


def test_a_lock_is_held_until_the_transaction_ends_and_no_longer():
    first = Step((Point(0.0, (("a", False),)), Point(1.0, (("b", False),))), 1.0)

    assert first.seconds == 2.0
    assert time_of([[first, Step((), 5.0)], [writes(("a", False), ("b", False))]], 2) == 7.0
    assert time_of([[first], [writes(("b", False), seconds=3.0)]], 2) == 4.0


def test_what_is_held_already_is_not_waited_for():
    assert time_of([[writes(("a", False), ("a", False))]], 2) == 1.0
