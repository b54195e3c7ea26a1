"""The first open opportunities of a list in the order of whom they are linked to: of accounts and contacts by name.

A walk along the names finds the first who have open ones, and no more are put in order than those of theirs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from store.models import AccountRow, ContactRow, OpportunityRow, PipelineSumRow, SumChangeRow
from store.models.base import aliased
from store.odds import by_looking
from store.records.in_order import is_all_open
from store.records.opportunity_filter import order_by
from store.records.opportunity_rows import PRESENT
from store.values import OpportunityFilter, SortBy

FEW = 5_000  # open ones, which are put in order in less time than a walk past those who have none may take

O = OpportunityRow  # noqa: E741  # every line below speaks of it
_PARTIES: dict[str, Any] = {"account_id": AccountRow, "contact_id": ContactRow}

# Up to which name of each kind they are looked for, None where that is all; only of kinds to which some are linked.
Names = tuple[tuple[str, str | None], ...]


def is_by_party(wanted: OpportunityFilter, sort: SortBy) -> bool:
    return sort is SortBy.PARTY and is_all_open(wanted)


def how_many_open() -> Select[*tuple[Any, ...]]:
    """The number of open ones, and whether any are linked to accounts, and any to contacts, be they open or not."""
    return _HOW_MANY


def kinds(*are_linked: bool) -> tuple[str, ...]:
    """Those to which some are linked."""
    return tuple(key for key, is_linked in zip(_PARTIES, are_linked, strict=True) if is_linked)


@lru_cache(maxsize=64)  # to build it costs more than to run it
def names_at(many: int, of: tuple[str, ...], *, descending: bool) -> Select[*tuple[Any, ...]]:
    """The name that is so far from the first, of those who have open ones, for each of these kinds."""
    return select(
        *(
            select(table.folded)
            .where(_has_open(key))
            .order_by(table.folded.desc() if descending else table.folded)
            .limit(1)
            .offset(many - 1)
            .scalar_subquery()
            for key in of
            for table in (_PARTIES[key],)
        )
    )


def numbers_by_party(names: Names, *, descending: bool, limit: int, offset: int) -> Select[int]:
    """The numbers of open ones in the order of those names, so many after the first `offset`."""
    theirs = []
    for key, name in names:
        table = _PARTIES[key]
        who = select(table.id).where(_has_open(key))
        if name is not None:
            who = who.where(table.folded >= name if descending else table.folded <= name)
        theirs.append(select(_THEIRS.number).where(getattr(_THEIRS, key).in_(who), *_open(_THEIRS, key)))
    found = select(O.number).where(O.number.in_(union_all(*theirs)), PRESENT)
    return found.order_by(*order_by(SortBy.PARTY, descending=descending)).limit(limit).offset(offset or None)


def _has_open(key: str) -> ColumnElement[bool]:
    table = _PARTIES[key]
    linked = select(_ONE.number).where(getattr(_ONE, key) == table.id, *_open(_ONE, key))
    return linked.correlate(table).exists()


def _open(one: Any, key: str) -> tuple[ColumnElement[bool], ...]:
    """It is, and is found by that key alone."""
    return by_looking(one.closed_at.is_(None), one), one.deleted_at.is_(None), getattr(one, key).is_not(None)


_THEIRS, _ONE = aliased(OpportunityRow), aliased(OpportunityRow)
_HOW_MANY: Select[*tuple[Any, ...]] = select(
    sum(
        (
            func.coalesce(select(func.sum(sums.many)).where(is_open).scalar_subquery(), 0)
            for sums, is_open in (
                (PipelineSumRow, ~PipelineSumRow.is_closed),
                (SumChangeRow, SumChangeRow.closed_month == 0),
            )
        ),
        start=literal(0),
    ),
    *(select(_ONE.number).where(getattr(_ONE, key).is_not(None)).exists() for key in _PARTIES),
)
