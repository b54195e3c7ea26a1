"""What is due of a user, of each kind so much at most, however much there is: read from indexes by user and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, select

from store.models import MailboxRow
from store.records import agenda_asked as asked
from store.records.agenda_asked import in_each
from store.repository import Repository, rows_among
from store.rules.activities import due_day, due_moment
from store.rules.days import FIRST, LAST, after, begins
from store.values import Due, DueKind

AT_ONCE = 100  # activities that one statement asks for: SQLite joins 500 at the most
_WEEK = timedelta(days=7)
_NEVER = datetime.max.replace(tzinfo=UTC)


Given = Mapping[str, Any]


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
        spans = [_Days(user_id, max(first, today) if first <= today else first, after(last), zone, limit + 1, False)]
        if first < today:
            spans.append(_Days(user_id, first, min(today, after(last)), zone, limit + 1, True))
        if first <= today <= last:
            spans[0] = _Days(user_id, today, after(last), zone, limit + 1, False)
            spans[1:] = [_Days(user_id, FIRST, today, zone, limit + 1, True)]
        found: list[Due] = []
        has_more = False
        for span in (one for one in spans if one.start < one.end):
            for some in self._of_each_kind(span):
                has_more |= len(some) > limit
                found += some[:limit]
        return self._named(sorted(found, key=order)), has_more

    def overdue(self, user_id: int, today: date, zone: ZoneInfo, limit: int) -> list[Due]:
        """The latest of all that is overdue, in the order of the days."""
        span = _Days(user_id, FIRST, today, zone, limit, True)
        found = [due for some in self._of_each_kind(span) for due in some]
        return self._named(sorted(found, key=order)[-limit:])

    def on_each(self, user_id: int, days: Sequence[date], zone: ZoneInfo, limit: int) -> dict[date, list[Due]]:
        """The first of what is due on each of these days, so much of each at most."""
        days = [day for day in days if FIRST <= day <= LAST]
        if not days:
            return {}
        each = [_Days(user_id, day, after(day), zone, limit, False) for day in days]
        dates: dict[str, Any] = {"user": user_id, "limit": limit}
        moments = dict(dates)
        for place, span in enumerate(each):
            dates |= {f"start_{place}": span.start, f"end_{place}": span.end}
            moments |= {f"{name}_{place}": moment for name, moment in span.bounds().items()}
        found: dict[date, list[Due]] = {day: [] for day in days}
        for due in (
            *self._reminders(in_each(asked.reminders, len(days)), moments, zone),
            *self._closings(in_each(asked.closings, len(days)), dates),
            *self._tasks(in_each(asked.timed_tasks, len(days)), dates, zone),
            *self._tasks(in_each(asked.untimed_tasks, len(days)), dates, zone),
            *self._tasks(in_each(asked.reminded_tasks, len(days)), moments, zone),
            *self._project_tasks(in_each(asked.project_tasks, len(days)), moments, zone),
            *self._moved(in_each(asked.moved_activities, len(days)), moments, zone),
            *self._entered(each, self._timed(), is_one_day=True),
        ):
            found[due.day].append(due)
        shown = {day: sorted(some, key=order)[:limit] for day, some in found.items()}
        named = iter(self._named([due for some in shown.values() for due in some]))
        return {day: [next(named) for _ in some] for day, some in shown.items()}

    def nearest(self, user_id: int, day: date, zone: ZoneInfo, *, before: bool) -> date | None:
        """The last day before this one, or the first behind it, on which something is due."""
        start, end = (FIRST, day) if before else (after(day), LAST)
        if start >= end:
            return None
        span = _Days(user_id, start, end, zone, 1, before)
        days = [due.day for some in self._of_each_kind(span) for due in some]
        return (max(days) if before else min(days)) if days else None

    def mailbox_of(self, email: str) -> int | None:
        """The mailbox of a user, where it is one that is visited."""
        return self._db.scalar(select(MailboxRow.id).where(MailboxRow.address == email))

    def _of_each_kind(self, span: _Days) -> Iterator[list[Due]]:
        """Those with an activity or a task are not named yet."""
        is_past, dates, moments, zone = span.is_past, span.dates(), span.moments(), span.zone
        yield list(self._reminders(asked.reminders(is_past), moments, zone))
        yield self._activities(span)
        by_day = self._tasks(asked.tasks(is_past), dates, zone)
        by_moment = self._tasks(asked.reminded_tasks(is_past), moments, zone)
        yield sorted((*by_day, *by_moment), key=order, reverse=is_past)[: span.limit]
        yield list(self._project_tasks(asked.project_tasks(is_past), moments, zone))
        yield list(self._closings(asked.closings(is_past), dates))

    def _reminders(self, statement: Executable, given: Given, zone: ZoneInfo) -> Iterator[Due]:
        for number, title, party, at in self._db.execute(statement, given):
            yield Due(DueKind.REMINDER, at.astimezone(zone).date(), at, title, number, number, title, party)

    def _closings(self, statement: Executable, given: Given) -> Iterator[Due]:
        for number, title, party, day in self._db.execute(statement, given):
            yield Due(DueKind.CLOSING, day, None, title, number, number, title, party)

    def _tasks(self, statement: Executable, given: Given, zone: ZoneInfo) -> Iterator[Due]:
        """Those with a due day, or those that only have a reminder, which is the day then."""
        for row in self._db.execute(statement, given):
            day = row.due_on or row.reminder_at.astimezone(zone).date()
            yield Due(DueKind.TASK, day, row.reminder_at, row.subject, row.item_id, row.number, "", row.party)

    def _project_tasks(self, statement: Executable, given: Given, zone: ZoneInfo) -> Iterator[Due]:
        for id, title, at, name, party, number in self._db.execute(statement, given):
            yield Due(DueKind.PROJECT_TASK, at.astimezone(zone).date(), at, title, id, number, name, party)

    def _activities(self, span: _Days) -> list[Due]:
        """Of the stages that the user's opportunities are in: what is not done, and was not taken off.

        Each activity may have as many as are wanted of all; those that are named afterwards are no more than that.
        Of the past the last days are looked through first: where much is overdue they hold enough.
        """
        found, timed = list[Due](), self._timed()
        whole = span.end - span.start
        days = _WEEK if span.is_past else whole
        while len(found) < span.limit:
            near = replace(span, start=span.end - min(days, whole))
            found = list(self._moved(asked.moved_activities(span.is_past), near.moments(), span.zone))
            found += self._entered([near], timed)
            if near == span:
                break
            days = min(whole, days * max(2, 2 * span.limit // max(1, len(found))))
        return sorted(found, key=order, reverse=span.is_past)[: span.limit]

    def _timed(self) -> Sequence[Any]:
        """The activities of stages that have a duration."""
        return self._db.execute(asked.stage_activities()).all()

    def _entered(self, spans: Sequence[_Days], timed: Sequence[Any], *, is_one_day: bool = False) -> Iterator[Due]:
        """Of opportunities that entered an activity's stage as many days before as it takes; not named yet."""
        wanted = [(span, one) for one in timed for span in spans]
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            given: dict[str, Any] = {"user": spans[0].user, "limit": spans[0].limit}
            for place, (span, one) in enumerate(some):
                given |= {f"{name}_{place}": value for name, value in span.bounds(one.days).items()}
                given |= {f"stage_{place}": one.stage_id, f"activity_{place}": one.id}
            rows = self._db.execute(asked.entered(len(some), spans[0].is_past, is_one_day), given)
            for place, number, entered, is_reminded in rows:
                span, one = some[place]
                if (day := due_day(entered, one.days, None, span.zone)) is not None:
                    at = due_moment(entered, one.days, None, span.zone) if is_reminded else None
                    yield Due(DueKind.ACTIVITY, day, at, one.name, one.id, number, "", "")

    def _moved(self, statement: Executable, given: Given, zone: ZoneInfo) -> Iterator[Due]:
        for id, name, number, title, party, at in self._db.execute(statement, given):
            yield Due(DueKind.ACTIVITY, at.astimezone(zone).date(), at, name, id, number, title, party)

    def _named(self, found: Sequence[Due]) -> list[Due]:
        """With title and party of the opportunities that are not named yet."""
        wanted = (due.number for due in found if not due.about and due.number is not None)
        of = {number: (title, party) for number, title, party in rows_among(self._db, asked.NAMED, wanted)}
        return [_about(due, *of[due.number]) if not due.about and due.number in of else due for due in found]


def order(due: Due) -> tuple[Any, ...]:
    return due.day, due.at is None, due.at or _NEVER, due.kind, due.id, due.number or 0


def _about(due: Due, title: str, party: str) -> Due:
    return replace(due, about=title, party=party)


def _midnight(day: date, days: int, zone: ZoneInfo) -> datetime:
    """When a day begins, so many days before this one, as far as the calendar goes."""
    return begins(date.fromordinal(max(FIRST.toordinal(), day.toordinal() - days)), zone)
