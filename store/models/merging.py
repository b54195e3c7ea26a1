"""Accounts and contacts that became one, and what each of them brought, so that it can be undone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from store.models.base import Base, BigId, Col, column


class MergeRow(Base):
    """One that is in the recycle bin because it became one with another; gone once it is restored."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("record IN ('account', 'contact')", name="record"),
        CheckConstraint("kept_id <> merged_id", name="two"),
        UniqueConstraint("record", "merged_id"),
        Index("ix_merges_kept", "record", "kept_id"),
    )

    id: Col[int] = column(primary_key=True)
    record: Col[str]
    kept_id: Col[int]
    merged_id: Col[int]
    at: Col[datetime]


class MergedThingRow(Base):
    """One thing that the kept one has from the merged one only, by its id, or by itself where it is a text."""

    __tablename__ = "merged_things"
    __table_args__ = ({"sqlite_with_rowid": False},)

    merge_id: Col[int] = column(ForeignKey("merges.id", ondelete="CASCADE"), primary_key=True)
    what: Col[str] = column(primary_key=True)
    key: Col[int] = column(BigId, primary_key=True)
    name: Col[str] = column(primary_key=True)
