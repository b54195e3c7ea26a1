"""An opportunity as lists show it. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from store.values.fields import Field, FieldValue


class Listed(NamedTuple):
    """What a list shows of an opportunity, with the names of what it is linked to; None for what was not asked for.

    A tuple: lists are made of hundreds, and pages know by it what they drew before.
    """

    number: int
    title: str
    account_id: int | None = None
    account: str | None = None
    contact_id: int | None = None
    contact: str | None = None
    assigned: str | None = None
    stage: str | None = None
    probability: int | None = None
    currency: str | None = None
    total_minor: int | None = None  # in the currency's smallest unit
    close_date: date | None = None
    expiration_date: date | None = None
    delivery_date: date | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    closed_at: datetime | None = None
    reminder_on: bool | None = None
    reminder_at: datetime | None = None
    type: str | None = None
    source: str | None = None
    payment_terms: str | None = None
    lost_reason: str | None = None
    initiator: str | None = None  # the name of what led to it
    competitors: str | None = None  # the beginning of it, as of the comments
    comments: str | None = None
    external_id: str | None = None
    categories: tuple[str, ...] = ()
    fields: tuple[tuple[Field, FieldValue], ...] = ()  # the firm's own, those that have a value
