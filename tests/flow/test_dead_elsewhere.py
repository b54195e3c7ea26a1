"""A process of another machine that died: its leases are taken over once it was silent for a while, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.service.again import Dead
from daemon.signs import SILENT
from store.values import Share
from tests.flow.firm import BOB, EVE, Firm

OTHER = "mail2.us.example/17/5"
A_BIT = timedelta(seconds=1)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def other_begins(firm: Firm, *, wrong_by: timedelta = timedelta(0), is_heard: bool = True) -> None:
    """A process that works on Bob's mailbox, on a machine whose clock is wrong."""
    firm.cycle()
    with firm.store.write() as unit:
        now, hour = firm.clock(), timedelta(hours=1)
        taken = unit.mailboxes.claim(owner=OTHER, lease=hour, every=hour, now=now, address=BOB, only_due=False)
        assert taken
    if is_heard:
        other_is_heard_of(firm, wrong_by)


def other_is_heard_of(firm: Firm, wrong_by: timedelta = timedelta(0)) -> None:
    clock = firm.clock
    clock.tick(wrong_by)
    with firm.store.write() as unit:
        if OTHER in {one.owner for one in unit.processes.all()}:
            unit.processes.is_alive(OTHER)
        else:
            unit.processes.began(OTHER, takes="*", is_dead=lambda _: False)
    clock.tick(-wrong_by)


def is_free(firm: Firm, dead: Dead) -> bool:
    """Whether Bob's mailbox is due for anybody once the dead have given back."""
    dead.give_back()
    with firm.store.read() as unit:
        return OTHER not in unit.mailboxes.owners()


@pytest.mark.parametrize("wrong_by", [timedelta(0), timedelta(hours=-3), timedelta(hours=3)])
def test_whoever_is_silent_for_long_is_taken_over_from(firm: Firm, wrong_by: timedelta) -> None:
    other_begins(firm, wrong_by=wrong_by)
    dead = Dead(firm.context)

    assert not is_free(firm, dead)
    firm.clock.tick(SILENT - A_BIT)
    assert not is_free(firm, dead)
    firm.clock.tick(A_BIT)
    assert is_free(firm, dead)
    with firm.store.read() as unit:
        assert unit.mailboxes.next_due(Share((BOB,))) == firm.clock()


@pytest.mark.parametrize("wrong_by", [timedelta(0), timedelta(hours=-3)])
def test_whoever_is_heard_of_keeps_what_it_holds(firm: Firm, wrong_by: timedelta) -> None:
    other_begins(firm, wrong_by=wrong_by)
    dead = Dead(firm.context)

    for _ in range(8):
        assert not is_free(firm, dead)
        firm.clock.tick(SILENT / 2)
        other_is_heard_of(firm, wrong_by)
    firm.clock.tick(SILENT - A_BIT)
    assert not is_free(firm, dead)


def test_of_a_command_that_says_nothing_the_lease_runs_out(firm: Firm) -> None:
    other_begins(firm, is_heard=False)
    dead = Dead(firm.context)

    for _ in range(5):
        assert not is_free(firm, dead)
        firm.clock.tick(SILENT)
    assert firm.try_cycle(EVE)[EVE].failure == ""
    assert "another dealtrail process is at work on it" in firm.try_cycle(BOB)[BOB].failure
    firm.clock.tick(timedelta(hours=1))
    assert firm.try_cycle(BOB)[BOB].failure == ""


def test_whoever_was_only_slow_stores_nothing_once_it_was_taken_over_from(firm: Firm) -> None:
    other_begins(firm)
    dead = Dead(firm.context)
    is_free(firm, dead)
    firm.clock.tick(SILENT)
    assert is_free(firm, dead)

    firm.cycle(BOB)

    other_is_heard_of(firm)
    with firm.store.read() as unit:
        assert unit.mailboxes.owners() <= {firm.context.owner}
