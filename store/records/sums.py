"""What sums of opportunities are added up of: the sums that are kept, or each opportunity that a filter means."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, literal, literal_column, select, union_all
from sqlalchemy.sql import CompoundSelect

from store.models import DecidedSumRow, OpportunityRow, PipelineSumRow, StageRow, SumChangeRow
from store.odds import by_looking, often
from store.records.opportunity_filter import EXPECTED, conditions
from store.repository import Repository
from store.rules.money import digits
from store.rules.sums import HALF
from store.values import Days, Ids, OpportunityFilter, StageKind, State

MEASURES = ("many", "total_high", "total_low", "expected_high", "expected_low")
DECIDED = ("closed_month", "source_id", "currency", "stage_id", *MEASURES[:3])

# What a filter asks that is found by an index of its own, or is not in that of totals.
_NARROW = (
    "numbers",
    "account_ids",
    "contact_ids",
    "initiated_account_ids",
    "initiated_contact_ids",
    "initiated_marketing_ids",
    "product_ids",
    "categories",
    "external_id",
    "competitors",
    "comments",
    "text",
    "own",
)

Cells = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
_ANY = OpportunityFilter()
_LAST_MONTH = 999912


class Sums(Repository):
    """What the database keeps beside the records, and could count anew."""

    def wrong(self) -> int:
        """How much of it is not what counting anew comes to; 0 where all is well."""
        from store.history.copies_kept import wrong_copies
        from store.history.latest import wrong_latest
        from store.records.accounts import wrong_bases
        from store.records.stays_kept import wrong_stays
        from store.records.sums_kept import wrong_sums

        counted = sum(wrong(self._db) for wrong in (wrong_sums, wrong_latest, wrong_stays, wrong_copies))
        return counted + len(wrong_bases(self._db))

    def count_anew(self) -> None:
        from store.history.copies_kept import count_copies_anew
        from store.history.latest import count_latest_anew
        from store.records.accounts import keep_bases
        from store.records.stays_kept import count_stays_anew
        from store.records.sums_kept import count_sums_anew

        for anew in (count_sums_anew, count_latest_anew, count_stays_anew, count_copies_anew, keep_bases):
            anew(self._db)


def kept_sums(wanted: OpportunityFilter, by: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Of a filter by what they are kept by: rows of the groups, the currency and MEASURES; 0 or NULL is none."""
    names = (*by, "currency", *MEASURES)
    kept = (
        (PipelineSumRow, PipelineSumRow.is_closed),
        (SumChangeRow, SumChangeRow.closed_month > 0),  # what is not in them yet
    )
    cells = union_all(
        *(
            select(*(getattr(table, name) for name in names)).where(*_asked(wanted, table, is_closed))
            for table, is_closed in kept
        )
    ).subquery()
    keys = [cells.c[name] for name in (*by, "currency")]
    many, *halves = (func.sum(cells.c[name]) for name in MEASURES)
    return select(*keys, many.label("many"), *halves).group_by(*keys).having(many != 0)


def sums_of_each(
    wanted: OpportunityFilter,
    by: Sequence[str],
    known: Mapping[str, int] | None = None,
    among: Select[int] | None = None,
) -> CompoundSelect[*tuple[Any, ...]]:
    """The same of any filter, of the opportunities themselves; of a group there may be several rows.

    `known` is what all that there are come to, by currency: by it they are added up with less work. `among` are the
    numbers of those that may be meant: others are not looked at.
    """
    in_halves = known is None or sum(known.values()) >= 2**63  # which SQLite cannot add up otherwise
    if among is not None:
        meant = [by_looking(condition, OpportunityRow) for condition in conditions(wanted, known or ())]
        return union_all(_each([OpportunityRow.number.in_(among), *meant], by, in_halves=in_halves))
    return union_all(*(_each(part, by, in_halves=in_halves) for part in _looked_through(wanted, known or ())))


def all_totals() -> CompoundSelect[str, Any, Any]:
    """What all opportunities come to, in halves, by currency; of one there may be several rows."""
    return union_all(
        *(
            select(table.currency, func.sum(table.total_high), func.sum(table.total_low)).group_by(table.currency)
            for table in (PipelineSumRow, SumChangeRow)
        )
    )


def decided_cells(wanted: OpportunityFilter, first: int, last: int) -> Cells:
    """Of months as 202603, both included, in UTC: rows with DECIDED, to be added up."""
    return union_all(
        *(
            select(*(getattr(table, name) for name in DECIDED)).where(
                table.closed_month.between(first, last), *_asked(wanted, table, None)
            )
            for table in (DecidedSumRow, SumChangeRow)
        )
    )


