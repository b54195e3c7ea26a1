"""A service that looks where it is told to may die at any border of such a turn, or lose any answer, all the same."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from threading import current_thread
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from daemon.service.loop import Loop
from simulator.control import Control
from simulator.faults import Fault, FaultKind
from store.database import open_store
from tests.flow.borders import Borders, Guarded, GuardedStore
from tests.flow.firm import ANN, BOB, MORNING, Clock, Firm, an_office
from tests.flow.service import ENDS, serve_rounds
from tests.flow.test_crash import World, Worlds, end_state, first_look, survived, worlds  # noqa: F401 - a fixture
from tests.sampled import offset

CONTEXT = multiprocessing.get_context("forkserver")
# Every commit takes others; `make soak` every border and every answer.
EVERY = 1 if os.environ.get("EVERY_BORDER") else 72


@pytest.fixture
def where() -> str:
    """Notifications are EWS's."""
    return "exchange"


class OfTurns(Borders):
    """Those that a turn crosses, once they count."""

    counts = False

    def cross(self, name: str) -> None:
        if self.counts and current_thread().name.startswith("mailbox"):
            super().cross(name)


def people_act(endpoint: str) -> None:
    """News in all kinds of folders, new ones among them."""
    outlook = Control(endpoint).outlook(BOB)
    linked, both = (outlook.find(subject)[0] for subject in ("linked", "to both"))
    outlook.set_categories(linked, ["Red"])
    outlook.make_folder("Inbox/Projects")
    outlook.move(both, "Inbox/Projects")
    outlook.delete(outlook.find("skipped")[0])
    outlook.deliver_mail(ANN, "later", sent_at=MORNING)
    outlook.appoint("next demo", MORNING + timedelta(days=2), attendees=[ANN])


def serve_two_rounds(url: str, endpoint: str, now: datetime, fatal: int | None, told: Connection) -> None:
    """In a process of its own: all mailboxes, people act, and all again by what is told, dying at border `fatal`."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    borders, clock = OfTurns(fatal, told.send), Clock(now)
    store = open_store(url, clock=clock)
    opened = an_office(endpoint, store, clock).open_mailbox
    context = an_office(
        endpoint,
        GuardedStore(store, borders),  # type: ignore[arg-type]  # stands in for the store
        clock,
        open_it=lambda address: Guarded("mailbox", opened(address), borders),  # type: ignore[arg-type,return-value]
    )
    with capture_logs([structlog.contextvars.merge_contextvars]) as log:

        def tick() -> None:
            ended = [one for one in log if one["event"] in ENDS]
            if len(ended) == 2 and not borders.counts:
                people_act(endpoint)
                borders.counts = True
                clock.tick()
            if len(ended) >= 4:
                context.stop.set()

        Loop(replace(context, workers=1)).forever(tick, every=timedelta(milliseconds=20))
    told.send(borders.crossed)


def served(firm: Firm, fatal: int | None) -> str | int:
    """The border at which the service died, or how many there are."""
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=serve_two_rounds, args=(firm.url, firm.simulator.endpoint, firm.clock.tick(), fatal, there)
    )
    process.start()
    there.close()
    try:
        told: str | int = here.recv()
        return told
    finally:
        here.close()
        process.join()
        process.close()


def test_killed_at_any_border_of_a_turn_that_was_told_where_to_look_the_end_is_the_same(
    tmp_path: Path,
    worlds: Worlds,  # noqa: F811
    record_property: Callable[[str, object], None],
):
    found = survived(worlds("first look", "exchange"), tmp_path, served, offset("told", EVERY), EVERY, 60)

    record_property("counted", f"told where to look: {found}")


def test_with_any_answer_lost_the_service_goes_on_and_the_end_is_the_same(
    tmp_path: Path,
    worlds: Worlds,  # noqa: F811
):
    world = worlds("first look", "exchange")

    def lived(folder: Path, lost: int | None) -> tuple[dict[str, Any], int]:
        with world.revived(folder) as firm:
            journal, faults = firm.simulator.journal, firm.simulator.faults

            def act() -> None:
                people_act(firm.simulator.endpoint)
                journal.clear()
                if lost is not None:
                    faults.inject(Fault(FaultKind.RESET_AFTER, after=lost))

            def count() -> None:
                counted.append(len(journal.requests))
                faults.clear()
                firm.clock.tick(timedelta(minutes=10))

            counted: list[int] = []
            serve_rounds(firm, act, count)
            return end_state(firm), counted[0]

    expected, requests = lived(tmp_path, None)
    assert requests > 10
    some = max(1, EVERY // 9)
    for number in range(offset("answers of told", some), requests, some):
        assert lived(tmp_path, number)[0] == expected, f"answer {number + 1} of {requests} was lost"
