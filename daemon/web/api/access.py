"""Whose token a request shows (RFC 6750), and what for; there is no other way in, a browser's session included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from daemon.shapes import Shapes
from daemon.web.api.refusing import Refused
from daemon.web.desk import Desk
from store.errors import DatabaseLocked
from store.unit import Unit
from store.values import Actor, User

REALM = 'Bearer realm="dealtrail"'

# For the description alone: what of the header holds is found out below.
_scheme = HTTPBearer(auto_error=False, scheme_name="token", description="dealtrail token add NAME --days N [--write]")


@dataclass(frozen=True)
class Call:
    """One request of a program: who it acts as. Texts are read as programs write them, in no locale."""

    desk: Desk
    request: Request
    user: User
    may_write: bool

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A snapshot of the database, seen by whose token it is."""
        with self.desk.store.read() as unit:
            unit.act_as(Actor.of(self.user))
            yield unit

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """One transaction of theirs."""
        with self.desk.store.write(Actor.of(self.user)) as unit:
            yield unit

    def shapes(self, unit: Unit) -> Shapes:
        return Shapes(unit, self.desk.prefix)


def reader(request: Request, _: Annotated[object, Depends(_scheme)]) -> Call:
    """Whoever shows a token that holds; Refused with 401, and with 429 after many wrong ones from one address."""
    desk: Desk = request.app.state.desk
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        needed = "show a token: Authorization: Bearer TOKEN; dealtrail token add makes one"
        raise Refused(401, needed, {"www-authenticate": REALM})
    address = f"token {desk.proxy.came_from(request)}"
    if seconds := desk.floods.wait(address):
        raise Refused(429, "too many wrong tokens came from this address", {"retry-after": str(seconds)})
    desk.check()
    with desk.store.read() as unit:
        shown = unit.tokens.shown(key)
    if shown is None:
        desk.floods.failed(address)
        shown_one = {"www-authenticate": f'{REALM}, error="invalid_token"'}
        raise Refused(401, "the token ended, was revoked, or never was", shown_one)
    if shown.is_stale:
        _used(desk, key)
    return Call(desk, request, shown.user, shown.may_write)


def _used(desk: Desk, key: str) -> None:
    try:
        with desk.store.write(is_quiet=True) as unit:
            unit.tokens.used(key)
    except DatabaseLocked:
        return  # the next request says it


def writer(call: Annotated[Call, Depends(reader)]) -> Call:
    """The same with a token that may write, else Refused with 403."""
    if not call.may_write:
        needed = {"www-authenticate": f'{REALM}, error="insufficient_scope", scope="write"'}
        raise Refused(403, "this token only reads; dealtrail token add --write makes one that writes", needed)
    return call


Reader = Annotated[Call, Depends(reader)]
Writer = Annotated[Call, Depends(writer)]
