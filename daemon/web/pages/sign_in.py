"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.signing_in import Anybody, session_key
from daemon.web.signing_in.beginning import vouched_for
from daemon.web.signing_in.cookie import forget_session
from daemon.web.signing_in.passkeys import to_sign_in
from daemon.web.visit import own_path, see

router = APIRouter()


@router.get("/sign-in")
def sign_in(visit: Anybody, next: str = "/", out: str = "") -> Response:
    """The ways that there are; whom a proxy vouches for is let in at once, unless they have just signed out."""
    if visit.user is not None:
        return see(own_path(next))
    person = visit.desk.proxy.vouches_for(visit.request)
    if person is not None and not out:
        return vouched_for(visit, person, "proxy", next)
    ways = [one.value for one in visit.desk.settings.web.sign_in]
    options = to_sign_in(visit.desk) if "passkey" in ways else ""
    return visit.page(
        "sign_in/ways.html.j2", next=own_path(next), ways=ways, person=person, options=options, sentence=""
    )


@router.post("/sign-out")
def sign_out(visit: Anybody) -> Response:
    if key := session_key(visit.desk, visit.request):
        with visit.writing() as unit:
            unit.sessions.end(key)
    response = see("/sign-in?out=1")
    forget_session(visit.desk, response)
    return response
