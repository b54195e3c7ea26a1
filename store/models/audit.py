"""The audit trail: who changed what, when, from what, to what."""

from datetime import datetime

from sqlalchemy import Index

from store.models.base import Base, BigId, Col, column, index_where


class ChangeRow(Base):
    """One field of one record, changed once. It speaks in words, so that it outlives what it is about."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_record", "record", "record_id", "id"),
        Index("ix_changes_user_id", "user_id", "id"),
        Index("ix_changes_at", "at"),
        index_where("record = 'stage' AND field = 'name'", "ix_changes_renamed", "id"),
    )

    id: Col[int] = column(BigId, primary_key=True)
    at: Col[datetime]
    user_id: Col[int | None]
    actor: Col[str]  # the user's name then, or who else it was
    record: Col[str]
    record_id: Col[int] = column(BigId)
    field: Col[str]  # "" for an act on the whole record: added, deleted, restored …
    before: Col[str | None]
    after: Col[str | None]
