"""What records are made with: products, campaigns, projects, stages, lists, own fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from daemon.web.api.schemas.base import Amount, Answered, Key, Named
from daemon.web.api.schemas.records import Opportunity


class Product(Named):
    description: str
    price: Amount
    currency: str
    active: bool


class Budget(Answered):
    amount: Amount
    currency: str


class Marketing(Answered):
    id: int
    title: str
    type: str | None
    start: date | None
    end: date | None
    budget: Budget | None


class Tracked(Marketing):
    """A campaign with the opportunities that name it as their initiator; sums by currency."""

    count: int
    open: int
    closed: int
    expected_revenue: dict[str, Amount]
    expected_revenue_open: dict[str, Amount]
    opportunities: list[Opportunity]


class Linked(Answered):
    """An account or a contact, by its id."""

    account: int | None = None
    contact: int | None = None
    name: str


class ProjectTask(Answered):
    id: int
    title: str
    due: date | None
    assigned_to: str | None
    state: Literal["open", "done", "cancelled"]
    open: bool
    completed_at: datetime | None


class Project(Named):
    linked_to: Linked
    opportunity: Key | None
    assigned_to: str | None
    start: date | None
    open: bool
    created_at: datetime
    completed_at: datetime | None
    related: list[Linked]
    tasks: list[ProjectTask]


class TemplateTask(Answered):
    id: int
    title: str
    days: int | None


class Template(Named):
    tasks: list[TemplateTask]


class StageActivity(Named):
    days: int | None


class Stage(Named):
    position: int
    kind: Literal["open", "won", "lost"]
    default: bool
    probability: int | None
    activities: list[StageActivity]


class ListValue(Named):
    position: int
    used: int


class Replaced(Answered):
    """A stage or value that is no more, in how many records it was, and what these have now."""

    deleted: str
    records: int | None = None
    opportunities: int | None = None
    replacement: str | None


class Field(Named):
    of: str
    kind: str
    choices: list[str]
    values: int
