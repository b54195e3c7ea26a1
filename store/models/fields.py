"""Fields of a firm's own, and their values."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from store.models.base import Base, BigId, Col, column


class FieldRow(Base):
    __tablename__ = "fields"
    __table_args__ = (
        UniqueConstraint("record", "folded"),
        CheckConstraint("record IN ('opportunity', 'account', 'contact')", name="record"),
        CheckConstraint("kind IN ('text', 'number', 'money', 'date', 'yesno', 'choice')", name="kind"),
    )

    id: Col[int] = column(primary_key=True)
    record: Col[str]
    name: Col[str]
    folded: Col[str]
    kind: Col[str]
    choices: Col[list[str]]  # of kind choice, in their order
    position: Col[int]


class FieldValueRow(Base):
    """The value that one record has in one field; of the columns, the kind's is set."""

    __tablename__ = "field_values"
    __table_args__ = (
        Index("ix_field_values_text", "field_id", "folded"),
        Index("ix_field_values_number", "field_id", "number"),
        Index("ix_field_values_day", "field_id", "day"),
        Index("ix_field_values_record", "record_id", "field_id"),
    )

    field_id: Col[int] = column(ForeignKey("fields.id"), primary_key=True)
    record_id: Col[int] = column(primary_key=True)
    text: Col[str | None]  # of text and choice
    folded: Col[str | None]
    number: Col[int | None] = column(BigId)  # millionths of a number, smallest units of money, 0 or 1
    currency: Col[str | None]
    day: Col[date | None]
