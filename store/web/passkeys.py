"""Passkeys (WebAuthn credentials) of users, and the links that invite them to register the first."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from store.errors import NotAllowed, NotFound, Taken
from store.models import PasskeyRow, WebInviteRow
from store.records.users import Users
from store.repository import Repository
from store.text import line
from store.values import Passkey, User
from store.web.sessions import hash_of

_PASSKEYS = select(
    PasskeyRow.id,
    PasskeyRow.user_id,
    PasskeyRow.public_key,
    PasskeyRow.counter,
    PasskeyRow.name,
    PasskeyRow.created_at,
    PasskeyRow.used_at,
)


class Passkeys(Repository):
    # --- links --------------------------------------------------------------------------------------------------------

    def invite(self, user: User, lasts: timedelta) -> str:
        """The key of a link by which this user registers a passkey, once; the links they had before end. For owners."""
        self._owners_only(f"user {user.name}", "users are invited")
        if not user.is_active:
            raise NotAllowed(f"user {user.name}", "is inactive", "an owner can make them active again")
        key, now = secrets.token_urlsafe(32), self._clock()
        self._db.execute(delete(WebInviteRow).where(WebInviteRow.user_id == user.id))
        self._db.execute(insert(WebInviteRow).values(hash=hash_of(key), user_id=user.id, ends_at=now + lasts))
        return key

    def invited(self, key: str) -> User | None:
        """Whom a link invites; None for one that ended, was used or never was, and for an inactive user."""
        theirs = select(WebInviteRow.user_id).where(
            WebInviteRow.hash == hash_of(key), WebInviteRow.ends_at > self._clock()
        )
        id = self._db.scalar(theirs)
        user = self._beside(Users).get(id) if id is not None else None
        return user if user is not None and user.is_active else None

    def accept(self, key: str) -> None:
        """The link is used up; raises NotFound where it was already."""
        used = delete(WebInviteRow).where(WebInviteRow.hash == hash_of(key), WebInviteRow.ends_at > self._clock())
        if not self._db.execute(used).rowcount:
            raise NotFound("invitation", key[:6])

    # --- passkeys -----------------------------------------------------------------------------------------------------

    def add(self, user: User, id: str, public_key: str, counter: int, name: str) -> None:
        """Raises Taken for one that is registered."""
        if self.find(id) is not None:
            raise Taken("passkey", "is registered already", "use another device or another key")
        new = insert(PasskeyRow).values(
            id=id,
            user_id=user.id,
            public_key=public_key,
            counter=counter,
            name=line("name", name, longest=60),
            created_at=self._clock(),
            used_at=None,
        )
        self._db.execute(new)

    def find(self, id: str) -> Passkey | None:
        row = self._db.execute(_PASSKEYS.where(PasskeyRow.id == id)).first()
        return Passkey(*row) if row else None

    def of(self, user_id: int) -> list[Passkey]:
        """A user's own, the oldest first."""
        theirs = _PASSKEYS.where(PasskeyRow.user_id == user_id).order_by(PasskeyRow.created_at, PasskeyRow.id)
        return [Passkey(*row) for row in self._db.execute(theirs)]

    def used(self, id: str, counter: int) -> None:
        self._db.execute(update(PasskeyRow).where(PasskeyRow.id == id).values(counter=counter, used_at=self._clock()))

    def rename(self, id: str, name: str) -> None:
        """Call one's own something else; raises NotFound and Invalid."""
        found = self.find(id)
        if found is None or found.user_id != self._transaction.actor.user_id:
            raise NotFound("passkey", id[:12])
        named = update(PasskeyRow).where(PasskeyRow.id == id)
        self._db.execute(named.values(name=line("name", name, longest=60)))

    def remove(self, id: str) -> None:
        """Take off one's own, or as an owner anybody's; raises NotFound and NotAllowed."""
        found = self.find(id)
        if found is None:
            raise NotFound("passkey", id[:12])
        if found.user_id != self._transaction.actor.user_id:
            self._owners_only("passkey", "others' passkeys are removed")
        self._db.execute(delete(PasskeyRow).where(PasskeyRow.id == id))
