"""What reports tell of opportunities: what was won and lost, how long stages take, and which ones went quiet. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class Decided:
    """What was won and what was lost, of one currency."""

    currency: str
    won: int = 0
    won_total: Decimal = Decimal(0)
    lost: int = 0
    lost_total: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthDecided:
    month: str  # "2026-03"
    sums: tuple[Decided, ...]  # by currency; empty where nothing was closed


@dataclass(frozen=True, slots=True)
class SourceDecided:
    source: str | None  # None: those without a source
    sums: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class WonAndLost:
    """The same opportunities twice: by the month they were closed in, every month of the period, and by source."""

    months: tuple[MonthDecided, ...]
    sources: tuple[SourceDecided, ...]


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How long opportunities stayed in a stage, in whole hours.

    A stay counts when it is over. Those that are still there are told beside it: what they will come to is not known.
    """

    stage: str | None  # None: those without a stage
    stays: int  # that ended in the period
    median: int | None  # None where there was none
    ninetieth: int | None  # nine of ten took this long at most
    waiting: int  # opportunities that are there now
    waiting_median: int | None  # how long they have been
    waiting_long: int  # of them, how many are there for longer than nine of ten took


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """What lately happened in an open opportunity."""

    number: int
    title: str
    party: str
    assignee: str  # "" where it is nobody's
    stage: str
    last_at: datetime | None  # None: nothing is in its history
    quiet_days: int  # since that, or since it was created
    is_quiet: bool
    weeks: tuple[int, ...]  # items of its history, week by week


@dataclass(frozen=True, slots=True)
class HistoryActivity:
    """Open opportunities, those that are quiet for longest first."""

    lines: tuple[ActivityLine, ...]
    weeks: tuple[date, ...]  # the Mondays of the weeks, the earliest first
    quiet_after: int  # days
    count: int  # of all that are meant, not of those that are shown
    quiet: int
