"""The audit trail: who changed what, when, from what, to what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, LongId


class ChangeRow(Base):
    """One field of one record, changed once. It speaks in words, so that it outlives what it is about."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_record", "record", "record_id", "id"),
        Index("ix_changes_user_id", "user_id", "id"),
        Index("ix_changes_at", "at"),
    )

    id: Mapped[LongId]
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    actor: Mapped[str]  # the user's name then, or who else it was
    record: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigId)
    field: Mapped[str]  # "" for an act on the whole record: added, deleted, restored …
    before: Mapped[str | None]
    after: Mapped[str | None]
