"""Users, and whose token it is. Owners change users."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import me_shape, user_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import Id, Line, Taken, emptied
from store.unit import Unit
from store.values import Role

router = router_of("users")

RoleName = Literal["owner", "member"]


class UserEdit(Taken):
    name: Line | None = None
    email: Line | None = None
    role: RoleName | None = None
    login: Line | None = None
    active: StrictBool | None = None

    def values(self) -> dict[str, Any]:
        sent = self.given("name", "email", "role", "login", "active")
        if "active" in sent:
            sent["is_active"] = sent.pop("active")
        if sent.get("role"):
            sent["role"] = Role(sent["role"])
        return {name: value for name, value in emptied(sent, ("name", "email", "login")).items() if value is not None}


class UserNew(Taken):
    name: Line
    email: Line
    role: RoleName | None = None
    login: Line | None = None


@router.get("/me", response_model=schemas.Me)
def me(call: Reader) -> Response:
    """Whose token it is, and what for."""
    return answer(call.request, Shown(me_shape(call.user, may_write=call.may_write)))


@router.get("/users", response_model=list[schemas.User])
def users(call: Reader, all: Annotated[bool, Query(description="Inactive ones, too.")] = False) -> Response:
    """By name: what `user list --json` prints."""
    with call.reading() as unit:
        return json_of([user_shape(one) for one in acts.users_found(unit, active_only=not all)])


@router.post("/users", response_model=schemas.User, status_code=201)
def add(making: Makes, body: UserNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        id = acts.add_user(unit, body.name, body.email, role=body.role, login=body.login).id
        return f"/users/{id}", lambda unit: _user(unit, id)

    return making.make(body, act)


@router.get("/users/{user}", response_model=schemas.User)
def user(call: Reader, user: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _user(unit, user))


@router.patch("/users/{user}", response_model=schemas.User)
def edit(changing: Changes, user: Id, body: UserEdit) -> Response:
    return changing.change(
        body, lambda unit: _user(unit, user), lambda unit: acts.edit_user(unit, str(user), body.values())
    )


def _user(unit: Unit, id: int) -> Shown:
    return Shown(user_shape(acts.user_named(unit, str(id))))
