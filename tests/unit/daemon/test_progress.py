"""What a service came to, and whether it still goes on: by a clock and answers that the test gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from daemon.progress import BOUNDS, STUCK, Progress

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


@dataclass
class World:
    now: float = 1000.0
    answers: int = 0
    progress: Progress = field(init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(clock=lambda: self.now, answered=lambda: self.answers)

    def passes(self, time: timedelta = STUCK + timedelta(seconds=1)) -> bool:
        """So much time; whether it is stuck then."""
        self.progress.is_stuck()
        self.now += time.total_seconds()
        return self.progress.is_stuck()


@dataclass
class CameTo:
    seen: Counter[str]
    paid: Counter[str]


@pytest.fixture
def world() -> World:
    return World()


def test_who_has_nothing_to_do_is_not_stuck_however_long(world: World) -> None:
    assert not world.passes()


def test_mailboxes_at_work_of_which_nothing_moves_for_long_are_stuck(world: World) -> None:
    world.progress.begins("bob")

    assert not world.passes(STUCK)
    assert world.passes(timedelta(seconds=1))


@pytest.mark.parametrize("moves", ["an answer", "a turn that ends", "a turn that fails"])
def test_anything_that_moves_is_progress(world: World, moves: str) -> None:
    world.progress.begins("bob")
    world.progress.begins("eve")
    world.passes(STUCK)

    if moves == "an answer":
        world.answers += 1
    else:
        world.progress.ends("eve", None, at=NOON if moves == "a turn that ends" else None)

    assert not world.passes(STUCK)
    assert world.passes(timedelta(seconds=1))


def test_work_that_begins_after_a_quiet_night_has_all_the_time(world: World) -> None:
    world.passes(timedelta(hours=8))
    world.progress.begins("bob")

    assert not world.passes(STUCK)


def test_turns_are_counted_by_how_they_ended_how_long_they_took_and_what_they_came_to(world: World) -> None:
    for address, took, at in (("bob", 0.2, NOON), ("eve", 400.0, None), ("bob", 3.0, NOON + timedelta(hours=1))):
        world.progress.begins(address)
        world.now += took
        world.progress.ends(address, CameTo(Counter(linked=2), Counter(stamp=1)), at=at)
    world.progress.begins("sales")
    world.now += 7

    turns = world.progress.turns()

    assert (turns.done, turns.failed, round(turns.seconds, 3)) == (2, 1, 403.2)
    within = dict(zip(BOUNDS, turns.within, strict=True))
    assert [within[bound] for bound in (0.1, 0.25, 5.0, 300.0, 1800.0)] == [0, 1, 2, 2, 3]
    assert (turns.seen, turns.paid) == ({"linked": 6}, {"stamp": 3})
    assert turns.went_well_at == {"bob": NOON + timedelta(hours=1)}
    assert turns.running == {"sales": 7.0}


def test_the_loops_silence_is_what_passed_since_it_went_round(world: World) -> None:
    before = world.progress.silence
    world.progress.loops()
    world.now += 90

    assert (before, world.progress.silence) == (timedelta(0), timedelta(seconds=90))
