"""An `OpportunityFilter` as conditions on the table of opportunities, and an order as columns of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, or_, select

from store.containing import containing
from store.models import (
    AccountRow,
    ContactRow,
    LineItemRow,
    ListValueRow,
    OpportunityCategoryRow,
    OpportunityRow,
    StageRow,
    UserRow,
)
from store.records.field_conditions import holds
from store.records.opportunity_rows import PRESENT
from store.repository import CHUNK
from store.rules.days import after, begins
from store.rules.money import LARGEST, USUAL, currencies_by_digits, digits
from store.text import fold
from store.values import Amounts, Days, OpportunityFilter, SortBy, StageKind, State

Condition = ColumnElement[bool]

O = OpportunityRow  # noqa: E741  # every line below speaks of it
EXPECTED = (O.total_minor * O.probability + 50) // 100  # as `store.rules.money.expected_revenue`

# The closed ones come last, whatever their position.
STAGE_PLACE = StageRow.position + case((StageRow.kind == StageKind.OPEN.value, 0), else_=1_000_000)


def conditions(wanted: OpportunityFilter, currencies: Collection[str] = ()) -> list[Condition]:
    """What holds for each opportunity that is meant; where it is known which currencies there are, by less work."""
    parts = (_references, _texts, _days, _rest, _own)
    others = (condition for part in parts for condition in part(wanted))
    return [PRESENT, *others, *_amounts(wanted, {digits(currency) for currency in currencies})]


def order_by(sort: SortBy, *, descending: bool) -> list[Any]:
    """By that column, those without a value last; then by number."""
    *sorted_by, number = columns_of(sort)
    return [
        *((column.desc() if descending else column.asc()).nulls_last() for column in sorted_by),
        number.desc() if descending else number.asc(),
    ]


def columns_of(sort: SortBy) -> list[Any]:
    """What they are ordered by: the last is the number."""
    return [O.number] if sort is SortBy.NUMBER else [_sorted(sort), O.number]


def _references(wanted: OpportunityFilter) -> Iterator[Condition]:
    for column, ids in (
        (O.stage_id, wanted.stage_ids),
        (O.assigned_to, wanted.assigned_to),
        (O.type_id, wanted.type_ids),
        (O.source_id, wanted.source_ids),
        (O.payment_terms_id, wanted.payment_terms_ids),
        (O.lost_reason_id, wanted.lost_reason_ids),
    ):
        if ids:
            yield _any_of(column, ids)
    for pairs in (
        ((O.account_id, wanted.account_ids), (O.contact_id, wanted.contact_ids)),
        (
            (O.initiated_account_id, wanted.initiated_account_ids),
            (O.initiated_contact_id, wanted.initiated_contact_ids),
            (O.initiated_marketing_id, wanted.initiated_marketing_ids),
        ),
    ):
        if given := [_any_of(column, ids) for column, ids in pairs if ids]:
            yield or_(*given)
    if wanted.numbers is not None:
        yield or_(*(O.number.in_(wanted.numbers[i : i + CHUNK]) for i in range(0, len(wanted.numbers) or 1, CHUNK)))
    if wanted.product_ids:
        yield O.number.in_(select(LineItemRow.number).where(LineItemRow.product_id.in_(wanted.product_ids)))
    if wanted.categories:
        yield _categories(wanted.categories)


def _any_of(column: Any, ids: Sequence[int | None]) -> Condition:
    there = [id for id in ids if id is not None]
    given = [column == there[0]] if len(there) == 1 else [column.in_(there)] if there else []
    return or_(*given, *([column.is_(None)] if None in ids else []))


def _categories(names: Sequence[str | None]) -> Condition:
    of_it = OpportunityCategoryRow.number
    folded = [fold(name) for name in names if name is not None]
    given: list[Condition] = []
    if folded:
        given.append(O.number.in_(select(of_it).where(OpportunityCategoryRow.folded.in_(folded))))
    if None in names:
        given.append(~select(of_it).where(of_it == O.number).exists())
    return or_(*given)


def _texts(wanted: OpportunityFilter) -> Iterator[Condition]:
    for columns, text in (
        ((O.folded,), wanted.title),
        ((O.folded_competitors,), wanted.competitors),
        ((O.folded_comments,), wanted.comments),
        ((O.folded, O.folded_competitors, O.folded_comments), wanted.text),
    ):
        if text:
            yield or_(*(containing(column, fold(text)) for column in columns))
    if wanted.currencies:
        yield O.currency.in_([currency.upper() for currency in wanted.currencies])
    if wanted.external_id is not None:
        yield O.external_id == wanted.external_id


def _amounts(wanted: OpportunityFilter, places: Collection[int]) -> Iterator[Condition]:
    least, most = wanted.probability
    if least > 0:
        yield O.probability >= least
    if most < 100:
        yield O.probability <= most
    yield from _between(O.total_minor, wanted.total, places)
    yield from _between(EXPECTED, wanted.revenue, places)


def _between(column: Any, amounts: Amounts, places: Collection[int]) -> Iterator[Condition]:
    least, most = amounts
    if least is not None:
        yield column >= _minor(least, ROUND_CEILING, places)
    if most is not None:
        yield column <= _minor(most, ROUND_FLOOR, places)


def _minor(amount: Decimal, rounding: str, places: Collection[int]) -> Any:
    """The amount in the smallest unit of each opportunity's own currency; one number where all have as many places."""
    by_digits = {each: in_units(amount, each, rounding) for each in (*currencies_by_digits(), USUAL)}
    if len(places) == 1:
        return by_digits[next(iter(places))]
    special = currencies_by_digits()
    others = O.currency.not_in([code for codes in special.values() for code in codes])
    each = [(O.currency.in_(codes), by_digits[place]) for place, codes in special.items()]
    return case((others, by_digits[USUAL]), *each, else_=by_digits[USUAL])  # what most have is asked first


