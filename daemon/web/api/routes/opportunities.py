"""Opportunities: the list with the filters of the command line, what they come to, and each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, key_of, sum_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Changing, Makes, Making
from daemon.web.api.filtering import Filtered, filtered, meant
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import (
    Amount,
    Day,
    Line,
    Moment,
    Name,
    Number,
    OwnFields,
    Percent,
    Taken,
    Text,
    emptied,
    named,
    settings,
)
from store.unit import Unit
from store.values import Record, SortBy

router = router_of("opportunities")

Wanted = filtered("Wanted", Asked, sort=(SortBy, SortBy.NUMBER), desc=(bool, False))

_KINDS: Mapping[SortBy, type] = {
    **dict.fromkeys((SortBy.TITLE, SortBy.PARTY, SortBy.ASSIGNED, SortBy.CURRENCY), str),
    **dict.fromkeys((SortBy.CLOSE_DATE, SortBy.EXPIRES, SortBy.DELIVERY), date),
    **dict.fromkeys((SortBy.CREATED, SortBy.MODIFIED, SortBy.CLOSED), datetime),
}


@router.get("/opportunities", response_model=list[schemas.Opportunity])
def listing(call: Reader, asked: Annotated[Wanted, Query()]) -> Response:  # type: ignore[valid-type]
    """What `opportunity list --json` prints, a page at a time."""
    return _listing(call, asked)


def _listing(call: Call, asked: Any) -> Response:
    kinds = [int] if asked.sort is SortBy.NUMBER else [_KINDS.get(asked.sort, int), int]
    order = f"opportunities {asked.sort.value} {asked.desc}"
    place = asked.place(order, *kinds)
    with call.reading() as unit:
        found, is_more = acts.opportunities_page(
            unit, meant(call, unit, asked), sort=asked.sort, descending=asked.desc, limit=asked.limit, place=place
        )
        shapes = call.shapes(unit).opportunities(found)
        last = unit.pipeline.place_of(found[-1].number, asked.sort) if is_more else None
    return listed(call, asked, shapes, order, last)


@router.get("/totals", response_model=list[schemas.Sum])
def totals(call: Reader, asked: Annotated[Filtered, Query()]) -> Response:
    """What all that are meant come to, by currency."""
    with call.reading() as unit:
        return json_of([sum_shape(one) for one in call.desk.totals.of(unit, meant(call, unit, asked))])


class InitiatorSent(Taken):
    kind: Literal["account", "contact", "marketing"]
    name: Name


class Remind(Taken):
    on: StrictBool = True
    at: Moment | None = None


class OpportunityEdit(Taken):
    title: Line | None = None
    account: Name | None = None
    contact: Name | None = None
    assigned_to: Name | None = None
    stage: Name | None = None
    probability: Percent | None = None
    currency: Line | None = None
    amount: Annotated[Amount | None, Field(description="What it is worth, as its one line item.")] = None
    type: Name | None = None
    source: Name | None = None
    payment_terms: Name | None = None
    initiated_by: InitiatorSent | None = None
    close_date: Day | None = None
    expiration_date: Day | None = None
    delivery_date: Day | None = None
    competitors: Text | None = None
    comments: Text | None = None
    categories: Annotated[list[Line] | None, Field(max_length=100)] = None
    external_id: Line | None = None
    created_at: Annotated[Moment | None, Field(description="When it was begun, for old ones.")] = None
    reminder: Annotated[Remind | None, Field(description="null switches it off, as {on: false} does.")] = None
    fields: OwnFields = Field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """What are no references, by column."""
        columns = ("title", "probability", "currency", "close_date", "expiration_date", "delivery_date", "competitors")
        sent = self.given(*columns, "comments", "categories", "external_id", "created_at")
        if sent.get("categories", ()) is None:
            sent["categories"] = ()
        return emptied(sent, ("competitors", "comments", "title"))

    def references(self) -> acts.References:
        by = self.initiated_by
        return acts.References(
            contact=named(self.contact),
            account=named(self.account),
            assign=named(self.assigned_to),
            stage=named(self.stage),
            type=named(self.type),
            source=named(self.source),
            terms=named(self.payment_terms),
            initiator=(by.kind, str(by.name)) if by else None,
        )

    def no_references(self) -> dict[str, Any]:
        """The columns of references that are emptied."""
        sent = self.given(*_COLUMNS)
        return {_COLUMNS[name]: None for name, value in sent.items() if value is None}

    def remind_at(self) -> datetime | None:
        return self.reminder.at if self.reminder and self.reminder.on else None


_COLUMNS = {
    "contact": "contact_id",
    "account": "account_id",
    "assigned_to": "assigned_to",
    "stage": "stage_id",
    "type": "type_id",
    "source": "source_id",
    "payment_terms": "payment_terms_id",
    "initiated_by": "initiated_account_id",
}


class OpportunityNew(OpportunityEdit):
    """Linked to one contact or one account, which may be made on the spot."""

    title: Line
    new_account: Line | None = None
    new_contact: Line | None = None
    emails: list[Line] = Field(default_factory=list, max_length=100, description="Of the new contact.")


def shown(call: Call | Making, number: str, unit: Unit) -> Shown:
    """The opportunity with its lines, and what hangs on it."""
    call = call.call if isinstance(call, Making) else call
    shape = acts.opportunity_whole(unit, number, call.desk.zone).shape(call.shapes(unit))
    more = {name: shape.pop(name) for name in ("activities", "projects", "history")}
    return Shown(shape, more)


@router.post("/opportunities", response_model=schemas.OpportunityWhole, status_code=201)
def add(making: Makes, body: OpportunityNew) -> Response:
    from dataclasses import replace

    desk = making.call.desk

    def act(unit: Unit) -> tuple[str, Any]:
        parties = body.contact, body.account, body.new_contact, body.new_account
        if sum(one is not None for one in parties) != 1:
            raise Refused(422, "an opportunity is linked to exactly one party: an account or contact, or a new one")
        asked = replace(
            body.references(), new_contact=body.new_contact, new_account=body.new_account, emails=tuple(body.emails)
        )
        plain = {name: value for name, value in body.plain().items() if name != "title" and value is not None}
        added = acts.add_opportunity(
            unit,
            body.title,
            plain,
            acts.references_of_new(unit, asked),
            own=settings(body.fields),
            remind_at=body.remind_at(),
            amount=None if body.amount is None else f"{body.amount:f}",
            default_currency=desk.settings.records.currency,
        )
        number = str(added.number)
        return f"/opportunities/{key_of(added.number, desk.prefix)}", lambda unit: shown(making, number, unit)

    return making.make(body, act)


@router.get("/opportunities/{opportunity}", response_model=schemas.OpportunityWhole)
def show(call: Reader, opportunity: Number) -> Response:
    """What `opportunity show --json` prints."""
    with call.reading() as unit:
        return answer(call.request, shown(call, opportunity, unit))


@router.patch("/opportunities/{opportunity}", response_model=schemas.OpportunityWhole)
def edit(changing: Changes, opportunity: Number, body: OpportunityEdit) -> Response:
    """Change what is sent, and nothing else; `null` empties."""

    def act(unit: Unit) -> None:
        if body.contact is not None and body.account is not None:
            raise Refused(422, "an opportunity is linked to exactly one party: an account or a contact")
        acts.edit_opportunity(
            unit,
            opportunity,
            body.plain() | body.no_references(),
            body.references(),
            own=settings(body.fields),
            amount=None if body.amount is None else f"{body.amount:f}",
        )
        if "reminder" in body.model_fields_set:
            acts.remind_of(unit, opportunity, body.remind_at())

    return _changed(changing, opportunity, body, act)


@router.delete("/opportunities/{opportunity}", response_model=schemas.Binned)
def delete(changing: Changes, opportunity: Number) -> Response:
    """Move it to the recycle bin."""
    prefix = changing.call.desk.prefix
    return changing.remove(
        lambda unit: shown(changing, opportunity, unit),
        lambda unit: binned_shape(acts.delete_record(unit, Record.OPPORTUNITY, opportunity)[0], prefix),
    )


class Closing(Taken):
    outcome: Literal["won", "lost"]
    on: Annotated[Day | None, Field(description="The day it was decided, then its close date; else now.")] = None
    reason: Annotated[Name | None, Field(description="Of the list of reasons for losing.")] = None


@router.post("/opportunities/{opportunity}/close", response_model=schemas.OpportunityWhole)
def close(changing: Changes, opportunity: Number, body: Closing) -> Response:
    """Close it as won or lost."""
    desk = changing.call.desk

    def act(unit: Unit) -> None:
        now = desk.clock()
        if body.on and body.on > now.astimezone(desk.zone).date():
            raise Refused(422, f"{body.on} is in the future; an opportunity is closed today or before")
        acts.close_opportunity(
            unit,
            opportunity,
            is_won=body.outcome == "won",
            on=body.on,
            zone=desk.zone,
            now=now,
            reason=named(body.reason),
        )

    return _changed(changing, opportunity, body, act)


class Reopening(Taken):
    stage: Annotated[Name | None, Field(description="The open stage it goes to; else the one it came from.")] = None


@router.post("/opportunities/{opportunity}/reopen", response_model=schemas.OpportunityWhole)
def reopen(changing: Changes, opportunity: Number, body: Reopening) -> Response:
    """Open a closed one again."""
    return _changed(
        changing,
        opportunity,
        body,
        lambda unit: acts.reopen_opportunity(unit, opportunity, named(body.stage)),
    )


def _changed(changing: Changing, opportunity: str, body: Taken, act: Any) -> Response:
    return changing.change(body, lambda unit: shown(changing, opportunity, unit), act)
