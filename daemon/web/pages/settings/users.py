"""Users."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import user_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member, Owner
from daemon.web.visit import Visit
from store.errors import Invalid
from store.unit import Unit
from store.values import Role, User

router = APIRouter()


@router.get("/settings/users")
def users(visit: Member) -> Response:
    return _users(visit, Form(), Refusal())


@router.post("/settings/users")
def add(visit: Owner, form: SentForm) -> Response:
    """Add one; owners do."""

    def act(unit: Unit) -> str:
        role = form.get("role") or None
        _must_be_role(role)
        acts.add_user(unit, form.get("name"), form.get("email"), role=role, login=form.get("login"))
        return "/settings/users"

    return visit.act(form, act, lambda refused: _users(visit, form, refused))


@router.get("/settings/users/{id}")
def edit(visit: Member, id: int) -> Response:
    return _edit(visit, id, Form(), Refusal())


@router.post("/settings/users/{id}")
def save(visit: Owner, id: int, form: SentForm) -> Response:
    """Change name, address, login, role, or whether they are active; owners do."""

    def act(unit: Unit) -> str:
        found = unit.users.get(id)
        changed = dict(changed_by(form, _typed(found), f"user {found.name}"))
        _must_be_role(changed.get("role"))
        values = changed | ({"is_active": changed.pop("is_active") == "yes"} if "is_active" in changed else {})
        acts.edit_user(unit, str(id), values)
        return "/settings/users"

    return visit.act(form, act, lambda refused: _edit(visit, id, form, refused))


def _must_be_role(role: str | None) -> None:
    if role is not None and role not in set(Role):
        raise Invalid("role", f"{role!r} is none", "owner or member")


def _typed(user: User) -> dict[str, str]:
    return {
        "name": user.name,
        "email": user.email,
        "login": user.login,
        "role": user.role.value,
        "is_active": "yes" if user.is_active else "no",
    }


def _users(visit: Visit, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        shown = [user_shape(one) for one in acts.users_found(unit, active_only=False)]
    return visit.page("settings/users.html.j2", users=shown, form=form, refused=refused)


def _edit(visit: Visit, id: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        now = _typed(unit.users.get(id))
    return visit.page("settings/user.html.j2", id=id, now=now, form=form, refused=refused)
