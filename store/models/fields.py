"""Fields of a firm's own, and their values."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, Id


class FieldRow(Base):
    __tablename__ = "fields"
    __table_args__ = (
        UniqueConstraint("record", "folded"),
        CheckConstraint("record IN ('opportunity', 'account', 'contact')", name="record"),
        CheckConstraint("kind IN ('text', 'number', 'money', 'date', 'yesno', 'choice')", name="kind"),
    )

    id: Mapped[Id]
    record: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]]  # of kind choice, in their order
    position: Mapped[int]


class FieldValueRow(Base):
    """The value that one record has in one field; of the columns, the kind's is set."""

    __tablename__ = "field_values"
    __table_args__ = (
        Index("ix_field_values_text", "field_id", "folded"),
        Index("ix_field_values_number", "field_id", "number"),
        Index("ix_field_values_day", "field_id", "day"),
        Index("ix_field_values_record", "record_id", "field_id"),
    )

    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None]  # of text and choice
    folded: Mapped[str | None]
    number: Mapped[int | None] = mapped_column(BigId)  # millionths of a number, smallest units of money, 0 or 1
    currency: Mapped[str | None]
    day: Mapped[date | None]
