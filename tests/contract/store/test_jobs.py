"""Jobs: asked for once, taken by one process, fenced at their end, and free again when their holder is dead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from store.database import Store
from store.errors import Invalid, LeaseLost
from store.unit import Unit
from store.values import Job, JobState, Queue
from tests.contract.store.conftest import NOON, Clock

HERE, THERE = "here/1/1", "there/2/2"
KINDS = ["import"]
MINUTE = timedelta(minutes=1)


def asked(store: Store, key: str = "a", **how: object) -> int:
    with store.write() as unit:
        return unit.jobs.ask("import", key, {"name": key}, due_at=NOON, **how)  # type: ignore[arg-type]


def claimed(store: Store, owner: str = HERE, clock: Clock | None = None) -> Job | None:
    with store.write_beside() as unit:
        return unit.jobs.claim(owner, KINDS, clock.now if clock else NOON)


def taken(store: Store, owner: str = HERE) -> Job:
    job = claimed(store, owner)
    assert job is not None
    return job


def state_of(store: Store, id: int) -> Job:
    with store.read() as unit:
        job = unit.jobs.get(id)
    assert job is not None
    return job


def refused(unit: Unit, _: object) -> None:
    unit.accounts.add("")


def test_what_is_asked_for_twice_is_one_until_it_has_ended(store: Store) -> None:
    first = asked(store, content=b"x")

    assert asked(store, content=b"y") == first
    job = taken(store)
    with store.write_beside() as unit:
        assert unit.jobs.content(job) == b"x"
        unit.jobs.end(job, {"added": 1}, NOON)
    again = asked(store)
    assert again != first
    assert state_of(store, first).state is JobState.DONE
    assert state_of(store, again).state is JobState.WAITING


def test_it_is_asked_for_or_not_with_the_transaction_that_makes_it_necessary(store: Store) -> None:
    with pytest.raises(Invalid), store.write() as unit:
        refused(unit, unit.jobs.ask("import", "a", {}, due_at=NOON))

    assert claimed(store) is None


def test_the_one_that_is_due_longest_is_taken_first_and_none_before_its_time(store: Store, clock: Clock) -> None:
    with store.write() as unit:
        unit.jobs.ask("import", "later", {}, due_at=NOON + MINUTE)
        unit.jobs.ask("import", "now", {}, due_at=NOON)
        unit.jobs.ask("other", "not ours", {}, due_at=NOON - MINUTE)

    first = taken(store)
    assert (first.key, first.attempts, first.beat, first.lease_owner) == ("now", 1, 1, HERE)
    assert claimed(store) is None
    clock.forward(MINUTE)
    later = claimed(store, THERE, clock)
    assert later
    assert later.key == "later"


def test_many_who_look_at_once_get_different_ones(store: Store) -> None:
    for number in range(12):
        asked(store, str(number))

    with ThreadPoolExecutor(6) as threads:
        got = list(threads.map(lambda number: claimed(store, f"{number}/1/1"), range(12)))

    assert sorted(job.key for job in got if job) == sorted(str(number) for number in range(12))


@pytest.mark.parametrize("end", ["end", "again", "put_off", "give_up"])
def test_whoever_was_taken_over_from_cannot_end_it(store: Store, end: str) -> None:
    asked(store)
    before = taken(store, THERE)
    with store.write_beside() as unit:
        assert unit.jobs.free(before)
    now_ours = taken(store, HERE)

    given = {"end": ({}, NOON), "again": (NOON,), "put_off": ("x", NOON), "give_up": ("x", NOON)}[end]
    with pytest.raises(LeaseLost, match=f"import a: was taken over by {HERE}"), store.write_beside() as unit:
        getattr(unit.jobs, end)(before, *given)
    assert state_of(store, before.id).lease_owner == HERE
    assert now_ours.attempts == 2


def test_whoever_says_that_it_lives_is_not_taken_over_from(store: Store) -> None:
    asked(store)
    seen = taken(store, THERE)
    with store.write_beside() as unit:
        unit.jobs.beat(THERE)

    with store.write_beside() as unit:
        assert not unit.jobs.free(seen)
        held = unit.jobs.held()
    assert [(one.id, one.beat) for one in held] == [(seen.id, seen.beat + 1)]


def test_what_was_rolled_back_with_its_end_is_held_still(store: Store) -> None:
    asked(store)
    job = taken(store)
    with pytest.raises(Invalid), store.write() as unit:
        refused(unit, unit.jobs.end(job, {}, NOON))

    assert state_of(store, job.id).state is JobState.WORKING


def test_a_process_that_ends_lets_go_of_what_it_holds_and_that_counts_as_no_attempt(store: Store) -> None:
    asked(store)
    taken(store)
    with store.write_beside() as unit:
        unit.jobs.release(HERE)

    assert taken(store, THERE).attempts == 1


def test_what_comes_again_keeps_its_place_and_what_is_told_anew_is_due_at_once(store: Store, clock: Clock) -> None:
    def keep(wanted: dict[str, str]) -> None:
        with store.write() as unit:
            unit.jobs.keep("daily", wanted, clock.now)
            assert unit.jobs.is_kept("daily", wanted)

    def due() -> list[str]:
        found = []
        with store.write_beside() as unit:
            while (job := unit.jobs.claim(HERE, ["daily"], clock.now)) is not None:
                found.append(job.key)
                unit.jobs.again(job, clock.now + timedelta(days=1))
        return found

    keep({"texts": "30d", "sums": "always"})
    assert due() == ["texts", "sums"]
    keep({"texts": "30d", "sums": "always"})
    assert due() == []
    keep({"texts": "60d", "sums": "always"})
    assert due() == ["texts"]
    keep({"sums": "always"})
    clock.forward(timedelta(days=1))
    assert due() == ["sums"]


def test_how_the_queue_stands(store: Store, clock: Clock) -> None:
    for key in ("fails", "works", "waits"):
        asked(store, key)
        clock.forward(MINUTE)
    failing = taken(store)
    with store.write_beside() as unit:
        unit.jobs.put_off(failing, "the disk is full", NOON + timedelta(hours=1))
    taken(store)

    with store.read() as unit:
        found = unit.jobs.queue(clock.now)
    assert found == Queue(1, 1, 1, NOON, {"import: fails": "the disk is full"})


def test_what_ended_is_forgotten_after_a_while_and_its_file_at_once(store: Store) -> None:
    asked(store, content=b"many names")
    job = taken(store)
    with store.write_beside() as unit:
        unit.jobs.end(job, {}, NOON)

    with store.write_beside() as unit:
        assert unit.jobs.content(job) == b""
        assert unit.jobs.forget(NOON) == 0
        assert unit.jobs.forget(NOON + MINUTE) == 1
