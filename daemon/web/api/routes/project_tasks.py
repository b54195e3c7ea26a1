"""Tasks of projects."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import project_task_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.refusing import unknown
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Day, Id, Line, Name, Place, Taken, named
from store.unit import Unit

router = router_of("projects")


class ProjectTaskEdit(Taken):
    title: Line | None = None
    due: Day | None = None
    assigned_to: Name | None = None
    state: Literal["open", "done", "cancelled"] | None = None
    position: Place | None = None

    def values(self) -> dict[str, Any]:
        columns = {"title": "title", "due": "due_on", "assigned_to": "assign"}
        sent = {columns[name]: value for name, value in self.given(*columns).items()}
        if "assign" in sent:
            sent["assign"] = named(self.assigned_to)
        return sent | ({"title": self.title or ""} if "title" in sent else {})


class ProjectTaskNew(Taken):
    title: Line
    due: Day | None = None
    assigned_to: Annotated[Name | None, Field(description="Whose work it is; else that of whoever makes it.")] = None


@router.get("/projects/{project}/tasks", response_model=list[schemas.ProjectTask])
def tasks(call: Reader, project: Id) -> Response:
    """In their order: what `project task list --json` prints."""
    with call.reading() as unit:
        found = acts.project_tasks_of(unit, str(project))
        return json_of([project_task_shape(unit, one, call.desk.zone) for one in found])


@router.post("/projects/{project}/tasks", response_model=schemas.ProjectTask, status_code=201)
def add_task(making: Makes, project: Id, body: ProjectTaskNew) -> Response:
    call = making.call

    def act(unit: Unit) -> tuple[str, Any]:
        made = acts.add_project_task(
            unit, str(project), body.title, zone=call.desk.zone, due_on=body.due, assign=named(body.assigned_to)
        )
        return f"/projects/{project}/tasks/{made.id}", lambda unit: _task(call, unit, project, made.id)

    return making.make(body, act)


@router.get("/projects/{project}/tasks/{task}", response_model=schemas.ProjectTask)
def task(call: Reader, project: Id, task: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _task(call, unit, project, task))


@router.patch("/projects/{project}/tasks/{task}", response_model=schemas.ProjectTask)
def edit_task(changing: Changes, project: Id, task: Id, body: ProjectTaskEdit) -> Response:
    """Change it, move it, say that it is done or cancelled, or open it again."""
    call, named_so = changing.call, (str(project), str(task))

    def act(unit: Unit) -> None:
        if body.state == "open":
            acts.reopen_project_task(unit, *named_so)
        if values := body.values():
            acts.edit_project_task(unit, *named_so, values, call.desk.zone)
        if body.position is not None:
            acts.move_project_task(unit, *named_so, body.position)
        if body.state == "done":
            acts.finish_project_task(unit, *named_so)
        if body.state == "cancelled":
            acts.cancel_project_task(unit, *named_so)

    return changing.change(body, lambda unit: _task(call, unit, project, task), act)


def _task(call: Call, unit: Unit, project: int, id: int) -> Shown:
    for one in acts.project_tasks_of(unit, str(project)):
        if one.id == id:
            return Shown(project_task_shape(unit, one, call.desk.zone))
    raise unknown("task of the project", id)
