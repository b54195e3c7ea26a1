"""A database that cannot be used is told of in a sentence and tried again; nothing is lost or doubled."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from connectors.mailbox import Mailbox
from daemon.service.loop import Loop
from store.database import open_store
from store.errors import DatabaseFull, DatabaseLocked, DatabaseNewer, DatabaseReadOnly, DatabaseUnreachable, StoreError
from tests.databases import a_disk_of
from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, EVE, PASSWORD, Clock, Firm, a_firm
from tests.flow.service import Log, serve_turns, serve_until, turns
from tests.simulated import simulated

NOBODY = 65534
LOCK_WAIT = timedelta(seconds=1)  # enough for our own threads to let each other in


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for the database that other users may look into, which pytest's own are not."""
    found = Path(tempfile.mkdtemp(prefix="dealtrail-test-"))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found)


@pytest.fixture
def firm(folder: Path) -> Iterator[Firm]:
    """Everything in step, one linked mail in each mailbox, and a database that is not waited for long."""
    clock = Clock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, folder) as firm:
        firm.opportunity("200 seats")
        deliver(firm, "first")
        firm.cycle()
        opened_anew(firm, folder)
        yield firm
        firm.context.store.close()
        assert simulator.sent == []


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'dealtrail.sqlite'}"


def opened_anew(firm: Firm, folder: Path) -> None:
    """Close the database as a process that ends does, and open it again."""
    firm.store.close()
    firm.store = open_store(url(folder), clock=firm.clock, lock_wait=LOCK_WAIT)
    firm.context = replace(firm.context, store=firm.store)


def deliver(firm: Firm, subject: str, body: str = "") -> None:
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(ANN, f"{subject} for {address}", body)


def is_one_sentence(text: str, folder: Path) -> bool:
    return (
        str(folder) in text
        and len(text) < 300
        and not any(part in text for part in ("\n", PASSWORD, "Traceback", "SELECT"))
    )


def everything_is_there_once(firm: Firm, folder: Path) -> None:
    for _ in range(2):  # the first sees our own stamps come back
        firm.cycle()
    before = contents(url(folder))
    firm.cycle()
    assert differences(before, contents(url(folder))) == {"mailboxes": {"due_at"}}
    assert sorted(firm.history(1)) == sorted(
        f"{which} for {who}" for which in ("first", "second") for who in (BOB, EVE)
    )
    for address in (BOB, EVE):
        items = firm.simulator.mailbox(address).folder("inbox").items.values()
        assert [item.categories for item in items] == [["OPP-1 200 seats"]] * 2


def troubles(log: Log) -> list[str]:
    return [one["reason"] for one in log if one["event"] == "the database cannot be used"]


@contextmanager
def another_process(folder: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else at work on the same file."""
    where = folder / "dealtrail.sqlite"
    with closing(sqlite3.connect(where, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def lock(other: sqlite3.Connection) -> None:
    if not other.in_transaction:
        other.execute("BEGIN IMMEDIATE")


def let_go(other: sqlite3.Connection) -> None:
    if other.in_transaction:
        other.execute("ROLLBACK")


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """The process has no right to write to the database or its folder; root, who has every right, becomes nobody."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
        return
    places = [folder, *folder.iterdir()]
    modes = [place.stat().st_mode for place in places]
    for place, mode in zip(places, modes, strict=True):
        place.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for place, mode in zip(places, modes, strict=True):
            place.chmod(mode)


def pages_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "dealtrail.sqlite")) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


# --- locked -----------------------------------------------------------------------------------------------------------


def test_a_cycle_by_hand_on_a_locked_database_ends_with_one_sentence(firm: Firm, folder: Path):
    with another_process(folder) as other:
        lock(other)
        with pytest.raises(DatabaseLocked) as raised:
            firm.try_cycle()

    assert is_one_sentence(str(raised.value), folder)


def test_the_service_waits_for_a_database_that_is_locked_when_it_starts(firm: Firm, folder: Path):
    deliver(firm, "second")
    firm.clock.tick()
    with another_process(folder) as other:
        lock(other)

        def is_enough(log: Log) -> bool:
            if len(troubles(log)) >= 2:
                let_go(other)
            return len(turns(log)) >= 2

        log = serve_until(firm, is_enough)

    assert sorted(turns(log)) == [(BOB, True), (EVE, True)]
    assert all(is_one_sentence(reason, folder) for reason in troubles(log))
    everything_is_there_once(firm, folder)


