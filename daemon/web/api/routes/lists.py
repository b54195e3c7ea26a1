"""The lists that people choose from."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import list_value_shape, many, replaced_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Id, Line, Place, Taken, Word
from store.unit import Unit
from store.values import ListName

router = router_of("lists")

Instead = Annotated[Word | None, Query(description="What those that have it get instead.")]
Blank = Annotated[bool, Query(description="Those that have it have none afterwards.")]


class ValueEdit(Taken):
    name: Line | None = None
    position: Place | None = None


class ValueNew(ValueEdit):
    name: Line
    position: Annotated[Place | None, Field(description="Last where it is left out.")] = None


@router.get("/lists/{which}", response_model=list[schemas.ListValue])
def values(call: Reader, which: ListName) -> Response:
    """All values of a list, in their order."""
    with call.reading() as unit:
        return json_of([list_value_shape(unit, one) for one in acts.values_found(unit, which)])


@router.post("/lists/{which}", response_model=schemas.ListValue, status_code=201)
def add(making: Makes, which: ListName, body: ValueNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        id = acts.add_value(unit, which, body.name, body.position).id
        return f"/lists/{which.value}/{id}", lambda unit: _value(unit, which, id)

    return making.make(body, act)


@router.get("/lists/{which}/{value}", response_model=schemas.ListValue)
def value(call: Reader, which: ListName, value: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _value(unit, which, value))


@router.patch("/lists/{which}/{value}", response_model=schemas.ListValue)
def edit(changing: Changes, which: ListName, value: Id, body: ValueEdit) -> Response:
    """Another name, another place."""

    def act(unit: Unit) -> None:
        if "name" in body.model_fields_set:
            acts.rename_value(unit, which, str(value), body.name or "")
        if body.position is not None:
            acts.move_value(unit, which, str(value), body.position)

    return changing.change(body, lambda unit: _value(unit, which, value), act)


@router.delete("/lists/{which}/{value}", response_model=schemas.Replaced)
def delete(changing: Changes, which: ListName, value: Id, instead: Instead = None, blank: Blank = False) -> Response:
    """Take a value off its list; where records have it, say what they get."""

    def act(unit: Unit) -> dict[str, Any]:
        found, held = acts.value_in_use(unit, which, str(value))
        if held and instead is None and not blank:
            raise Refused(422, f"{many(held, 'record', 'has', 'have')} {found.name}; name another instead, or blank")
        gone = acts.delete_value(unit, which, found, instead)
        return replaced_shape(gone.gone, gone.records, gone.instead)

    return changing.remove(lambda unit: _value(unit, which, value), act)


def _value(unit: Unit, which: ListName, id: int) -> Shown:
    found, _ = acts.value_in_use(unit, which, str(id))
    return Shown(list_value_shape(unit, found))
