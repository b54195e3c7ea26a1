"""What opportunities there are and come to, of those that a filter means."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from store.paging import Place
from store.unit import Unit
from store.values import Listed, MonthSum, Opportunity, OpportunityFilter, PersonSum, SortBy, StageSum, Sum


def opportunities_page(
    unit: Unit,
    meant: OpportunityFilter,
    *,
    sort: SortBy,
    descending: bool,
    limit: int | None,
    offset: int = 0,
    place: Place = (),
) -> tuple[Sequence[Opportunity], bool]:
    """So many at most after the first `offset` behind a place, and whether there are more."""
    one_more = limit + 1 if limit is not None else None
    found = unit.pipeline.page(meant, sort=sort, descending=descending, limit=one_more, offset=offset, place=place)
    return found[:limit], limit is not None and len(found) > limit


def listed_opportunities(
    unit: Unit,
    meant: OpportunityFilter,
    parts: Collection[str],
    *,
    sort: SortBy,
    descending: bool,
    limit: int,
    offset: int = 0,
) -> tuple[tuple[Listed, ...], bool]:
    """So many at most after the first `offset`, with what a list shows of them, and whether there are more."""
    found = unit.listed.page(meant, parts, sort=sort, descending=descending, limit=limit + 1, offset=offset)
    return tuple(found[:limit]), len(found) > limit


def sums_of(unit: Unit, meant: OpportunityFilter) -> Sequence[Sum]:
    """By currency."""
    return unit.pipeline.sums(meant)


def sums_by_stage(unit: Unit, meant: OpportunityFilter) -> Sequence[StageSum]:
    return unit.pipeline.by_stage(meant)


def sums_by_month(unit: Unit, meant: OpportunityFilter) -> Sequence[MonthSum]:
    """By the month of the close date."""
    return unit.pipeline.by_month(meant)


def sums_by_person(unit: Unit, meant: OpportunityFilter) -> Sequence[PersonSum]:
    """By whose work they are, and of each by month."""
    return unit.pipeline.by_person(meant)
