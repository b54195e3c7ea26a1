"""Tokens of programs: make, list, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from store.errors import NotAllowed
from store.unit import Unit
from store.values import Token, User


def add_token(unit: Unit, name: str, days: int, *, may_write: bool) -> tuple[User, Token, str]:
    """Whose, what is known of it, and the token itself, which is nowhere to be read again.

    Raises Invalid, and NotAllowed where whoever acts is no user.
    """
    id = unit.actor.user_id
    if id is None:
        raise NotAllowed("token", "everybody makes their own", "say who you are with --as or DEALTRAIL_USER")
    user = unit.users.get(id)
    key = unit.tokens.add(user, name, timedelta(days=days), may_write=may_write)
    return user, unit.tokens.named(key), key


def tokens_found(unit: Unit, user: str | None) -> Sequence[tuple[User, Token]]:
    """The tokens of a user, or of all who there are."""
    users = [unit.users.find(user)] if user is not None else unit.users.all()
    return [(one, token) for one in users for token in unit.tokens.of(one.id)]


def revoke_token(unit: Unit, token: str) -> None:
    """By its id: one's own, or as an owner anybody's. Raises NotFound and NotAllowed."""
    unit.tokens.revoke(token)
