"""The service's loop, run until it has done what a test waits for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import structlog
from structlog.testing import capture_logs

from daemon.service.loop import Loop
from tests.flow.firm import Firm

Log = Sequence[Any]  # events of the log, each a dictionary with its context
PATIENCE = 60.0  # seconds; a service that does not get there is broken


def serve_until(firm: Firm, is_enough: Callable[[Log], bool]) -> Log:
    """Run the loop, every due mailbox its turn, until the log says that it is enough; the log."""
    firm.context = replace(firm.context, stop=Event())
    give_up_at = time.monotonic() + PATIENCE
    with capture_logs([structlog.contextvars.merge_contextvars]) as log:

        def tick() -> None:
            assert time.monotonic() < give_up_at, f"the service did not get there: {log}"
            if is_enough(log):
                firm.context.stop.set()

        assert Loop(firm.context).forever(tick, every=timedelta(milliseconds=20))
    return log


def turns(log: Log) -> list[tuple[str, bool]]:
    """The turns that ended: whose, and whether it went well."""
    return [(one["mailbox"], one["event"] == "turn done") for one in log if one["event"] in ENDS]


def serve_turns(firm: Firm, count: int) -> dict[str, bool]:
    """So many turns of the service: by mailbox, whether it went well."""
    return dict(turns(serve_until(firm, lambda log: len(turns(log)) >= count)))


ENDS = ("turn done", "mailbox parked")


def serve_rounds(firm: Firm, *acts: Callable[[], object], turns_each: int = 2) -> Log:
    """One service: a turn of every mailbox, then an act and all of them again a minute later, and so on to the last."""
    waiting, rounds = list(acts), 0

    def is_enough(log: Log) -> bool:
        nonlocal rounds
        if len(turns(log)) < turns_each * (rounds + 1):
            return False
        rounds += 1
        if not waiting:
            return True
        waiting.pop(0)()
        firm.clock.tick()
        return False

    return serve_until(firm, is_enough)
