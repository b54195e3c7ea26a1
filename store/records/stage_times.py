"""How long opportunities stay in each sales stage, as the audit trail tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, and_, case, cast, extract, func, select, text

from store.models import ChangeRow, OpportunityRow
from store.models.base import aliased
from store.records.opportunity_filter import conditions
from store.records.stages import Stages
from store.repository import Repository
from store.rules.reports import begins, called_now, months_until, ranked
from store.values import OpportunityFilter, Record, StageKind, StageTimes

HOUR = 3_600
Counts = dict[int, int]  # how often each number of hours occurs

# In words that the index of changes of stages is found by.
_OF_STAGES = text("changes.record = 'opportunity' AND changes.field = 'stage'")


class StageTimesRecords(Repository):
    def of(self, wanted: OpportunityFilter, *, months: int, today: date, zone: ZoneInfo) -> list[StageTimes]:
        """Of stays that ended in so many months until today's; open stages in their order, without a stage last.

        Stays in stages that were deleted since are left out: nobody's time in them will get shorter.
        """
        stages = {stage.id: stage.name for stage in self._beside(Stages).all() if stage.kind is StageKind.OPEN}
        ended = self._ended(wanted, list(stages.values()), months, today, zone)
        waiting: dict[str | None, Counts] = {}
        for stage_id, hours, count in self._waiting(wanted):
            waiting.setdefault(stages.get(stage_id) if stage_id else None, {})[hours] = count
        names: list[str | None] = [*stages.values()]
        names += [None] if None in ended or None in waiting else []
        return [_times(name, ended.get(name, {}), waiting.get(name, {})) for name in names]

    def _ended(
        self, wanted: OpportunityFilter, stages: list[str], months: int, today: date, zone: ZoneInfo
    ) -> dict[str | None, Counts]:
        known = called_now(stages, self._renamed())
        found: dict[str | None, Counts] = {}
        for name, hours, count in self._stays(wanted, months, today, zone):
            if name is None or name in known:
                counts = found.setdefault(known[name] if name else None, {})
                counts[hours] = counts.get(hours, 0) + count
        return found

    def _stays(self, wanted: OpportunityFilter, months: int, today: date, zone: ZoneInfo) -> Iterator[Any]:
        """The name that the stage had, hours, and how many stays took so long.

        A stay begins with the change before, or with the opportunity itself; one that ended by closing ends on the
        day that was given for it.
        """
        before = aliased(ChangeRow)
        entered = (
            select(before.at)
            .where(before.record == Record.OPPORTUNITY.value, before.record_id == ChangeRow.record_id)
            .where(before.field == "stage", before.id < ChangeRow.id)
            .order_by(before.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        closed = [stage.name for stage in self._beside(Stages).all() if stage.kind is not StageKind.OPEN]
        was_closed = and_(ChangeRow.after.in_(closed), OpportunityRow.closed_at < ChangeRow.at)
        left = case((was_closed, OpportunityRow.closed_at), else_=ChangeRow.at)
        begun = func.coalesce(entered, OpportunityRow.created_at)
        stays = (
            select(ChangeRow.before.label("name"), (self._seconds(left) - self._seconds(begun)).label("seconds"))
            .join(OpportunityRow, OpportunityRow.number == ChangeRow.record_id)
            .where(_OF_STAGES, ChangeRow.at >= begins(months_until(today, months)[0], zone), *conditions(wanted))
            .subquery()
        )
        hours = case((stays.c.seconds < 0, 0), else_=stays.c.seconds // HOUR)
        each = select(stays.c.name, hours.label("hours")).subquery()
        yield from self._db.execute(
            select(each.c.name, each.c.hours, func.count()).group_by(each.c.name, each.c.hours)
        ).all()

    def _waiting(self, wanted: OpportunityFilter) -> Iterator[Any]:
        """The stages of open ones, for how many hours they have been there, and how many for so long."""
        entered = func.coalesce(OpportunityRow.stage_entered_at, OpportunityRow.created_at)
        seconds = int(self._clock().timestamp()) - self._seconds(entered)
        there = (
            select(OpportunityRow.stage_id, seconds.label("seconds"))
            .where(OpportunityRow.closed_at.is_(None), *conditions(wanted))
            .subquery()
        )
        hours = case((there.c.seconds < 0, 0), else_=there.c.seconds // HOUR)
        each = select(there.c.stage_id, hours.label("hours")).subquery()
        counts = select(each.c.stage_id, each.c.hours, func.count()).group_by(each.c.stage_id, each.c.hours)
        yield from self._db.execute(counts).all()

    def _renamed(self) -> list[tuple[str, str]]:
        """Stages' names before and after, in the order of time."""
        named = (ChangeRow.record == Record.STAGE.value, ChangeRow.field == "name")
        renamed = select(ChangeRow.before, ChangeRow.after).where(*named).order_by(ChangeRow.id)
        return [(before or "", after or "") for before, after in self._db.execute(renamed)]

    def _seconds(self, moment: Any) -> Any:
        """Whole seconds since 1970."""
        seconds = extract("epoch", moment)
        return seconds if self._db.dialect.name == "sqlite" else cast(func.floor(seconds), BigInteger)


def _times(stage: str | None, ended: Counts, waiting: Counts) -> StageTimes:
    ninetieth = ranked(ended, 90)
    return StageTimes(
        stage=stage,
        stays=sum(ended.values()),
        median=ranked(ended, 50),
        ninetieth=ninetieth,
        waiting=sum(waiting.values()),
        waiting_median=ranked(waiting, 50),
        waiting_long=sum(n for hours, n in waiting.items() if ninetieth is not None and hours > ninetieth),
    )
