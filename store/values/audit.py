"""The audit trail as it comes out of the store. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from store.values.making import dataclass


class Record(StrEnum):
    """What the audit trail speaks of."""

    USER = "user"
    ACCOUNT = "account"
    CONTACT = "contact"
    OPPORTUNITY = "opportunity"
    STAGE = "stage"
    LIST = "list"
    PRODUCT = "product"
    MARKETING = "marketing"
    PROJECT = "project"
    TEMPLATE = "template"
    FIELD = "field"
    ITEM = "item"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, changed once; of an act on the whole record, `field` is "" and `after` says which."""

    at: datetime
    actor: str
    record: Record
    record_id: int
    field: str
    before: str | None
    after: str | None
    id: int = 0  # of the entry in the trail
