"""Webhooks, and what they are to tell: written in the transaction in which it happens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index

from store.models.base import Base, BigId, Col, column, index_where


class WebhookRow(Base):
    """Its secret is nowhere here: it is made from the salt and a key that the configuration holds."""

    __tablename__ = "webhooks"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a secret depends on the id's salt, what is told on the id

    id: Col[int] = column(primary_key=True)
    url: Col[str]
    events: Col[list[str]]
    salt: Col[str]
    key_sign: Col[str]
    salt_before: Col[str]
    salt_before_until: Col[datetime | None]
    created_at: Col[datetime]
    created_by: Col[str]
    paused_at: Col[datetime | None]
    paused_why: Col[str]
    failures: Col[int]
    failing_since: Col[datetime | None]
    reason: Col[str]
    due_at: Col[datetime]
    delivered_at: Col[datetime | None]
    lease_owner: Col[str | None]
    lease_until: Col[datetime | None]


class DeliveryRow(Base):
    """One event for one webhook; it waits as long as `done_at` is empty."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
        Index("ix_webhook_deliveries_undelivered", "webhook_id", "is_delivered", "done_at"),
        index_where("done_at IS NULL", "ix_webhook_deliveries_waiting", "webhook_id", "number", "id"),
        index_where("done_at IS NOT NULL", "ix_webhook_deliveries_done", "done_at"),
        {"sqlite_autoincrement": True},  # it numbers what happened, and never twice
    )

    id: Col[int] = column(BigId, primary_key=True)
    webhook_id: Col[int] = column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    message: Col[str] = column(unique=True)
    event: Col[str]
    number: Col[int | None]  # outlives the opportunity
    at: Col[datetime]
    data: Col[dict[str, Any]]
    attempts: Col[int]
    tried_at: Col[datetime | None]
    due_at: Col[datetime]
    status: Col[int | None]
    reason: Col[str]
    done_at: Col[datetime | None]
    is_delivered: Col[bool]
