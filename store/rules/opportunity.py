"""What may be done to an opportunity: its link, its fields, closing and reopening. Pure.

Each function gives the fields that change, with their new values, or raises Invalid with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from zoneinfo import ZoneInfo

from store.errors import Invalid
from store.rules.money import known_currency
from store.text import fold, line, prose
from store.values import Opportunity, Stage, StageKind

Fields = dict[str, Any]

PARTIES = ("account_id", "contact_id")
INITIATORS = ("initiated_account_id", "initiated_contact_id", "initiated_marketing_id")
FIELDS = (
    "title",
    *PARTIES,
    "assigned_to",
    "stage_id",
    "probability",
    "type_id",
    "source_id",
    "payment_terms_id",
    "close_date",
    "expiration_date",
    "delivery_date",
    *INITIATORS,
    "competitors",
    "comments",
    "categories",
    "currency",
    "created_at",
    "external_id",
)
DATES = ("close_date", "expiration_date", "delivery_date")
MOST_CATEGORIES = 50


def name_of(opportunity: Opportunity) -> str:
    return f"opportunity {opportunity.number}"


def must_be_open(opportunity: Opportunity) -> None:
    """Raises Invalid for a closed one, and for one in the recycle bin."""
    if opportunity.is_deleted:
        raise Invalid(name_of(opportunity), "is in the recycle bin and cannot be changed", "restore it first")
    if not opportunity.is_open:
        raise Invalid(
            name_of(opportunity), f"is closed ({opportunity.stage_name}) and cannot be changed", "reopen it first"
        )


def linked(subject: str, given: Mapping[str, Any]) -> Fields:
    """Exactly one account or contact, never both, never none: the other one is taken off."""
    if sum(given.get(party) is not None for party in PARTIES) != 1:
        raise Invalid(subject, "must be linked to exactly one account or contact")
    return {party: given.get(party) for party in PARTIES}


def edited(opportunity: Opportunity, changes: Mapping[str, Any]) -> Fields:
    """The fields that an edit of an open one sets; raises Invalid."""
    must_be_open(opportunity)
    return checked(name_of(opportunity), changes)


def checked(subject: str, given: Mapping[str, Any]) -> Fields:
    """The fields as they are stored; of the references, only that they fit together."""
    fields = dict(given)
    if any(party in fields for party in PARTIES):
        fields |= linked(subject, fields)
    if any(one in fields for one in INITIATORS):
        if sum(fields.get(one) is not None for one in INITIATORS) > 1:
            raise Invalid(subject, "can be initiated by one account, contact or marketing activity only")
        fields |= {one: fields.get(one) for one in INITIATORS}
    if "title" in fields:
        fields["title"] = line("title", fields["title"])
    if fields.get("probability") is not None:
        fields["probability"] = per_cent("probability", fields["probability"])
    if fields.get("external_id") is not None:
        fields["external_id"] = line("external_id", fields["external_id"]) or None
    for name in ("competitors", "comments"):
        if name in fields:
            fields[name] = prose(name, fields[name])
    if "currency" in fields:
        fields["currency"] = known_currency("currency", fields["currency"])
    if "categories" in fields:
        fields["categories"] = categories(fields["categories"])
    return fields


def categories(names: Iterable[str]) -> tuple[str, ...]:
    """Each category once, whatever its case, in the order of their names."""
    if isinstance(names, str):
        raise Invalid("categories", "must be a list, not a text")
    once: dict[str, str] = {}
    for name in names:
        category = line("category", name, longest=100)
        if found := set(category) & set(",;"):  # which separate categories in Outlook and in tables
            raise Invalid("category", f"{category!r} contains {found.pop()!r}", "give each category by itself")
        once.setdefault(fold(category), category)
    if len(once) > MOST_CATEGORIES:
        raise Invalid("categories", f"are {len(once)}, at most {MOST_CATEGORIES} are allowed")
    return tuple(name for _, name in sorted(once.items()))


def created(subject: str, at: datetime, now: datetime, dates: Mapping[str, date | None]) -> None:
    """Raises Invalid for a record of the future, and for a date from before there was the record."""
    if at > now:
        raise Invalid(subject, "created_at is in the future")
    for name in DATES:
        day = dates.get(name)
        if day is not None and day < (at - timedelta(hours=14)).date():  # the earliest day that it is anywhere
            raise Invalid(subject, f"{name} {day} is before the day it was created, {at:%Y-%m-%d}")


def stamped(comments: str, text: str, author: str, at: datetime) -> str:
    """The comments with one more at their end, which date, time and author precede."""
    comment = prose("comment", text)
    if not comment:
        raise Invalid("comment", "must not be empty")
    return f"{comments}\n\n{begun(author, at)}{comment}".strip()


def begun(author: str, at: datetime) -> str:
    """What a comment of theirs begins with."""
    return f"{at:%Y-%m-%d %H:%M} {author}: "


def per_cent(field: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise Invalid(field, f"must be a whole number from 0 to 100, not {value!r}")
    return value


def entering(stage: Stage | None, at: datetime) -> Fields:
    """What an open opportunity that comes to a stage gets: its activities begin with that day."""
    if stage and stage.kind is not StageKind.OPEN:
        raise Invalid("stage", f"{stage.name} is not an open one", "close the opportunity instead")
    return {"stage_id": stage.id if stage else None, "stage_entered_at": at}


def chance(stage: Stage | None, typed: int | None) -> Fields:
    """The probability of one that comes to this stage: as a person typed it, else the stage's, where it has one."""
    if typed is not None:
        return {"probability": typed, "is_probability_typed": True}
    return {} if stage is None or stage.probability is None else {"probability": stage.probability}


