"""What was won and lost: by the month that opportunities were closed in, and by their source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from store.models import ListValueRow, OpportunityRow, StageRow
from store.records.opportunity_filter import conditions
from store.records.pipeline import HALF, whole
from store.repository import Repository
from store.rules.money import from_minor
from store.rules.reports import begins, months_until
from store.rules.sums import decided_added_up
from store.values import Decided, MonthDecided, OpportunityFilter, SourceDecided, StageKind, WonAndLost

Placed = tuple[int, int | None, Decided]  # the month's place, the source, and what they came to


class DecidedRecords(Repository):
    def of(self, wanted: OpportunityFilter, *, months: int, today: date, zone: ZoneInfo) -> WonAndLost:
        """Of those that were closed in so many months until today's, whole months of the zone."""
        firsts = months_until(today, months)
        placed = self._placed(wanted, firsts, zone)
        by_month = {place: [one for at, _, one in placed if at == place] for place in {at for at, *_ in placed}}
        by_source = {source: [one for _, of, one in placed if of == source] for source in {of for _, of, _ in placed}}
        return WonAndLost(
            tuple(
                MonthDecided(f"{first:%Y-%m}", tuple(decided_added_up(by_month.get(place, ()))))
                for place, first in enumerate(firsts)
            ),
            tuple(self._sources(by_source)),
        )

    def _sources(self, found: dict[int | None, list[Decided]]) -> Iterable[SourceDecided]:
        """In the order of the list of sources, those without one last."""
        names = select(ListValueRow.id, ListValueRow.name).where(ListValueRow.id.in_([id for id in found if id]))
        for id, name in self._db.execute(names.order_by(ListValueRow.position, ListValueRow.id)):
            yield SourceDecided(name, tuple(decided_added_up(found[id])))
        if None in found:
            yield SourceDecided(None, tuple(decided_added_up(found[None])))

    def _placed(self, wanted: OpportunityFilter, firsts: list[date], zone: ZoneInfo) -> list[Placed]:
        bounds = [begins(first, zone) for first in firsts]
        end = begins((firsts[-1] + timedelta(days=31)).replace(day=1), zone)
        place = case(*((OpportunityRow.closed_at >= at, n) for n, at in reversed(list(enumerate(bounds)))), else_=0)
        closed = (
            select(
                place.label("place"),
                OpportunityRow.source_id,
                OpportunityRow.currency,
                StageRow.kind,
                OpportunityRow.total_minor,
            )
            .join(StageRow, StageRow.id == OpportunityRow.stage_id)
            .where(*conditions(wanted), OpportunityRow.closed_at >= bounds[0], OpportunityRow.closed_at < end)
            .subquery()
        )
        by = (closed.c.place, closed.c.source_id, closed.c.currency, closed.c.kind)
        total = closed.c.total_minor
        sums = select(*by, func.count(), func.sum(total // HALF), func.sum(total % HALF)).group_by(*by)
        return [
            (at, source, _decided(currency, StageKind(kind), count, whole((high, low))))
            for at, source, currency, kind, count, high, low in self._db.execute(sums)
        ]


def _decided(currency: str, kind: StageKind, count: int, minor: int) -> Decided:
    total, none = from_minor(minor, currency), from_minor(0, currency)
    if kind is StageKind.WON:
        return Decided(currency, won=count, won_total=total, lost_total=none)
    return Decided(currency, won_total=none, lost=count, lost_total=total)
