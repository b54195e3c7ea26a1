"""The first opportunities of a list in the order of whom they are linked to: of accounts and contacts by name.

A walk along the names finds the first who have some, and no more are put in order than those of theirs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true, union_all

from store.models import AccountRow, ContactRow, OpportunityRow, PipelineSumRow, SumChangeRow
from store.models.base import aliased
from store.odds import by_looking
from store.records.in_order import is_every
from store.records.opportunity_filter import order_by
from store.records.opportunity_rows import PRESENT
from store.values import OpportunityFilter, SortBy, State

FEW = 5_000  # opportunities, which are put in order in less time than a walk past those who have none may take

O = OpportunityRow  # noqa: E741  # every line below speaks of it
_THEIRS, _ONE = aliased(OpportunityRow), aliased(OpportunityRow)
_PARTIES: dict[str, Any] = {"account_id": AccountRow, "contact_id": ContactRow}

# Up to which name of each kind they are looked for, None where that is all; only of kinds to which some are linked.
Names = tuple[tuple[str, str | None], ...]


def is_by_party(wanted: OpportunityFilter, sort: SortBy) -> bool:
    return sort is SortBy.PARTY and is_every(wanted)


@lru_cache
def how_many(state: State) -> Select[*tuple[Any, ...]]:
    """The number of open ones, closed ones or all, and whether any are linked to accounts, and any to contacts."""
    counts = []
    for sums, is_closed in ((PipelineSumRow, PipelineSumRow.is_closed), (SumChangeRow, SumChangeRow.closed_month > 0)):
        of = {State.OPEN: ~is_closed, State.CLOSED: is_closed}.get(state, true())
        counts.append(func.coalesce(select(func.sum(sums.many)).where(of).scalar_subquery(), 0))
    linked = (select(_ONE.number).where(getattr(_ONE, key).is_not(None)).exists() for key in _PARTIES)
    return select(counts[0] + counts[1], *linked)


def kinds(*are_linked: bool) -> tuple[str, ...]:
    """Those to which some are linked."""
    return tuple(key for key, is_linked in zip(_PARTIES, are_linked, strict=True) if is_linked)


@lru_cache(maxsize=64)  # to build it costs more than to run it
def names_at(state: State, many: int, of: tuple[str, ...], *, descending: bool) -> Select[*tuple[Any, ...]]:
    """The name that is so far from the first, of those who have some, for each of these kinds."""
    return select(
        *(
            select(table.folded)
            .where(_who_have(state, key))
            .order_by(table.folded.desc() if descending else table.folded)
            .limit(1)
            .offset(many - 1)
            .scalar_subquery()
            for key in of
            for table in (_PARTIES[key],)
        )
    )


def numbers_by_party(state: State, names: Names, *, descending: bool, limit: int, offset: int) -> Select[int]:
    """The numbers of those in the order of those names, so many after the first `offset`."""
    theirs = []
    for key, name in names:
        table = _PARTIES[key]
        who = select(table.id).where(_who_have(state, key))
        if name is not None:
            who = who.where(table.folded >= name if descending else table.folded <= name)
        theirs.append(select(_THEIRS.number).where(getattr(_THEIRS, key).in_(who), *_of(state, _THEIRS, key)))
    found = select(O.number).where(O.number.in_(union_all(*theirs)), PRESENT)
    return found.order_by(*order_by(SortBy.PARTY, descending=descending)).limit(limit).offset(offset or None)


def _who_have(state: State, key: str) -> ColumnElement[bool]:
    table = _PARTIES[key]
    linked = select(_ONE.number).where(getattr(_ONE, key) == table.id, *_of(state, _ONE, key))
    return linked.correlate(table).exists()


def _of(state: State, one: Any, key: str) -> tuple[ColumnElement[bool], ...]:
    """It is open, closed, or either, and is found by that key alone."""
    states = {State.OPEN: one.closed_at.is_(None), State.CLOSED: one.closed_at.is_not(None)}
    of = by_looking(states[state], one) if state in states else true()
    return of, one.deleted_at.is_(None), getattr(one, key).is_not(None)
