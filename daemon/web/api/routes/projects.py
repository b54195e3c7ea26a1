"""Projects and their tasks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape, project_shape, project_shapes
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Changes, Changing, Makes
from daemon.web.api.description import TAGGED
from daemon.web.api.paging import Asked, listed
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.schemas.records import Binned
from daemon.web.api.taken import Day, Id, Line, Name, Taken, Word, named
from store.unit import Unit
from store.values import Record

router = router_of("projects")


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


class PartySent(Taken):
    contact: Name | None = None
    account: Name | None = None


@router.post("/projects/{project}/parties", response_model=schemas.Project)
def relate(changing: Changes, project: Id, body: PartySent) -> Response:
    """Relate one more account or contact to it."""
    return _party(changing, project, body, named(body.contact), named(body.account), is_added=True)


@router.delete("/projects/{project}/parties", response_model=schemas.Project, openapi_extra={TAGGED: True})
def unrelate(changing: Changes, project: Id, contact: Id | None = None, account: Id | None = None) -> Response:
    """Take a related account or contact off; the project as it is then."""
    return _party(changing, project, None, named(contact), named(account), is_added=False)


def _party(
    changing: Changing, project: int, body: Taken | None, contact: str | None, account: str | None, *, is_added: bool
) -> Response:
    if (contact is None) == (account is None):
        raise Refused(422, "name one: a contact or an account")
    return changing.change(
        body,
        lambda unit: _project(changing.call, unit, project),
        lambda unit: acts.change_party(unit, str(project), contact=contact, account=account, is_added=is_added),
    )


def _project(call: Call, unit: Unit, id: int) -> Shown:
    return Shown(project_shape(unit, acts.project_named(unit, str(id)), call.desk.prefix, call.desk.zone))
