"""The communication history: of each record, each item, and what people write into it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import item_shape, line_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Changes, Makes, Making, Sent
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import history as schemas
from daemon.web.api.taken import Id, Line, Moment, Name, Number, Taken, Text, Whole, emptied, named
from store.unit import Unit
from store.values import HistoryItem, ItemKind

router = router_of("history")


class HistoryAsked(Asked):
    kind: ItemKind | None = None


@router.get("/opportunities/{opportunity}/history", response_model=list[schemas.Line])
def of_opportunity(call: Reader, opportunity: Number, asked: Annotated[HistoryAsked, Query()]) -> Response:
    """Newest first: what `opportunity history --json` prints, a page at a time."""
    return _history(call, {"opportunity": opportunity}, asked)


@router.get("/accounts/{account}/history", response_model=list[schemas.Line])
def of_account(call: Reader, account: Id, asked: Annotated[HistoryAsked, Query()]) -> Response:
    """Its own, its contacts', and those of all their opportunities."""
    return _history(call, {"account": str(account)}, asked)


@router.get("/contacts/{contact}/history", response_model=list[schemas.Line])
def of_contact(call: Reader, contact: Id, asked: Annotated[HistoryAsked, Query()]) -> Response:
    return _history(call, {"contact": str(contact)}, asked)


def _history(call: Call, of: dict[str, str | None], asked: HistoryAsked) -> Response:
    place = asked.place("history", datetime, int)
    with call.reading() as unit:
        found = acts.history_found(unit, of, kind=asked.kind, limit=asked.limit + 1, place=place)
        page = found[: asked.limit]
        last = unit.items.place_of(page[-1].item_id) if len(found) > len(page) else None
        return listed(call, asked, [line_shape(line) for line in page], "history", last)


@router.get("/history/{item}", response_model=schemas.Item)
def item(call: Reader, item: Id) -> Response:
    """An item whole, of whatever kind."""
    with call.reading() as unit:
        return answer(call.request, item_shown(call, unit, item, None))


@router.delete("/history/{item}", response_model=schemas.Item)
def delete(changing: Changes, item: Id) -> Response:
    """Move it to the recycle bin."""
    call = changing.call
    return changing.remove(
        lambda unit: item_shown(call, unit, item, None),
        lambda unit: item_shape(unit, acts.delete_item(unit, item, None), call.desk.prefix),
    )


def item_shown(call: Call, unit: Unit, id: int, kind: ItemKind | None) -> Shown:
    return Shown(item_shape(unit, acts.item_of(unit, id, kind), call.desk.prefix))


# --- where it belongs -------------------------------------------------------------------------------------------------


class Linking(Taken):
    opportunity: Name
    linked: Annotated[StrictBool, Field(description="false takes it out of the opportunity's history.")] = True


@router.post("/history/{item}/links", response_model=schemas.Item)
def link(changing: Changes, item: Id, body: Linking) -> Response:
    """Put an item into an opportunity's history by hand, or take it out."""
    return changing.change(
        body,
        lambda unit: item_shown(changing.call, unit, item, None),
        lambda unit: acts.link_item(unit, item, str(body.opportunity), is_linked=body.linked),
    )


# --- what people write ------------------------------------------------------------------------------------------------


class NoteEdit(Taken):
    subject: Line | None = None
    text: Text | None = None
    at: Annotated[Moment | None, Field(description="When it was; now for a new one where it is left out.")] = None

    def values(self) -> dict[str, Any]:
        columns = {"subject": "subject", "text": "body", "at": "occurred_at"}
        sent = {columns[name]: value for name, value in self.given(*columns).items()}
        return {name: value for name, value in emptied(sent, ("subject", "body")).items() if value is not None}


class CallEdit(NoteEdit):
    number: Annotated[Line | None, Field(description="The phone number.")] = None
    incoming: Annotated[StrictBool | None, Field(description="They called.")] = None
    minutes: Whole | None = None

    def values(self) -> dict[str, Any]:
        sent = self.given("number", "incoming", "minutes")
        if "incoming" in sent:
            sent["is_incoming"] = bool(sent.pop("incoming"))
        return super().values() | emptied(sent, ("number",))


class OfARecord(Taken):
    """The one record in whose history it is made."""

    subject: Line
    opportunity: Name | None = None
    account: Name | None = None
    contact: Name | None = None

    def record(self) -> dict[str, str | None]:
        return one_record(self.opportunity, self.account, self.contact)


def one_record(
    opportunity: str | int | None, account: str | int | None, contact: str | int | None
) -> dict[str, str | None]:
    """As acts take it; raises Refused unless exactly one is named."""
    of = {"opportunity": opportunity, "contact": contact, "account": account}
    if sum(name is not None for name in of.values()) != 1:
        raise Refused(422, "a history is of exactly one record: name an opportunity, an account or a contact")
    return {kind: named(name) for kind, name in of.items()}


class NoteNew(OfARecord, NoteEdit):
    subject: Line


class CallNew(OfARecord, CallEdit):
    subject: Line


@router.post("/notes", response_model=schemas.Item, status_code=201)
def add_note(making: Makes, body: NoteNew) -> Response:
    """Write a note into the history of a record."""
    return made(
        making,
        body,
        lambda unit: acts.add_note(unit, body.record(), body.subject, body.text or "", at=body.at),
    )


@router.patch("/notes/{item}", response_model=schemas.Item)
def edit_note(changing: Changes, item: Id, body: NoteEdit) -> Response:
    return changing.change(
        body,
        lambda unit: item_shown(changing.call, unit, item, ItemKind.NOTE),
        lambda unit: acts.edit_note(unit, item, body.values()),
    )


@router.post("/calls", response_model=schemas.Item, status_code=201)
def add_call(making: Makes, body: CallNew) -> Response:
    """Log a phone call in the history of a record."""
    return made(
        making,
        body,
        lambda unit: acts.add_call(
            unit,
            body.record(),
            body.subject,
            body.text or "",
            at=body.at,
            number=body.number or "",
            is_incoming=bool(body.incoming),
            minutes=body.minutes,
        ),
    )


@router.patch("/calls/{item}", response_model=schemas.Item)
def edit_call(changing: Changes, item: Id, body: CallEdit) -> Response:
    return changing.change(
        body,
        lambda unit: item_shown(changing.call, unit, item, ItemKind.CALL),
        lambda unit: acts.edit_call(unit, item, body.values()),
    )


def made(making: Making, body: Sent, add: Any) -> Response:
    """An item that an act makes in a history."""

    def act(unit: Unit) -> tuple[str, Any]:
        item: HistoryItem = add(unit)
        return f"/history/{item.id}", lambda unit: item_shown(making.call, unit, item.id, None)

    return making.make(body, act)
