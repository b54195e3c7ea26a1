"""Opportunities of a list that only looking finds: of a title, an amount or a currency, or one person's by amount.

Where many are meant, the first of the list hold enough for a page. Where few are, all are looked through: in the index
from which totals are added up, which has nearly all that can be asked, at a tenth of what it takes to read each.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select, union_all

from store.models import OpportunityRow
from store.odds import by_looking
from store.records.by_value import BY_VALUE, Ranked, by_values, numbers_by_value
from store.records.in_order import IN_INDEXES, STATES, is_every, numbers_in_order
from store.records.opportunity_filter import conditions, order_by
from store.records.sums import is_narrow
from store.values import OpportunityFilter, SortBy, State

FIRST = 1_000  # of a list, among which a page of those that are meant is looked for before all others
OF_VALUES = 500  # the same of a list in the order of a few values, of each of which so many are read
OF_THEIRS = 150  # the same of what some persons have, of whom all are soon looked through by an index

O = OpportunityRow  # noqa: E741  # every line below speaks of it
_ANY = OpportunityFilter()
_REFERENCES = ("stage_ids", "assigned_to", "type_ids", "source_ids", "payment_terms_ids", "lost_reason_ids")
_NO_REFERENCES: dict[str, Any] = dict.fromkeys(_REFERENCES, ())


def is_looked_for(wanted: OpportunityFilter, sort: SortBy) -> bool:
    """Whether what is asked has no index in the order of that list."""
    if wanted.state not in STATES or is_every(wanted) or is_narrow(wanted):
        return False
    return (
        sort in IN_INDEXES
        or sort in BY_VALUE
        or (sort is SortBy.NUMBER and not is_every(replace(wanted, **_NO_REFERENCES)))
    )


def are_amounts_asked(wanted: OpportunityFilter) -> bool:
    """Whether less is to be done where it is known which currencies there are."""
    return wanted.total != _ANY.total or wanted.revenue != _ANY.revenue


@lru_cache(maxsize=128)  # to build it costs more than to run it
def among_the_first(
    wanted: OpportunityFilter, sort: SortBy, *, descending: bool, most: int, values: Ranked = ()
) -> Select[int]:
    """The numbers of those among the first of the list, so many at most: all that a page shows, where they fill it.

    Of a list in the order of a few values, these are needed.
    """
    if values:
        of_each = OF_THEIRS if wanted.assigned_to else OF_VALUES
        first = numbers_by_value(wanted.state, sort, values, descending=descending, limit=of_each, offset=0)
    else:
        first = numbers_in_order(OpportunityFilter(state=wanted.state), sort, descending=descending, limit=FIRST)
    order = order_by(sort, descending=descending)
    meant = select(O.number).where(O.number.in_(first.correlate(None)), *conditions(wanted))
    return meant.order_by(*order).limit(most)


def among_all(
    wanted: OpportunityFilter,
    sort: SortBy,
    currencies: Collection[str],
    *,
    descending: bool,
    limit: int,
    offset: int,
    values: Ranked = (),
) -> Select[int]:
    """The numbers of those on a page of the list; they are few."""
    asked = conditions(replace(wanted, state=State.ALL), currencies)
    parts = [select(O.number).where(state, *asked) for state in STATES[wanted.state]]
    meant = parts[0] if len(parts) == 1 else select(O.number).where(O.number.in_(union_all(*parts)))
    by_columns = by_values(sort, values, descending=descending) if values else order_by(sort, descending=descending)
    order = [by_looking(by, O) for by in by_columns]
    return meant.order_by(*order).limit(limit).offset(offset or None)
