"""Opportunities, their stages and the views of them. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from store.values.making import dataclass

if TYPE_CHECKING:  # whoever asks for these values has them already
    from store.values.history import HistoryLine


class StageKind(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Stage:
    id: int
    name: str
    position: int
    kind: StageKind = StageKind.OPEN
    is_default: bool = False
    probability: int | None = None  # of what comes to it, unless a person typed one


@dataclass(frozen=True, slots=True)
class Activity:
    """A sales activity of a stage."""

    id: int
    stage_id: int
    name: str
    position: int
    days: int | None = None  # None: it has no duration, and is never reminded of


@dataclass(frozen=True, slots=True)
class ActivityNote:
    """What was done or decided about one activity in one opportunity."""

    completed_at: datetime | None = None
    completed_by: str = ""
    due_at: datetime | None = None  # as somebody moved it
    is_reminder_off: bool = False


@dataclass(frozen=True, slots=True)
class ActivityState:
    """How an activity stands in an opportunity."""

    activity: Activity
    completed_at: datetime | None
    completed_by: str
    due: date | None
    reminder_at: datetime | None  # None: it is not reminded of
    guid: UUID  # of its task in Outlook

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None


class ListName(StrEnum):
    """The lists that people choose from."""

    TYPE = "type"
    PAYMENT_TERMS = "payment_terms"
    SOURCE = "source"
    LOST_REASON = "lost_reason"
    ACCOUNT_TYPE = "account_type"
    CONTACT_TYPE = "contact_type"
    MARKETING_TYPE = "marketing_type"

    @property
    def words(self) -> str:
        """As sentences call it."""
        return "reason for losing" if self is ListName.LOST_REASON else self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class ListValue:
    id: int
    list: ListName
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what an opportunity can be told by: a stage, a user, a value of a list, a field of the firm's own."""

    id: int
    name: str
    detail: str = ""  # the kind of a stage or a field, the e-mail address of a user


@dataclass(frozen=True, slots=True)
class Opportunity:
    """Linked to exactly one account or contact: one of the two ids is set, never both."""

    number: int
    title: str
    account_id: int | None
    contact_id: int | None
    stage: Stage | None  # None: its stage was deleted without a replacement
    probability: int  # whole per cent
    created_at: datetime
    is_probability_typed: bool = False  # by a person: no stage's default takes its place
    probability_before: int | None = None  # what reopening restores; set while it is closed
    stage_before_id: int | None = None  # where it was closed from, where that is known and still there
    assigned_to: int | None = None  # a user's id
    close_date: date | None = None
    closed_at: datetime | None = None
    reminder_at: datetime | None = None
    reminder_on: bool = False
    reminder_guid: UUID | None = None  # of the reminder that is on: a new one each time it is switched on
    modified_at: datetime | None = None  # of the last edit by a person
    type: str = ""
    source: str = ""
    payment_terms: str = ""
    lost_reason: str = ""  # of one that was lost
    expiration_date: date | None = None  # of the quote
    delivery_date: date | None = None  # as quoted
    initiated_account_id: int | None = None  # at most one of the three initiators is set
    initiated_contact_id: int | None = None
    initiated_marketing_id: int | None = None
    competitors: str = ""
    comments: str = ""
    categories: tuple[str, ...] = ()  # of the record itself
    currency: str = "EUR"  # ISO 4217
    total: Decimal = Decimal(0)  # sum of the line totals
    expected_revenue: Decimal = Decimal(0)  # probability times total; computed, never typed
    stage_entered_at: datetime | None = None
    activity_reminders: bool = False  # every activity of its stage that has a duration is reminded of
    reminder_epoch: int = 0  # grows when its activities' reminders start anew
    external_id: str | None = None
    is_deleted: bool = False

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def stage_name(self) -> str:
        return self.stage.name if self.stage else ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a reading view of an opportunity shows beside its own fields."""

    opportunity: Opportunity
    party: str  # the account's or contact's name
    party_phone: str = ""
    account: str = ""  # the account of the linked contact, or the linked account
    assignee: str = ""
    latest: tuple[HistoryLine, ...] = ()  # newest first
