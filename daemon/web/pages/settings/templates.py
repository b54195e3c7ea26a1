"""Project templates: tasks that projects begin with. Every user edits them, as they edit the lists."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import template_shape
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.settings.lists import place_of, renamed, unknown_act
from daemon.web.pages.settings.typed import days_typed
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.unit import Unit

router = APIRouter()


@router.get("/settings/templates")
def templates(visit: Member) -> Response:
    return _all(visit, Form(), Refusal())


@router.post("/settings/templates")
def add(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        return f"/settings/templates/{acts.add_template(unit, form.get('name')).id}"

    return visit.act(form, act, lambda refused: _all(visit, form, refused))


@router.get("/settings/templates/{id}")
def template(visit: Member, id: int) -> Response:
    return _one(visit, id, Form(), Refusal())


@router.post("/settings/templates/{id}")
def change(visit: Member, id: int, form: SentForm) -> Response:
    """Rename or delete it; add, move or take off a task, as the button says."""

    def act(unit: Unit) -> str:
        which, task = str(id), form.get("task")
        match form.get("act"):
            case "rename":
                if renamed(form, acts.template_named(unit, which).name):
                    acts.rename_template(unit, which, form.get("name"))
            case "delete":
                acts.delete_template(unit, which)
                return "/settings/templates"
            case "add":
                acts.add_template_task(unit, which, form.get("title"), days_typed(form))
            case "move":
                acts.move_template_task(unit, which, task, place_of(form))
            case "remove":
                acts.remove_template_task(unit, which, task)
            case other:
                raise unknown_act(other)
        return f"/settings/templates/{id}"

    return visit.act(form, act, lambda refused: _one(visit, id, form, refused))


def _all(visit: Visit, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = [template_shape(one) for one in acts.templates_found(unit)]
    return visit.page("settings/templates.html.j2", templates=shown, form=form, refused=refused)


def _one(visit: Visit, id: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = template_shape(acts.template_named(unit, str(id)))
    return visit.page("settings/template.html.j2", one=shown, form=form, refused=refused)
