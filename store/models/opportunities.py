"""Opportunities with all that belongs to one: line items, categories, the state of its activities."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, TextClause, text

from store.models.base import Base, BigId, Col, column, in_bin, index_where

_OPEN = "closed_at IS NULL AND deleted_at IS NULL"
_CLOSED = "closed_at IS NOT NULL AND deleted_at IS NULL"
_QUIET = ("closed_at", "latest_at", "number", "assigned_to", "stage_id", "deleted_at")
_ENTERED = ("assigned_to", "stage_id", "stage_entered_at", "activity_reminders", "closed_at", "deleted_at")
_WAITING = ("closed_at", "stage_id", "stage_entered_at", "assigned_to", "deleted_at")
_ASSIGNED = (
    *("assigned_to", "closed_at", "number", "deleted_at"),
    *("stage_id", "type_id", "source_id", "payment_terms_id", "lost_reason_id"),
)
_DECIDED = ("closed_at", "stage_id", "currency", "source_id", "total_minor", "assigned_to", "deleted_at")

_WHOSE = ("assigned_to", "deleted_at")

# What totals are added up of, and what they are asked by, by currency, as they are told; and what makes the index whole
# for SQLite, which reads each opportunity where a single column is missing.
_TOTALS = (
    *("currency", "total_minor", "probability", "close_date", "assigned_to", "stage_id"),
    *("type_id", "source_id", "payment_terms_id", "lost_reason_id", "created_at"),
    *("expiration_date", "delivery_date", "reminder_on", "folded", "closed_at", "deleted_at"),
)

# Written as SQLite compares it with what a list is ordered by; as `store.rules.money.expected_revenue`.
EXPECTED_REVENUE = "(total_minor * probability + 50) / 100"


# What a list of open ones, or of closed ones, may be ordered by.
_ORDERS: dict[str, str | TextClause] = {
    "title": "folded",
    "probability": "probability",
    "total": "total_minor",
    "revenue": text(f"({EXPECTED_REVENUE})"),
    "currency": "currency",
    "created_at": "created_at",
    "modified_at": "modified_at",
    "expiration_date": "expiration_date",
    "delivery_date": "delivery_date",
}


def _orders() -> Iterator[Index]:
    """The index of each order."""
    for name, by in _ORDERS.items():
        yield index_where(_OPEN, f"ix_opportunities_open_by_{name}", by, "number")
        yield index_where(_CLOSED, f"ix_opportunities_closed_by_{name}", by, "number")
    yield index_where(_CLOSED, "ix_opportunities_closed_by_assigned_to", "assigned_to", "number")
    for key in ("type_id", "source_id", "payment_terms_id", "lost_reason_id"):
        yield index_where(_CLOSED, f"ix_opportunities_closed_by_{key}", key, "number", "closed_at", *_WHOSE)


def _of_party(column: str) -> Index:
    """The index of one of the two, of which each opportunity has one: what is empty would hide how much it finds."""
    return index_where(f"{column} IS NOT NULL", f"ix_opportunities_{column}", column)


class OpportunityRow(Base):
    __tablename__ = "opportunities"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("length(title) BETWEEN 1 AND 255", name="title"),
        CheckConstraint("NOT reminder_on OR (reminder_at IS NOT NULL AND reminder_guid IS NOT NULL)", name="reminder"),
        CheckConstraint("(closed_at IS NULL) = (probability_before IS NULL)", name="reopening"),
        CheckConstraint("closed_at IS NULL OR stage_id IS NOT NULL", name="closed_stage"),
        CheckConstraint("closed_at IS NOT NULL OR stage_before_id IS NULL", name="stage_before"),
        CheckConstraint("closed_at IS NOT NULL OR lost_reason_id IS NULL", name="lost_reason"),
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("total_minor >= 0", name="total"),
        CheckConstraint(
            "(initiated_account_id IS NULL OR initiated_contact_id IS NULL)"
            " AND (initiated_account_id IS NULL OR initiated_marketing_id IS NULL)"
            " AND (initiated_contact_id IS NULL OR initiated_marketing_id IS NULL)",
            name="one_initiator",
        ),
        # One person's, with all that lists of them are put in the order of, or asked by, that are of a few values.
        Index("ix_opportunities_assigned_open", *_ASSIGNED),
        Index("ix_opportunities_active", "active_at"),
        index_where(_OPEN, "ix_opportunities_open_totals", *_TOTALS),
        index_where(_CLOSED, "ix_opportunities_closed_totals", *_TOTALS),
        # What is due of a user: reminders, closings, and the activities of stages.
        index_where(f"reminder_on AND {_OPEN}", "ix_opportunities_due", "assigned_to", "reminder_at"),
        index_where(_OPEN, "ix_opportunities_closing", "assigned_to", "close_date"),
        # With all that an agenda asks of them: those of some years are looked at for the latest.
        index_where(_OPEN, "ix_opportunities_entered", *_ENTERED),
        # Those in which nothing happened for longest, without their histories.
        index_where(_OPEN, "ix_opportunities_latest", *_QUIET),
        # Those of a stage in the order in which they came to it.
        index_where(_OPEN, "ix_opportunities_waiting", *_WAITING),
        _of_party("account_id"),
        _of_party("contact_id"),
        # Open ones in the order of their number or close date, past however many closed ones.
        Index("ix_opportunities_open", "closed_at", "number"),
        Index("ix_opportunities_open_by_close_date", "closed_at", "close_date", "number"),
        Index("ix_opportunities_close_date", "close_date", "number"),
        # Those of each value by number, with whose they are.
        Index("ix_opportunities_stage_id", "stage_id", "number", "closed_at", *_WHOSE),
        Index("ix_opportunities_type_id", "type_id", "closed_at", "number", *_WHOSE),
        Index("ix_opportunities_source_id", "source_id", "closed_at", "number", *_WHOSE),
        Index("ix_opportunities_payment_terms_id", "payment_terms_id", "closed_at", "number", *_WHOSE),
        Index("ix_opportunities_lost_reason_id", "lost_reason_id", "closed_at", "number", *_WHOSE),
        in_bin("opportunities"),
        *_orders(),
        # What reports add up of those that were closed in some months, without the rest of each.
        index_where(_CLOSED, "ix_opportunities_closed_sums", *_DECIDED),
        {"sqlite_autoincrement": True},  # a number is never given twice, even after its record is deleted
    )

    number: Col[int] = column(Integer, Identity(), primary_key=True)
    title: Col[str]
    folded: Col[str] = column(index=True)
    account_id: Col[int | None] = column(ForeignKey("accounts.id"))
    contact_id: Col[int | None] = column(ForeignKey("contacts.id"))
    assigned_to: Col[int | None] = column(ForeignKey("users.id"))
    stage_id: Col[int | None] = column(ForeignKey("stages.id"))
    stage_entered_at: Col[datetime | None]
    probability: Col[int]
    is_probability_typed: Col[bool]  # by a person: no stage's default takes its place
    probability_before: Col[int | None]  # what reopening restores; set while closed
    stage_before_id: Col[int | None] = column(ForeignKey("stages.id"), index=True)  # where it was closed from, if known
    lost_reason_id: Col[int | None] = column(ForeignKey("list_values.id"))
    type_id: Col[int | None] = column(ForeignKey("list_values.id"))
    source_id: Col[int | None] = column(ForeignKey("list_values.id"))
    payment_terms_id: Col[int | None] = column(ForeignKey("list_values.id"))
    close_date: Col[date | None]
    expiration_date: Col[date | None]
    delivery_date: Col[date | None]
    initiated_account_id: Col[int | None] = column(ForeignKey("accounts.id"), index=True)
    initiated_contact_id: Col[int | None] = column(ForeignKey("contacts.id"), index=True)
    initiated_marketing_id: Col[int | None] = column(ForeignKey("marketing.id"), index=True)
    currency: Col[str]
    total_minor: Col[int] = column(BigId)  # sum of the line totals, in the currency's smallest unit
    activity_reminders: Col[bool]
    reminder_epoch: Col[int]  # grows when its activities' reminders start anew
    created_at: Col[datetime]
    closed_at: Col[datetime | None]  # None while it is open
    modified_at: Col[datetime | None]
    active_at: Col[datetime]  # of its latest link, or its creation: which ones category lists offer
    latest_at: Col[datetime]  # of the latest item in its history, to come or not; its creation where it has none
    reminder_at: Col[datetime | None]
    reminder_on: Col[bool]
    reminder_guid: Col[UUID | None]
    external_id: Col[str | None] = column(unique=True)
    deleted_at: Col[datetime | None]  # since when it is in the recycle bin
    # The long ones last, so that a list is read without them.
    competitors: Col[str]
    comments: Col[str]
    folded_competitors: Col[str]
    folded_comments: Col[str]


class OpportunityCategoryRow(Base):
    """A category of the record itself, not of its mail."""

    __tablename__ = "opportunity_categories"
    __table_args__ = (Index("ix_opportunity_categories_folded", "folded", "number"),)

    number: Col[int] = column(ForeignKey("opportunities.number", ondelete="CASCADE"), primary_key=True)
    folded: Col[str] = column(primary_key=True)
    name: Col[str]


class OpportunityActivityRow(Base):
    """What was done or decided about one activity in one opportunity; most have no row."""

    __tablename__ = "opportunity_activities"
    __table_args__ = (index_where("due_at IS NOT NULL", "ix_opportunity_activities_due", "due_at"),)

    number: Col[int] = column(ForeignKey("opportunities.number", ondelete="CASCADE"), primary_key=True)
    activity_id: Col[int] = column(ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True, index=True)
    completed_at: Col[datetime | None]
    completed_by: Col[str]
    due_at: Col[datetime | None]  # as somebody moved it; None: entered the stage + duration
    is_reminder_off: Col[bool]  # this one's reminder was taken away


class ProductRow(Base):
    """The catalogue of products and services."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("length(currency) = 3", name="currency"),
    )

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(unique=True)
    description: Col[str]
    price_minor: Col[int] = column(BigId)
    currency: Col[str]
    is_active: Col[bool]  # False: not offered any more


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

    id: Col[int] = column(primary_key=True)
    number: Col[int] = column(ForeignKey("opportunities.number", ondelete="CASCADE"))
    position: Col[int]
    product_id: Col[int | None] = column(ForeignKey("products.id"), index=True)  # None: a free line
    name: Col[str]
    description: Col[str]
    quantity_milli: Col[int] = column(BigId)  # thousandths
    price_minor: Col[int] = column(BigId)  # a unit's
    discount_bp: Col[int]  # hundredths of a per cent
    total_minor: Col[int] = column(BigId)