def test_a_database_locked_in_the_middle_of_a_turn_only_delays_it(firm: Firm, folder: Path):
    deliver(firm, "second")
    firm.clock.tick()
    context = firm.context
    with another_process(folder) as other:

        def open_and_lock(address: str) -> Mailbox:
            lock(other)
            return context.open_mailbox(address)

        firm.context = replace(context, open_mailbox=open_and_lock, workers=1)
        log = serve_until(firm, lambda log: len(turns(log)) >= 1)
    parked = [one for one in log if one["event"] == "mailbox parked"]

    firm.context = context
    firm.clock.tick()
    assert serve_turns(firm, 2) == {BOB: True, EVE: True}
    assert {one["kind"] for one in parked} == {"DatabaseLocked"}
    assert all(is_one_sentence(one["reason"], folder) for one in parked)
    everything_is_there_once(firm, folder)


class Pauses(Event):
    """A stop event that does not wait: it notes how long it should have, and is set after three times."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.noted.append(timeout or 0.0)
        if len(self.noted) == 3:
            self.set()
        return self.is_set()


def test_a_database_that_stays_locked_is_tried_less_and_less_often(firm: Firm, folder: Path):
    firm.clock.tick()
    pauses = Pauses()
    firm.context = replace(firm.context, stop=pauses)
    ticks = 0
    with another_process(folder) as other:

        def tick() -> None:
            nonlocal ticks
            ticks += 1
            if ticks == 2:  # registered, and about to give the first turn
                lock(other)

        assert Loop(firm.context).forever(tick, every=timedelta(hours=1))

    assert pauses.noted == [1, 2, 4]


# --- read-only --------------------------------------------------------------------------------------------------------


def test_a_database_without_the_right_to_write_is_said_and_tried_again(firm: Firm, folder: Path):
    deliver(firm, "second")
    firm.clock.tick()
    firm.store.close()
    with unwritable(folder):
        opened_anew(firm, folder)
        with pytest.raises(StoreError) as raised:
            firm.try_cycle()
        log = serve_until(firm, lambda log: len(troubles(log)) >= 2)
    assert isinstance(raised.value, DatabaseReadOnly | DatabaseUnreachable)
    assert is_one_sentence(str(raised.value), folder)
    assert all(is_one_sentence(reason, folder) for reason in troubles(log))

    opened_anew(firm, folder)
    assert serve_turns(firm, 2) == {BOB: True, EVE: True}
    everything_is_there_once(firm, folder)


# --- full -------------------------------------------------------------------------------------------------------------


def test_a_full_disk_parks_what_has_news_and_nothing_is_lost(firm: Firm, folder: Path):
    deliver(firm, "second", "word " * 20_000)
    firm.clock.tick()
    with a_disk_of(pages_of(folder) + 2):
        opened_anew(firm, folder)
        assert serve_turns(firm, 2) == {BOB: False, EVE: False}
    with firm.store.read() as unit:
        status = unit.mailboxes.status()
    assert {one.last_error_kind for one in status} == {DatabaseFull.__name__}
    assert all(is_one_sentence(one.last_error, folder) for one in status)

    opened_anew(firm, folder)
    firm.clock.tick(timedelta(hours=1))
    assert serve_turns(firm, 2) == {BOB: True, EVE: True}
    with firm.store.read() as unit:
        assert [one.last_error for one in unit.mailboxes.status()] == ["", ""]
    everything_is_there_once(firm, folder)


def test_on_a_full_disk_a_mailbox_without_news_goes_on(firm: Firm, folder: Path):
    firm.cycle()  # sees our own stamps come back
    firm.outlook().deliver_mail(ANN, "second", "word " * 20_000)
    firm.clock.tick()
    with a_disk_of(pages_of(folder)):
        opened_anew(firm, folder)

        assert serve_turns(firm, 2) == {BOB: False, EVE: True}


# --- newer ------------------------------------------------------------------------------------------------------------


def test_a_newer_database_is_refused_with_one_sentence_and_left_as_it_is(firm: Firm, folder: Path):
    with closing(sqlite3.connect(folder / "dealtrail.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = contents(url(folder))

    with pytest.raises(DatabaseNewer) as raised:
        firm.store.check()

    assert is_one_sentence(str(raised.value), folder)
    assert contents(url(folder)) == before
