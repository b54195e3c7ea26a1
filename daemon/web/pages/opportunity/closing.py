"""Closing an opportunity as won or lost, opening it again, and moving it to the recycle bin."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid
from store.rules.typed import Toward, day_of
from store.unit import Unit
from store.values import ListName, Record

router = APIRouter()


@router.get("/opportunities/{number}/close")
def ask_close(visit: Member, number: int) -> Response:
    return _close(visit, number, Form(), Refusal())


@router.post("/opportunities/{number}/close")
def close(visit: Member, number: int, form: SentForm) -> Response:
    """Won or lost, on a day, for a reason."""

    def act(unit: Unit) -> str:
        if (outcome := form.get("outcome")) not in ("won", "lost"):
            raise Invalid("outcome", "is not said", "choose won or lost")
        acts.close_opportunity(
            unit,
            str(number),
            is_won=outcome == "won",
            on=_day(visit, form),
            zone=visit.desk.zone,
            now=visit.desk.clock(),
            reason=form.get("reason") or None,
        )
        return f"/opportunities/{number}"

    return visit.act(form, act, lambda refused: _close(visit, number, form, refused))


@router.post("/opportunities/{number}/reopen")
def reopen(visit: Member, number: int, form: SentForm) -> Response:
    """In the stage that it was closed from."""

    def act(unit: Unit) -> str:
        acts.reopen_opportunity(unit, str(number))
        return f"/opportunities/{number}"

    return visit.act(form, act, lambda refused: _close(visit, number, form, refused))


@router.get("/opportunities/{number}/delete")
def ask_delete(visit: Member, number: int) -> Response:
    return _delete(visit, number, Refusal())


@router.post("/opportunities/{number}/delete")
def delete(visit: Member, number: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.delete_record(unit, Record.OPPORTUNITY, str(number))
        return "/opportunities"

    return visit.act(form, act, lambda refused: _delete(visit, number, refused))


def _day(visit: Visit, form: Form) -> date | None:
    text = form.get("on")
    return day_of("on", text, visit.manner, Toward.PAST) if text else None


def _close(visit: Visit, number: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = visit.shapes(unit).opportunity(unit.opportunities.find(str(number)))
        reasons = [("", "-"), *((each.name, each.name) for each in acts.values_found(unit, ListName.LOST_REASON))]
    return visit.page(
        "opportunity/close.html.j2",
        one=one,
        reasons=reasons,
        form=form,
        refused=refused,
        today=visit.manner.today,
    )


def _delete(visit: Visit, number: int, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = acts.opportunity_whole(unit, str(number), visit.desk.zone).shape(visit.shapes(unit))
    return visit.page("opportunity/delete.html.j2", one=one, refused=refused)
