"""Templates: the tasks that projects begin with. Everybody changes them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import template_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.refusing import unknown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Id, Line, Place, Taken, Whole
from store.unit import Unit

router = router_of("templates")


class TemplateSent(Taken):
    name: Line


class TaskSent(Taken):
    title: Line
    days: Annotated[Whole | None, Field(description="Due so many days after the start.")] = None


class TaskMoved(Taken):
    position: Place


@router.get("/templates", response_model=list[schemas.Template])
def templates(call: Reader) -> Response:
    """By name: what `template list --json` prints."""
    with call.reading() as unit:
        return json_of([template_shape(one) for one in acts.templates_found(unit)])


@router.post("/templates", response_model=schemas.Template, status_code=201)
def add(making: Makes, body: TemplateSent) -> Response:
    """Without tasks yet."""

    def act(unit: Unit) -> tuple[str, Any]:
        id = acts.add_template(unit, body.name).id
        return f"/templates/{id}", lambda unit: _template(unit, id)

    return making.make(body, act)


@router.get("/templates/{template}", response_model=schemas.Template)
def template(call: Reader, template: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _template(unit, template))


@router.patch("/templates/{template}", response_model=schemas.Template)
def rename(changing: Changes, template: Id, body: TemplateSent) -> Response:
    return changing.change(
        body, lambda unit: _template(unit, template), lambda unit: acts.rename_template(unit, str(template), body.name)
    )


@router.delete("/templates/{template}", response_model=schemas.Template)
def delete(changing: Changes, template: Id) -> Response:
    """Remove it for good; projects that were made from it keep their tasks."""
    return changing.remove(
        lambda unit: _template(unit, template), lambda unit: template_shape(acts.delete_template(unit, str(template)))
    )


@router.post("/templates/{template}/tasks", response_model=schemas.Template)
def add_task(changing: Changes, template: Id, body: TaskSent) -> Response:
    """Add a task at the end."""
    return changing.change(
        body,
        lambda unit: _template(unit, template),
        lambda unit: acts.add_template_task(unit, str(template), body.title, body.days),
    )


@router.patch("/templates/{template}/tasks/{task}", response_model=schemas.Template)
def move_task(changing: Changes, template: Id, task: Id, body: TaskMoved) -> Response:
    """Move a task to another place."""

    def act(unit: Unit) -> None:
        _check(unit, template, task)
        acts.move_template_task(unit, str(template), str(task), body.position)

    return changing.change(body, lambda unit: _template(unit, template), act)


@router.delete("/templates/{template}/tasks/{task}", response_model=schemas.Template, openapi_extra={TAGGED: True})
def remove_task(changing: Changes, template: Id, task: Id) -> Response:
    """Take a task off; the template as it is then."""

    def act(unit: Unit) -> None:
        _check(unit, template, task)
        acts.remove_template_task(unit, str(template), str(task))

    return changing.change(None, lambda unit: _template(unit, template), act)


def _check(unit: Unit, template: int, task: int) -> None:
    """Raises Refused for a task that the template does not have: a number is never a part of a title."""
    if task not in {one.id for one in acts.template_named(unit, str(template)).tasks}:
        raise unknown("task of the template", task)


def _template(unit: Unit, id: int) -> Shown:
    return Shown(template_shape(acts.template_named(unit, str(id))))