def is_kept(wanted: OpportunityFilter, *, by_source: bool = False, by_close_month: bool = False) -> bool:
    """Whether it asks by nothing but what the sums are kept by."""
    sources = () if by_source else wanted.source_ids
    kept_by: dict[str, Any] = {"stage_ids": (), "assigned_to": (), "source_ids": sources, "currencies": ()}
    if by_close_month and are_months(wanted.close_date):
        kept_by["close_date"] = _ANY.close_date
    return replace(wanted, state=State.ALL, zone="UTC", **kept_by) == _ANY


def are_months(days: Days) -> bool:
    """Whether they begin and end where months do."""
    first, last = days
    begins = first is None or first.day == 1
    return begins and (last is None or last.day == monthrange(last.year, last.month)[1])


def is_narrow(wanted: OpportunityFilter) -> bool:
    """Whether it asks by what an index finds, or by what the indexes of totals do not have."""
    return any(getattr(wanted, name) != getattr(_ANY, name) for name in _NARROW)


def _asked(wanted: OpportunityFilter, table: Any, is_closed: Any) -> Iterator[ColumnElement[bool]]:
    for column, ids in (
        (table.stage_id, wanted.stage_ids),
        (table.assigned_to, wanted.assigned_to),
        *([(table.source_id, wanted.source_ids)] if wanted.source_ids else []),
    ):
        if ids:
            yield column.in_(_or_none(ids))
    if wanted.currencies:
        yield table.currency.in_([currency.upper() for currency in wanted.currencies])
    if wanted.close_date != _ANY.close_date:
        first, last = (day and 100 * day.year + day.month for day in wanted.close_date)
        yield table.close_month.between(first or 1, last or _LAST_MONTH)  # 0 is of those without a date
    match wanted.state:
        case State.OPEN:
            yield ~is_closed if is_closed is not None else literal(False)
        case State.CLOSED if is_closed is not None:
            yield is_closed
        case State.WON | State.LOST:
            kind = StageKind.WON if wanted.state is State.WON else StageKind.LOST
            yield table.stage_id.in_(select(StageRow.id).where(StageRow.kind == kind.value))


def _or_none(ids: Ids) -> Collection[int]:
    return [id or 0 for id in ids]


def _each(conditions: Sequence[ColumnElement[bool]], by: Sequence[str], *, in_halves: bool) -> Select[*tuple[Any, ...]]:
    """The opportunities themselves, added up; not in halves where that is not needed, which takes half as long."""
    total, date = OpportunityRow.total_minor, OpportunityRow.close_date
    groups: dict[str, Any] = {
        "stage_id": OpportunityRow.stage_id,
        "assigned_to": OpportunityRow.assigned_to,
        "close_month": extract("year", date) * 100 + extract("month", date),
    }
    keys = [*(groups[name] for name in by), OpportunityRow.currency]
    if in_halves:
        sums = [func.sum(half) for whole in (total, EXPECTED) for half in (whole // HALF, whole % HALF)]
    else:
        none: Any = literal_column("0")
        sums = [none, func.sum(total), none, func.sum(EXPECTED)]
    return select(*keys, func.count(), *sums).where(*conditions).group_by(*keys)


def _looked_through(wanted: OpportunityFilter, currencies: Collection[str]) -> list[list[ColumnElement[bool]]]:
    """The conditions of each part of what is meant; where they do not lead to few, each is looked at.

    SQLite then goes through the index of the open ones, of the closed ones or both, which have what is added up and
    asked: that takes a tenth of reading each opportunity.
    """
    is_open, is_closed = OpportunityRow.closed_at.is_(None), OpportunityRow.closed_at.is_not(None)
    if is_narrow(wanted) and wanted.state is not State.OPEN:
        return [conditions(wanted, currencies)]
    states = {State.OPEN: [is_open], State.CLOSED: [is_closed]}.get(wanted.state)
    asked = replace(wanted, state=State.ALL) if states else wanted
    if is_narrow(wanted):
        is_there, *others = conditions(asked, currencies)
        return [[is_there, often(is_open), *others]]
    looked_up: list[ColumnElement[bool]] = []
    if wanted.total != _ANY.total and len({digits(currency) for currency in currencies}) == 1:
        # The indexes have the amounts of each currency in their order: no others are gone through.
        _, *amounts = conditions(OpportunityFilter(total=wanted.total), currencies)
        looked_up = [OpportunityRow.currency.in_(sorted(currencies)), *amounts]
        asked = replace(asked, total=_ANY.total)
    is_there, *others = conditions(asked, currencies)
    looked_at = [by_looking(other, OpportunityRow) for other in others]
    return [[is_there, often(state), *looked_up, *looked_at] for state in states or (is_open, is_closed)]
