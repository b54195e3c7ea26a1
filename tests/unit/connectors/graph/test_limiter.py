"""How many requests an application has under way at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from connectors.graph.wire.limiter import FINE, FIRST, MOST, Limiter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_no_more_than_four_at_once_at_first(clock: Clock) -> None:
    limiter, inside, most = Limiter(clock.sleep, clock), [0], [0]
    gate, lock = threading.Barrier(FIRST), threading.Lock()

    def ask() -> None:
        with limiter.turn():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            gate.wait(10)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(3 * FIRST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert most == [FIRST]


def test_more_where_nothing_is_refused_and_half_where_something_is(clock: Clock) -> None:
    limiter = Limiter(clock.sleep, clock)

    for _ in range(2 * FINE):
        limiter.went_well()
    assert limiter.at_once == FIRST + 2
    limiter.refused(timedelta(seconds=3))

    assert limiter.at_once == (FIRST + 2) // 2


def test_it_has_bounds_on_both_sides(clock: Clock) -> None:
    limiter = Limiter(clock.sleep, clock)

    for _ in range(FINE * 2 * MOST):
        limiter.went_well()
    assert limiter.at_once == MOST
    for _ in range(20):
        limiter.refused(timedelta())

    assert limiter.at_once == 1
    with limiter.turn():
        assert clock.slept == []


def test_nobody_asks_before_the_wait_is_over(clock: Clock) -> None:
    limiter = Limiter(clock.sleep, clock)
    limiter.refused(timedelta(seconds=3))
    limiter.refused(timedelta(seconds=1))

    with limiter.turn():
        pass
    with limiter.turn():
        pass

    assert clock.slept == [3.0]


def test_a_request_that_fails_gives_its_turn_back(clock: Clock) -> None:
    limiter = Limiter(clock.sleep, clock)

    for _ in range(3 * FIRST):
        with pytest.raises(ValueError, match="no"), limiter.turn():
            raise ValueError("no")

    with limiter.turn():
        assert clock.slept == []
