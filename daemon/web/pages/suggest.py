"""What may be meant by what somebody begins to type: for the fields that `static/suggest.js` helps with."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from daemon import acts
from daemon.web.signing_in import Member

router = APIRouter()


@router.get("/suggest/{kind}")
def suggest(visit: Member, kind: str, q: str = "") -> Response:
    if kind not in acts.SUGGESTED:
        raise HTTPException(404)
    with visit.reading() as unit:
        found = acts.suggestions(unit, kind, q, visit.desk.prefix)
    return JSONResponse([{"typed": one.typed, "name": one.name, "detail": one.detail} for one in found])
