"""How processes come to their shares of a limit, lose them, and hear that a server wants to be left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.errors import Throttled
from connectors.gates import Limit
from daemon.service.sharing import EVERY, OURS, SILENT, SOON
from store.database import Store, open_store
from tests.databases import a_file
from tests.flow.limits.several import ADDRESS, One, Time

TEN = Limit("login 1", "svc at mail.us.example", 10)


@pytest.fixture
def store(either_database: str, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(either_database or a_file(tmp_path / "dealtrail.sqlite"))) as opened:
        yield opened


@pytest.fixture
def time() -> Time:
    return Time()


def rounds(time: Time, *processes: One, count: int = 3) -> None:
    for _ in range(count):
        for one in processes:
            one.look()
        time.now += 1


def test_one_alone_has_all_of_it_and_writes_nothing_but_signs_of_life(store: Store, time: Time) -> None:
    one = One(store, "a/1/1", TEN, time)
    one.look()
    before = store.spent.writing.count

    for _ in range(int(EVERY) - 1):
        one.ask()
        one.look()
        one.answer()
        time.now += 1
    written = store.spent.writing.count - before
    time.now += 1
    one.look()

    assert one.share == 10
    assert written == 0
    assert store.spent.writing.count - before == 1


def test_two_have_half_each_and_who_wants_more_gets_what_the_other_leaves(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)
    halves = one.share, other.share

    while one.ask():
        pass
    for _ in range(3):
        one.ask()
    rounds(time, one, other)
    while one.ask():
        pass
    rounds(time, one, other)

    assert halves == (5, 5)
    assert one.share > 5
    assert one.share + other.share == 10


def test_the_share_of_a_killed_process_is_free_after_a_minute(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)
    died_at = time.now

    while other.share < 10:
        time.now += 1
        other.look()
        assert time.now - died_at <= SILENT + 1

    assert time.now - died_at >= OURS
    with store.look() as unit:
        (limit,) = unit.limits.all()
    assert [share.owner for share in limit.shares] == ["b/1/1"]


def test_one_that_is_stopped_gives_its_share_back_at_once(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)

    one.sharing.close()
    rounds(time, other, count=1)

    assert other.share == 10


def test_one_that_could_not_say_that_it_lives_asks_nothing(store: Store, time: Time) -> None:
    one = One(store, "a/1/1", TEN, time)
    one.look()
    could = one.ask()
    one.answer()

    time.now += OURS
    could_later = one.ask()
    one.look()

    assert (could, could_later, one.ask()) == (True, False, True)


def test_where_configurations_differ_the_least_holds(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", replace(TEN, most=4), time)

    rounds(time, one, other)

    assert one.share + other.share == 4


def test_more_processes_than_requests_take_turns(store: Store, time: Time) -> None:
    three = [One(store, f"{name}/1/1", replace(TEN, most=1), time) for name in "abc"]
    served: list[str] = []

    for _ in range(int(15 / SOON)):
        for name, one in zip("abc", three, strict=True):
            if one.ask():
                served.append(name)
            one.look()
            one.answer()
        time.now += SOON

    assert {name: served.count(name) >= 3 for name in "abc"} == {"a": True, "b": True, "c": True}


# --- servers that ask to wait -----------------------------------------------------------------------------------------


def test_what_one_is_told_all_keep_to(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)

    one.told(60)
    one.look()
    other.look()
    late = One(store, "c/1/1", TEN, time)
    late.look()

    for process in (one, other, late):
        with pytest.raises(Throttled, match="asks to wait") as told, process.gate.turn(ADDRESS):
            raise AssertionError("it was let through")
        assert 55 < told.value.retry_after.total_seconds() <= 60


def test_a_pause_that_is_over_keeps_nobody(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)
    one.told(5)
    rounds(time, one, other, count=1)

    is_kept = [process.ask() for process in (one, other)]
    rounds(time, one, other, count=6)
    late = One(store, "c/1/1", TEN, time)
    rounds(time, late, one, other, count=3)

    assert is_kept == [False, False]
    assert [process.ask() for process in (one, other, late)] == [True, True, True]
    with store.look() as unit:
        assert [limit.pause for limit in unit.limits.all()] == [0]


def test_a_shorter_pause_that_is_told_later_does_not_end_a_longer_one(store: Store, time: Time) -> None:
    one, other = One(store, "a/1/1", TEN, time), One(store, "b/1/1", TEN, time)
    rounds(time, one, other)

    one.told(60)
    other.told(3)
    one.look()
    other.look()
    late = One(store, "c/1/1", TEN, time)
    late.look()

    assert min(process.gate.rest for process in (one, other, late)) > 50


def test_without_a_number_only_pauses_are_shared(store: Store, time: Time) -> None:
    limit = replace(TEN, most=None)
    one, other = One(store, "a/1/1", limit, time), One(store, "b/1/1", limit, time)
    rounds(time, one, other)
    with one.gate.turn(ADDRESS), one.gate.turn(ADDRESS):
        pass

    one.told(60)
    rounds(time, one, other, count=1)

    assert other.gate.rest > 50
