"""Opportunities with all that belongs to one: line items, categories, the state of its activities."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, Id, in_bin


def _of_party(column: str) -> Index:
    """The index of one of the two, of which each opportunity has one: what is empty would hide how much it finds."""
    there = text(f"{column} IS NOT NULL")
    return Index(f"ix_opportunities_{column}", column, sqlite_where=there, postgresql_where=there)


class OpportunityRow(Base):
    __tablename__ = "opportunities"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("length(title) BETWEEN 1 AND 255", name="title"),
        CheckConstraint("NOT reminder_on OR (reminder_at IS NOT NULL AND reminder_guid IS NOT NULL)", name="reminder"),
        CheckConstraint("(closed_at IS NULL) = (probability_before IS NULL)", name="reopening"),
        CheckConstraint("closed_at IS NULL OR stage_id IS NOT NULL", name="closed_stage"),
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("total_minor >= 0", name="total"),
        CheckConstraint(
            "(initiated_account_id IS NULL OR initiated_contact_id IS NULL)"
            " AND (initiated_account_id IS NULL OR initiated_marketing_id IS NULL)"
            " AND (initiated_contact_id IS NULL OR initiated_marketing_id IS NULL)",
            name="one_initiator",
        ),
        Index("ix_opportunities_assigned_open", "assigned_to", "closed_at"),
        Index("ix_opportunities_active", "active_at"),
        _of_party("account_id"),
        _of_party("contact_id"),
        # Open ones in the order of their number or close date, past however many closed ones.
        Index("ix_opportunities_open", "closed_at", "number"),
        Index("ix_opportunities_open_by_close_date", "closed_at", "close_date", "number"),
        Index("ix_opportunities_close_date", "close_date", "number"),
        Index("ix_opportunities_stage_id", "stage_id", "number"),
        Index("ix_opportunities_type_id", "type_id", "closed_at", "number"),
        Index("ix_opportunities_source_id", "source_id", "closed_at", "number"),
        Index("ix_opportunities_payment_terms_id", "payment_terms_id", "closed_at", "number"),
        in_bin("opportunities"),
        {"sqlite_autoincrement": True},  # a number is never given twice, even after its record is deleted
    )

    number: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    title: Mapped[str]
    folded: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    stage_entered_at: Mapped[datetime | None]
    probability: Mapped[int]
    probability_before: Mapped[int | None]  # what reopening restores; set while closed
    type_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"))
    payment_terms_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"))
    close_date: Mapped[date | None]
    expiration_date: Mapped[date | None]
    delivery_date: Mapped[date | None]
    initiated_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    initiated_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    initiated_marketing_id: Mapped[int | None] = mapped_column(ForeignKey("marketing.id"), index=True)
    currency: Mapped[str]
    total_minor: Mapped[int] = mapped_column(BigId)  # sum of the line totals, in the currency's smallest unit
    activity_reminders: Mapped[bool]
    reminder_epoch: Mapped[int]  # grows when its activities' reminders start anew
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # None while it is open
    modified_at: Mapped[datetime | None]
    active_at: Mapped[datetime]  # of its latest link, or its creation: which ones category lists offer
    reminder_at: Mapped[datetime | None]
    reminder_on: Mapped[bool]
    reminder_guid: Mapped[UUID | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)
    deleted_at: Mapped[datetime | None]  # since when it is in the recycle bin
    # The long ones last, so that a list is read without them.
    competitors: Mapped[str]
    comments: Mapped[str]
    folded_competitors: Mapped[str]
    folded_comments: Mapped[str]


class OpportunityCategoryRow(Base):
    """A category of the record itself, not of its mail."""

    __tablename__ = "opportunity_categories"
    __table_args__ = (Index("ix_opportunity_categories_folded", "folded", "number"),)

    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class OpportunityActivityRow(Base):
    """What was done or decided about one activity in one opportunity; most have no row."""

    __tablename__ = "opportunity_activities"

    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str]
    due_at: Mapped[datetime | None]  # as somebody moved it; None: entered the stage + duration
    is_reminder_off: Mapped[bool]  # this one's reminder was taken away


class ProductRow(Base):
    """The catalogue of products and services."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("length(currency) = 3", name="currency"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    price_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str]
    is_active: Mapped[bool]  # False: not offered any more


class LineItemRow(Base):
    """One line of an opportunity's products and services, in the opportunity's currency."""

    __tablename__ = "line_items"
    __table_args__ = (
        CheckConstraint("quantity_milli >= 0", name="quantity"),
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("discount_bp BETWEEN 0 AND 10000", name="discount"),
        CheckConstraint("total_minor >= 0", name="total"),
        Index("ix_line_items_number", "number", "position"),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)  # None: a free line
    name: Mapped[str]
    description: Mapped[str]
    quantity_milli: Mapped[int] = mapped_column(BigId)  # thousandths
    price_minor: Mapped[int] = mapped_column(BigId)  # a unit's
    discount_bp: Mapped[int]  # hundredths of a per cent
    total_minor: Mapped[int] = mapped_column(BigId)
