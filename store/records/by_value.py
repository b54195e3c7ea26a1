"""The first open opportunities of a list in the order of a few values, such as stages: of each, the first are found.

Each value has an index of its opportunities, in which they stand by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, union_all

from store.models import ListValueRow, OpportunityRow, StageRow, UserRow
from store.odds import by_looking
from store.records.in_order import is_all_open
from store.records.opportunity_filter import STAGE_PLACE
from store.records.opportunity_rows import PRESENT
from store.values import ListName, OpportunityFilter, SortBy, StageKind

MOST = 60  # values; where there are more, all opportunities are put in order

O = OpportunityRow  # noqa: E741  # every line below speaks of it

# What an opportunity has one of, and the query of all that there are, with what they are ordered by.
_VALUES: dict[SortBy, tuple[Any, Select[int, Any]]] = {
    SortBy.ASSIGNED: (O.assigned_to, select(UserRow.id, UserRow.folded)),
    # In stages that close them there are no open ones.
    SortBy.STAGE: (O.stage_id, select(StageRow.id, STAGE_PLACE).where(StageRow.kind == StageKind.OPEN.value)),
    **{
        sort: (column, select(ListValueRow.id, ListValueRow.position).where(ListValueRow.list == list.value))
        for sort, column, list in (
            (SortBy.TYPE, O.type_id, ListName.TYPE),
            (SortBy.SOURCE, O.source_id, ListName.SOURCE),
            (SortBy.TERMS, O.payment_terms_id, ListName.PAYMENT_TERMS),
            (SortBy.REASON, O.lost_reason_id, ListName.LOST_REASON),
        )
    },
}

# The id of each value with its place, which those share that are ordered by the same; None, without a value, is last.
Ranked = tuple[tuple[int | None, int], ...]


def values_of(wanted: OpportunityFilter, sort: SortBy) -> Select[int, Any] | None:
    """The query of the values, in their order, where that list is in the order of some."""
    if sort not in _VALUES or not is_all_open(wanted):
        return None
    values = _VALUES[sort][1]
    return values.order_by(values.selected_columns[1]).limit(MOST + 1)


def ranked(values: Iterable[tuple[int, Any]]) -> Ranked:
    """What that query found; nothing where it is too much."""
    found: list[tuple[int | None, int]] = []
    before: Any = None
    for id, by in values:
        place = found[-1][1] + (by != before) if found else 0
        found.append((id, place))
        before = by
    return (*found, (None, len(found))) if len(found) <= MOST else ()


def numbers_by_value(sort: SortBy, values: Ranked, *, descending: bool, limit: int, offset: int) -> Select[int]:
    """The numbers of open ones in the order of these values, so many after the first `offset`."""
    column, parts = _VALUES[sort][0], []
    is_open: ColumnElement[bool] = O.closed_at.is_(None)
    if sort is SortBy.STAGE:  # whose index has no room for it, while nearly all of a stage are open
        is_open = by_looking(is_open, O)
    for id, place in values:
        of_it = column == id if id is not None else column.is_(None)
        part = select(O.number, literal(-place if descending and id is not None else place).label("place"))
        part = part.where(of_it, is_open, PRESENT).order_by(O.number.desc() if descending else O.number)
        parts.append(select(part.limit(limit + offset).subquery()))
    first = union_all(*parts).subquery()
    number = first.c.number.desc() if descending else first.c.number
    return select(first.c.number).order_by(first.c.place, number).limit(limit).offset(offset or None)
