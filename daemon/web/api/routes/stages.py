"""Sales stages. Owners change them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import many, replaced_shape, stage_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.refusing import Refused
from daemon.web.api.routes.lists import Blank, Instead
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Id, Line, Percent, Place, Taken
from store.unit import Unit

router = APIRouter(tags=["stages"])


class StageEdit(Taken):
    name: Line | None = None
    position: Place | None = None
    probability: Percent | None = None
    default: Annotated[StrictBool | None, Field(description="New opportunities begin in it.")] = None


class StageNew(Taken):
    name: Line
    position: Annotated[Place | None, Field(description="Last where it is left out.")] = None
    probability: Percent | None = None


@router.get("/stages", response_model=list[schemas.Stage])
def stages(call: Reader) -> Response:
    """All in their order."""
    with call.reading() as unit:
        return json_of([stage_shape(unit, one) for one in acts.stages_found(unit)])


@router.post("/stages", response_model=schemas.Stage, status_code=201)
def add(making: Makes, body: StageNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        id = acts.add_stage(unit, body.name, body.position, body.probability).id
        return f"/stages/{id}", lambda unit: _stage(unit, id)

    return making.make(body, act)


@router.get("/stages/{stage}", response_model=schemas.Stage)
def stage(call: Reader, stage: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _stage(unit, stage))


@router.patch("/stages/{stage}", response_model=schemas.Stage)
def edit(changing: Changes, stage: Id, body: StageEdit) -> Response:
    named, sent = str(stage), body.model_fields_set

    def act(unit: Unit) -> None:
        if "name" in sent:
            acts.rename_stage(unit, named, body.name or "")
        if "probability" in sent:
            acts.set_probability(unit, named, body.probability)
        if body.default is not None:
            is_default = acts.stage_named(unit, named).is_default
            if body.default != is_default:
                acts.make_default(unit, named if body.default else None)
        if body.position is not None:
            acts.move_stage(unit, named, body.position)

    return changing.change(body, lambda unit: _stage(unit, stage), act)


@router.delete("/stages/{stage}", response_model=schemas.Replaced)
def delete(
    changing: Changes,
    stage: Id,
    instead: Instead = None,
    blank: Blank = False,
    move_activities: Annotated[bool, Query(description="Its activities go along.")] = False,
) -> Response:
    """Delete it; where opportunities are in it, say where they come to."""

    def act(unit: Unit) -> dict[str, Any]:
        found, held = acts.stage_in_use(unit, str(stage))
        if held and instead is None and not blank:
            in_it = many(held, "opportunity", "is", "are")
            raise Refused(422, f"{in_it} in {found.name}; name another stage instead, or blank")
        if move_activities and instead is None:
            raise Refused(422, "activities move to another stage; name it instead")
        gone = acts.delete_stage(unit, found, instead, moves_activities=move_activities)
        return replaced_shape(gone.gone, gone.records, gone.instead, what="opportunities")

    return changing.remove(lambda unit: _stage(unit, stage), act)


def _stage(unit: Unit, id: int) -> Shown:
    return Shown(stage_shape(unit, acts.stage_named(unit, str(id))))
