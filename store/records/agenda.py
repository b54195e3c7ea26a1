"""What is due of a user, of each kind so much at most, however much there is: read from indexes by user and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, Select, bindparam, exists, func, literal_column, select, text, union_all

from store.history.views import SHOWN
from store.models import (
    AccountRow,
    ActivityRow,
    ContactRow,
    ItemRow,
    ItemTaskRow,
    MailboxRow,
    OpportunityActivityRow,
    OpportunityRow,
    ProjectRow,
    ProjectTaskRow,
)
from store.odds import often
from store.records.wanted_tasks import ACCOUNT, CONTACT, NUMBER
from store.repository import Repository, among, rows_among
from store.rules.activities import due_day, due_moment
from store.values import Due, DueKind, TaskStatus

AT_ONCE = 100  # activities that one statement asks for: SQLite joins 500 at the most
_WEEK = timedelta(days=7)
_NEVER = datetime.max.replace(tzinfo=UTC)
_FIRST, _LAST = date(1, 1, 2), date(9999, 12, 30)  # what can be told in any zone


@dataclass(frozen=True, slots=True)
class _Days:
    """Days that are looked through, from one until before another, in a zone; the latest first or the earliest."""

    user: int
    start: date
    end: date
    zone: ZoneInfo
    limit: int
    is_past: bool

    def dates(self) -> dict[str, Any]:
        return {"user": self.user, "start": self.start, "end": self.end, "limit": self.limit}

    def moments(self) -> dict[str, Any]:
        return {"user": self.user, "limit": self.limit} | self.bounds()

    def bounds(self, days: int = 0) -> dict[str, Any]:
        """The moments at which they begin and end, so many days before."""
        start, end = (_midnight(day, days, self.zone) for day in (self.start, self.end))
        return {"start": start, "end": end}


class Agendas(Repository):
    def of(
        self, user_id: int, first: date, last: date, today: date, zone: ZoneInfo, limit: int
    ) -> tuple[Sequence[Due], bool]:
        """What is due on these days, and whether there is more; where today is among them, what is overdue, too.

        Of each kind `limit` at most: of what is overdue the latest, of the days the earliest.
        """
        spans = [_Days(user_id, max(first, today) if first <= today else first, _next(last), zone, limit + 1, False)]
        if first < today:
            spans.append(_Days(user_id, first, min(today, _next(last)), zone, limit + 1, True))
        if first <= today <= last:
            spans[0] = _Days(user_id, today, _next(last), zone, limit + 1, False)
            spans[1:] = [_Days(user_id, _FIRST, today, zone, limit + 1, True)]
        found: list[Due] = []
        has_more = False
        for span in (one for one in spans if one.start < one.end):
            for due in (self._reminders, self._activities, self._tasks, self._project_tasks, self._closings):
                some = due(span)
                has_more |= len(some) > limit
                found += some[:limit]
        return sorted(found, key=_order), has_more

    def mailbox_of(self, email: str) -> int | None:
        """The mailbox of a user, where it is one that is visited."""
        return self._db.scalar(select(MailboxRow.id).where(MailboxRow.address == email))

    def _reminders(self, span: _Days) -> list[Due]:
        return [
            Due(DueKind.REMINDER, at.astimezone(span.zone).date(), at, title, number, number, title, party)
            for number, title, party, at in self._db.execute(_reminders(span.is_past), span.moments())
        ]

    def _closings(self, span: _Days) -> list[Due]:
        return [
            Due(DueKind.CLOSING, day, None, title, number, number, title, party)
            for number, title, party, day in self._db.execute(_closings(span.is_past), span.dates())
        ]

    def _tasks(self, span: _Days) -> list[Due]:
        """Those with a due day, and those that only have a reminder, which is the day then."""
        by_day = self._db.execute(_tasks(span.is_past), span.dates()).all()
        by_moment = self._db.execute(_reminded_tasks(span.is_past), span.moments()).all()
        of = self._named(row.number for row in (*by_day, *by_moment))
        days = [row.due_on for row in by_day]
        days += [row.reminder_at.astimezone(span.zone).date() for row in by_moment]
        found = []
        for day, row in zip(days, (*by_day, *by_moment), strict=True):
            title, party = of.get(row.number, ("", row.party))
            found.append(Due(DueKind.TASK, day, row.reminder_at, row.subject, row.item_id, row.number, title, party))
        return sorted(found, key=_order, reverse=span.is_past)[: span.limit]

    def _named(self, numbers: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
        """Title and party of these opportunities."""
        wanted = (number for number in numbers if number is not None)
        return {number: (title, party) for number, title, party in rows_among(self._db, _NAMED, wanted)}

    def _project_tasks(self, span: _Days) -> list[Due]:
        return [
            Due(DueKind.PROJECT_TASK, at.astimezone(span.zone).date(), at, title, id, number, name, party)
            for id, title, at, name, party, number in self._db.execute(_project_tasks(span.is_past), span.moments())
        ]

    def _activities(self, span: _Days) -> list[Due]:
        """Of the stages that the user's opportunities are in: what is not done, and was not taken off.

        Each activity may have as many as are wanted of all; those that are named afterwards are no more than that.
        Of the past the last days are looked through first: where much is overdue they hold enough.
        """
        timed = self._db.execute(_stage_activities()).all()
        found = list[Due]()
        whole = span.end - span.start
        days = _WEEK if span.is_past else whole
        while len(found) < span.limit:
            near = replace(span, start=span.end - min(days, whole))
            found = list(self._moved(near))
            for start in range(0, len(timed), AT_ONCE):
                found += self._entered(timed[start : start + AT_ONCE], near)
            if near == span:
                break
            days = min(whole, days * max(2, 2 * span.limit // max(1, len(found))))
        found = sorted(found, key=_order, reverse=span.is_past)[: span.limit]
        of = self._named(due.number for due in found if not due.about)
        return [due if due.about else _about(due, *of[due.number]) for due in found]

    def _entered(self, timed: Sequence[Any], span: _Days) -> Iterator[Due]:
        """Of opportunities that entered the activity's stage as many days before as it takes; not named yet."""
        asked: dict[str, Any] = {"user": span.user, "limit": span.limit}
        for place, (id, stage, _, days) in enumerate(timed):
            asked |= {f"{name}_{place}": value for name, value in span.bounds(days).items()}
            asked |= {f"stage_{place}": stage, f"activity_{place}": id}
        for place, number, entered, is_reminded in self._db.execute(_entered(len(timed), span.is_past), asked):
            id, _, name, days = timed[place]
            if (day := due_day(entered, days, None, span.zone)) is not None:
                at = due_moment(entered, days, None, span.zone) if is_reminded else None
                yield Due(DueKind.ACTIVITY, day, at, name, id, number, "", "")

    def _moved(self, span: _Days) -> Iterator[Due]:
        for id, name, number, title, party, at in self._db.execute(_moved_activities(span.is_past), span.moments()):
            yield Due(DueKind.ACTIVITY, at.astimezone(span.zone).date(), at, name, id, number, title, party)


