"""What lately happened in open opportunities, and which of them went quiet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from store.models import AccountRow, ContactRow, ItemRow, LinkRow, OpportunityRow, StageRow, UserRow
from store.records.opportunity_filter import conditions
from store.repository import Repository
from store.rules.reports import begins, weeks_until
from store.values import ActivityLine, HistoryActivity, OpportunityFilter

_PRESENT = (ItemRow.deleted_at.is_(None), ItemRow.is_series.is_(False))


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
        now = self._clock()
        happened = (
            select(LinkRow.placed_at)
            .join(ItemRow, ItemRow.id == LinkRow.item_id)
            .where(LinkRow.number == OpportunityRow.number, LinkRow.placed_at <= now, *_PRESENT)
            .where(ItemRow.occurred_at.is_not(None))
            .order_by(LinkRow.placed_at.desc())
            .limit(1)
            .correlate(OpportunityRow)
            .scalar_subquery()
        )
        each = (
            select(OpportunityRow.number, OpportunityRow.created_at, happened.label("last_at"))
            .where(OpportunityRow.closed_at.is_(None), *conditions(wanted))
            .subquery()
        )
        since = func.coalesce(each.c.last_at, each.c.created_at)
        quiet_until = begins(today - timedelta(days=quiet_after - 1), zone)
        counted = select(
            each.c.number,
            each.c.last_at,
            since.label("since"),
            func.count().over().label("all"),
            func.sum(case((since < quiet_until, 1), else_=0)).over().label("quiet"),
        )
        rows = self._db.execute(counted.order_by(since, each.c.number).limit(limit).offset(offset)).all()
        if not rows and offset:  # past the last one: the counts are the same wherever one looks
            whole = self.of(wanted, quiet_after=quiet_after, weeks=weeks, limit=1, today=today, zone=zone)
            return HistoryActivity((), whole.weeks, quiet_after, whole.count, whole.quiet)
        mondays = weeks_until(today, weeks)
        lines = self._lines({row.number: (row.last_at, row.since) for row in rows}, mondays, quiet_after, today, zone)
        return HistoryActivity(
            tuple(lines), tuple(mondays), quiet_after, rows[0].all if rows else 0, int(rows[0].quiet) if rows else 0
        )

    def _lines(
        self,
        found: dict[int, tuple[datetime | None, datetime]],
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
            )
            .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
            .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
            .outerjoin(UserRow, UserRow.id == OpportunityRow.assigned_to)
            .outerjoin(StageRow, StageRow.id == OpportunityRow.stage_id)
            .where(OpportunityRow.number.in_(list(found)))
        )
        named: dict[int, Any] = {row.number: row for row in self._db.execute(told)}
        weeks = self._weeks(list(found), mondays, zone)
        lines = []
        for number, (last_at, since) in found.items():
            days = max(0, (today - since.astimezone(zone).date()).days)
            one = named[number]
            about = (number, one.title, one.party, one.assignee, one.stage)
            lines.append(ActivityLine(*about, last_at, days, days >= quiet_after, weeks[number]))
        return lines

    def _weeks(self, numbers: Sequence[int], mondays: Sequence[date], zone: ZoneInfo) -> dict[int, tuple[int, ...]]:
        """Of each the items of its history, week by week until now."""
        items = (
            select(LinkRow.number, LinkRow.placed_at)
            .join(ItemRow, ItemRow.id == LinkRow.item_id)
            .where(LinkRow.number.in_(numbers), *_PRESENT)
            .where(LinkRow.placed_at >= begins(mondays[0], zone), LinkRow.placed_at <= self._clock())
        )
        counts = {number: [0] * len(mondays) for number in numbers}
        for number, at in self._db.execute(items):
            counts[number][(at.astimezone(zone).date() - mondays[0]).days // 7] += 1
        return {number: tuple(weeks) for number, weeks in counts.items()}
