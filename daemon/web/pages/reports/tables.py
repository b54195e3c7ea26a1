"""What a report tells as CSV: numbers as programs read them, each currency in rows of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from daemon.shapes import key_of, local
from daemon.tables import as_csv
from store.values import HistoryActivity, MonthSum, StageSum, StageTimes, Sum, WonAndLost

Row = dict[str, str]


def pipeline_rows(found: Sequence[StageSum]) -> Iterator[Row]:
    yield from _sums("stage", ((one.stage, one.sums) for one in found))


def forecast_rows(found: Sequence[MonthSum]) -> Iterator[Row]:
    yield from _sums("month", ((one.month, one.sums) for one in found))


def outcomes_rows(found: WonAndLost) -> Iterator[Row]:
    groups = [("month", one.month, one.sums) for one in found.months]
    groups += [("source", one.source or "", one.sums) for one in found.sources]
    for by, name, sums in groups:
        for one in sums:
            yield _row(
                by=by,
                name=name,
                currency=one.currency,
                won=one.won,
                won_total=one.won_total,
                lost=one.lost,
                lost_total=one.lost_total,
            )


def cycle_rows(found: Sequence[StageTimes]) -> Iterator[Row]:
    for one in found:
        yield _row(
            stage=one.stage,
            stays=one.stays,
            median_hours=one.median,
            ninetieth_hours=one.ninetieth,
            waiting=one.waiting,
            waiting_median_hours=one.waiting_median,
            waiting_long=one.waiting_long,
        )


def activity_rows(found: HistoryActivity, prefix: str, zone: ZoneInfo) -> Iterator[Row]:
    for one in found.lines:
        about = {"key": key_of(one.number, prefix), "title": one.title, "party": one.party, "assigned": one.assignee}
        weeks = {str(monday): count for monday, count in zip(found.weeks, one.weeks, strict=True)}
        yield _row(
            **about,
            stage=one.stage,
            last=local(one.last_at, zone),
            quiet_days=one.quiet_days,
            is_quiet="yes" if one.is_quiet else "no",
            **weeks,
        )


def csv_of(rows: Iterable[Row]) -> str:
    """Of nothing at all there is an empty table."""
    found = list(rows)
    return "".join(as_csv(list(found[0]), found)) if found else ""


def _sums(name: str, groups: Iterable[tuple[str | None, Sequence[Sum]]]) -> Iterator[Row]:
    for key, sums in groups:
        for one in sums:
            given = {name: key, "currency": one.currency, "count": one.count}
            yield _row(**given, total=one.total, weighted=one.expected)


def _row(**cells: Any) -> Row:
    return {name: "" if cell is None else str(cell) for name, cell in cells.items()}