def _order(due: Due) -> tuple[Any, ...]:
    return due.day, due.at is None, due.at or _NEVER, due.kind, due.number or 0, due.id


def _about(due: Due, title: str, party: str) -> Due:
    return replace(due, about=title, party=party)


def _next(day: date) -> date:
    return min(day, _LAST) + timedelta(days=1)


def _midnight(day: date, days: int, zone: ZoneInfo) -> datetime:
    """When a day begins, so many days before this one, as far as the calendar goes."""
    begins = max(_FIRST, date.fromordinal(max(_FIRST.toordinal(), day.toordinal() - days)))
    return datetime.combine(begins, time(), zone)


# --- what is asked, written once: to build a statement costs as much as to run it -------------------------------------

_PARTY = func.coalesce(AccountRow.name, ContactRow.name, "").label("party")
_OPEN = (
    OpportunityRow.assigned_to == bindparam("user"),
    often(OpportunityRow.closed_at.is_(None)),
    OpportunityRow.deleted_at.is_(None),
)


_NAMED = among(
    select(OpportunityRow.number, OpportunityRow.title, _PARTY)
    .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
    .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id),
    OpportunityRow.number,
)


def _between(
    statement: Select[*tuple[Any, ...]], column: Any, *, is_past: bool, of: str = ""
) -> Select[*tuple[Any, ...]]:
    ordered = column.desc() if is_past else column
    inside = (column >= bindparam(f"start{of}"), column < bindparam(f"end{of}"))
    return statement.where(*inside).order_by(ordered).limit(bindparam("limit"))


def _of_opportunities(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(OpportunityRow.number, OpportunityRow.title, _PARTY, *columns)
        .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
        .where(*_OPEN)
    )


@cache
def _reminders(is_past: bool) -> Select[*tuple[Any, ...]]:
    at = OpportunityRow.reminder_at
    return _between(_of_opportunities(at).where(text("opportunities.reminder_on")), at, is_past=is_past)


