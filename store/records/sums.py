"""What sums of opportunities are added up of: the sums that are kept, or each opportunity that a filter means."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, literal, select, union_all
from sqlalchemy.sql import CompoundSelect

from store.models import DecidedSumRow, OpportunityRow, PipelineSumRow, StageRow, SumChangeRow
from store.odds import often
from store.records.opportunity_filter import EXPECTED, conditions
from store.repository import Repository
from store.rules.sums import HALF
from store.values import Ids, OpportunityFilter, StageKind, State

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


def pipeline_cells(wanted: OpportunityFilter) -> Cells:
    """Rows with the four of `names` and MEASURES, to be added up; 0 or NULL is none."""
    names = ("stage_id", "assigned_to", "close_month", "currency", *MEASURES)
    if not is_kept(wanted):
        return _each(wanted)
    kept = (
        (PipelineSumRow, PipelineSumRow.is_closed),
        (SumChangeRow, SumChangeRow.closed_month > 0),  # what is not in them yet
    )
    return union_all(
        *(
            select(*(getattr(table, name) for name in names)).where(*_asked(wanted, table, is_closed))
            for table, is_closed in kept
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


def is_kept(wanted: OpportunityFilter, *, by_source: bool = False) -> bool:
    """Whether it asks by nothing but what the sums are kept by."""
    sources = () if by_source else wanted.source_ids
    kept_by: dict[str, Any] = {"stage_ids": (), "assigned_to": (), "source_ids": sources, "currencies": ()}
    return replace(wanted, state=State.ALL, zone="UTC", **kept_by) == _ANY


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


def _each(wanted: OpportunityFilter) -> Select[*tuple[Any, ...]]:
    total, date = OpportunityRow.total_minor, OpportunityRow.close_date
    is_small = total < HALF  # nor is more of it expected
    return select(
        OpportunityRow.stage_id,
        OpportunityRow.assigned_to,
        (extract("year", date) * 100 + extract("month", date)).label("close_month"),
        OpportunityRow.currency,
        literal(1).label("many"),
        (total // HALF).label("total_high"),
        (total % HALF).label("total_low"),
        case((is_small, 0), else_=EXPECTED // HALF).label("expected_high"),
        case((is_small, EXPECTED), else_=EXPECTED % HALF).label("expected_low"),
    ).where(*_looked_through(wanted))


def _looked_through(wanted: OpportunityFilter) -> list[ColumnElement[bool]]:
    """The conditions; where they do not lead to few, they are told to hold of most.

    SQLite then goes through `ix_opportunities_totals`, the open ones or all, which has what is added up and asked:
    that takes a quarter of reading each opportunity.
    """
    is_narrow = any(getattr(wanted, name) != getattr(_ANY, name) for name in _NARROW)
    is_open = OpportunityRow.closed_at.is_(None)
    opened = [often(is_open) if is_narrow else is_open] if wanted.state is State.OPEN else []
    is_there, *others = conditions(replace(wanted, state=State.ALL) if opened else wanted)
    return [is_there, *opened, *(others if is_narrow else map(often, others))]
