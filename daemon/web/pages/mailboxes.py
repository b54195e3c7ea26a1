"""Mailboxes: how the service and every mailbox stand, for people."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.signing_in import Member

router = APIRouter()


@router.get("/mailboxes")
def mailboxes(visit: Member) -> Response:
    with visit.reading() as unit:
        shape = acts.read_status(unit, visit.desk.prefix, visit.desk.clock())
    return visit.page("mailboxes/standing.html.j2", standing=shape, troubles=acts.troubles(shape, visit.desk.zone))
