"""What was won and lost: by the month that opportunities were closed in, and by their source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, literal, select, union_all

from store.models import ListValueRow, OpportunityRow, StageRow
from store.records.opportunity_filter import conditions
from store.records.sums import decided_cells, is_kept
from store.repository import Repository
from store.rules.days import begins
from store.rules.money import from_minor
from store.rules.reports import months_until
from store.rules.sums import HALF, decided_added_up, less, whole
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
        if is_kept(wanted, by_source=True):
            return _netted([*self._kept(wanted, firsts), *self._at_the_edges(wanted, firsts, zone)])
        bounds = [*(begins(first, zone) for first in firsts), begins(_next(firsts[-1]), zone)]
        return self._each(wanted, list(pairwise(bounds)))

    def _kept(self, wanted: OpportunityFilter, firsts: list[date]) -> list[Placed]:
        """By months of UTC."""
        places = {first.year * 100 + first.month: place for place, first in enumerate(firsts)}
        cells = decided_cells(wanted, min(places), max(places)).subquery()
        by = (cells.c.closed_month, cells.c.source_id, cells.c.currency, StageRow.kind)
        many, high, low = (func.sum(cells.c[name]) for name in ("many", "total_high", "total_low"))
        sums = select(*by, many, high, low).join(StageRow, StageRow.id == cells.c.stage_id).group_by(*by)
        return [
            (places[month], source or None, _decided(currency, StageKind(kind), int(count), whole(high, low)))
            for month, source, currency, kind, count, high, low in self._db.execute(sums.having(many != 0))
        ]

    def _at_the_edges(self, wanted: OpportunityFilter, firsts: list[date], zone: ZoneInfo) -> list[Placed]:
        """What the zone has in another month than UTC: more in the one, less in the other."""
        edges = [(begins(first, zone), begins(first, UTC)) for first in (*firsts, _next(firsts[-1]))]
        if all(here == there for here, there in edges):
            return []
        placed: list[Placed] = []
        for edge, source, sums in self._each(wanted, [(min(both), max(both)) for both in edges]):
            here, there = edges[edge]
            came, left = (edge, edge - 1) if here < there else (edge - 1, edge)
            placed += [(came, source, sums), (left, source, less(sums))]
        return [one for one in placed if 0 <= one[0] < len(firsts)]

    def _each(self, wanted: OpportunityFilter, spans: list[tuple[datetime, datetime]]) -> list[Placed]:
        """Of those that were closed in these spans of time, from each opportunity itself; by the span's place."""
        given = [(place, *span) for place, span in enumerate(spans) if span[0] < span[1]]
        names = ("place", "first", "last")
        each = (select(*(literal(one).label(name) for name, one in zip(names, row, strict=True))) for row in given)
        span = union_all(*each).cte("spans")
        closed = (
            select(
                span.c.place,
                OpportunityRow.source_id,
                OpportunityRow.currency,
                StageRow.kind,
                OpportunityRow.total_minor,
            )
            .join(
                OpportunityRow, and_(OpportunityRow.closed_at >= span.c.first, OpportunityRow.closed_at < span.c.last)
            )
            .join(StageRow, StageRow.id == OpportunityRow.stage_id)
            .where(*conditions(wanted))
            .subquery()
        )
        by = (closed.c.place, closed.c.source_id, closed.c.currency, closed.c.kind)
        total = closed.c.total_minor
        sums = select(*by, func.count(), func.sum(total // HALF), func.sum(total % HALF)).group_by(*by)
        return [
            (at, source, _decided(currency, StageKind(kind), count, whole(high, low)))
            for at, source, currency, kind, count, high, low in self._db.execute(sums)
        ]


def _netted(placed: Iterable[Placed]) -> list[Placed]:
    """One for each month, source and currency in which anything is left."""
    found: dict[tuple[int, int | None, str], Decided] = {}
    for place, source, one in placed:
        key = (place, source, one.currency)
        (found[key],) = decided_added_up([found.get(key, Decided(one.currency)), one])
    return [(place, source, one) for (place, source, _), one in found.items() if one.won or one.lost]


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _decided(currency: str, kind: StageKind, count: int, minor: int) -> Decided:
    total, none = from_minor(minor, currency), from_minor(0, currency)
    if kind is StageKind.WON:
        return Decided(currency, won=count, won_total=total, lost_total=none)
    return Decided(currency, won_total=none, lost=count, lost_total=total)
