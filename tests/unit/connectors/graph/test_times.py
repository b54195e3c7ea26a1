"""Moments and days as Graph writes them, and programs of all zones wrote them before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.graph.reading.times import DateTimeZone, due_day, instant, moment, whole_day, written_day

OSLO, AUCKLAND, NEW_YORK = ZoneInfo("Europe/Oslo"), ZoneInfo("Pacific/Auckland"), ZoneInfo("America/New_York")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Oslo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata")]


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-12-01T08:30:00.0000000", "UTC", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-12-01T08:30:00.9999999", "tzone://Microsoft/Utc", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-12-01T08:30:00", "W. Europe Standard Time", datetime(2026, 12, 1, 7, 30, tzinfo=UTC)),
        ("2026-07-01T08:30:00", "W. Europe Standard Time", datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        ("2026-12-01T08:30:00", "Europe/Oslo", datetime(2026, 12, 1, 7, 30, tzinfo=UTC)),
        ("2026-12-01T08:30:00", None, datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-12-01T08:30:00Z", "Europe/Oslo", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("9999-12-31T23:59:59.9999999", "Pacific Standard Time", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00", "W. Europe Standard Time", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_clock_in_a_zone_shows_a_moment(text: str, zone: str | None, expected: datetime) -> None:
    assert moment(DateTimeZone(text, zone)) == expected


@pytest.mark.parametrize("zone", ["tzone://Microsoft/Custom", "Customized Time Zone", "../../etc/passwd", "\0"])
def test_a_clock_in_a_zone_that_nobody_knows_shows_none(zone: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        moment(DateTimeZone("2026-12-01T08:30:00", zone))


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01T00:00:00", "2026-12-01T25:00:00Z", "1e400"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        instant(text)


@pytest.mark.parametrize(
    ("zone", "exact", "expected"),
    [
        (OSLO, None, datetime(2026, 11, 30, 23, tzinfo=UTC)),
        (AUCKLAND, None, datetime(2026, 11, 30, 11, tzinfo=UTC)),
        (OSLO, datetime(2026, 12, 1, 5, tzinfo=UTC), datetime(2026, 12, 1, 5, tzinfo=UTC)),  # made in New York
        (OSLO, datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)),  # of another occurrence
    ],
)
def test_a_whole_day_begins_at_its_owners_midnight(zone: ZoneInfo, exact: datetime | None, expected: datetime) -> None:
    assert whole_day(DateTimeZone("2026-12-01T00:00:00.0000000", "UTC"), zone, exact) == expected


def test_a_whole_day_that_is_told_as_an_instant_is_one() -> None:
    assert whole_day(DateTimeZone("2026-11-30T23:00:00", "UTC"), OSLO, None) == datetime(2026, 11, 30, 23, tzinfo=UTC)


@given(day=st.dates(date(2000, 1, 2), date(2100, 1, 1)), mine=st.sampled_from(ZONES), theirs=st.sampled_from(ZONES))
def test_a_due_day_is_the_mailboxes_own_wherever_it_was_written_down(
    day: date, mine: ZoneInfo, theirs: ZoneInfo
) -> None:
    """As this mailbox's midnight, told in whatever zone; or as midnight in UTC, which Outlook writes."""
    own = datetime(day.year, day.month, day.day, tzinfo=mine)
    told_elsewhere = own.astimezone(theirs).replace(tzinfo=None)

    assert due_day(DateTimeZone(told_elsewhere.isoformat(), theirs.key), mine) == day
    assert due_day(DateTimeZone(f"{day.isoformat()}T00:00:00.0000000", "UTC"), mine) == day
    assert due_day(msgspec.convert(written_day(day, mine.key), DateTimeZone), mine) == day


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-11-30T10:00:00", OSLO, date(2026, 11, 30)),  # midnight in UTC+14: nearer to this day in Oslo
        ("2026-11-30T14:00:00", OSLO, date(2026, 12, 1)),  # in UTC+10
        ("2026-12-01T05:00:00", OSLO, date(2026, 12, 1)),  # in New York
        ("2026-12-01T00:00:00", NEW_YORK, date(2026, 12, 1)),
        ("4501-01-01T00:00:00", OSLO, None),
    ],
)
def test_a_due_day_of_a_foreign_midnight_is_the_nearest(text: str, zone: ZoneInfo, expected: date | None) -> None:
    assert due_day(DateTimeZone(text, "UTC"), zone) == expected
