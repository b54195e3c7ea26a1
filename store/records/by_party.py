"""The first opportunities of a list in the order of whom they are linked to: of accounts and contacts by name.

A walk along the names finds the first who have some that are meant, and no more are put in order than those of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all

from store.models import AccountRow, ContactRow, OpportunityRow, PipelineSumRow, SumChangeRow
from store.models.base import aliased
from store.odds import by_looking
from store.records.in_order import STATES
from store.records.opportunity_filter import conditions, order_by
from store.records.sums import is_narrow
from store.values import OpportunityFilter, SortBy, State

FEW = 5_000  # opportunities, which are put in order in less time than a walk past those who have none may take
FAR = 1_000  # names of a kind: so far is walked, past those who have none that are meant

O = OpportunityRow  # noqa: E741  # every line below speaks of it
_THEIRS = aliased(OpportunityRow)
_PARTIES: dict[str, Any] = {"account_id": AccountRow, "contact_id": ContactRow}
_HIGHEST = "\U0010ffff"  # no name begins with it

# Up to which name of each kind they are looked for, None where that is all; only of kinds to which some are linked.
Names = tuple[tuple[str, str | None], ...]


def is_by_party(wanted: OpportunityFilter, sort: SortBy) -> bool:
    return sort is SortBy.PARTY and wanted.state in STATES and not is_narrow(wanted)


@lru_cache
def how_many(state: State) -> Select[*tuple[Any, ...]]:
    """The number of open ones, closed ones or all, and whether any are linked to accounts, and any to contacts."""
    counts = []
    for sums, is_closed in ((PipelineSumRow, PipelineSumRow.is_closed), (SumChangeRow, SumChangeRow.closed_month > 0)):
        of = {State.OPEN: ~is_closed, State.CLOSED: is_closed}.get(state, true())
        counts.append(func.coalesce(select(func.sum(sums.many)).where(of).scalar_subquery(), 0))
    linked = (select(_THEIRS.number).where(getattr(_THEIRS, key).is_not(None)).exists() for key in _PARTIES)
    return select(counts[0] + counts[1], *linked)


def kinds(*are_linked: bool) -> tuple[str, ...]:
    """Those to which some are linked."""
    return tuple(key for key, is_linked in zip(_PARTIES, are_linked, strict=True) if is_linked)


@lru_cache(maxsize=64)  # to build it costs more than to run it
def names_at(
    wanted: OpportunityFilter, many: int, of: tuple[str, ...], *, descending: bool
) -> Select[*tuple[Any, ...]]:
    """For each of these kinds the name that is so far from the first, of those who have some that are meant, and the
    name at which the walk ends; None where there are not so many.
    """
    found = []
    for key in of:
        table = _PARTIES[key]
        order = table.folded.desc() if descending else table.folded
        last = select(table.folded).order_by(order).limit(1).offset(FAR - 1).scalar_subquery()
        until = func.coalesce(last, literal("" if descending else _HIGHEST))
        meant = [by_looking(condition, O) for condition in conditions(wanted)]
        have = select(O.number).where(getattr(O, key) == table.id, *meant).correlate(table).exists()
        name = select(table.folded).where(_is_within(table, until, descending=descending), have).order_by(order)
        found += [name.limit(1).offset(many - 1).scalar_subquery(), last]
    return select(*found)


def reached(of: tuple[str, ...], found: Sequence[str | None], *, descending: bool) -> Names:
    """What that query found, where all up to there hold so many for certain, and nothing otherwise."""
    names, ends = found[::2], found[1::2]
    first = [name for name in names if name is not None]
    for name, end in zip(names, ends, strict=True):
        if name is None and end is not None and not any(one >= end if descending else one <= end for one in first):
            return ()
    return tuple((key, end if name is None else name) for key, name, end in zip(of, names, ends, strict=True))


def numbers_by_party(
    wanted: OpportunityFilter, names: Names, *, descending: bool, limit: int, offset: int
) -> Select[int]:
    """The numbers of those in the order of those names, so many after the first `offset`."""
    theirs = []
    for key, name in names:
        linked, table = getattr(_THEIRS, key), _PARTIES[key]
        who = select(table.id).where(_is_within(table, name, descending=descending)) if name is not None else None
        theirs.append(select(_THEIRS.number).where(linked.is_not(None) if who is None else linked.in_(who)))
    meant = (by_looking(condition, O) for condition in conditions(wanted))
    found = select(O.number).where(O.number.in_(union_all(*theirs)), *meant)
    return found.order_by(*order_by(SortBy.PARTY, descending=descending)).limit(limit).offset(offset or None)


def _is_within(table: Any, name: Any, *, descending: bool) -> ColumnElement[bool]:
    within: ColumnElement[bool] = table.folded >= name if descending else table.folded <= name
    return within
