"""The first opportunities of a list in the order of a few values, such as stages: of each, the first are found.

Each value has an index of its opportunities, in which they stand by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select, true, union_all

from store.models import ListValueRow, OpportunityRow, StageRow, UserRow
from store.odds import by_looking, often
from store.records.in_order import is_every
from store.records.opportunity_filter import STAGE_PLACE, conditions
from store.records.opportunity_rows import PRESENT
from store.values import Ids, ListName, OpportunityFilter, SortBy, StageKind, State

MOST = 60  # values; where there are more, all opportunities are put in order

O = OpportunityRow  # noqa: E741  # every line below speaks of it

# What an opportunity has one of, and the query of all that there are, with what they are ordered by.
_VALUES: dict[SortBy, tuple[Any, Select[int, Any]]] = {
    SortBy.ASSIGNED: (O.assigned_to, select(UserRow.id, UserRow.folded)),
    SortBy.STAGE: (O.stage_id, select(StageRow.id, STAGE_PLACE)),
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

BY_VALUE = _VALUES.keys()

# The id of each value with its place, which those share that are ordered by the same; None, without a value, is last.
Ranked = tuple[tuple[int | None, int], ...]


def values_of(wanted: OpportunityFilter, sort: SortBy) -> Select[int, Any] | None:
    """The query of the values, in their order, where that list is in the order of some."""
    if sort not in _VALUES or not is_every(wanted):
        return None
    values = _VALUES[sort][1]
    if sort is SortBy.STAGE and wanted.state is not State.ALL:  # closed ones are in stages that close, and only they
        is_open = StageRow.kind == StageKind.OPEN.value
        values = values.where(is_open if wanted.state is State.OPEN else ~is_open)
    return values.order_by(values.selected_columns[1]).limit(MOST + 1)


def is_of_persons(wanted: OpportunityFilter) -> bool:
    """Whether it is what some persons have, of a state, and nothing else is asked."""
    return bool(wanted.assigned_to) and is_every(replace(wanted, assigned_to=()))


def ranked(values: Iterable[tuple[int, Any]]) -> Ranked:
    """What that query found; nothing where it is too much."""
    found: list[tuple[int | None, int]] = []
    before: Any = None
    for id, by in values:
        place = found[-1][1] + (by != before) if found else 0
        found.append((id, place))
        before = by
    return (*found, (None, len(found))) if len(found) <= MOST else ()


def numbers_by_value(
    state: State, sort: SortBy, values: Ranked, *, descending: bool, limit: int, offset: int, assigned_to: Ids = ()
) -> Select[int]:
    """The numbers of those in the order of these values, so many after the first `offset`.

    Of some persons, their own: past those of others, which the index of each value has as well.
    """
    column, parts = _VALUES[sort][0], []
    of_persons = OpportunityFilter(assigned_to=assigned_to)
    theirs = [by_looking(one, O) for one in conditions(of_persons)] if assigned_to else []
    for (id, place), condition in product(values, _conditions(state, sort)):
        of_it = column == id if id is not None else column.is_(None)
        part = select(O.number, literal(-place if descending and id is not None else place).label("place"))
        part = part.where(of_it, condition, PRESENT, *theirs).order_by(O.number.desc() if descending else O.number)
        parts.append(select(part.limit(limit + offset).subquery()))
    first = union_all(*parts).subquery()
    number = first.c.number.desc() if descending else first.c.number
    return select(first.c.number).order_by(first.c.place, number).limit(limit).offset(offset or None)


def by_values(sort: SortBy, values: Ranked, *, descending: bool) -> list[Any]:
    """That order, without looking up the place of each opportunity's value."""
    column = _VALUES[sort][0]
    places = {id: -place if descending else place for id, place in values if id is not None}
    return [case(places, value=column, else_=len(values)), O.number.desc() if descending else O.number]


def _conditions(state: State, sort: SortBy) -> list[ColumnElement[bool]]:
    """Of each part that has an index; that of stages is one of open ones and closed ones alike."""
    states = {State.OPEN: O.closed_at.is_(None), State.CLOSED: often(O.closed_at.is_not(None))}
    if sort is not SortBy.STAGE:
        return [states[state]] if state in states else [*states.values()]
    return [by_looking(states[state], O)] if state in states else [true()]
