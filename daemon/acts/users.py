"""Employees, to whom work is assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
