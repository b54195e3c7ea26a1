"""Who dies while it stores beside another takes nothing with it: the other goes on, and the next turn catches up."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.process import BaseProcess
from typing import Any

from tests.flow.firm import Firm
from tests.flow.writers import dying
from tests.flow.writers.several import Mail, a_firm_of, deliver, in_turns, is_sound, settled, state
from tests.postgres import PostgresServer

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.flow.writers.dying"])
BOTH, ONE, OTHER = frozenset({0, 1}), frozenset({0}), frozenset({1})
SENT = (
    Mail(BOTH),
    Mail(OTHER, (0,), is_known=False),
    Mail(ONE, (1, 0), is_known=False),
    Mail(BOTH, (2,)),
    Mail(BOTH, is_named=False),
)
POINTS = 8


def both_look(firm: Firm, fatal: int | None) -> tuple[int, BaseProcess]:
    """At the same moment; the first dies there, or tells how many points it came by. The second comes to its end."""
    firm.clock.tick()
    running = []
    for who, where in enumerate((fatal, None)):
        here, there = CONTEXT.Pipe(duplex=False)
        given: tuple[Any, ...] = (firm.url, firm.simulator.endpoint, firm.clock(), (who, 2), where, there)
        process = CONTEXT.Process(target=dying.look, args=given)
        process.start()
        there.close()
        running.append((process, here))
    told = []
    for process, here in running:
        try:
            told.append(here.recv())
        except EOFError:
            told.append((0, []))
        process.join(120)
    assert told[1][0] > 0
    assert [failures for _, failures in told] == [[], []]
    return told[0][0], running[0][0]


def test_whoever_dies_beside_another_is_caught_up_with(postgres_server: PostgresServer):
    expected = []
    for order in ((0, 1), (1, 0)):
        with a_firm_of(postgres_server, 2) as firm:
            deliver(firm, SENT, 2)
            in_turns(firm, order)
            settled(firm)
            expected.append(state(firm))
    with a_firm_of(postgres_server, 2) as firm:
        deliver(firm, SENT, 2)
        points, _ = both_look(firm, None)
        settled(firm)
        assert state(firm) in expected
    assert points > POINTS

    deaths = 0
    for fatal in range(1, points, -(-points // POINTS)):
        with a_firm_of(postgres_server, 2) as firm:
            deliver(firm, SENT, 2)
            _, died = both_look(firm, fatal)
            deaths += died.exitcode == -signal.SIGKILL  # of the last points it may have found less to do than before
            settled(firm)

            is_sound(firm, SENT, 2)
            assert state(firm) in expected, f"died at {fatal} of {points}"
    assert deaths > POINTS // 2
