"""What is done with one opportunity in a click: activities, stage, person, comments, categories, projects, paper."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from daemon import acts
from daemon.print import POLICY, dossier, page, sheet
from daemon.web.forms import Form, SentForm, changed_by
from daemon.web.handing_out import attached
from daemon.web.pages.opportunity.show import shown
from daemon.web.pages.opportunity.typed import chosen_of
from daemon.web.pages.settings.lists import unknown_act
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit

router = APIRouter()


@router.post("/opportunities/{number}/activities")
def tick(visit: Member, number: int, form: SentForm) -> Response:
    """An activity of its stage is done, or not after all; or it is reminded of, or not any more."""

    def act(unit: Unit) -> None:
        activity, zone = form.get("activity"), visit.desk.zone
        if form.has("remind"):
            acts.remind_of_activities(unit, str(number), activity or None, zone, is_on=form.get("remind") == "on")
        else:
            acts.tick_activity(unit, str(number), activity, zone, is_done=not form.has("undo"))

    return _done(visit, number, form, act)


@router.post("/opportunities/{number}/stage")
def move(visit: Member, number: int, form: SentForm) -> Response:
    """To another open stage."""

    def act(unit: Unit) -> None:
        now = chosen_of(unit.opportunities.find(str(number)))
        if changed_by(form, {"stage": now["stage"]}, f"opportunity {number}"):
            acts.edit_opportunity(unit, str(number), {}, acts.References(stage=form.get("stage")))

    return _done(visit, number, form, act)


@router.post("/opportunities/{number}/assign")
def assign(visit: Member, number: int, form: SentForm) -> Response:
    """To a user, or to nobody."""

    def act(unit: Unit) -> None:
        now = chosen_of(unit.opportunities.find(str(number)))
        if changed_by(form, {"user": now["assigned_to"]}, f"opportunity {number}"):
            acts.edit_opportunity(unit, str(number), {}, acts.References(assign=form.get("user")))

    return _done(visit, number, form, act)


@router.post("/opportunities/{number}/comments")
def comment(visit: Member, number: int, form: SentForm) -> Response:
    """One more comment, with date, time and author before it."""
    return _done(
        visit, number, form, lambda unit: acts.comment_on(unit, str(number), form.get("text"), visit.desk.zone)
    )


@router.post("/opportunities/{number}/categories")
def categorise(visit: Member, number: int, form: SentForm) -> Response:
    """One category more, or one fewer."""

    def act(unit: Unit) -> None:
        more, fewer = ([text] if (text := form.get(name)) else [] for name in ("category", "off"))
        if not more and not fewer:
            raise Invalid("category", "is not said", "name one")
        acts.edit_opportunity(unit, str(number), {}, acts.References(), more=more, fewer=fewer)

    return _done(visit, number, form, act)


@router.post("/opportunities/{number}/projects")
def plan(visit: Member, number: int, form: SentForm) -> Response:
    """Put it into a project that is there, or take it out of one."""

    def act(unit: Unit) -> None:
        match form.get("act"):
            case "put":
                acts.put_into_project(unit, form.get("project"), str(number))
            case "take out":
                acts.take_out_of_project(unit, form.get("project"), str(number))
            case other:
                raise unknown_act(other)

    return _done(visit, number, form, act)


@router.get("/opportunities/{number}/print")
def on_paper(visit: Member, number: int, form: str = "html") -> Response:
    """All of it, as a page for the printer, or with `form=pdf` as a file."""
    with visit.reading() as unit:
        found = dossier(
            unit,
            acts.number_of(unit, str(number)),
            prefix=visit.desk.prefix,
            zone=visit.desk.zone,
            now=visit.desk.clock(),
            language=visit.language,
        )
    if form == "pdf":
        return Response(sheet(found), media_type="application/pdf", headers=attached(f"{found.key}.pdf"))
    return HTMLResponse(page(found), headers={"content-security-policy": f"{POLICY}; frame-ancestors 'none'; sandbox"})


def _done(visit: Visit, number: int, form: Form, act: Callable[[Unit], object]) -> Response:
    def once(unit: Unit) -> str:
        act(unit)
        return f"/opportunities/{number}"

    return visit.act(form, once, lambda refused: shown(visit, number, refused, form))
