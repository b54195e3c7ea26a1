"""Opportunities as receipts speak of them, and who is not named any more."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, ColumnElement, Connection, exists, select

from store.models import MergeRow, OpportunityRow, UserRow
from store.repository import chunks
from store.values import Named, Record


def named_opportunities(db: Connection, numbers: Collection[int]) -> dict[int, Named]:
    """Those of these opportunities that exist, also in the recycle bin, as people are told of them."""
    found: dict[int, Named] = {}
    columns = select(
        OpportunityRow.number, OpportunityRow.title, UserRow.name, OpportunityRow.closed_at, OpportunityRow.deleted_at
    ).outerjoin(UserRow, UserRow.id == OpportunityRow.assigned_to)
    for chunk in chunks(numbers):
        rows = db.execute(columns.where(OpportunityRow.number.in_(chunk)))
        for number, title, assignee, closed_at, deleted_at in rows:
            found[number] = Named(number, title, assignee or "", closed_at is None, deleted_at is not None)
    return found


def not_merged(record: Record, column: Column[int]) -> ColumnElement[bool]:
    """Whether the account or contact in this column has not become one with another, which is named in its place."""
    return ~exists().where(MergeRow.record == record.value, MergeRow.merged_id == column)
