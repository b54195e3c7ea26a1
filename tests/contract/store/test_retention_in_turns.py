"""What a firm does not keep goes a batch at a time: whoever writes meanwhile waits for one at the most."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from sqlalchemy import update

from daemon.service.daily import let_old_go
from store.database import Store, open_store
from store.models import ItemRow
from store.retention import AT_ONCE
from store.unit import Unit
from store.values import Keeping
from tests.contract.store.conftest import NOON
from tests.contract.store.full import an_item

BATCHES = 4
WAIT = 60.0  # seconds for what happens at once, however busy the machine is
YEAR = timedelta(days=365)


class Told:
    """A store that says when each of its writing transactions is about to commit, and counts them."""

    def __init__(self, store: Store, told: Callable[[int], None]) -> None:
        self._store, self._told = store, told
        self.batches = 0
        self.read = store.read

    @contextmanager
    def write(self) -> Iterator[Unit]:
        with self._store.write() as unit:
            yield unit
            self._told(self.batches)
            self.batches += 1  # whoever waits is let in by the commit, before this thread goes on


def many_old(store: Store) -> None:
    with store.write() as unit:
        ann = unit.contacts.add("Ann").id
        ids = [an_item(unit, "note", contact=ann) for _ in range(AT_ONCE * BATCHES)]
        old = update(ItemRow).where(ItemRow.id.in_(ids)).values(occurred_at=NOON - 2 * YEAR)
        unit.connection.execute(old)


def a_night(store: Any, stop: threading.Event) -> Any:
    return SimpleNamespace(store=store, stop=stop, clock=lambda: NOON, kept={Keeping.WRITTEN: YEAR})


def test_all_of_it_goes_in_batches(store: Store) -> None:
    many_old(store)
    told = Told(store, lambda batch: None)

    assert let_old_go(a_night(told, threading.Event()))

    assert told.batches == BATCHES
    with store.read() as unit:
        assert unit.retention.due(Keeping.WRITTEN, NOON - YEAR) == 0


def test_told_to_end_it_ends_between_two_batches_and_goes_on_another_night(store: Store) -> None:
    many_old(store)
    stop = threading.Event()
    told = Told(store, lambda batch: stop.set())

    assert not let_old_go(a_night(told, stop))
    assert told.batches == 1
    assert let_old_go(a_night(Told(store, lambda batch: None), threading.Event()))

    with store.read() as unit:
        assert unit.retention.due(Keeping.WRITTEN, NOON - YEAR) == 0


def test_another_writer_waits_for_one_batch_at_the_most(postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as ours, closing(open_store(postgres_url)) as theirs:
        many_old(ours)
        after: list[int] = []

        def write() -> None:
            with theirs.write() as unit:
                after.append(told.batches)
                unit.accounts.add("Fabrikam")

        other = threading.Thread(target=write)

        def meanwhile(batch: int) -> None:
            if batch == 1:
                other.start()
                until_somebody_waits(postgres_url)

        told = Told(ours, meanwhile)
        assert let_old_go(a_night(told, threading.Event()))
        other.join(WAIT)

    assert told.batches == BATCHES
    assert after == [2]  # that in whose middle it came was over, and none was begun before its own


def test_to_find_what_is_due_takes_nobodys_turn(store: Store, url: str) -> None:
    many_old(store)

    with closing(open_store(url)) as other, other.write(), store.read() as unit:
        found, place = unit.retention.found(Keeping.WRITTEN, NOON - YEAR)

    assert len(found) == AT_ONCE
    assert place


def until_somebody_waits(url: str) -> None:
    """For a lock that somebody else has."""
    with psycopg.connect(url, autocommit=True) as db:
        for _ in range(int(WAIT * 100)):
            waiting = db.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
            if waiting and waiting[0]:
                return
            db.execute("SELECT pg_sleep(0.01)")
    pytest.fail("nobody waits")
