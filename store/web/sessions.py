"""Browsers in which users are signed in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, true, update

from store.errors import NotAllowed, NotFound
from store.models import PreferenceRow, UserRow, WebSessionRow
from store.repository import Repository
from store.values import Role, Session, SignedIn, User

LASTS = timedelta(days=14)
IDLE = timedelta(days=3)
_SEEN_EVERY = timedelta(minutes=10)  # how exactly it is known when a session was used last

_SESSIONS = select(
    WebSessionRow.hash,
    WebSessionRow.user_id,
    WebSessionRow.way,
    WebSessionRow.agent,
    WebSessionRow.address,
    WebSessionRow.created_at,
    WebSessionRow.seen_at,
    WebSessionRow.ends_at,
)
_WHOSE = (
    select(
        WebSessionRow.seen_at,
        WebSessionRow.ends_at,
        UserRow.id,
        UserRow.name,
        UserRow.email,
        UserRow.role,
        UserRow.is_active,
        UserRow.login,
        PreferenceRow.name.label("preference"),
        PreferenceRow.value,
    )
    .join(UserRow, UserRow.id == WebSessionRow.user_id)
    .outerjoin(PreferenceRow, PreferenceRow.user_id == UserRow.id)
    .where(WebSessionRow.hash == bindparam("hash"))
)


class Sessions(Repository):
    """A key is 256 random bits, of which the database holds the hash alone: who reads it cannot sign in."""

    def begin(self, user: User, way: str, *, agent: str = "", address: str = "") -> str:
        """Sign somebody in; the key for their browser. Raises NotAllowed for an inactive user."""
        if not user.is_active:
            raise NotAllowed(f"user {user.name}", "is inactive", "an owner can make them active again")
        key, now = secrets.token_urlsafe(32), self._clock()
        self._db.execute(delete(WebSessionRow).where(WebSessionRow.ends_at <= now))
        self._db.execute(
            insert(WebSessionRow).values(
                hash=hash_of(key),
                user_id=user.id,
                way=way,
                agent=agent[:200],
                address=address,
                created_at=now,
                seen_at=now,
                ends_at=now + LASTS,
            )
        )
        return key

    def user_of(self, key: str) -> SignedIn | None:
        """Whose session this is; None for one that ended, was revoked or never was. Asks by one statement."""
        rows = self._db.execute(_WHOSE, {"hash": hash_of(key)}).all()
        now = self._clock()
        if not rows or not rows[0].is_active or rows[0].ends_at <= now or rows[0].seen_at + IDLE <= now:
            return None
        row = rows[0]
        user = User(row.id, row.name, row.email, Role(row.role), row.is_active, row.login or "")
        preferences = {one.preference: one.value for one in rows if one.preference is not None}
        return SignedIn(user, preferences, row.seen_at + _SEEN_EVERY <= now)

    def saw(self, key: str, address: str) -> None:
        """The session was used now, from there."""
        seen = update(WebSessionRow).where(WebSessionRow.hash == hash_of(key))
        self._db.execute(seen.values(seen_at=self._clock(), address=address))

    def end(self, key: str) -> None:
        """Sign out; nothing happens to a session that is no more."""
        self._db.execute(delete(WebSessionRow).where(WebSessionRow.hash == hash_of(key)))

    def of(self, user_id: int) -> list[Session]:
        """The sessions of a user that have not ended, the one used last first."""
        return self._select(WebSessionRow.user_id == user_id)

    def all(self) -> list[Session]:
        """Everybody's."""
        return self._select(true())

    def name_of(self, key: str) -> str:
        """What the session of this key is called in `of`."""
        return hash_of(key)[:NAME]

    def revoke(self, name: str) -> None:
        """End a session by its name in `of`, one's own, or as an owner anybody's; raises NotFound and NotAllowed."""
        found = self._select(WebSessionRow.hash.startswith(name, autoescape=True)) if len(name) == NAME else []
        if not found:
            raise NotFound("session", name)
        if found[0].user_id != self._transaction.actor.user_id:
            self._owners_only("session", "others' sessions are ended")
        self._db.execute(delete(WebSessionRow).where(WebSessionRow.hash.startswith(name, autoescape=True)))

    def revoke_all(self, user_id: int, but: str = "") -> int:
        """End all of a user's sessions, but for the one of this key; how many there were."""
        if user_id != self._transaction.actor.user_id:
            self._owners_only("session", "others' sessions are ended")
        theirs = delete(WebSessionRow).where(WebSessionRow.user_id == user_id, WebSessionRow.hash != hash_of(but))
        return self._db.execute(theirs).rowcount

    def _select(self, condition: Any) -> list[Session]:
        now = self._clock()
        rows = self._db.execute(
            _SESSIONS.where(condition, WebSessionRow.ends_at > now, WebSessionRow.seen_at > now - IDLE).order_by(
                WebSessionRow.seen_at.desc()
            )
        )
        return [Session(row.hash[:NAME], *row[1:]) for row in rows]


NAME = 16  # signs of the hash by which a session is named


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
