"""Whose token a request shows (RFC 6750); there is no other way in, a browser's session included."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from daemon.web.desk import Desk
from daemon.web.visit import Visit
from store.errors import DatabaseLocked


class TokenNeeded(Exception):
    """No token, or none that holds; `is_shown` says which."""

    def __init__(self, *, is_shown: bool) -> None:
        super().__init__()
        self.is_shown = is_shown


class TooMany(Exception):
    """Wrong tokens from one address; it waits so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def reader(request: Request) -> Visit:
    """The user whose token it is; raises TokenNeeded, and TooMany after many wrong ones."""
    desk: Desk = request.app.state.desk
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise TokenNeeded(is_shown=False)
    address = f"token {desk.proxy.came_from(request)}"
    if seconds := desk.floods.wait(address):
        raise TooMany(seconds)
    with desk.store.read() as unit:
        shown = unit.tokens.shown(key)
    if shown is None:
        desk.floods.failed(address)
        raise TokenNeeded(is_shown=True)
    if shown.is_stale:
        _used(desk, key)
    return Visit(desk, request, shown.user)


def _used(desk: Desk, key: str) -> None:
    try:
        with desk.store.write(is_quiet=True) as unit:
            unit.tokens.used(key)
    except DatabaseLocked:
        return  # the next request says it


Reader = Annotated[Visit, Depends(reader)]