def decided_at(on: date | None, zone: ZoneInfo, now: datetime) -> datetime:
    """When what was decided that day counts as closed: its end, so that its mail still counts as sent before."""
    if on is None:
        return now
    return min(now, datetime.combine(on, time_of_day(23, 59, 59), zone).astimezone(UTC))


def closed(opportunity: Opportunity, stage: Stage, at: datetime, lost_reason_id: int | None = None) -> Fields:
    """Closed Won sets 100 %, Closed Lost 0 %; what it had, and where it was, is kept for reopening."""
    must_be_open(opportunity)
    reason_of(stage, lost_reason_id)
    return {
        "stage_id": stage.id,
        "stage_before_id": opportunity.stage.id if opportunity.stage else None,
        "lost_reason_id": lost_reason_id,
        "probability": 100 if stage.kind is StageKind.WON else 0,
        "probability_before": opportunity.probability,
        "closed_at": at,
    }


def reason_of(stage: Stage, lost_reason_id: int | None) -> None:
    """Raises Invalid for a reason for losing what was won."""
    if lost_reason_id is not None and stage.kind is not StageKind.LOST:
        raise Invalid("reason for losing", "belongs to what was lost", "leave it out, or close the opportunity as lost")


def reopened(opportunity: Opportunity, stage: Stage, at: datetime) -> Fields:
    """Open again, with the probability that it had; where it was closed from, as if it had not been closed.

    In another stage it begins anew there.
    """
    if opportunity.is_deleted:
        must_be_open(opportunity)
    if opportunity.is_open:
        raise Invalid(name_of(opportunity), "is open")
    before = opportunity.probability_before
    is_back = stage.id == opportunity.stage_before_id
    begins = entering(stage, at)  # which refuses a closed one
    return ({"stage_id": stage.id} if is_back else begins) | {
        "probability": opportunity.probability if before is None else before,
        **({} if is_back or opportunity.is_probability_typed else chance(stage, None)),
        "probability_before": None,
        "stage_before_id": None,
        "lost_reason_id": None,
        "closed_at": None,
    }
