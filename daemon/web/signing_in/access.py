"""Who may have a page: anybody, users, or owners. Each route says so by what its handler takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
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


async def anybody(request: Request) -> Visit:
    """Whoever it is: nobody, too."""
    return await run_in_threadpool(_visit_of, request)


async def member(request: Request) -> Visit:
    """A user; raises SignInNeeded."""
    visit = await anybody(request)
    if visit.user is None:
        raise SignInNeeded(visit)
    return visit


async def owner(request: Request) -> Visit:
    """A user who is an owner; raises SignInNeeded and NotAllowed."""
    visit = await member(request)
    if not visit.is_owner:
        raise NotAllowed("this page", f"is for owners, and {visit.actor.name} is none", "ask an owner")
    return visit


# Each by itself, and not by way of the others: to FastAPI each were a step of its own, in a thread of its own.
Anybody = Annotated[Visit, Depends(anybody)]
Member = Annotated[Visit, Depends(member)]
Owner = Annotated[Visit, Depends(owner)]


def _visit_of(request: Request) -> Visit:
    desk: Desk = request.app.state.desk
    key = session_key(desk, request)
    if not key:
        return Visit(desk, request)
    desk.check()
    with desk.store.look() as unit:
        found = unit.sessions.user_of(key)
    if found is None:
        return Visit(desk, request)
    vouched = desk.proxy.vouches_for(request)
    if vouched is not None and not vouched.is_of(found.user):
        return Visit(desk, request)  # somebody else sits there now: they sign in as themselves
    if found.is_stale:
        _saw(desk, key, desk.proxy.came_from(request))
    return Visit(desk, request, found.user, found.preferences)


def _saw(desk: Desk, key: str, address: str) -> None:
    try:
        with desk.store.write(is_quiet=True) as unit:
            unit.sessions.saw(key, address)
    except DatabaseLocked:
        return  # the next page says it
