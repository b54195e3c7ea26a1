"""What is done with a project: complete and reopen it, relate others to it, delete it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import project_shape
from daemon.web.forms import Refusal, SentForm
from daemon.web.pages.projects.show import shown
from daemon.web.pages.settings.lists import unknown_act
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import Record

router = APIRouter()


@router.post("/projects/{id}/do")
def do(visit: Member, id: int, form: SentForm) -> Response:
    """As the button says; it cannot be completed while tasks are open, unless they are to be cancelled."""

    def act(unit: Unit) -> str:
        match form.get("act"):
            case "complete":
                acts.complete_project(unit, str(id), cancels_tasks=form.has("cancels_tasks"))
            case "reopen":
                acts.reopen_project(unit, str(id))
            case other:
                raise unknown_act(other)
        return f"/projects/{id}"

    return visit.act(form, act, lambda refused: shown(visit, id, form, refused))


@router.post("/projects/{id}/parties")
def relate(visit: Member, id: int, form: SentForm) -> Response:
    """One more account or contact that has to do with it, or one less."""

    def act(unit: Unit) -> str:
        contact, account = form.get("contact") or None, form.get("account") or None
        acts.change_party(unit, str(id), contact=contact, account=account, is_added=not form.has("remove"))
        return f"/projects/{id}"

    return visit.act(form, act, lambda refused: shown(visit, id, form, refused))


@router.get("/projects/{id}/delete")
def ask_delete(visit: Member, id: int) -> Response:
    return _delete(visit, id, Refusal())


@router.post("/projects/{id}/delete")
def delete(visit: Member, id: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.delete_record(unit, Record.PROJECT, str(id))
        return "/projects"

    return visit.act(form, act, lambda refused: _delete(visit, id, refused))


def _delete(visit: Visit, id: int, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = project_shape(unit, acts.project_named(unit, str(id)), visit.desk.prefix, visit.desk.zone)
    return visit.page("projects/delete.html.j2", one=one, refused=refused)
