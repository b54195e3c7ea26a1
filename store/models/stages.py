"""Sales stages with their activities, and the lists that people choose from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id


class StageRow(Base):
    """The two closed ones are built in: triggers refuse to change or delete them, whoever asks."""

    __tablename__ = "stages"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),
        CheckConstraint("NOT is_default OR kind = 'open'", name="default"),
        Index(
            "ix_stages_default",
            "is_default",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
        Index(
            "ix_stages_closed",
            "kind",
            unique=True,
            sqlite_where=text("kind <> 'open'"),
            postgresql_where=text("kind <> 'open'"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]  # among the open ones; the closed ones come after them
    kind: Mapped[str]
    is_default: Mapped[bool]


class ActivityRow(Base):
    """A sales activity of a stage: what is to be done there, and within how many days."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint("days IS NULL OR days BETWEEN 0 AND 3650", name="days"),)

    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    days: Mapped[int | None]  # None: it has no duration


class ListValueRow(Base):
    """A value of a list that people choose from: types, payment terms, sources."""

    __tablename__ = "list_values"
    __table_args__ = (
        UniqueConstraint("list", "folded"),
        CheckConstraint(
            "list IN ('type', 'payment_terms', 'source', 'account_type', 'contact_type', 'marketing_type')",
            name="list",
        ),
    )

    id: Mapped[Id]
    list: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    position: Mapped[int]
