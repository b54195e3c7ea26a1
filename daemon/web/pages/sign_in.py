"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.signing_in import Anybody, session_key
from daemon.web.signing_in.cookie import forget_session
from daemon.web.visit import own_path, see

router = APIRouter()


@router.get("/sign-in")
def sign_in(visit: Anybody, next: str = "/") -> Response:
    if visit.user is not None:
        return see(own_path(next))
    return visit.page("sign_in/ways.html.j2", next=own_path(next))


@router.post("/sign-out")
def sign_out(visit: Anybody) -> Response:
    if key := session_key(visit.desk, visit.request):
        with visit.writing() as unit:
            unit.sessions.end(key)
    response = see("/sign-in")
    forget_session(visit.desk, response)
    return response
