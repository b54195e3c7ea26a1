"""How long opportunities stay in each sales stage, as the audit trail tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, case, cast, extract, func, literal, select, text, union_all

from store.models import ChangeRow, OpportunityRow, StayRow, StaySumRow
from store.odds import often
from store.records.opportunity_filter import conditions
from store.records.pipeline import Pipeline
from store.records.stages import Stages
from store.records.stays_kept import EVERYBODY
from store.repository import Repository
from store.rules.days import begins
from store.rules.reports import called_now, months_until, placed, ranked
from store.values import OpportunityFilter, StageKind, StageTimes, State

HOUR = 3_600
Counts = dict[int, int]  # how often each number of hours, or days, occurs
HALF_OF_ALL, NINE_OF_TEN = 50, 90

# By the stage's name, "" for none: how many stays, half and nine of ten took; how many are there, half are, for longer.
Ended = dict[str, tuple[int, int | None, int | None]]
Waiting = dict[str, tuple[int, int | None, int]]

_Each = Mapping[str, Sequence[ColumnElement[bool]]]  # of each stage, the conditions of those that are there

# In words that the index of renamings is found by.
_RENAMED = text("changes.record = 'stage' AND changes.field = 'name'")


class StageTimesRecords(Repository):
    def of(self, wanted: OpportunityFilter, *, months: int, today: date, zone: ZoneInfo) -> list[StageTimes]:
        """Of stays that ended in so many months until today's; open stages in their order, without a stage last.

        Stays in stages that were deleted since are left out: nobody's time in them will get shorter.
        """
        stages = {stage.id: stage.name for stage in self._beside(Stages).all() if stage.kind is StageKind.OPEN}
        known = {name: name for name in ("",)} | called_now(list(stages.values()), self._renamed())
        since = months_until(today, months)[0]
        if replace(wanted, assigned_to=(), zone="UTC") == OpportunityFilter():
            ended = self._ended(wanted, since, zone, known)
            waiting = self._waiting(wanted, stages, ended)
        else:
            hours = self._hours_of_each(wanted, begins(since, zone), known)
            ended = {
                name: (sum(of.values()), ranked(of, HALF_OF_ALL), ranked(of, NINE_OF_TEN)) for name, of in hours.items()
            }
            waiting = self._waiting_each(wanted, stages, ended)
        names = [*stages.values(), *([""] if "" in ended or "" in waiting else [])]
        return [
            StageTimes(name or None, *ended.get(name, (0, None, None)), *waiting.get(name, (0, None, 0)))
            for name in names
        ]

    # --- stays that ended ---------------------------------------------------------------------------------------------

    def _ended(self, wanted: OpportunityFilter, since: date, zone: ZoneInfo, known: Mapping[str, str]) -> Ended:
        """From the sums that are kept by days; of the days in which a rank is, the hours."""
        days: dict[str, Counts] = {}
        for stage, day, many in self._days(wanted, since, zone):
            if stage in known:
                of = days.setdefault(known[stage], {})
                of[day] = of.get(day, 0) + many
        days = {name: {day: many for day, many in of.items() if many} for name, of in days.items()}
        ranks = {
            (name, per_cent): placed(of, per_cent)
            for name, of in days.items()
            for per_cent in (HALF_OF_ALL, NINE_OF_TEN)
            if of
        }
        called = [(name, before) for before, name in known.items()]
        asked = {(before, day) for (of, _), (day, _) in ranks.items() for name, before in called if name == of}
        hours: dict[tuple[str, int], Counts] = {}
        for stage, day, hour, many in self._hours_in(wanted, sorted(asked), begins(since, zone)):
            of = hours.setdefault((known[stage], day), {})
            of[hour] = of.get(hour, 0) + many
        exact = {key: _at(hours[key[0], day], place) for key, (day, place) in ranks.items()}
        return {
            name: (sum(of.values()), exact[name, HALF_OF_ALL], exact[name, NINE_OF_TEN])
            for name, of in days.items()
            if of
        }

    def _days(self, wanted: OpportunityFilter, since: date, zone: ZoneInfo) -> Iterator[tuple[str, int, int]]:
        """Stage, days and how many: by months of UTC, and what the zone has more or less of them."""
        by, whose = (StaySumRow.stage, StaySumRow.day), StaySumRow.assigned_to
        ids = [id or 0 for id in wanted.assigned_to] or [EVERYBODY]
        kept = select(*by, func.sum(StaySumRow.many)).where(
            whose.in_(ids), StaySumRow.month >= since.year * 100 + since.month
        )
        for stage, day, many in self._db.execute(kept.group_by(*by)):
            yield stage, day, int(many)
        here, there = begins(since, zone), datetime(since.year, since.month, 1, tzinfo=UTC)
        if here == there:
            return
        edge = select(StayRow.stage, StayRow.day).where(
            StayRow.at >= min(here, there), StayRow.at < max(here, there), *_of(wanted)
        )
        for stage, day in self._db.execute(edge):  # one by one: grouped, SQLite reads them in the order of their days
            yield stage, day, 1 if here < there else -1

    def _hours_in(self, wanted: OpportunityFilter, asked: Sequence[tuple[str, int]], since: datetime) -> Iterator[Any]:
        """Of these stages and days: both, hours, and how many."""
        if not asked:
            return
        # Each by itself: to group all of them together, SQLite compares the names of stages once more for each stay.
        parts = (
            select(literal(stage), literal(day), StayRow.hours, func.count())
            .where(StayRow.stage == stage, StayRow.day == day, StayRow.at >= since, *_of(wanted))
            .group_by(StayRow.hours)
            for stage, day in asked
        )
        yield from self._db.execute(union_all(*parts)).all()

    def _hours_of_each(self, wanted: OpportunityFilter, since: datetime, known: Mapping[str, str]) -> dict[str, Counts]:
        """From each stay of the opportunities that are meant."""
        each = (
            select(StayRow.stage, StayRow.hours, func.count())
            .join(OpportunityRow, OpportunityRow.number == StayRow.number)
            .where(StayRow.at >= since, *conditions(wanted))
        )
        found: dict[str, Counts] = {}
        for stage, hours, many in self._db.execute(each.group_by(StayRow.stage, StayRow.hours)):
            if stage in known:
                of = found.setdefault(known[stage], {})
                of[hours] = of.get(hours, 0) + many
        return found

    # --- those that are still there -----------------------------------------------------------------------------------

    def _waiting(self, wanted: OpportunityFilter, stages: Mapping[int, str], ended: Ended) -> Waiting:
        """From the order of an index: the one in the middle, and how many came before a moment."""
        sums = self._beside(Pipeline).by_stage(replace(wanted, state=State.OPEN))
        counts = {one.stage or "": sum(of.count for of in one.sums) for one in sums}
        ids: dict[str, int | None] = {name: id for id, name in stages.items()} | {"": None}
        there = {name: many for name, many in counts.items() if many and name in ids}
        open_in = {name: self._open_in(wanted, ids[name]) for name in there}
        middles = self._middles(there, open_in)
        longer = self._longer(there, open_in, middles, {name: ended.get(name, (0, None, None))[2] for name in there})
        return {name: (many, self._hours_since(middles[name]), longer[name]) for name, many in there.items()}

    def _open_in(self, wanted: OpportunityFilter, stage_id: int | None) -> list[ColumnElement[bool]]:
        stage = OpportunityRow.stage_id.is_(None) if stage_id is None else OpportunityRow.stage_id == stage_id
        return [often(OpportunityRow.closed_at.is_(None)), stage, *conditions(wanted)]

    def _middles(self, there: Mapping[str, int], open_in: _Each) -> dict[str, datetime]:
        """When the one in the middle entered, of each stage."""
        entered = OpportunityRow.stage_entered_at
        parts = []
        for name, many in there.items():
            latest = select(entered).where(*open_in[name]).order_by(entered.desc())
            middle = latest.offset((many + 1) // 2 - 1).limit(1)
            parts.append(select(literal(name), middle.scalar_subquery()))
        return {name: at for name, at in self._db.execute(union_all(*parts)) if at} if parts else {}

    def _longer(
        self,
        there: Mapping[str, int],
        open_in: _Each,
        middles: Mapping[str, datetime],
        hours: Mapping[str, int | None],
    ) -> dict[str, int]:
        """How many of each stage have been there for more than so many hours; they or the others are counted, whichever
        are fewer."""
        entered, longer, parts = OpportunityRow.stage_entered_at, dict.fromkeys(there, 0), []
        for name in there:
            if (most := hours[name]) is not None:
                until = self._now() - timedelta(hours=most + 1) + timedelta(seconds=1)
                are_others = until > middles[name]
                asked = (*open_in[name], entered >= until if are_others else entered < until)
                counted = select(func.count()).select_from(OpportunityRow).where(*asked)
                parts.append(select(literal(name), literal(are_others), counted.scalar_subquery()))
        for name, are_others, many in self._db.execute(union_all(*parts)) if parts else ():
            longer[name] = there[name] - many if are_others else many
        return longer

    def _hours_since(self, entered: datetime) -> int:
        seconds = int(self._now().timestamp()) - int(entered.replace(microsecond=0).timestamp())
        return max(0, seconds) // HOUR

    def _now(self) -> datetime:
        """To the second."""
        return self._clock().replace(microsecond=0)

    def _waiting_each(self, wanted: OpportunityFilter, stages: Mapping[int, str], ended: Ended) -> Waiting:
        found: dict[str, Counts] = {}
        for stage_id, hours, count in self._hours_waiting(wanted):
            found.setdefault(stages.get(stage_id, "") if stage_id else "", {})[hours] = count
        waiting = {}
        for name, of in found.items():
            ninetieth = ended.get(name, (0, None, None))[2]
            longer = sum(n for hours, n in of.items() if ninetieth is not None and hours > ninetieth)
            waiting[name] = (sum(of.values()), ranked(of, HALF_OF_ALL), longer)
        return waiting

    def _hours_waiting(self, wanted: OpportunityFilter) -> Iterator[Any]:
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

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _renamed(self) -> list[tuple[str, str]]:
        """Stages' names before and after, in the order of time."""
        renamed = select(ChangeRow.before, ChangeRow.after).where(_RENAMED).order_by(ChangeRow.id)
        return [(before or "", after or "") for before, after in self._db.execute(renamed)]

    def _seconds(self, moment: Any) -> Any:
        """Whole seconds since 1970."""
        seconds = extract("epoch", moment)
        return seconds if self._db.dialect.name == "sqlite" else cast(func.floor(seconds), BigInteger)


def _of(wanted: OpportunityFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.assigned_to:
        yield StayRow.assigned_to.in_([id or 0 for id in wanted.assigned_to])


def _at(counts: Counts, place: int) -> int:
    """The value at that place, from 1, of all in their order."""
    for value in sorted(counts):
        place -= counts[value]
        if place <= 0:
            return value
    raise LookupError(place)
