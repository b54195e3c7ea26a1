"""The cookie that a browser knows its session by."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from daemon.web.desk import Desk
from store.unit import Unit
from store.values import User
from store.web.sessions import LASTS


def cookie_name(desk: Desk) -> str:
    """With https, browsers hold such a name to this host, this path and secure connections (RFC 6265bis)."""
    return "__Host-dealtrail" if desk.is_https else "dealtrail"


def session_key(desk: Desk, request: Request) -> str:
    return request.cookies.get(cookie_name(desk), "")


def begin_session(unit: Unit, desk: Desk, request: Request, response: Response, user: User, way: str) -> None:
    """Sign somebody in, in the browser that the response goes to; a session that it had before is over."""
    if before := session_key(desk, request):
        unit.sessions.end(before)
    address = desk.proxy.came_from(request)
    key = unit.sessions.begin(user, way, agent=request.headers.get("user-agent", ""), address=address)
    response.set_cookie(
        cookie_name(desk), key, max_age=int(LASTS.total_seconds()), secure=desk.is_https, httponly=True, samesite="lax"
    )


def forget_session(desk: Desk, response: Response) -> None:
    response.delete_cookie(cookie_name(desk), secure=desk.is_https, httponly=True, samesite="lax")