@cache
def _closings(is_past: bool) -> Select[*tuple[Any, ...]]:
    return _between(_of_opportunities(OpportunityRow.close_date), OpportunityRow.close_date, is_past=is_past)


@cache
def _stage_activities() -> Select[*tuple[Any, ...]]:
    return select(ActivityRow.id, ActivityRow.stage_id, ActivityRow.name, ActivityRow.days).where(
        ActivityRow.days.is_not(None)
    )


@cache
def _entered(many: int, is_past: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """For each of so many activities of stages, by its place: what is due of it, so much at most."""
    each = [select(_entered_for(place, is_past).subquery()) for place in range(many)]
    return union_all(*each)


def _entered_for(place: int, is_past: bool) -> Select[*tuple[Any, ...]]:
    entered = OpportunityRow.stage_entered_at
    settled = exists().where(
        OpportunityActivityRow.number == OpportunityRow.number,
        OpportunityActivityRow.activity_id == bindparam(f"activity_{place}"),
        OpportunityActivityRow.completed_at.is_not(None)
        | OpportunityActivityRow.due_at.is_not(None)
        | OpportunityActivityRow.is_reminder_off,
    )
    asked: Select[*tuple[Any, ...]] = select(
        literal_column(str(place)).label("place"), OpportunityRow.number, entered, OpportunityRow.activity_reminders
    ).where(*_OPEN, OpportunityRow.stage_id == bindparam(f"stage_{place}"), ~settled)
    return _between(asked, entered, is_past=is_past, of=f"_{place}")


@cache
def _moved_activities(is_past: bool) -> Select[*tuple[Any, ...]]:
    due = OpportunityActivityRow.due_at
    asked = (
        select(ActivityRow.id, ActivityRow.name, OpportunityRow.number, OpportunityRow.title, _PARTY, due)
        .select_from(OpportunityActivityRow)
        .join(OpportunityRow, OpportunityRow.number == OpportunityActivityRow.number)
        .join(ActivityRow, ActivityRow.id == OpportunityActivityRow.activity_id)
        .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
        .where(
            *_OPEN,
            ActivityRow.stage_id == OpportunityRow.stage_id,
            due.is_not(None),
            OpportunityActivityRow.completed_at.is_(None),
            OpportunityActivityRow.is_reminder_off.is_(False),
        )
    )
    return _between(asked, due, is_past=is_past)


def _of_tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ItemTaskRow.item_id,
            ItemTaskRow.due_on,
            ItemTaskRow.reminder_at,
            ItemRow.subject,
            NUMBER.label("number"),
            func.coalesce(CONTACT, ACCOUNT, "").label("party"),
        )
        .join(ItemRow, ItemRow.id == ItemTaskRow.item_id)
        .where(
            ItemTaskRow.assigned_to == bindparam("user"),
            ItemTaskRow.status == bindparam("open", TaskStatus.OPEN.value, literal_execute=True),
            text(SHOWN),
        )
    )


@cache
def _tasks(is_past: bool) -> Select[*tuple[Any, ...]]:
    return _between(_of_tasks(), ItemTaskRow.due_on, is_past=is_past)


@cache
def _reminded_tasks(is_past: bool) -> Select[*tuple[Any, ...]]:
    return _between(_of_tasks().where(ItemTaskRow.due_on.is_(None)), ItemTaskRow.reminder_at, is_past=is_past)


@cache
def _project_tasks(is_past: bool) -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            ProjectTaskRow.id,
            ProjectTaskRow.title,
            ProjectTaskRow.due_at,
            ProjectRow.name,
            _PARTY,
            OpportunityRow.number,
        )
        .join(ProjectRow, ProjectRow.id == ProjectTaskRow.project_id)
        .outerjoin(AccountRow, AccountRow.id == ProjectRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == ProjectRow.contact_id)
        .outerjoin(OpportunityRow, (OpportunityRow.number == ProjectRow.number) & OpportunityRow.deleted_at.is_(None))
        .where(
            ProjectTaskRow.assigned_to == bindparam("user"),
            ProjectTaskRow.completed_at.is_(None),
            text("NOT project_tasks.is_cancelled"),  # as its index says it
            ProjectRow.deleted_at.is_(None),
            ProjectRow.completed_at.is_(None),
        )
    )
    return _between(asked, ProjectTaskRow.due_at, is_past=is_past)
