"""Opportunities, accounts, contacts and users."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from daemon.web.api.schemas.base import Amount, Answered, Key, Named, NamedUser, OwnFields
from daemon.web.api.schemas.history import Line


class User(NamedUser):
    role: Literal["owner", "member"]
    login: str | None
    active: bool


class Me(Answered):
    """Whose token it is, and what for."""

    user: User
    scopes: list[Literal["read", "write"]]


class Initiator(Named):
    kind: Literal["account", "contact", "marketing"]


class Reminder(Answered):
    on: bool
    at: datetime | None


class Opportunity(Answered):
    number: int
    key: Key
    title: str
    account: Named | None
    contact: Named | None
    assigned_to: NamedUser | None
    stage: str | None
    open: bool
    probability: int
    currency: str
    total: Amount
    expected_revenue: Amount
    type: str | None
    source: str | None
    payment_terms: str | None
    lost_reason: str | None
    initiated_by: Initiator | None
    close_date: date | None
    expiration_date: date | None
    delivery_date: date | None
    competitors: str
    comments: str
    categories: list[str]
    external_id: str | None
    fields: OwnFields
    closed_at: datetime | None
    reminder: Reminder
    created_at: datetime
    modified_at: datetime | None


class LineItem(Answered):
    position: int
    name: str
    description: str
    quantity: Amount
    price: Amount
    discount: Amount
    total: Amount
    currency: str
    product: int | None


class Activity(Answered):
    """An activity of a stage, as far as one opportunity is with it."""

    id: int
    name: str
    days: int | None
    due: date | None
    done: bool
    completed_at: datetime | None
    completed_by: str | None
    reminder_at: datetime | None


class ProjectBrief(Named):
    open: bool


class OpportunityWhole(Opportunity):
    items: list[LineItem]
    activities: list[Activity]
    projects: list[ProjectBrief]
    history: list[Line]


class Sum(Answered):
    currency: str
    count: int
    total: Amount
    expected_revenue: Amount


class Account(Answered):
    id: int
    name: str
    phone: str
    web: str
    address: str
    domains: list[str]
    type: str | None
    external_id: str | None
    fields: OwnFields


class Contact(Answered):
    id: int
    name: str
    title: str
    phones: list[str]
    addresses: list[str]
    account: Named | None
    type: str | None
    external_id: str | None
    fields: OwnFields


class AccountWhole(Account):
    contacts: list[Contact]
    opportunities: list[Opportunity]
    projects: list[ProjectBrief]
    history: list[Line]


class ContactWhole(Contact):
    opportunities: list[Opportunity]
    projects: list[ProjectBrief]
    history: list[Line]


class Unmerged(Answered):
    """What came back with one that had been merged, and what did not."""

    came_from: Annotated[str, Field(alias="from")]
    counts: dict[str, int]
    stayed: list[str]


class Binned(Answered):
    """What is in the recycle bin, or was."""

    record: str
    id: int
    key: Key | None = None
    name: str
    deleted_at: datetime
    deleted_by: str
    merged_into: str | None = None
    unmerged: Unmerged | None = None


class Kept(Binned):
    reason: str


class Emptied(Answered):
    """What is gone for good, or would be, and what stays for what reason."""

    done: bool
    removed: list[Binned]
    kept: list[Kept]
    items: int | None = None


class Differing(Answered):
    kept: str
    other: str


class Merged(Answered):
    """What one gets of the other, whether it has it by now or would."""

    done: bool
    record: Literal["account", "contact"]
    kept: Named
    merged: Named
    counts: dict[str, int]
    closed_opportunities: int
    gained: dict[str, list[str]]
    filled: dict[str, str]
    differing: dict[str, Differing]


class BulkChange(Answered):
    number: int
    key: Key
    before: Annotated[str, Field(alias="from")]
    to: str


class BulkRefusal(Answered):
    number: int
    key: Key
    reason: str


class Bulk(Answered):
    """What changed of many at once, or would."""

    field: str
    changes: list[BulkChange]
    refused: list[BulkRefusal]
    unchanged: int
    done: bool


class Recipient(Answered):
    address: str
    name: str


class Draft(Answered):
    """What is made in Outlook of whoever asked for it, who sends it or not."""

    guid: str
    opportunity: Key
    kind: Literal["email", "meeting", "appointment"]
    subject: str
    to: list[Recipient]
    start: datetime | None
    end: datetime | None
    location: str
