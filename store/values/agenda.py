"""What is due of a user. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from store.values.making import dataclass
from store.values.people import User
from store.values.reviewing import ReviewEntry


class DueKind(StrEnum):
    REMINDER = "reminder"  # of an opportunity
    ACTIVITY = "activity"  # of the stage that an opportunity is in
    TASK = "task"  # in a history
    PROJECT_TASK = "project task"
    CLOSING = "closing"  # an opportunity's expected close date


@dataclass(frozen=True, slots=True)
class Due:
    kind: DueKind
    day: date
    at: datetime | None  # the moment of its reminder, where it has one
    title: str  # what is to be done; of a reminder and a closing, the opportunity's title
    id: int  # the item's of a task, the project task's, the activity's; else the opportunity's number
    number: int | None  # the opportunity that it is about
    about: str  # that opportunity's title, or else the project's name
    party: str  # the account's or contact's name


@dataclass(frozen=True, slots=True)
class Agenda:
    user: User
    first: date
    last: date
    today: date
    due: Sequence[Due]  # by day; what is overdue first
    questions: Sequence[ReviewEntry]  # that wait for the user
    has_more: bool  # than were asked for of something

    def is_overdue(self, due: Due) -> bool:
        return due.day < self.today


@dataclass(frozen=True, slots=True)
class AgendaDay:
    day: date
    due: Sequence[Due]  # so many of the first, or those behind them
    has_more: bool


@dataclass(frozen=True, slots=True)
class AgendaByDay:
    user: User
    first: date
    last: date
    today: date
    overdue: Sequence[Due]  # the latest, where today is among the days
    days: Sequence[AgendaDay]
    earlier: date | None  # the nearest day with something that is not here: before all that is overdue, or the days
    later: date | None
    questions: Sequence[ReviewEntry]
