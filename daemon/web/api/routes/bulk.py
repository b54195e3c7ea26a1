"""Many opportunities in one act, all of them or none, after a report of what would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import bulk_shape
from daemon.web.api.changing import Makes, Making
from daemon.web.api.filtering import Filtered, meant
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import Day, Line, Name, Taken, named
from store.unit import Unit
from store.values import BulkAct, Categorise

router = router_of("opportunities")

Categories = Annotated[list[Line], Field(max_length=100)]


class Many(Taken):
    """Which are meant: these, or all that a filter means, which the list takes alike."""

    opportunities: Annotated[list[Name] | None, Field(min_length=1, max_length=10_000)] = None
    filter: Filtered | None = None
    yes: Annotated[StrictBool, Field(description="Do it; else only what would change is answered.")] = False


class Assigning(Many):
    to: Annotated[Name | None, Field(description="A user; null for nobody.")]


class Staging(Many):
    to: Annotated[Name, Field(description="The open stage.")]


class Categorising(Many):
    add: Categories = Field(default_factory=list)
    remove: Categories = Field(default_factory=list)


class ClosingMany(Many):
    outcome: Literal["won", "lost"]
    on: Annotated[Day | None, Field(description="The day it was decided, then their close date; else now.")] = None
    reason: Annotated[Name | None, Field(description="Of the list of reasons for losing.")] = None


@router.post("/bulk/assign", response_model=schemas.Bulk)
def assign_many(making: Makes, body: Assigning) -> Response:
    """Assign them to a user, or to nobody."""
    return _edit(making, body, lambda unit: acts.assign_to(unit, named(body.to)))


@router.post("/bulk/stage", response_model=schemas.Bulk)
def stage_many(making: Makes, body: Staging) -> Response:
    """Move them to a sales stage."""
    return _edit(making, body, lambda unit: acts.move_to(unit, str(body.to)))


@router.post("/bulk/categorise", response_model=schemas.Bulk)
def categorise_many(making: Makes, body: Categorising) -> Response:
    """Put categories of their own on them, or take them off."""
    if not body.add and not body.remove:
        raise Refused(422, "say which categories: add or remove")
    return _edit(making, body, lambda _: Categorise(tuple(body.add), tuple(body.remove)))


@router.post("/bulk/close", response_model=schemas.Bulk)
def close_many(making: Makes, body: ClosingMany) -> Response:
    """Close them as won or lost."""
    desk = making.call.desk

    def act(unit: Unit) -> BulkAct:
        is_won, now = body.outcome == "won", desk.clock()
        if body.on and body.on > now.astimezone(desk.zone).date():
            raise Refused(422, f"{body.on} is in the future; an opportunity is closed today or before")
        return acts.close_all(unit, is_won=is_won, on=body.on, zone=desk.zone, now=now, reason=named(body.reason))

    return _edit(making, body, act)


def _edit(making: Making, body: Many, act: Callable[[Unit], BulkAct]) -> Response:
    """What would change, or what did; where one of them refuses what is asked for, nothing is done."""
    call = making.call

    def work(unit: Unit) -> dict[str, Any]:
        edited = acts.edit_many(unit, _which(making, unit, body), act(unit), is_asked=body.yes)
        shape = bulk_shape(edited.report, call.desk.prefix, is_done=edited.is_done)
        if body.yes and not edited.is_done:
            refused = len(edited.report.refusals)
            raise Refused(422, f"{refused} of them refuse, and nothing was done", more={"report": shape})
        return shape

    return making.do(body, work)


def _which(making: Making, unit: Unit, body: Many) -> Any:
    """Raises Refused unless there is one way to know which are meant."""
    is_filtered = body.filter is not None and bool(body.filter.model_fields_set)
    if (body.opportunities is not None) == is_filtered:
        raise Refused(422, "say which opportunities: name them, or give a filter, not both")
    if body.opportunities is not None:
        return acts.numbers_of(unit, [str(one) for one in body.opportunities])
    return meant(making.call, unit, body.filter)
