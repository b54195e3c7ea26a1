"""Sums of opportunities that are asked for by one thing, an amount, a day or a type: they are kept by each of these.

Amounts are kept by their first two digits. What people ask, "from 1500", begins one of these sums; of any other amount
the rest is added up from the opportunities, which are those of one such sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, func, literal, select, union_all

from store.models import FilterSumRow, SumChangeRow
from store.records.in_order import STATES
from store.records.opportunity_filter import in_units
from store.records.sums import MEASURES, sums_of_each
from store.rules.money import LARGEST, digits, from_minor
from store.rules.sums import rounded, rounded_up
from store.values import Amounts, OpportunityFilter, State

_ANY = OpportunityFilter()
_LAST_DAY = 99991231


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a filter may ask by, the column of `SumChangeRow` with its value, and which values are meant."""

    name: str
    column: str
    are_meant: Callable[[Any, Any], ColumnElement[bool]]


def _of_these(value: Any, ids: Any) -> ColumnElement[bool]:
    meant: ColumnElement[bool] = value.in_([id or 0 for id in ids])
    return meant


def _of_days(value: Any, days: Any) -> ColumnElement[bool]:
    first, last = (day and _whole(day) for day in days)
    between: ColumnElement[bool] = value.between(first or 1, last or _LAST_DAY)  # 0 is of those without a date
    return between


def _within(value: Any, bounds: Any) -> ColumnElement[bool]:
    between: ColumnElement[bool] = value.between(*bounds)
    return between


_TOTAL = _Thing("total", "total_from", _within)
_THINGS = (
    _TOTAL,
    _Thing("probability", "probability", _within),
    *(
        _Thing(name, name.replace("date", "day"), _of_days)
        for name in ("close_date", "expiration_date", "delivery_date")
    ),
    *(_Thing(f"{name}s", name, _of_these) for name in ("type_id", "source_id", "payment_terms_id", "lost_reason_id")),
)


def is_kept_by_one(wanted: OpportunityFilter) -> bool:
    """Whether it asks by one of these things, and beside it by nothing but currencies and what is open or closed."""
    return wanted.state in STATES and _asked(wanted) is not None


def sums_by_one(wanted: OpportunityFilter, known: Mapping[str, int]) -> Iterator[Executable]:
    """The queries of the currency and MEASURES of all that are meant; `known` is what all there are come to."""
    if (thing := _asked(wanted)) is None:
        raise ValueError("no sum is kept by that filter")
    if thing is not _TOTAL:
        yield _kept(wanted, thing, getattr(wanted, thing.name))
        return
    asked = {code.upper() for code in wanted.currencies}
    for places in sorted({digits(currency) for currency in known}):
        alike = tuple(sorted(one for one in known if digits(one) == places and (not asked or one in asked)))
        if alike:
            yield from _by_amount(replace(wanted, currencies=alike), places, {one: known[one] for one in alike})


def _by_amount(wanted: OpportunityFilter, places: int, known: Mapping[str, int]) -> Iterator[Executable]:
    """Of currencies that have so many decimal places: the sums between, and what is beside them at either end."""
    first, end = _units(wanted.total, places)
    begin, last = rounded_up(first), rounded(end)
    if begin < last:
        yield _kept(wanted, _TOTAL, (begin, last - 1))
    for least, most in ((first, begin), (last, end)) if begin <= last else ((first, end),):
        if least < most:
            amounts = (from_minor(least, wanted.currencies[0]), from_minor(most - 1, wanted.currencies[0]))
            yield sums_of_each(replace(wanted, total=amounts), (), known)


def _units(amounts: Amounts, places: int) -> tuple[int, int]:
    """From which amount, and until before which."""
    least, most = amounts
    first = max(0, in_units(least, places, ROUND_CEILING)) if least is not None else 0
    return first, in_units(most, places, ROUND_FLOOR) + 1 if most is not None else rounded_up(LARGEST + 1)


def _kept(wanted: OpportunityFilter, thing: _Thing, asked: Any) -> Select[*tuple[Any, ...]]:
    names = ("currency", *MEASURES)
    meant = thing.are_meant
    kept = select(*(getattr(FilterSumRow, name) for name in names)).where(
        FilterSumRow.asked == literal(thing.column), meant(FilterSumRow.value, asked)
    )
    noted = select(*(getattr(SumChangeRow, name) for name in names)).where(
        meant(getattr(SumChangeRow, thing.column), asked)
    )
    parts = []
    for part, table, is_closed in (
        (kept, FilterSumRow, FilterSumRow.is_closed),
        (noted, SumChangeRow, SumChangeRow.closed_month > 0),  # what is not in them yet
    ):
        if wanted.state is not State.ALL:
            part = part.where(is_closed if wanted.state is State.CLOSED else ~is_closed)
        if wanted.currencies:
            part = part.where(table.currency.in_([code.upper() for code in wanted.currencies]))
        parts.append(part)
    cells = union_all(*parts).subquery()
    many, *halves = (func.sum(cells.c[name]) for name in MEASURES)
    return select(cells.c.currency, many, *halves).group_by(cells.c.currency).having(many != 0)


def _asked(wanted: OpportunityFilter) -> _Thing | None:
    """The only thing that it asks by."""
    rest: dict[str, Any] = {"state": _ANY.state, "zone": _ANY.zone, "currencies": ()}
    things = [one for one in _THINGS if getattr(wanted, one.name) != getattr(_ANY, one.name)]
    if len(things) != 1:
        return None
    is_all = replace(wanted, **rest, **{things[0].name: getattr(_ANY, things[0].name)}) == _ANY
    return things[0] if is_all else None


def _whole(day: date) -> int:
    return 10_000 * day.year + 100 * day.month + day.day
