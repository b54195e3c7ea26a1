"""What reports tell of opportunities: what was won and lost, how long stages take, and which went quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from store.rules.reports import MOST_DAYS, MOST_MONTHS, MOST_WEEKS, within
from store.unit import Unit
from store.values import HistoryActivity, OpportunityFilter, StageTimes, WonAndLost

MONTHS = 12
QUIET_AFTER = 14  # days
WEEKS = 12


@dataclass(frozen=True, slots=True)
class ReadAt:
    """When and where a report is read: months and days are those of the zone."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def won_and_lost(unit: Unit, meant: OpportunityFilter, at: ReadAt, *, months: int = MONTHS) -> WonAndLost:
    """By month and by source, of so many months until this one."""
    within("months", months, MOST_MONTHS)
    return unit.decided.of(meant, months=months, today=at.today, zone=at.zone)


def times_in_stages(unit: Unit, meant: OpportunityFilter, at: ReadAt, *, months: int = MONTHS) -> Sequence[StageTimes]:
    """Of stays that ended in so many months until this one."""
    within("months", months, MOST_MONTHS)
    return unit.stage_times.of(meant, months=months, today=at.today, zone=at.zone)


def activity_of(
    unit: Unit,
    meant: OpportunityFilter,
    at: ReadAt,
    *,
    quiet_after: int = QUIET_AFTER,
    weeks: int = WEEKS,
    limit: int | None = 50,
    offset: int = 0,
) -> HistoryActivity:
    """Of open opportunities, those that are quiet for longest first: so many after the first `offset`."""
    return unit.liveliness.of(
        meant,
        quiet_after=within("quiet-after", quiet_after, MOST_DAYS),
        weeks=within("weeks", weeks, MOST_WEEKS),
        limit=limit,
        offset=offset,
        today=at.today,
        zone=at.zone,
    )