def in_units(amount: Decimal, places: int, rounding: str) -> int:
    """The amount in units of so many decimal places, as far as amounts go."""
    return int(min(Decimal(LARGEST), amount.scaleb(places)).to_integral_value(rounding))


def _days(wanted: OpportunityFilter) -> Iterator[Condition]:
    for column, (first, last) in (
        (O.close_date, wanted.close_date),
        (O.expiration_date, wanted.expiration_date),
        (O.delivery_date, wanted.delivery_date),
    ):
        if first is not None:
            yield column >= first
        if last is not None:
            yield column <= last
    yield from _moments(O.created_at, wanted.created, wanted.zone)
    yield from _moments(O.closed_at, wanted.closed, wanted.zone)


def _moments(column: Any, days: Days, zone: str) -> Iterator[Condition]:
    first, last = days
    if first is not None:
        yield column >= begins(first, ZoneInfo(zone))
    if last is not None:
        yield column < begins(after(last), ZoneInfo(zone))


def _rest(wanted: OpportunityFilter) -> Iterator[Condition]:
    match wanted.state:
        case State.OPEN:
            yield O.closed_at.is_(None)
        case State.CLOSED:
            yield O.closed_at.is_not(None)
        case State.WON | State.LOST:
            kind = StageKind.WON if wanted.state is State.WON else StageKind.LOST
            yield O.stage_id.in_(select(StageRow.id).where(StageRow.kind == kind.value))
        case State.ALL:
            pass
    if wanted.reminder is not None:
        yield O.reminder_on.is_(wanted.reminder)


def _own(wanted: OpportunityFilter) -> Iterator[Condition]:
    for asked in wanted.own:
        yield holds(O.number, asked)


def _name_of(row: Any, column: Any) -> Any:
    return select(row.folded).where(row.id == column).correlate(OpportunityRow).scalar_subquery()


def _place(column: Any) -> Any:
    return select(ListValueRow.position).where(ListValueRow.id == column).correlate(OpportunityRow).scalar_subquery()


def _stage_place() -> Any:
    return select(STAGE_PLACE).where(StageRow.id == O.stage_id).correlate(OpportunityRow).scalar_subquery()


def _sorted(by: SortBy) -> Any:
    match by:
        case SortBy.PARTY:
            own, person = _name_of(AccountRow, O.account_id), _name_of(ContactRow, O.contact_id)
            return func.coalesce(own, person)
        case SortBy.ASSIGNED:
            return _name_of(UserRow, O.assigned_to)
        case SortBy.STAGE:
            return _stage_place()
        case SortBy.TYPE | SortBy.SOURCE | SortBy.TERMS | SortBy.REASON:
            return _place(_LISTED[by])
        case _:
            return _PLAIN[by]


_LISTED: dict[SortBy, Any] = {
    SortBy.TYPE: O.type_id,
    SortBy.SOURCE: O.source_id,
    SortBy.TERMS: O.payment_terms_id,
    SortBy.REASON: O.lost_reason_id,
}
_PLAIN: dict[SortBy, Any] = {
    SortBy.TITLE: O.folded,
    SortBy.PROBABILITY: O.probability,
    SortBy.TOTAL: O.total_minor,
    SortBy.REVENUE: EXPECTED,
    SortBy.CLOSE_DATE: O.close_date,
    SortBy.EXPIRES: O.expiration_date,
    SortBy.DELIVERY: O.delivery_date,
    SortBy.CREATED: O.created_at,
    SortBy.MODIFIED: O.modified_at,
    SortBy.CLOSED: O.closed_at,
    SortBy.CURRENCY: O.currency,
}
