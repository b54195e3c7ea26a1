"""A server that is away is asked by one of its mailboxes; when it is back, all of them are at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.context import Context
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.flow.faults.living import office_of
from tests.flow.firm import Firm
from tests.flow.isolation.serving import served, staffed

MAILBOXES = 20
A_MINUTE = timedelta(minutes=1)
AWAY, BACK = timedelta(minutes=5), timedelta(minutes=65)
A_TRY = 6  # requests at most, three each of two kinds
LEFT_ALONE = timedelta(minutes=5)

Act = Callable[[Simulator], object]


@pytest.fixture
def office(firm: Firm) -> Iterator[Context]:
    with office_of(firm, A_MINUTE) as office:
        yield staffed(firm, replace(office, every=2 * A_MINUTE, workers=4), MAILBOXES - 2)


def fails(simulator: Simulator) -> None:
    """Of no mailbox in particular, and says nothing of when it is asked again."""
    simulator.faults.inject(Fault(FaultKind.SERVER_ERROR, times=0))


def asks_to_wait(simulator: Simulator) -> None:
    """Whoever asks, and says for how long."""
    simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, times=0, delay=2 * A_MINUTE))


def is_right(simulator: Simulator) -> None:
    simulator.faults.clear()


@pytest.mark.parametrize(
    ("goes", "comes_back"), [(Simulator.go_away, Simulator.start), (fails, is_right), (asks_to_wait, is_right)]
)
def test_a_server_that_is_away_is_asked_by_one_for_all_and_all_are_back_with_it(
    firm: Firm, office: Context, goes: Act, comes_back: Act
):
    begin = firm.clock.now
    acts = {AWAY: lambda: goes(firm.simulator), BACK: lambda: comes_back(firm.simulator)}

    came = served(firm, office, BACK + timedelta(minutes=10), acts)

    away = {at: asked for at, asked in came.asked.items() if begin + AWAY + A_MINUTE < at < begin + BACK}
    later = sum(asked for at, asked in away.items() if at > begin + AWAY + timedelta(minutes=15))
    assert max(away.values()) <= 2 * A_TRY
    assert 0 < later <= A_TRY * (45 / 5 + 1)  # every five minutes
    after = [(at, who) for at, who in came.ended if at >= begin + BACK]
    first = after[0][0]
    assert first - (begin + BACK) <= LEFT_ALONE + A_MINUTE
    assert {who for at, who in after if at <= first + A_MINUTE / 2} == set(office.plans)
    with firm.store.read() as unit:
        assert not [one.address for one in unit.mailboxes.status() if one.failures]
