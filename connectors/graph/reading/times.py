"""Moments and days as Graph writes them. Pure.

A moment comes either as an instant ("2026-12-01T08:30:00Z") or as a clock's face with the name of its zone; a day as
whatever midnight the program that wrote it took for one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

from connectors.zones import zone_named

_FIRST_YEAR, _NO_YEAR = 1601, 4501  # Outlook knows no day before, and writes "none" as the other
_WIDEST = timedelta(hours=14)  # that a zone is from UTC
_HALF_A_DAY = timedelta(hours=12)


class DateTimeZone(msgspec.Struct, gc=False, rename="camel"):
    """`dateTimeTimeZone`: a clock's face, and where the clock hangs."""

    date_time: str = ""
    time_zone: str | None = None


def instant(text: str) -> datetime:
    """The moment in UTC, in whole seconds as Exchange keeps them; ValueError for what is none.

    What lies at the end of time, as series without an end do, stays there.
    """
    at = datetime.fromisoformat(text.strip()).replace(microsecond=0)
    return _in_utc(at, UTC)


def moment(told: DateTimeZone) -> datetime:
    """The same of a clock's face; ValueError also where nobody knows the zone."""
    zone = zone_named(told.time_zone) if told.time_zone else UTC
    if zone is None:
        raise ValueError("a time zone that nobody knows")
    return _in_utc(datetime.fromisoformat(told.date_time.strip()).replace(microsecond=0), zone)


def _in_utc(at: datetime, zone: tzinfo) -> datetime:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def is_midnight(told: DateTimeZone) -> bool:
    """Whether the clock shows the beginning of a day."""
    return datetime.fromisoformat(told.date_time.strip()).time() == time.min


def midnight(day: date, zone: tzinfo) -> datetime:
    """When the day begins there, in UTC; a day without a midnight begins when the clock goes on."""
    return _in_utc(datetime.combine(day, time.min), zone)


def whole_day(told: DateTimeZone, zone: tzinfo, exact: datetime | None) -> datetime:
    """When a whole day begins (or, as an end, is over) for its owner, in UTC.

    Graph writes whole days as midnight, whatever zone it is asked for; `exact` is what MAPI keeps, and counts where it
    is that day's.
    """
    if not is_midnight(told):
        return moment(told)
    day = datetime.fromisoformat(told.date_time.strip()).replace(tzinfo=UTC)
    if exact is not None and abs(exact - day) <= _WIDEST:
        return exact
    return midnight(day.date(), zone)


def due_day(told: DateTimeZone, zone: tzinfo) -> date | None:
    """The day that somebody meant by a due date; None where that is Outlook's "none".

    Programs write the midnight of their own zone, or of UTC; told in yet another zone it is any hour of the day before
    or of that day, and the nearest midnight is meant.
    """
    at = moment(told)
    if not _FIRST_YEAR <= at.year < _NO_YEAR:
        return None
    local = at.astimezone(zone)
    if local.time() == time.min:
        return local.date()
    if at.time() == time.min:
        return at.date()
    return (local.replace(tzinfo=None) + _HALF_A_DAY).date()


def alarm(told: DateTimeZone) -> datetime | None:
    """When an alarm goes off; None where that is Outlook's "none"."""
    at = moment(told)
    return at if _FIRST_YEAR <= at.year < _NO_YEAR else None


def written(at: datetime) -> dict[str, str]:
    """A moment to write."""
    return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def written_day(day: date, zone_name: str) -> dict[str, str]:
    """A day to write: its midnight, by the clock of the mailbox's zone, under the name that the mailbox has for it."""
    return {"dateTime": f"{day.isoformat()}T00:00:00", "timeZone": zone_name}


def for_query(at: datetime) -> str:
    """As it stands in a query."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
