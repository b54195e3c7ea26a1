"""Signing in and out."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from config.web_sections import SignIn
from daemon.web.signing_in import Anybody, session_key
from daemon.web.signing_in.beginning import vouched_for
from daemon.web.signing_in.cookie import forget_session
from daemon.web.signing_in.ways import ways_page
from daemon.web.visit import own_path, see

router = APIRouter()


@router.get("/sign-in")
def sign_in(visit: Anybody, next: str = "/", out: str = "") -> Response:
    """The ways that there are; a proxy or a provider that is the only one is asked at once, unless somebody has just
    signed out."""
    desk, ways = visit.desk, visit.desk.settings.web.sign_in
    if visit.user is not None:
        return see(own_path(next))
    person = desk.proxy.vouches_for(visit.request)
    if person is not None and not out:
        return vouched_for(visit, person, "proxy", next)
    if ways == (SignIn.OIDC,) and not out:
        return see(f"/sign-in/oidc?next={quote(own_path(next), safe='/')}")
    signed_out = bool(out) and SignIn.OIDC in ways
    way_out = desk.provider.ends_at(f"{desk.url}/sign-in?out=1") if signed_out else ""
    return ways_page(visit, next, person=person, way_out=way_out)


@router.post("/sign-out")
def sign_out(visit: Anybody) -> Response:
    if key := session_key(visit.desk, visit.request):
        with visit.writing() as unit:
            unit.sessions.end(key)
    response = see("/sign-in?out=1")
    forget_session(visit.desk, response)
    return response
