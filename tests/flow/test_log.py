"""What the log says at `info`: facts, not heartbeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import structlog
from structlog.testing import capture_logs

from daemon.service.loop import Loop
from tests.flow.firm import ANN, BOB, Firm

Said = Sequence[Any]  # lines of the log, each a dictionary with its context


def said_in(
    firm: Firm, loop: Loop, turns: int, *, every: timedelta = timedelta(seconds=30), of: str | None = BOB
) -> Said:
    """What is said in so many turns of one mailbox, or of all."""
    with capture_logs([structlog.contextvars.merge_contextvars]) as log:
        for _ in range(turns):
            firm.clock.tick(every)
            assert not any(turn.failure for turn in loop.once(of))
    return [one for one in log if one["log_level"] != "debug"]


def events(said: Said) -> list[str]:
    return [one["event"] for one in said]


def test_turns_without_news_say_nothing_but_the_first(firm: Firm) -> None:
    firm.cycle()
    loop = Loop(firm.context)

    first, quiet = said_in(firm, loop, turns=1), said_in(firm, loop, turns=30)
    firm.outlook(BOB).deliver_mail(ANN, "Question")
    busy = said_in(firm, loop, turns=1)

    assert events(first)[-1] == "turn done"
    assert events(quiet) == []
    assert events(busy) == ["page stored", "turn done"]


MAILBOXES, MOST = 30, 2_000  # lines of a day in which nothing happens in any of them
REFRESHED = 4  # times an hour that everything is looked into


def test_a_quiet_day_of_thirty_mailboxes_is_no_more_than_somebody_may_look_through(firm: Firm) -> None:
    """Everything is looked into once an hour, and in the night compared; turns between say nothing at all."""
    firm.context = replace(firm.context, refresh=timedelta(minutes=15), reconcile_at=time(2))
    firm.outlook(BOB).deliver_mail(ANN, "Question")
    for _ in range(2):
        firm.cycle()

    said = said_in(firm, Loop(firm.context), 24, every=timedelta(hours=1), of=None)

    of_one = [one for one in said if "mailbox" in one]
    assert events(said).count("mailbox reconciled") == 2
    assert events(said).count("an hour's turns") >= 23
    assert len(said) - len(of_one) + len(of_one) / len(firm.context.plans) * MAILBOXES * REFRESHED < MOST
