"""Times and dates as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.when import day, moment
from store.rules.typed import Manner

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2025, 3, 4, 23, 30, tzinfo=UTC)  # 0:30 on the fifth in Oslo
HERE = Manner(NOW, OSLO)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2025-03-04 09:00", datetime(2025, 3, 4, 8, 0, tzinfo=UTC)),
        ("2025-03-04 9:00", datetime(2025, 3, 4, 8, 0, tzinfo=UTC)),
        ("2025-07-04T09:00", datetime(2025, 7, 4, 7, 0, tzinfo=UTC)),
        ("2025-03-04T09:00+05:00", datetime(2025, 3, 4, 4, 0, tzinfo=UTC)),
        ("2025-03-04T09:00:00Z", datetime(2025, 3, 4, 9, 0, tzinfo=UTC)),
        ("2025-03-04", datetime(2025, 3, 4, 8, 0, tzinfo=UTC)),
        ("today 17:30", datetime(2025, 3, 5, 16, 30, tzinfo=UTC)),
        ("tomorrow", datetime(2025, 3, 6, 8, 0, tzinfo=UTC)),
        (" Tomorrow 7:15 ", datetime(2025, 3, 6, 6, 15, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_one_of_the_zone(typed: str, meant: datetime) -> None:
    assert moment(typed, HERE) == meant


@pytest.mark.parametrize("typed", ["", "soon", "2025-13-01", "2025-03-04 25:00", "today 9", "17:30", "tomorrow early"])
def test_what_is_no_time_is_answered_with_ways_to_write_one(typed: str) -> None:
    with pytest.raises(WrongUse, match=r"is not a time; write 2025-03-04 09:00"):
        moment(typed, HERE)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(WrongUse, match="does not exist in Europe/Oslo"):
        moment("2025-03-30 02:30", HERE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2025-04-01", date(2025, 4, 1)), ("today", date(2025, 3, 5)), ("TOMORROW", date(2025, 3, 6))],
)
def test_a_date_can_be_written_or_named(typed: str, meant: date) -> None:
    assert day(typed, HERE) == meant


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(WrongUse, match="is not a date"):
        day("2025-02-30", HERE)
