"""A machine whose clock is minutes off: turns go by the database's clock, and whoever looks is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from daemon.context import Context
from daemon.service.alive import AMONG_MACHINES, Heart
from daemon.service.turns import Turns
from store.clocks import SMALL
from store.database import open_store, utc_now
from tests.flow.firm import BOB, EVE, Firm

HERE, THERE = "mail1.us.example/1/1", "mail2.us.example/17/5"
OFF = [timedelta(minutes=20), timedelta(minutes=-20)]


@pytest.fixture
def database(postgres_url: str) -> str:
    return postgres_url


@dataclass
class Machine:
    """Its clock is wrong by so much."""

    firm: Firm
    off: timedelta
    answers_take: timedelta = timedelta(0)  # by its clock

    def told(self) -> datetime:
        return self.firm.clock() + self.off

    def clock(self) -> datetime:
        self.off += self.answers_take
        return utc_now() + self.off


@contextmanager
def worker_on(machine: Machine) -> Iterator[Context]:
    with closing(open_store(machine.firm.url, clock=machine.told, machine=machine.clock)) as store:
        store.check()
        yield replace(machine.firm.context, store=store, clock=store.clock, owner=THERE, is_worker=True)


@pytest.mark.parametrize("off", OFF)
def test_it_takes_nothing_from_others_and_keeps_nothing_from_them(firm: Firm, off: timedelta) -> None:
    firm.cycle()
    firm.clock.tick()
    here = Turns(replace(firm.context, owner=HERE))

    mine = here.claim(None)
    with worker_on(Machine(firm, off)) as context:
        theirs, nothing = (Turns(context).claim(None) for _ in range(2))
    firm.clock.tick()
    with firm.store.read() as unit:
        due = unit.mailboxes.due(firm.clock(), limit=2)

    assert mine
    assert theirs
    assert nothing is None
    assert {mine.address, theirs.address} == {BOB, EVE} == set(due)


@pytest.mark.parametrize("off", OFF)
def test_it_says_so_until_it_is_right(firm: Firm, off: timedelta) -> None:
    machine = Machine(firm, off)
    with worker_on(machine) as context, capture_logs() as log:
        heart = Heart(context)
        heart.begin()
        known = [seconds_ahead(firm)]
        firm.clock.tick(AMONG_MACHINES)
        assert heart.beat()
        known.append(seconds_ahead(firm))
        machine.off = timedelta(0)
        firm.clock.tick(abs(off) + AMONG_MACHINES)
        assert heart.beat()
        known.append(seconds_ahead(firm))

    said = [(one["log_level"], one.get("ahead_seconds")) for one in log if "this machine's clock" in one["event"]]
    seconds = round(off.total_seconds())
    assert known == [pytest.approx(seconds, abs=1)] * 2 + [0]
    assert said == [("warning", pytest.approx(seconds, abs=1)), ("info", None)]


def seconds_ahead(firm: Firm) -> int:
    with firm.store.read() as unit:
        return next(one.clock_ahead for one in unit.processes.all() if one.owner == THERE)


def test_a_clock_that_is_set_back_does_not_silence_it(firm: Firm) -> None:
    """Others would take it for dead for as long as it was ahead."""
    heart = Heart(firm.context)
    heart.begin()

    firm.clock.tick(timedelta(minutes=-20))

    assert heart.beat()


def test_no_clock_is_blamed_for_a_slow_answer(firm: Firm) -> None:
    with worker_on(Machine(firm, -timedelta(seconds=30), answers_take=timedelta(seconds=30))) as context:
        assert context.store.clock.ahead == timedelta(0)


def test_what_is_small_counts_for_nothing(firm: Firm) -> None:
    with worker_on(Machine(firm, SMALL * 0.9)) as context:
        assert context.store.clock() == firm.clock() + SMALL * 0.9
