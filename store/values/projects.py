"""Marketing activities, and business projects with their tasks and templates. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class MarketingActivity:
    """A campaign that opportunities name as their initiator."""

    id: int
    title: str
    type: str = ""
    type_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
    currency: str = "EUR"  # ISO 4217, of the budget
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """What a marketing activity brought: the opportunities that name it as initiator."""

    open: int = 0
    closed: int = 0
    expected: Mapping[str, Decimal] | None = None  # expected revenue of all of them, by currency
    expected_open: Mapping[str, Decimal] | None = None  # of the open ones

    @property
    def count(self) -> int:
        return self.open + self.closed


@dataclass(frozen=True, slots=True)
class TemplateTask:
    id: int
    title: str
    days: int | None = None  # after the project's start; None: no due day


@dataclass(frozen=True, slots=True)
class Template:
    """Tasks that projects made from it begin with."""

    id: int
    name: str
    tasks: tuple[TemplateTask, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectTask:
    id: int
    project_id: int
    title: str
    guid: UUID  # of its task in Outlook; another one whenever it begins anew there
    due_at: datetime | None = None
    assigned_to: int | None = None  # a user's id
    completed_at: datetime | None = None
    is_cancelled: bool = False

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and not self.is_cancelled


@dataclass(frozen=True, slots=True)
class ProjectParty:
    """An account or contact that has to do with a project besides the one that it is linked to."""

    account_id: int | None
    contact_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Project:
    """Linked to exactly one account or contact."""

    id: int
    name: str
    account_id: int | None
    contact_id: int | None
    created_at: datetime
    number: int | None = None  # of the opportunity that it comes from
    assigned_to: int | None = None
    starts_on: date | None = None
    completed_at: datetime | None = None
    is_deleted: bool = False

    @property
    def is_open(self) -> bool:
        return self.completed_at is None
