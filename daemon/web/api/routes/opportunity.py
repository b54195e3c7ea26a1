"""What hangs on an opportunity: its lines, activities, comments, and who changed what of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import activity_shape, line_item_shape, own_change_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.paging import MOST
from daemon.web.api.refusing import unknown
from daemon.web.api.routes.opportunities import shown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.schemas import standing
from daemon.web.api.taken import Amount, Id, Line, Name, Number, Place, Taken, Text, emptied, named
from store.unit import Unit

router = router_of("opportunities")

Position = Annotated[int, Path(ge=1, le=100_000, description="The line's place, from 1.")]


class LineEdit(Taken):
    name: Line | None = None
    quantity: Amount | None = None
    price: Amount | None = None
    discount: Annotated[Amount | None, Field(description="Per cent.")] = None
    description: Text | None = None
    position: Place | None = None

    def values(self) -> dict[str, Any]:
        sent = emptied(self.given("name", "quantity", "price", "discount", "description"), ("name", "description"))
        return {name: value for name, value in sent.items() if value is not None}


class LineNew(LineEdit):
    """Of the catalogue by its product, or free, with a name and a price."""

    product: Name | None = None


@router.get("/opportunities/{opportunity}/items", response_model=list[schemas.LineItem])
def items(call: Reader, opportunity: Number) -> Response:
    """Its products and services, line by line."""
    with call.reading() as unit:
        return json_of([line_item_shape(line) for line in acts.lines_of(unit, opportunity)[1]])


@router.post("/opportunities/{opportunity}/items", response_model=schemas.LineItem, status_code=201)
def add_item(making: Makes, opportunity: Number, body: LineNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        values = body.values()
        line = acts.add_line(unit, opportunity, values.pop("name", None), product=named(body.product), **values)
        place = line.position
        if body.position is not None:
            acts.move_line(unit, opportunity, place, body.position)
            place = body.position
        return f"/opportunities/{opportunity}/items/{place}", lambda unit: _line(unit, opportunity, place)

    return making.make(body, act)


@router.get("/opportunities/{opportunity}/items/{position}", response_model=schemas.LineItem)
def item(call: Reader, opportunity: Number, position: Position) -> Response:
    with call.reading() as unit:
        return answer(call.request, _line(unit, opportunity, position))


@router.patch("/opportunities/{opportunity}/items/{position}", response_model=schemas.LineItem)
def edit_item(changing: Changes, opportunity: Number, position: Position, body: LineEdit) -> Response:
    """Change what is sent; with another `position` the line is there afterwards."""
    place = [position]

    def act(unit: Unit) -> None:
        if values := body.values():
            acts.edit_line(unit, opportunity, position, **values)
        if body.position is not None:
            acts.move_line(unit, opportunity, position, body.position)
            place[0] = body.position

    return changing.change(body, lambda unit: _line(unit, opportunity, place[0]), act)


@router.delete("/opportunities/{opportunity}/items/{position}", response_model=schemas.LineItem)
def remove_item(changing: Changes, opportunity: Number, position: Position) -> Response:
    """Take a line away, which is answered as it was; those after it move up."""

    def act(unit: Unit) -> dict[str, Any]:
        gone = _line(unit, opportunity, position).shape
        acts.remove_line(unit, opportunity, position)
        return gone

    return changing.remove(lambda unit: _line(unit, opportunity, position), act)


def _line(unit: Unit, opportunity: str, position: int) -> Shown:
    _, lines = acts.lines_of(unit, opportunity)
    if position > len(lines):
        raise unknown("line item", position)
    return Shown(line_item_shape(lines[position - 1]))


# --- activities -------------------------------------------------------------------------------------------------------


class Ticking(Taken):
    done: StrictBool | None = None
    reminder: Annotated[StrictBool | None, Field(description="Whether it is reminded of.")] = None


@router.get("/opportunities/{opportunity}/activities", response_model=list[schemas.Activity])
def activities(call: Reader, opportunity: Number) -> Response:
    """What its stage asks for, and how far it is."""
    with call.reading() as unit:
        return json_of([activity_shape(one) for one in acts.activities_of(unit, opportunity, call.desk.zone)])


@router.get("/opportunities/{opportunity}/activities/{activity}", response_model=schemas.Activity)
def activity(call: Reader, opportunity: Number, activity: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _activity(call, unit, opportunity, activity))


@router.patch("/opportunities/{opportunity}/activities/{activity}", response_model=schemas.Activity)
def edit_activity(changing: Changes, opportunity: Number, activity: Id, body: Ticking) -> Response:
    call, zone = changing.call, changing.call.desk.zone

    def act(unit: Unit) -> None:
        if body.done is not None:
            acts.tick_activity(unit, opportunity, str(activity), zone, is_done=body.done)
        if body.reminder is not None:
            acts.remind_of_activities(unit, opportunity, str(activity), zone, is_on=body.reminder)

    return changing.change(body, lambda unit: _activity(call, unit, opportunity, activity), act)


def _activity(call: Call, unit: Unit, opportunity: str, activity: int) -> Shown:
    for one in acts.activities_of(unit, opportunity, call.desk.zone):
        if one.activity.id == activity:
            return Shown(activity_shape(one))
    raise unknown("activity of the opportunity", activity)


# --- what is said and known of it -------------------------------------------------------------------------------------


class Comment(Taken):
    text: Text


@router.post("/opportunities/{opportunity}/comments", response_model=schemas.OpportunityWhole, status_code=201)
def comment(making: Makes, opportunity: Number, body: Comment) -> Response:
    """Add a comment with date, time and author, after those that there are."""

    def act(unit: Unit) -> tuple[str, Any]:
        acts.comment_on(unit, opportunity, body.text, making.call.desk.zone)
        return f"/opportunities/{opportunity}", lambda unit: shown(making, opportunity, unit)

    return making.make(body, act)


@router.get("/opportunities/{opportunity}/log", response_model=list[standing.OwnChange])
def log(call: Reader, opportunity: Number, limit: Annotated[int, Query(ge=1, le=MOST)] = 100) -> Response:
    """Who changed what of it, the latest first."""
    with call.reading() as unit:
        return json_of([own_change_shape(one) for one in acts.opportunity_log(unit, opportunity, limit)])
