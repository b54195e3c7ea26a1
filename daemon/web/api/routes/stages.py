"""Sales stages, and what they ask for. Owners change them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import many, replaced_shape, stage_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.refusing import Refused, unknown
from daemon.web.api.routes.lists import Blank, Instead
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Id, Line, Percent, Place, Taken, Whole, emptied
from store.unit import Unit

router = router_of("stages")


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


# --- what they ask for ------------------------------------------------------------------------------------------------


class ActivityEdit(Taken):
    name: Line | None = None
    days: Annotated[
        Whole | None, Field(description="Due so many days after the opportunity came to the stage; null: whenever.")
    ] = None
    position: Place | None = None


class ActivityNew(ActivityEdit):
    name: Line
    position: Annotated[Place | None, Field(description="Last where it is left out.")] = None


@router.post("/stages/{stage}/activities", response_model=schemas.Stage)
def add_activity(changing: Changes, stage: Id, body: ActivityNew) -> Response:
    """Add an activity to a stage, and so to every opportunity in it."""
    return changing.change(
        body,
        lambda unit: _stage(unit, stage),
        lambda unit: acts.add_activity(unit, str(stage), body.name, body.days, body.position),
    )


@router.patch("/stages/{stage}/activities/{activity}", response_model=schemas.Stage)
def edit_activity(changing: Changes, stage: Id, activity: Id, body: ActivityEdit) -> Response:
    """Due days of what is unfinished follow another number of days."""

    def act(unit: Unit) -> None:
        named = _activity(unit, stage, activity)
        if sent := body.given("name", "days"):
            acts.edit_activity(unit, *named, **emptied(sent, ("name",)))
        if body.position is not None:
            acts.move_activity(unit, *named, body.position)

    return changing.change(body, lambda unit: _stage(unit, stage), act)


@router.delete("/stages/{stage}/activities/{activity}", response_model=schemas.Stage, openapi_extra={TAGGED: True})
def delete_activity(changing: Changes, stage: Id, activity: Id) -> Response:
    """Delete it from its stage and from every opportunity, completed or not; the stage as it is then."""
    return changing.change(
        None,
        lambda unit: _stage(unit, stage),
        lambda unit: acts.delete_activity(unit, *_activity(unit, stage, activity)),
    )


def _activity(unit: Unit, stage: int, activity: int) -> tuple[str, str]:
    """As acts name it; raises Refused for one that the stage does not have."""
    if activity not in {one["id"] for one in _stage(unit, stage).record["activities"]}:
        raise unknown("activity of the stage", activity)
    return str(stage), str(activity)


def _stage(unit: Unit, id: int) -> Shown:
    return Shown(stage_shape(unit, acts.stage_named(unit, str(id))))
