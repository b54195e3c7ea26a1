"""A writer waits for those of other processes: long, and only a second more once its program is to end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from threading import Event

import pytest

from store.database import Store, open_store
from store.errors import DatabaseLocked

LONG = timedelta(minutes=5)
SHORT = 60.0  # seconds; far from what it would wait otherwise, however busy the machine is


def names(store: Store) -> list[str]:
    with store.read() as unit:
        return sorted(account.name for account in unit.accounts.all())


def add(store: Store, name: str) -> None:
    with store.write() as unit:
        unit.accounts.add(name)


@contextmanager
def waiting(url: str, stop: Event) -> Iterator[Store]:
    with closing(open_store(url, lock_wait=LONG)) as store:
        store.ends_with(stop.is_set)
        yield store


@pytest.mark.parametrize("writers", [1, 4])
def test_told_to_end_nobody_waits_for_another_process_any_more(store: Store, url: str, writers: int):
    stop = Event()
    with waiting(url, stop) as ours, ThreadPoolExecutor(writers) as threads:
        with store.write() as unit:
            unit.accounts.add("another program's")
            added = [threads.submit(add, ours, f"ours {number}") for number in range(writers)]
            assert not stop.wait(1.5)  # into the second step
            began = time.monotonic()
            stop.set()
            failures = [one.exception(SHORT) for one in added]
            took = time.monotonic() - began

        assert [type(failure) for failure in failures] == [DatabaseLocked] * writers
        assert took < SHORT
        add(ours, "afterwards")
    assert names(store) == ["afterwards", "another program's"]


def test_whoever_waited_for_several_seconds_has_its_turn_all_the_same(store: Store, url: str):
    with waiting(url, Event()) as ours, ThreadPoolExecutor(1) as threads:
        with store.write() as unit:
            unit.accounts.add("another program's")
            added = threads.submit(add, ours, "ours")
            assert not Event().wait(2.5)  # three steps
            assert not added.done()
        added.result(SHORT)

    assert names(store) == ["another program's", "ours"]


def test_what_is_free_is_written_by_who_is_to_end(url: str):
    stop = Event()
    stop.set()

    with waiting(url, stop) as ours:
        add(ours, "ours")

        assert names(ours) == ["ours"]


def test_who_waits_no_longer_than_a_moment_is_refused_after_that(store: Store, url: str):
    with closing(open_store(url, lock_wait=timedelta(milliseconds=50))) as ours, store.write() as unit:
        unit.accounts.add("another program's")

        with pytest.raises(DatabaseLocked):
            add(ours, "ours")
