"""What opportunities come to, and what is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from daemon.web.api.schemas.base import Amount, Answered, Key, NamedUser
from daemon.web.api.schemas.records import Sum
from daemon.web.api.schemas.standing import Entry

Month = Annotated[str | None, Field(description="2025-03; null for those without a day.")]


class StageSums(Answered):
    stage: str | None
    sums: list[Sum]


class MonthSums(Answered):
    month: Month
    sums: list[Sum]


class PersonSums(Answered):
    """What is somebody's; null for what is nobody's."""

    person: str | None
    sums: list[Sum]
    months: list[MonthSums]


class Decided(Answered):
    currency: str
    won: int
    won_total: Amount
    lost: int
    lost_total: Amount


class DecidedInMonth(Answered):
    month: str
    sums: list[Decided]


class DecidedOfSource(Answered):
    source: str | None
    sums: list[Decided]


class Outcomes(Answered):
    """What was won and lost, each currency by itself."""

    months: list[DecidedInMonth]
    sources: list[DecidedOfSource]


class StageTimes(Answered):
    """How long opportunities stayed in a stage, and how long those there are there; whole hours."""

    stage: str | None
    stays: int
    median_hours: int | None
    ninetieth_hours: int | None
    waiting: int
    waiting_median_hours: int | None
    waiting_long: int


class Lately(Answered):
    """What happened in an opportunity, week by week, and how long nothing did."""

    number: int
    key: Key
    title: str
    party: str
    assigned: str | None
    stage: str | None
    last_at: datetime | None
    quiet_days: int
    is_quiet: bool
    items: list[int]


class Liveliness(Answered):
    count: int
    quiet: int
    quiet_after_days: int
    weeks: Annotated[list[date], Field(description="The Mondays of the weeks that are counted.")]
    opportunities: list[Lately]


class Due(Answered):
    kind: str
    day: date
    at: datetime | None
    title: str
    id: int
    opportunity: Key | None
    number: int | None
    about: str
    party: str
    overdue: bool


class Agenda(Answered):
    """What is due of somebody, and what waits for their answer."""

    user: NamedUser
    first: date
    last: date
    today: date
    due: list[Due]
    questions: list[Entry]
    more: bool
