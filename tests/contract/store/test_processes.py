"""Which daemons work on the database, and which mailboxes people are done with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.database import Store
from store.errors import Invalid, NotFound
from store.values import ErrandKind, HistoryOf, Process
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_opportunity, linked

EVE = "eve@us.example"


def nobody_is_dead(owner: str) -> bool:
    return False


def test_a_daemon_is_known_with_its_signs_of_life(store: Store, clock: Clock):
    with store.write() as unit:
        unit.processes.began("host/1/1", is_dead=nobody_is_dead)
    clock.forward(timedelta(minutes=2))
    with store.write() as unit:
        unit.processes.is_alive("host/1/1")
    alive = clock.now
    with store.read() as unit:
        running = unit.processes.all()
    clock.forward(timedelta(minutes=2))
    with store.write() as unit:
        unit.processes.ended("host/1/1")

    with store.read() as unit:
        ended = unit.processes.all()
    assert running == [Process("host/1/1", NOON, alive)]
    assert ended == [Process("host/1/1", NOON, clock.now, clock.now)]


def test_one_that_is_dead_or_long_over_is_not_told_of_once_another_began(store: Store, clock: Clock):
    with store.write() as unit:
        for owner in ("silent", "dead", "ended"):
            unit.processes.began(owner, is_dead=nobody_is_dead)
        unit.processes.ended("ended")
    clock.forward(timedelta(days=2))
    with store.write() as unit:
        unit.processes.began("dead", is_dead=nobody_is_dead)
        unit.processes.began("other host", is_dead=nobody_is_dead)
        unit.processes.began("new", is_dead={"dead"}.__contains__)

    with store.read() as unit:
        assert [one.owner for one in unit.processes.all()] == ["new", "other host"]


def test_a_mailbox_that_left_is_forgotten_and_its_history_stays(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.history.save(due.id, folder.id, [linked("m1", number)], now=NOON)
        unit.errands.owe(due.id, ErrandKind.CATEGORIES, ["list"], due_at=NOON)
        unit.mailboxes.release(due)
        unit.mailboxes.register({EVE: False})
        unit.mailboxes.forget(BOB)

    with store.read() as unit:
        assert [one.address for one in unit.mailboxes.status()] == [EVE]
        assert unit.errands.counts(due.id) == (0, 0)
        assert len(unit.items.history(HistoryOf(number=number))) == 1


def test_configured_again_it_is_read_from_the_start(store: Store):
    with store.write() as unit:
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        unit.mailboxes.save_cursor(folder.id, "C1", is_complete=True, at=NOON)
        unit.mailboxes.release(due)
        unit.mailboxes.register({})
        unit.mailboxes.forget(BOB)
        unit.mailboxes.register({BOB: False})
        again = a_folder(unit, due.id)

    assert (again.id, again.cursor) == (folder.id, None)
    with store.read() as unit:
        assert [(one.address, one.is_active) for one in unit.mailboxes.status()] == [(BOB, True)]


def test_one_that_is_in_use_or_unknown_is_not_forgotten(store: Store):
    with store.write() as unit:
        a_mailbox(unit)
        unit.mailboxes.register({EVE: False})
        with pytest.raises(Invalid, match="is being worked on"):
            unit.mailboxes.forget(BOB)
        with pytest.raises(Invalid, match="is in the configuration"):
            unit.mailboxes.forget(EVE)
        with pytest.raises(NotFound, match=r"nobody@us\.example"):
            unit.mailboxes.forget("nobody@us.example")
