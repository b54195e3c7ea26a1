"""A process of its own that looks at its share of the mailboxes, and dies before a statement or a commit."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import datetime
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

import structlog
from sqlalchemy import event

from daemon.service import Loop
from store.database import open_store
from store.turns import BESIDE
from tests.flow.firm import Clock, an_office
from tests.flow.writers.several import EVERYBODY


def look(url: str, endpoint: str, now: datetime, share: tuple[int, int], fatal: int | None, told: Connection) -> None:
    """The `share` is which of how many; of units stored beside others, it dies at the `fatal` statement or commit.

    It tells how many there were, and which turns failed.
    """
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    clock = Clock(now)
    store = open_store(url, clock=clock)
    crossed = count(1)
    last = 0

    def cross(connection: Any, *_: object) -> None:
        nonlocal last
        if connection.get_execution_options().get(BESIDE):
            last = next(crossed)
            if last == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(store._writing, name, cross)
    context = an_office(endpoint, store, clock, EVERYBODY[: share[1]])
    mine = {address: context.plans[address] for address in EVERYBODY[share[0] : share[1] : share[1]]}
    turns = Loop(replace(context, plans=mine, is_worker=True)).once()
    told.send((last, [turn.failure for turn in turns if turn.failure]))
