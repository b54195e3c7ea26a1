"""What the log says at `info`: facts, not heartbeats."""

from __future__ import annotations

from datetime import timedelta

import structlog
from structlog.testing import capture_logs

from tests.flow.firm import ANN, BOB, Firm


def info_of(firm: Firm, turns: int) -> list[str]:
    with capture_logs([structlog.contextvars.merge_contextvars]) as log:
        for _ in range(turns):
            firm.clock.tick(timedelta(seconds=30))
            firm.cycle()
    return [one["event"] for one in log if one["log_level"] != "debug"]


def test_an_hour_without_news_is_no_line_and_news_is_a_few(firm: Firm) -> None:
    firm.cycle()

    quiet = info_of(firm, turns=30)
    firm.outlook(BOB).deliver_mail(ANN, "Question")
    busy = info_of(firm, turns=1)

    assert [event for event in quiet if event != "daily job done"] == []
    assert busy == ["page stored", "turn done"]
