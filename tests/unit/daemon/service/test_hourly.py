"""What the turns of an hour came to is one line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from daemon.service.hourly import Hour

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_turns_say_once_an_hour_what_they_came_to():
    hour = Hour()

    with capture_logs() as log:
        for minute in range(121):
            hour.count(
                NINE + timedelta(minutes=minute), seen=minute == 5, paid=2 * (minute == 70), is_failed=minute < 3
            )

    assert [(one["event"], one["log_level"]) for one in log] == [("an hour's turns", "info")] * 2
    assert [(one["turns"], one["seen"], one["paid"], one["failed"]) for one in log] == [(61, 1, 0, 3), (60, 0, 2, 0)]


def test_before_an_hour_is_over_nothing_is_said():
    hour = Hour()

    with capture_logs() as log:
        for minute in range(60):
            hour.count(NINE + timedelta(minutes=minute))

    assert log == []
