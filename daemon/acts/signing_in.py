"""Who is signed in to the browser interface, from the command line: invite, list, sign out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from store.unit import Unit
from store.values import Session, User


def invite_user(unit: Unit, user: str, lasts: timedelta) -> tuple[User, str]:
    """Whom, and the key of the link by which they register a passkey. Raises NotFound, Ambiguous and NotAllowed."""
    found = unit.users.find(user)
    return found, unit.passkeys.invite(found, lasts)


def sessions_found(unit: Unit, user: str | None) -> Sequence[tuple[User, Session]]:
    """The sessions of a user, or of all who there are."""
    users = [unit.users.find(user)] if user is not None else unit.users.all()
    return [(one, session) for one in users for session in unit.sessions.of(one.id)]


def sign_out_user(unit: Unit, user: str) -> tuple[User, int]:
    """End all sessions of a user; how many there were. Raises NotFound, Ambiguous and NotAllowed."""
    found = unit.users.find(user)
    return found, unit.sessions.revoke_all(found.id)
