"""Projects and their tasks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, project_shape, project_shapes, project_task_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import Refused, unknown
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.schemas.records import Binned
from daemon.web.api.taken import Day, Id, Line, Name, Place, Taken, Word, named
from store.unit import Unit
from store.values import Record

router = APIRouter(tags=["projects"])


class ProjectsAsked(Asked):
    search: Annotated[Word, Query(description="A part of the name.")] = ""
    opportunity: Word | None = None
    contact: Word | None = None
    account: Word | None = None
    assigned: Word | None = None
    state: Literal["open", "completed", "all"] = "open"


class ProjectEdit(Taken):
    name: Line | None = None
    opportunity: Annotated[Name | None, Field(description="That it comes from.")] = None
    contact: Name | None = None
    account: Name | None = None
    assigned_to: Name | None = None
    start: Day | None = None

    def check_party(self) -> None:
        if self.contact is not None and self.account is not None:
            raise Refused(422, "a project is linked to exactly one party: an account or a contact")

    def references(self) -> dict[str, str | None]:
        return {
            "opportunity": named(self.opportunity),
            "contact": named(self.contact),
            "account": named(self.account),
            "user": named(self.assigned_to),
        }

    def values(self) -> dict[str, Any]:
        """Plain fields by column, and the columns of references that are emptied."""
        columns = {"name": "name", "opportunity": "number", "assigned_to": "assigned_to", "start": "starts_on"}
        sent = {columns[name]: value for name, value in self.given(*columns).items()}
        plain = {name: value for name, value in sent.items() if value is None or name in ("name", "starts_on")}
        return plain | ({"name": self.name or ""} if "name" in plain else {})


class ProjectNew(ProjectEdit):
    """Without a name it has its opportunity's title, without a party its opportunity's."""

    template: Annotated[Name | None, Field(description="It begins with the tasks of this template.")] = None


@router.get("/projects", response_model=list[schemas.Project])
def projects(call: Reader, asked: Annotated[ProjectsAsked, Query()]) -> Response:
    """By id: what `project list --json` prints, a page at a time."""
    (behind,) = asked.place("projects", int) or (0,)
    with call.reading() as unit:
        found = acts.projects_found(
            unit,
            asked.search,
            is_open=None if asked.state == "all" else asked.state == "open",
            limit=asked.limit + 1,
            behind=behind if isinstance(behind, int) else 0,
            opportunity=asked.opportunity,
            contact=asked.contact,
            account=asked.account,
            user=asked.assigned,
        )
        page = found[: asked.limit]
        shapes = project_shapes(unit, page, call.desk.prefix, call.desk.zone)
        return listed(call, asked, shapes, "projects", (page[-1].id,) if len(found) > len(page) else None)


@router.post("/projects", response_model=schemas.Project, status_code=201)
def add(making: Makes, body: ProjectNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        body.check_party()
        made = acts.add_project(
            unit,
            body.name,
            zone=making.call.desk.zone,
            template=named(body.template),
            starts_on=body.start,
            **body.references(),
        )
        return f"/projects/{made.id}", lambda unit: _project(making.call, unit, made.id)

    return making.make(body, act)


@router.get("/projects/{project}", response_model=schemas.Project)
def show(call: Reader, project: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _project(call, unit, project))


@router.patch("/projects/{project}", response_model=schemas.Project)
def edit(changing: Changes, project: Id, body: ProjectEdit) -> Response:
    """Its tasks stay when the start is another."""

    def act(unit: Unit) -> None:
        body.check_party()
        acts.edit_project(unit, str(project), body.values(), **body.references())

    return changing.change(body, lambda unit: _project(changing.call, unit, project), act)


@router.delete("/projects/{project}", response_model=Binned)
def delete(changing: Changes, project: Id) -> Response:
    """Move it to the recycle bin."""
    prefix = changing.call.desk.prefix
    return changing.remove(
        lambda unit: _project(changing.call, unit, project),
        lambda unit: binned_shape(acts.delete_record(unit, Record.PROJECT, str(project))[0], prefix),
    )


class Completing(Taken):
    cancel_tasks: Annotated[StrictBool, Field(description="Cancel the tasks that are open.")] = False


@router.post("/projects/{project}/complete", response_model=schemas.Project)
def complete(changing: Changes, project: Id, body: Completing) -> Response:
    return changing.change(
        body,
        lambda unit: _project(changing.call, unit, project),
        lambda unit: acts.complete_project(unit, str(project), cancels_tasks=body.cancel_tasks),
    )


@router.post("/projects/{project}/reopen", response_model=schemas.Project)
def reopen(changing: Changes, project: Id) -> Response:
    return changing.change(
        None,
        lambda unit: _project(changing.call, unit, project),
        lambda unit: acts.reopen_project(unit, str(project)),
    )


def _project(call: Call, unit: Unit, id: int) -> Shown:
    return Shown(project_shape(unit, acts.project_named(unit, str(id)), call.desk.prefix, call.desk.zone))


# --- tasks ------------------------------------------------------------------------------------------------------------


class TaskEdit(Taken):
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


class TaskNew(Taken):
    title: Line
    due: Day | None = None
    assigned_to: Annotated[Name | None, Field(description="Whose work it is; else that of whoever makes it.")] = None


@router.post("/projects/{project}/tasks", response_model=schemas.ProjectTask, status_code=201)
def add_task(making: Makes, project: Id, body: TaskNew) -> Response:
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
def edit_task(changing: Changes, project: Id, task: Id, body: TaskEdit) -> Response:
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
