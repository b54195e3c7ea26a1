"""What lately happened in open opportunities, and which of them went quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, union_all

from store.history.latest import SHOWS
from store.models import AccountRow, ContactRow, ItemRow, LinkRow, OpportunityRow, StageRow, UserRow
from store.odds import often, seldom
from store.records.opportunity_filter import conditions
from store.records.pipeline import Pipeline
from store.records.sums import is_kept
from store.repository import Repository
from store.rules.days import begins
from store.rules.reports import weeks_until
from store.values import ActivityLine, HistoryActivity, OpportunityFilter, State

FEW = 1_000  # as many as are counted to learn whether they are fewer than the others


class Liveliness(Repository):
    def of(
        self,
        wanted: OpportunityFilter,
        *,
        quiet_after: int,
        weeks: int,
        limit: int | None,
        offset: int = 0,
        today: date,
        zone: ZoneInfo,
    ) -> HistoryActivity:
        """Open ones, those that are quiet for longest first; `limit` of them after the first `offset`.

        Quiet is where nothing happened for `quiet_after` days or more. What is yet to come has not happened.
        """
        quiet_until = begins(today - timedelta(days=quiet_after - 1), zone)
        mondays = weeks_until(today, weeks)
        numbers = self._quietest(wanted, limit, offset)
        lines = self._lines(numbers, mondays, quiet_after, today, zone)
        count = self._count(wanted)
        quiet = self._quiet(wanted, quiet_until, count)
        return HistoryActivity(tuple(lines), tuple(mondays), quiet_after, count, quiet)

    def _quietest(self, wanted: OpportunityFilter, limit: int | None, offset: int) -> Sequence[int]:
        each = union_all(*self._since(wanted)).order_by("since", "number")
        return self._db.scalars(each.limit(limit).offset(offset or None)).all()

    def _since(self, wanted: OpportunityFilter) -> Iterator[Select[*tuple[Any, ...]]]:
        """Open ones with the moment since which they are quiet: in the order of the index, and those few by themselves
        whose latest item is yet to come."""
        now, number, latest_at = self._clock(), OpportunityRow.number, OpportunityRow.latest_at
        is_open: Any = OpportunityRow.closed_at.is_(None)
        is_to_come: Any = latest_at > now
        if wanted.state is State.OPEN:
            wanted = replace(wanted, state=State.ALL)
        if is_kept(wanted):
            is_open, is_to_come = often(is_open), seldom(is_to_come)
        since = func.coalesce(_happened(now), OpportunityRow.created_at)
        yield select(number, latest_at.label("since")).where(is_open, *conditions(wanted), latest_at <= now)
        yield select(number, since.label("since")).where(is_open, *conditions(wanted), is_to_come)

    def _count(self, wanted: OpportunityFilter) -> int:
        if wanted.state in (State.ALL, State.OPEN):
            return sum(one.count for one in self._beside(Pipeline).sums(replace(wanted, state=State.OPEN)))
        return 0

    def _quiet(self, wanted: OpportunityFilter, until: datetime, of: int) -> int:
        """How many of so many: of all but a few quiet ones, those few are counted."""
        now_and_before, to_come = (part.subquery() for part in self._since(wanted))
        since = now_and_before.c.since
        few = select(since).where(since >= until).limit(FEW).subquery()
        counts = (
            select(func.count()).select_from(few).scalar_subquery(),
            select(func.count()).select_from(to_come).scalar_subquery(),
            select(func.count()).select_from(to_come).where(to_come.c.since < until).scalar_subquery(),
        )
        lively, others, quiet = self._db.execute(select(*counts)).one()
        if lively < FEW:
            return int(of - others - lively + quiet)
        return int(quiet + self._db.scalar(select(func.count()).select_from(now_and_before).where(since < until)))

    def _lines(
        self,
        numbers: Sequence[int],
        mondays: Sequence[date],
        quiet_after: int,
        today: date,
        zone: ZoneInfo,
    ) -> list[ActivityLine]:
        told = (
            select(
                OpportunityRow.number,
                OpportunityRow.title,
                func.coalesce(AccountRow.name, ContactRow.name, "").label("party"),
                func.coalesce(UserRow.name, "").label("assignee"),
                func.coalesce(StageRow.name, "").label("stage"),
                OpportunityRow.created_at,
                _happened(self._clock()).label("last_at"),
            )
            .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
            .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
            .outerjoin(UserRow, UserRow.id == OpportunityRow.assigned_to)
            .outerjoin(StageRow, StageRow.id == OpportunityRow.stage_id)
            .where(OpportunityRow.number.in_(numbers))
        )
        told_of: dict[int, Any] = {row.number: row for row in self._db.execute(told)}
        weeks = self._weeks(numbers, mondays, zone)
        lines = []
        for one in (told_of[number] for number in numbers):
            since = one.last_at or one.created_at
            days = max(0, (today - since.astimezone(zone).date()).days)
            about = (one.number, one.title, one.party, one.assignee, one.stage)
            lines.append(ActivityLine(*about, one.last_at, days, days >= quiet_after, weeks[one.number]))
        return lines

    def _weeks(self, numbers: Sequence[int], mondays: Sequence[date], zone: ZoneInfo) -> dict[int, tuple[int, ...]]:
        """Of each the items of its history, week by week until now."""
        items = (
            select(LinkRow.number, LinkRow.placed_at)
            .join(ItemRow, ItemRow.id == LinkRow.item_id)
            .where(LinkRow.number.in_(numbers), *SHOWS)
            .where(LinkRow.placed_at >= begins(mondays[0], zone), LinkRow.placed_at <= self._clock())
        )
        counts = {number: [0] * len(mondays) for number in numbers}
        for number, at in self._db.execute(items):
            counts[number][(at.astimezone(zone).date() - mondays[0]).days // 7] += 1
        return {number: tuple(weeks) for number, weeks in counts.items()}


def _happened(now: datetime) -> Any:
    """When the latest item was that has happened; NULL where none has."""
    return (
        select(LinkRow.placed_at)
        .join(ItemRow, ItemRow.id == LinkRow.item_id)
        .where(LinkRow.number == OpportunityRow.number, LinkRow.placed_at <= now, *SHOWS)
        .order_by(LinkRow.placed_at.desc())
        .limit(1)
        .correlate(OpportunityRow)
        .scalar_subquery()
    )
