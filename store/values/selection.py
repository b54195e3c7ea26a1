"""Which opportunities are meant, in what order, and what lists of them add up to. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from store.values.fields import Comparison
from store.values.making import dataclass

Ids = tuple[int | None, ...]  # alternatives; None among them: those that have none
Days = tuple[date | None, date | None]  # first and last day, both included
Amounts = tuple[Decimal | None, Decimal | None]  # least and most, both included

ANY_DAY: Days = (None, None)
ANY_AMOUNT: Amounts = (None, None)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WON = "won"
    LOST = "lost"
    ALL = "all"


class SortBy(StrEnum):
    NUMBER = "number"
    TITLE = "title"
    PARTY = "party"
    ASSIGNED = "assigned"
    STAGE = "stage"
    PROBABILITY = "probability"
    TOTAL = "total"
    REVENUE = "revenue"
    TYPE = "type"
    SOURCE = "source"
    TERMS = "terms"
    REASON = "reason"
    CLOSE_DATE = "close-date"
    EXPIRES = "expires"
    DELIVERY = "delivery"
    CREATED = "created"
    MODIFIED = "modified"
    CLOSED = "closed"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """Those to which all of it applies; of several values of one field, any. None is in the recycle bin."""

    numbers: tuple[int, ...] | None = None  # these only
    state: State = State.ALL
    title: str = ""  # a part of it, whatever the case
    text: str = ""  # a part of the title, the competitors or the comments
    competitors: str = ""
    comments: str = ""
    stage_ids: Ids = ()
    assigned_to: Ids = ()
    type_ids: Ids = ()
    source_ids: Ids = ()
    payment_terms_ids: Ids = ()
    lost_reason_ids: Ids = ()
    account_ids: tuple[int, ...] = ()  # of accounts and contacts together: linked to any of them
    contact_ids: tuple[int, ...] = ()
    initiated_account_ids: tuple[int, ...] = ()
    initiated_contact_ids: tuple[int, ...] = ()
    initiated_marketing_ids: tuple[int, ...] = ()
    categories: tuple[str | None, ...] = ()
    product_ids: tuple[int, ...] = ()
    currencies: tuple[str, ...] = ()
    external_id: str | None = None
    probability: tuple[int, int] = (0, 100)
    total: Amounts = ANY_AMOUNT  # in each one's own currency
    revenue: Amounts = ANY_AMOUNT  # the expected
    close_date: Days = ANY_DAY
    expiration_date: Days = ANY_DAY
    delivery_date: Days = ANY_DAY
    created: Days = ANY_DAY  # days as the zone that is given with the filter has them
    closed: Days = ANY_DAY
    zone: str = "UTC"
    reminder: bool | None = None
    own: tuple[Comparison, ...] = ()  # fields of the firm's own


@dataclass(frozen=True, slots=True)
class Sum:
    """What opportunities of one currency come to."""

    currency: str
    count: int
    total: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class StageSum:
    stage: str | None  # None: those without a stage
    sums: tuple[Sum, ...]  # by currency; empty where the stage has none


@dataclass(frozen=True, slots=True)
class MonthSum:
    month: str | None  # "2026-03"; None: those without a close date
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class PersonSum:
    person: str | None  # whose work they are; None: nobody's
    months: tuple[MonthSum, ...]
    sums: tuple[Sum, ...]  # of all months, by currency
