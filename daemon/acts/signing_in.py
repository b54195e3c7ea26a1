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
    """The sessions of a user, or of all who there are, by their names; of each the one used last first."""
    if user is not None:
        one = unit.users.find(user)
        return [(one, session) for session in unit.sessions.of(one.id)]
    users = {one.id: one for one in unit.users.all()}
    found = [(users[session.user_id], session) for session in unit.sessions.all()]
    return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[0].id))


def sign_out_user(unit: Unit, user: str) -> tuple[User, int]:
    """End all sessions of a user; how many there were. Raises NotFound, Ambiguous and NotAllowed."""
    found = unit.users.find(user)
    return found, unit.sessions.revoke_all(found.id)
