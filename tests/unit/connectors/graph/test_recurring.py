"""Rules of series, as Graph writes what EWS writes otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from connectors.graph.reading.recurring import Recurrence, deleted_starts, rule, zone
from connectors.recurrence import Frequency, Rule

NO_END = {"type": "noEnd", "startDate": "2026-12-01", "endDate": "0001-01-01", "numberOfOccurrences": 0}
OSLO = ZoneInfo("Europe/Oslo")


def _recurrence(pattern: dict[str, Any], extent: dict[str, Any] | None = None) -> Recurrence:
    whole = {"interval": 1, "month": 0, "dayOfMonth": 0, "firstDayOfWeek": "sunday", "index": "first"} | pattern
    return msgspec.convert({"pattern": whole, "range": extent or NO_END}, Recurrence)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"type": "daily", "interval": 3}, Rule(Frequency.DAILY, 3)),
        (
            {"type": "weekly", "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "monday"},
            Rule(Frequency.WEEKLY, weekdays=frozenset({0, 4}), week_start=0),
        ),
        ({"type": "absoluteMonthly", "dayOfMonth": 31, "interval": 2}, Rule(Frequency.MONTHLY, 2, day=31)),
        (
            {"type": "relativeMonthly", "daysOfWeek": ["tuesday"], "index": "last"},
            Rule(Frequency.MONTHLY, weekdays=frozenset({1}), position=-1),
        ),
        ({"type": "absoluteYearly", "dayOfMonth": 29, "month": 2}, Rule(Frequency.YEARLY, day=29, month=2)),
        (
            {"type": "relativeYearly", "daysOfWeek": ["saturday", "sunday"], "index": "second", "month": 6},
            Rule(Frequency.YEARLY, weekdays=frozenset({5, 6}), position=2, month=6),
        ),
        ({"type": "lunar"}, None),
        ({"type": "unknownFutureValue"}, None),
        ({"type": "weekly", "daysOfWeek": ["someday"]}, None),
        ({"type": "weekly", "daysOfWeek": []}, None),
        ({"type": "absoluteMonthly", "dayOfMonth": 0}, None),
        ({"type": "daily", "interval": -1}, None),
    ],
)
def test_a_rule_is_the_same_as_over_ews(pattern: dict[str, Any], expected: Rule | None) -> None:
    assert rule(_recurrence(pattern)) == expected


@pytest.mark.parametrize(
    ("extent", "until", "count"),
    [
        ({"type": "endDate", "endDate": "2027-01-31"}, date(2027, 1, 31), None),
        ({"type": "numbered", "numberOfOccurrences": 5, "endDate": "0001-01-01"}, None, 5),
        (NO_END, None, None),
        ({"type": "endDate", "endDate": "9999-12-31"}, date(9999, 12, 31), None),
    ],
)
def test_a_series_ends_as_told(extent: dict[str, Any], until: date | None, count: int | None) -> None:
    found = rule(_recurrence({"type": "daily"}, extent))

    assert found is not None
    assert (found.until, found.count) == (until, count)


@pytest.mark.parametrize("extent", [{"type": "endDate"}, {"type": "endDate", "endDate": "x"}, {"type": "numbered"}])
def test_an_end_that_makes_no_sense_makes_no_rule(extent: dict[str, Any]) -> None:
    assert rule(_recurrence({"type": "daily"}, extent)) is None
    assert rule(Recurrence()) is None


@pytest.mark.parametrize(
    ("told", "names", "expected"),
    [
        ("W. Europe Standard Time", ("UTC",), "Europe/Berlin"),
        ("tzone://Microsoft/Custom", ("UTC", "Europe/Oslo"), "Europe/Oslo"),
        (None, ("tzone://Microsoft/Utc", None), "UTC"),
        (None, (None, "nowhere"), None),
    ],
)
def test_the_zone_of_a_series_is_its_ranges_or_the_next_best(
    told: str | None, names: tuple[str | None, ...], expected: str | None
) -> None:
    found = zone(_recurrence({"type": "daily"}, {"recurrenceTimeZone": told}), *names)

    assert (str(found) if found else None) == expected


def test_deleted_occurrences_are_known_by_the_day_in_their_ids() -> None:
    first = datetime(2026, 10, 1, 7, 30, tzinfo=UTC)  # half past nine in Oslo, while it is summer there
    ids = ("OID.AAMk.x=.2026-12-08", "OID.AAMk.2026-10-08", "AAMkAD", "OID.x.2026-13-01", "." * 100_000)

    assert deleted_starts(ids, first, OSLO) == {
        datetime(2026, 12, 8, 8, 30, tzinfo=UTC),
        datetime(2026, 10, 8, 7, 30, tzinfo=UTC),
    }
