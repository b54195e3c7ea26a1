"""Who may have a page: anybody, users, or owners. Each route says so by what its handler takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from daemon.web.desk import Desk
from daemon.web.signing_in.cookie import session_key
from daemon.web.visit import Visit
from store.errors import DatabaseLocked, NotAllowed


class SignInNeeded(Exception):
    """Nobody is signed in, and the page is for users."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.request.url.path)
        self.visit = visit


def anybody(request: Request) -> Visit:
    """Whoever it is: nobody, too."""
    desk: Desk = request.app.state.desk
    key = session_key(desk, request)
    if not key:
        return Visit(desk, request)
    with desk.store.read() as unit:
        found = unit.sessions.user_of(key)
        if found is None:
            return Visit(desk, request)
        user, is_stale = found
        preferences = unit.preferences.of(user.id)
    vouched = desk.proxy.vouches_for(request)
    if vouched is not None and not vouched.is_of(user):
        return Visit(desk, request)  # somebody else sits there now: they sign in as themselves
    if is_stale:
        _saw(desk, key, desk.proxy.came_from(request))
    return Visit(desk, request, user, preferences)


def _saw(desk: Desk, key: str, address: str) -> None:
    try:
        with desk.store.write(is_quiet=True) as unit:
            unit.sessions.saw(key, address)
    except DatabaseLocked:
        return  # the next page says it


def member(visit: Annotated[Visit, Depends(anybody)]) -> Visit:
    """A user; raises SignInNeeded."""
    if visit.user is None:
        raise SignInNeeded(visit)
    return visit


def owner(visit: Annotated[Visit, Depends(member)]) -> Visit:
    """A user who is an owner; raises SignInNeeded and NotAllowed."""
    if not visit.is_owner:
        raise NotAllowed("this page", f"is for owners, and {visit.actor.name} is none", "ask an owner")
    return visit


Anybody = Annotated[Visit, Depends(anybody)]
Member = Annotated[Visit, Depends(member)]
Owner = Annotated[Visit, Depends(owner)]
