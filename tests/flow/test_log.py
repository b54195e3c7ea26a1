"""What the log says at `info`: facts, not heartbeats."""

from __future__ import annotations

from datetime import timedelta

import structlog
from structlog.testing import capture_logs

from daemon.service.loop import Loop
from tests.flow.firm import ANN, BOB, Firm


def said_in(firm: Firm, loop: Loop, turns: int) -> list[str]:
    with capture_logs([structlog.contextvars.merge_contextvars]) as log:
        for _ in range(turns):
            firm.clock.tick(timedelta(seconds=30))
            assert [turn.failure for turn in loop.once(BOB)] == [""]
    return [one["event"] for one in log if one["log_level"] != "debug"]


def test_turns_without_news_say_nothing_but_the_first(firm: Firm) -> None:
    firm.cycle()
    loop = Loop(firm.context)

    first, quiet = said_in(firm, loop, turns=1), said_in(firm, loop, turns=30)
    firm.outlook(BOB).deliver_mail(ANN, "Question")
    busy = said_in(firm, loop, turns=1)

    assert first[-1] == "turn done"
    assert quiet == []
    assert busy == ["page stored", "turn done"]
