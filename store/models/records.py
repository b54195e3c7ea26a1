"""Users, accounts, contacts, stages and opportunities."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id


class UserRow(Base):
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('owner', 'member')", name="role"),)

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str]  # the name without case and diacritics, for searching
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    is_active: Mapped[bool]


class AccountRow(Base):
    __tablename__ = "accounts"

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    web: Mapped[str]
    address: Mapped[str]


class ContactRow(Base):
    __tablename__ = "contacts"

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    phone: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)


class ContactAddressRow(Base):
    """An address belongs to one contact: it is the key."""

    __tablename__ = "contact_addresses"

    address: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


class StageRow(Base):
    __tablename__ = "stages"
    __table_args__ = (CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    kind: Mapped[str]


class OpportunityRow(Base):
    __tablename__ = "opportunities"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("length(title) BETWEEN 1 AND 255", name="title"),
        CheckConstraint("NOT reminder_on OR (reminder_at IS NOT NULL AND reminder_guid IS NOT NULL)", name="reminder"),
        Index("ix_opportunities_assigned_open", "assigned_to", "closed_at"),
        Index("ix_opportunities_active", "active_at"),
        {"sqlite_autoincrement": True},  # a number is never given twice, even after its record is deleted
    )

    number: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    title: Mapped[str]
    folded: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    probability: Mapped[int]
    probability_before: Mapped[int | None]  # what reopening restores; set while closed
    close_date: Mapped[date | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # None while it is open
    modified_at: Mapped[datetime | None]
    active_at: Mapped[datetime]  # of its latest link, or its creation: which ones category lists offer
    reminder_at: Mapped[datetime | None]
    reminder_on: Mapped[bool]
    reminder_guid: Mapped[UUID | None]
