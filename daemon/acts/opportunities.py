"""Opportunities: adding, changing, closing them, by what people call things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.acts.changing import adjusted
from daemon.acts.line_items import set_amount
from daemon.acts.lists import value_named
from daemon.acts.own_fields import set_fields
from daemon.acts.typed import Typed, typed_amount
from daemon.acts.users import assignee_named, assignee_of_new
from daemon.shapes import Shape, Shapes, activity_shape, line_item_shape, line_shape, project_brief
from store.rules import opportunity as rules
from store.text import fold
from store.unit import Unit
from store.values import (
    Account,
    ActivityState,
    Brief,
    Change,
    Close,
    Contact,
    LineItem,
    ListName,
    Opportunity,
    Project,
    Record,
)


@dataclass(frozen=True, slots=True)
class OpportunityFound:
    """An opportunity with what hangs on it."""

    opportunity: Opportunity
    brief: Brief  # its party, and the latest of its history
    lines: Sequence[LineItem]
    activities: Sequence[ActivityState]
    projects: Sequence[Project]

    def shape(self, shapes: Shapes) -> Shape:
        """All of it, as `--json` shows one opportunity."""
        return shapes.opportunity(self.opportunity) | {
            "items": [line_item_shape(line) for line in self.lines],
            "activities": [activity_shape(state) for state in self.activities],
            "projects": [project_brief(one) for one in self.projects],
            "history": [line_shape(line) for line in self.brief.latest],
        }


def opportunity_whole(unit: Unit, opportunity: str, zone: ZoneInfo) -> OpportunityFound:
    """The one that was named; raises NotFound and Ambiguous."""
    found = unit.opportunities.find(opportunity)
    return OpportunityFound(
        found,
        unit.opportunities.brief_of(found),
        unit.line_items.of(found.number),
        unit.activities.states_of([found], zone)[found.number],
        unit.projects.all(number=found.number),
    )


def number_of(unit: Unit, opportunity: str) -> int:
    """Raises NotFound and Ambiguous."""
    return unit.opportunities.find(opportunity).number


def opportunity_log(unit: Unit, opportunity: str, limit: int | None) -> Sequence[Change]:
    """Who changed what of it, the latest first."""
    return unit.audit.of(Record.OPPORTUNITY, number_of(unit, opportunity), limit)


# What may have led to an opportunity, and the column that says so.
INITIATORS = {
    "account": "initiated_account_id",
    "contact": "initiated_contact_id",
    "marketing": "initiated_marketing_id",
}


@dataclass(frozen=True, slots=True)
class References:
    """Records and values of lists, as people call them; `new_contact` and `new_account` are made on the spot.

    `initiator` is a kind of INITIATORS and a name.
    """

    contact: str | None = None
    account: str | None = None
    new_contact: str | None = None
    emails: Sequence[str] = ()  # of the new contact
    new_account: str | None = None
    assign: str | None = None
    stage: str | None = None
    type: str | None = None
    source: str | None = None
    terms: str | None = None
    initiator: tuple[str, str] | None = None


def found_references(unit: Unit, named: References) -> dict[str, Any]:
    """Their ids by column, after the new ones were made; raises NotFound and Ambiguous."""
    found: dict[str, Any] = {}
    if named.contact is not None:
        found["contact_id"] = unit.contacts.find(named.contact).id
    if named.account is not None:
        found["account_id"] = unit.accounts.find(named.account).id
    if named.new_contact is not None:
        found["contact_id"] = unit.contacts.add(named.new_contact, addresses=named.emails).id
    if named.new_account is not None:
        found["account_id"] = unit.accounts.add(named.new_account).id
    if named.assign is not None:
        found["assigned_to"] = assignee_named(unit, named.assign)
    if named.stage is not None:
        found["stage_id"] = unit.stages.find(named.stage).id
    for column, which, name in (
        ("type_id", ListName.TYPE, named.type),
        ("source_id", ListName.SOURCE, named.source),
        ("payment_terms_id", ListName.PAYMENT_TERMS, named.terms),
    ):
        if name is not None:
            found[column] = unit.lists.find(which, name).id
    if named.initiator is not None:
        found |= found_initiator(unit, *named.initiator)
    return found


def references_of_new(unit: Unit, named: References) -> dict[str, Any]:
    """The same for a new one: whoever makes it has the work where nobody else is named."""
    return found_references(unit, named) | {"assigned_to": assignee_of_new(unit, named.assign)}


def made_on_the_spot(unit: Unit, named: References, added: Opportunity) -> Sequence[Account | Contact]:
    """The party that was made together with the opportunity; none where it is linked to one that was there."""
    made: list[Account | Contact] = []
    if named.new_account is not None and added.account_id is not None:
        made.append(unit.accounts.get(added.account_id))
    if named.new_contact is not None and added.contact_id is not None:
        made.append(unit.contacts.get(added.contact_id))
    return made


def found_initiator(unit: Unit, kind: str, name: str) -> dict[str, int]:
    """The column and id of what led to an opportunity; raises NotFound and Ambiguous."""
    match kind:
        case "account":
            id = unit.accounts.find(name).id
        case "contact":
            id = unit.contacts.find(name).id
        case _:
            id = unit.marketing.find(name).id
    return {INITIATORS[kind]: id}


def add_opportunity(
    unit: Unit,
    title: str,
    fields: Mapping[str, Any],
    references: Mapping[str, Any],
    *,
    own: Sequence[str] = (),
    remind_at: datetime | None = None,
    amount: str | None = None,
    default_currency: str = "EUR",
) -> Opportunity:
    """Add one: its plain fields by column, its references as they were found, own fields as "NAME=VALUE".

    An amount that was typed is its one line item, in the currency that it names, or that is given, or the default one.
    """
    plain = {"currency": default_currency} | dict(fields)
    price: Typed = None
    if amount is not None:
        price, plain["currency"] = typed_amount(
            unit, "amount", amount, currency=fields.get("currency"), default=default_currency
        )
    added = unit.opportunities.add(title, **plain, **references)
    if price is not None:
        unit.line_items.add(added.number, added.title, price=price)
    set_fields(unit, Record.OPPORTUNITY, added.number, own)
    if remind_at:
        unit.opportunities.remind(added.number, remind_at)
    return unit.opportunities.get(added.number)


def edit_opportunity(
    unit: Unit,
    opportunity: str,
    fields: Mapping[str, Any],
    named: References,
    *,
    own: Sequence[str] = (),
    more: Sequence[str] = (),
    fewer: Sequence[str] = (),
    amount: str | None = None,
) -> Opportunity:
    """Change what is given of one: its plain fields by column, what it refers to, categories more or fewer, its sum."""
    found = unit.opportunities.find(opportunity)
    set_fields(unit, Record.OPPORTUNITY, found.number, own)
    changed = dict(fields) | found_references(unit, named)
    if more or fewer:
        kept = changed.pop("categories", found.categories)
        changed["categories"] = with_categories(kept, more, fewer)
    if amount is not None:
        set_amount(unit, found, amount, currency=changed.pop("currency", None))
    return unit.opportunities.edit(found.number, **changed)


def with_categories(kept: Sequence[str], more: Sequence[str], fewer: Sequence[str]) -> tuple[str, ...]:
    """Raises NotFound for a category that is to be taken off and is not there; one that is both stays."""
    left = adjusted("category of the opportunity", kept, (), fewer, lambda name: fold(name.strip()))
    return (*left, *more)


def comment_on(unit: Unit, opportunity: str, text: str, zone: ZoneInfo) -> Opportunity:
    return unit.opportunities.comment(unit.opportunities.find(opportunity).number, text, zone)


def close_opportunity(
    unit: Unit,
    opportunity: str,
    *,
    is_won: bool,
    on: date | None,
    zone: ZoneInfo,
    now: datetime,
    reason: str | None = None,
) -> Opportunity:
    """Close one, as decided that day, which is its close date from then on; without a day, now.

    `reason` is of the list of reasons for losing.
    """
    number = unit.opportunities.find(opportunity).number
    lost_reason_id = value_named(unit, ListName.LOST_REASON, reason)
    at = rules.decided_at(on, zone, now)
    return unit.opportunities.close(number, is_won, at, close_date=on, lost_reason_id=lost_reason_id)


def close_all(
    unit: Unit, *, is_won: bool, on: date | None, zone: ZoneInfo, now: datetime, reason: str | None = None
) -> Close:
    """The same for many: an edit of `edit_many`."""
    return Close(is_won, rules.decided_at(on, zone, now), on, value_named(unit, ListName.LOST_REASON, reason))


def reopen_opportunity(unit: Unit, opportunity: str, stage: str | None = None) -> Opportunity:
    """Open a closed one again, in the stage that is named, or where it was closed from, or where new ones begin."""
    number = unit.opportunities.find(opportunity).number
    wanted = unit.stages.find(stage) if stage is not None else None
    return unit.opportunities.reopen(number, wanted.id if wanted else None)


def remind_of(unit: Unit, opportunity: str, at: datetime | None) -> Opportunity:
    """Set its reminder, or switch it off."""
    return unit.opportunities.remind(unit.opportunities.find(opportunity).number, at)
