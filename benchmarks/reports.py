"""Reports over a large record system against a hundredth of it: what they add up is added up by the database.

100,000 opportunities, 60,000 of them closed over five years, 400,000 changes of stages and 1,000,000 history items in
SQLite. Each report in its usual period, over all and over one person's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from benchmarks.figures import Figure
from benchmarks.records import ZONE, small_and_large
from daemon.acts import ReadAt, activity_of, sums_by_month, sums_by_stage, times_in_stages, won_and_lost
from store.database import Store
from store.unit import Unit
from store.values import OpportunityFilter, State

RUNS = 11
ADDED_UP = 3.0
AT = ReadAt(datetime(2025, 1, 6, 12, tzinfo=UTC), ZONE)
OPEN = State.OPEN

Report = Callable[[Unit, tuple[int, ...]], object]  # of these people's, all where there are none
REPORTS: dict[str, Report] = {
    "pipeline": lambda unit, of: sums_by_stage(unit, OpportunityFilter(state=OPEN, assigned_to=of)),
    "forecast": lambda unit, of: sums_by_month(unit, OpportunityFilter(state=OPEN, assigned_to=of)),
    "outcomes": lambda unit, of: won_and_lost(unit, OpportunityFilter(assigned_to=of), AT),
    "cycle": lambda unit, of: times_in_stages(unit, OpportunityFilter(assigned_to=of), AT),
    "activity": lambda unit, of: activity_of(unit, OpportunityFilter(state=OPEN, assigned_to=of), AT, limit=25),
}


def measure() -> Iterator[Figure]:
    with small_and_large(lives) as (small, large):
        for name, report in REPORTS.items():
            for whose, of in (("all", ()), ("one person's", (7,))):
                few, many = [], []
                for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
                    few.append(_seconds(small, report, of))
                    many.append(_seconds(large, report, of))
                cost, base = statistics.median(many), statistics.median(few)
                facts = {"ms": round(cost * 1000, 2), "small_ms": round(base * 1000, 2)}
                name_of = f"report {name} of {whose}, against a hundredth of the records"
                yield Figure(name_of, cost / base, goal=ADDED_UP, gates=True, facts=facts)


def _seconds(store: Store, report: Report, of: tuple[int, ...]) -> float:
    with store.read() as unit:
        started = time.perf_counter()
        report(unit, of)
        return time.perf_counter() - started


def lives(db: Connection) -> None:
    """Four moves each, a month apart at most; three of five are closed, over five years, two of three of them won.

    Each report finds all of its kinds: months, sources and none, and hours of every number; of a hundredth as well, as
    each lies elsewhere than the one before it (733 has no divisor in common with any of the numbers of days).
    """
    each = (
        "UPDATE opportunities SET total_minor = 100000 + number % 97 * 1000,"
        " close_date = date('2024-07-01', (number % 540) || ' days'),"
        " stage_entered_at = datetime('2020-01-01', (number * 733 % 1820) || ' days', (number % 24) || ' hours')"
        " || '.000000',"
        " source_id = (SELECT id FROM list_values WHERE list = 'source' AND position = number % 8)"
    )
    db.execute(text(each))
    moves = (
        "INSERT INTO changes (at, actor, record, record_id, field, before, after)"
        " SELECT datetime('2020-01-01', (number * 733 % 1800 + step * (1 + number % 30)) || ' days',"
        " (number * 7 % 24 * step) || ' hours') || '.000000', 'x',"
        " 'opportunity', number, 'stage', were.name, came.name FROM opportunities"
        " JOIN (SELECT 0 AS step UNION SELECT 1 UNION SELECT 2 UNION SELECT 3)"
        " JOIN stages were ON were.id = 1 + step JOIN stages came ON came.id = 2 + step ORDER BY 1"
    )
    db.execute(text(moves))
    closed = (
        "UPDATE opportunities SET closed_at = datetime('2020-01-02', (number * 733 % 1825) || ' days',"
        " (number % 24) || ' hours') || '.000000', probability_before = probability,"
        " stage_id = (SELECT id FROM stages WHERE kind = CASE WHEN number % 3 THEN 'won' ELSE 'lost' END)"
        " WHERE number / 10 % 5 < 3"
    )
    db.execute(text(closed))
    db.execute(text("ANALYZE"))
