"""The page of an opportunity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import own_fields
from daemon.web.signing_in import Member
from store.values import Record

router = APIRouter()


@router.get("/opportunities/{number}")
def show(visit: Member, number: int) -> Response:
    with visit.reading() as unit:
        found = acts.opportunity_whole(unit, str(number), visit.desk.zone)
        one = found.shape(visit.shapes(unit))
        own = [(each.field.name, each.now) for each in own_fields(unit, Record.OPPORTUNITY, number, visit.language)]
    return visit.page("opportunity/show.html.j2", one=one, own=own, today=visit.manner.today)
