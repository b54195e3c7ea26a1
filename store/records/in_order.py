"""The first opportunities of a list in the order that is asked for, of which no more is read than is shown.

Most orders have an index of the open ones, and one of the closed ones. Those without a value come last, where an index
has them first or last, as the database likes: they are looked for by themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, literal, literal_column, select, union_all

from store.models import OpportunityRow
from store.models.opportunities import EXPECTED_REVENUE
from store.odds import often
from store.records.opportunity_filter import conditions, order_by
from store.records.opportunity_rows import PRESENT
from store.values import OpportunityFilter, SortBy, State

O = OpportunityRow  # noqa: E741  # every line below speaks of it

# What has an index; written as it is there, or SQLite would not know it again.
_ALWAYS: dict[SortBy, Any] = {
    SortBy.TITLE: O.folded,
    SortBy.PROBABILITY: O.probability,
    SortBy.TOTAL: O.total_minor,
    SortBy.REVENUE: literal_column(EXPECTED_REVENUE),
    SortBy.CURRENCY: O.currency,
    SortBy.CREATED: O.created_at,
}
_SOMETIMES: dict[SortBy, Any] = {
    SortBy.EXPIRES: O.expiration_date,
    SortBy.DELIVERY: O.delivery_date,
    SortBy.MODIFIED: O.modified_at,
}
IN_INDEXES = _ALWAYS.keys() | _SOMETIMES.keys()
_IS_OPEN, _IS_CLOSED = often(O.closed_at.is_(None)), often(O.closed_at.is_not(None))
STATES = {State.OPEN: (_IS_OPEN,), State.CLOSED: (_IS_CLOSED,), State.ALL: (_IS_OPEN, _IS_CLOSED)}
_ANY = OpportunityFilter()


def has_index(wanted: OpportunityFilter, sort: SortBy) -> bool:
    """Whether that list is in indexes of its own."""
    return sort in IN_INDEXES and is_every(wanted)


def is_every(wanted: OpportunityFilter) -> bool:
    """Whether it is open ones, closed ones or all, and nothing else is asked."""
    return wanted.state in STATES and replace(wanted, state=_ANY.state, zone=_ANY.zone) == _ANY


def numbers_in_order(
    wanted: OpportunityFilter, sort: SortBy, *, descending: bool, limit: int | None, offset: int = 0
) -> Select[int]:
    """The numbers of those that are meant, so many at most after the first `offset`."""
    if limit is None or not has_index(wanted, sort):
        order = order_by(sort, descending=descending)
        return select(O.number).where(*conditions(wanted)).order_by(*order).limit(limit).offset(offset or None)
    key, states = (_ALWAYS | _SOMETIMES)[sort], STATES[wanted.state]
    if sort in _ALWAYS and len(states) == 1:
        some = select(O.number).where(*states, PRESENT).order_by(*_directed(key, O.number, descending))
        return some.limit(limit).offset(offset or None)
    parts = []
    for lacks, condition in enumerate((key.is_not(None), key.is_(None)) if sort in _SOMETIMES else (None,)):
        for state in states:
            part = select(O.number, key.label("key"), literal(lacks).label("lacks")).where(state, PRESENT)
            part = part.where(condition) if condition is not None else part
            # By what is none, too, or PostgreSQL would not take the index for one in the order of numbers.
            parts.append(select(part.order_by(*_directed(key, O.number, descending)).limit(limit + offset).subquery()))
    first = union_all(*parts).subquery()
    shown = select(first.c.number).order_by(first.c.lacks, *_directed(first.c.key, first.c.number, descending))
    return shown.limit(limit).offset(offset or None)


def _directed(key: Any, number: Any, descending: bool) -> tuple[Any, Any]:
    return (key.desc(), number.desc()) if descending else (key.asc(), number.asc())
