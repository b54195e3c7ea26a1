"""The page of a project: whom it is for, and what is to be done."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import keyed, project_shape
from daemon.web.forms import Form, Refusal
from daemon.web.signing_in import Member
from daemon.web.visit import Visit

router = APIRouter()


@router.get("/projects/{id}")
def show(visit: Member, id: int) -> Response:
    return shown(visit, id, Form(), Refusal())


def shown(visit: Visit, id: int, form: Form, refused: Refusal) -> Response:
    """Its page, with what was refused of an act and what was typed for it."""
    prefix = visit.desk.prefix
    with visit.reading() as unit:
        project = acts.project_named(unit, str(id))
        one = project_shape(unit, project, prefix, visit.desk.zone)
        origin = acts.title_of_origin(unit, project)
        alike = [keyed(sentence, prefix) for sentence in acts.look_alikes(unit, [project])] if project.is_open else []
        users = [(user.id, user.name) for user in acts.users_found(unit, active_only=True)]
    return visit.page(
        "projects/show.html.j2",
        one=one,
        number=project.number,
        origin=origin,
        alike=alike,
        users=users,
        today=visit.manner.today,
        form=form,
        refused=refused,
    )
