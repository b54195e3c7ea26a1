"""The demo's way in: a link that signs in whoever opens it first. A part of no other application."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.signing_in import Anybody
from daemon.web.signing_in.beginning import signed_in
from daemon.web.welcome import is_loopback

router = APIRouter()


@router.get("/welcome/{key}")
def welcome(visit: Anybody, key: str) -> Response:
    links, peer = visit.desk.welcome, visit.request.client
    is_here = peer is not None and is_loopback(peer.host)
    user_id = links.taken(key) if links and is_here else None
    if user_id is None:
        return visit.page("sign_in/no_welcome.html.j2", status=410)
    with visit.desk.store.read() as unit:
        user = unit.users.get(user_id)
    return signed_in(visit, user, "demo", "/")
