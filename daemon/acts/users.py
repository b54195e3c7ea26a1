"""Employees, to whom work is assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from store.text import fold
from store.unit import Unit
from store.values import Role, User


def add_user(unit: Unit, name: str, email: str, *, role: str | None = None, login: str | None = None) -> User:
    """Add an employee; without a role the first is the owner, others are members."""
    return unit.users.add(name, email, Role(role) if role else None, login=login or "")


def users_found(unit: Unit, *, active_only: bool) -> Sequence[User]:
    return unit.users.all(active_only=active_only)


def user_named(unit: Unit, user: str) -> User:
    """Raises NotFound and Ambiguous."""
    return unit.users.find(user)


def edit_user(unit: Unit, user: str, changed: Mapping[str, Any]) -> User:
    return unit.users.edit(unit.users.find(user).id, **changed)


NOBODY = "none"  # what stands for a user where work is nobody's


def assignee_named(unit: Unit, user: str) -> int | None:
    """The id of whose work it is to be; None for "none". Raises NotFound and Ambiguous."""
    return None if fold(user.strip()) == NOBODY else unit.users.find(user).id


def assignee_of_new(unit: Unit, user: str | None) -> int | None:
    """The same of a new record: where nobody is named it is the work of whoever makes it, if that is a user."""
    if user is not None:
        return assignee_named(unit, user)
    id = unit.actor.user_id
    return id if id is not None and unit.users.get(id).is_active else None
