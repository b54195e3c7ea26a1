"""Days begin by the clock of a zone; all-day appointments are on their day, wherever made and whoever looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.days import after, begins, day_in, day_of, last_day_in
from store.values import HistoryLine, ItemKind, ItemVersion

DAY = date(2026, 12, 1)


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 12, 31), 24)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int):
    oslo = ZoneInfo("Europe/Oslo")

    assert begins(after(day), oslo) - begins(day, oslo) == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Europe/Oslo", "Pacific/Honolulu", "Pacific/Kiritimati", "UTC"])
def test_the_ends_of_the_calendar_can_be_told_in_every_zone(zone: str):
    first, last = (begins(day, ZoneInfo(zone)) for day in (date.min, after(date.max)))

    assert (first.year, last.year) == (1, 9999)


@pytest.mark.parametrize("zone", ["Europe/Oslo", "America/New_York", "Pacific/Honolulu", "Pacific/Auckland", "UTC"])
def test_a_days_midnight_is_that_day_in_every_office(zone: str):
    assert day_of(midnight(DAY, zone)) == DAY


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-10 * 60, 13 * 60))
def test_every_midnight_between_hawaii_and_new_zealand_is_its_day(day: date, offset: int):
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=offset)

    assert day_of(at) == day


@pytest.mark.parametrize(("days", "last"), [(0, DAY), (1, DAY), (3, DAY + timedelta(days=2))])
def test_the_last_day_is_the_one_before_the_midnight_at_its_end(days: int, last: date):
    start = midnight(DAY, "Europe/Oslo")
    fair = ItemVersion(start, "Fair", start, start + timedelta(days=days), is_all_day=True)

    assert (day_in(fair), last_day_in(fair)) == (DAY, last)


def test_only_what_takes_whole_days_has_a_day():
    start = midnight(DAY, "Europe/Oslo")

    assert day_in(HistoryLine(1, ItemKind.APPOINTMENT, start, "Demo", "Bob")) is None
    assert day_in(HistoryLine(1, ItemKind.APPOINTMENT, None, "Fair", "Bob", is_all_day=True)) is None
    assert last_day_in(ItemVersion(start, "Demo", start, start)) is None
