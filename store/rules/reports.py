"""Periods and ranks of reports. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from store.errors import Invalid

MOST_MONTHS = 120
MOST_WEEKS = 53
MOST_DAYS = 3_650


def within(field: str, value: int, most: int) -> int:
    """The number, where it is from 1 to `most`; raises Invalid."""
    if not 1 <= value <= most:
        raise Invalid(field, f"must be a whole number from 1 to {most}, not {value}")
    return value


def months_until(today: date, count: int) -> list[date]:
    """The first days of so many months, the last of them being today's; the earliest first."""
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(max(12, last - count + 1), last + 1)]


def weeks_until(today: date, count: int) -> list[date]:
    """The Mondays of so many weeks, the last of them being today's; the earliest first."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=week) for week in range(count - 1, -1, -1)]


def ranked(counts: Mapping[int, int], per_cent: int) -> int | None:
    """The least value that so many per cent of all are at most; None of none. `counts` says how often each occurs."""
    return placed(counts, per_cent)[0] if any(counts.values()) else None


def placed(counts: Mapping[int, int], per_cent: int) -> tuple[int, int]:
    """The same with the place, from 1, that it has among those of this value; of some."""
    place = -(-sum(counts.values()) * per_cent // 100)
    for value in sorted(counts):
        if place <= counts[value]:
            return value, place
        place -= counts[value]
    raise ValueError("counts of nothing have no rank")


def called_now(names: Sequence[str], renamed: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each name that was ever used and what it is called now; `renamed` are names before and after, in time's order.

    A name that somebody has today is theirs, whoever had it before.
    """
    now: dict[str, str] = {}
    for before, after in renamed:
        now = {name: after if current == before else current for name, current in now.items()}
        now[before] = after
    return {name: current for name, current in now.items() if current in names} | {name: name for name in names}
