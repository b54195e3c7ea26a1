"""One opportunity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import Opportunity

router = APIRouter()

PLAIN = ("title", "competitors")


@router.get("/opportunities/{number}")
def show(visit: Member, number: int) -> Response:
    with visit.reading() as unit:
        found = acts.opportunity_whole(unit, str(number), visit.desk.zone)
        return visit.page("opportunity/show.html.j2", one=found.shape(visit.shapes(unit)))


@router.get("/opportunities/{number}/edit")
def edit(visit: Member, number: int) -> Response:
    return _edit(visit, number, Form(), Refusal())


@router.post("/opportunities/{number}/edit")
def save(visit: Member, number: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        found = unit.opportunities.find(str(number))
        changed = changed_by(form, _typed(found), visit.desk.prefix + f"-{number}")
        acts.edit_opportunity(unit, str(number), changed, acts.References())
        return f"/opportunities/{number}"

    return visit.act(form, act, lambda refused: _edit(visit, number, form, refused))


def _edit(visit: Visit, number: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        found = unit.opportunities.find(str(number))
        one = visit.shapes(unit).opportunity(found)
    status = refused.status if refused.sentence else 200
    return visit.page("opportunity/edit.html.j2", status=status, one=one, now=_typed(found), form=form, refused=refused)


def _typed(found: Opportunity) -> dict[str, str]:
    """What the fields of the form hold, as it would be typed."""
    return {name: getattr(found, name) for name in PLAIN}
