"""Tokens by which programs act as a user."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from store.errors import Invalid, NotAllowed, NotFound
from store.models import TokenRow
from store.records.users import Users
from store.repository import Repository
from store.text import line
from store.values import Shown, Token, User
from store.web.sessions import NAME, hash_of

LONGEST = timedelta(days=365)
_USED_EVERY = timedelta(minutes=10)  # how exactly it is known when a token was used last

_TOKENS = select(
    TokenRow.hash,
    TokenRow.user_id,
    TokenRow.name,
    TokenRow.may_write,
    TokenRow.created_at,
    TokenRow.ends_at,
    TokenRow.used_at,
)


class Tokens(Repository):
    """256 random bits each, of which the database holds the hash alone: who reads it cannot use them."""

    def add(self, user: User, name: str, lasts: timedelta, *, may_write: bool = False) -> str:
        """A new one for a user, who reads it here and nowhere else. Raises Invalid and NotAllowed."""
        if user.id != self._transaction.actor.user_id:
            raise NotAllowed("token", "everybody makes their own", "say who you are with --as or DEALTRAIL_USER")
        if not user.is_active:
            raise NotAllowed(f"user {user.name}", "is inactive", "an owner can make them active again")
        if not timedelta(0) < lasts <= LONGEST:
            raise Invalid("days", "a token lasts from one day to a year", "make a new one when it ends")
        key, now = f"dt_{secrets.token_urlsafe(32)}", self._clock()
        new = {
            "hash": hash_of(key),
            "user_id": user.id,
            "name": line("name", name, longest=60),
            "may_write": may_write,
            "created_at": now,
            "ends_at": now + lasts,
        }
        self._db.execute(insert(TokenRow).values(new))
        return key

    def shown(self, key: str) -> Shown | None:
        """Whose it is, and what for; None for one that ended, was revoked or never was, or whose user is inactive."""
        row = self._db.execute(_TOKENS.where(TokenRow.hash == hash_of(key))).first()
        now = self._clock()
        if row is None or row.ends_at <= now:
            return None
        user = self._beside(Users).get(row.user_id)
        if not user.is_active:
            return None
        return Shown(user, row.may_write, row.used_at is None or row.used_at + _USED_EVERY <= now)

    def used(self, key: str) -> None:
        self._db.execute(update(TokenRow).where(TokenRow.hash == hash_of(key)).values(used_at=self._clock()))

    def of(self, user_id: int) -> list[Token]:
        """A user's own, the oldest first, those that ended included."""
        theirs = _TOKENS.where(TokenRow.user_id == user_id).order_by(TokenRow.created_at, TokenRow.hash)
        return [Token(row.hash[:NAME], *row[1:]) for row in self._db.execute(theirs)]

    def named(self, key: str) -> Token:
        """What is known of one that is there."""
        row = self._db.execute(_TOKENS.where(TokenRow.hash == hash_of(key))).one()
        return Token(row.hash[:NAME], *row[1:])

    def revoke(self, id: str) -> None:
        """Take away one's own, or as an owner anybody's, by its id in `of`; raises NotFound and NotAllowed."""
        row = self._db.execute(_TOKENS.where(TokenRow.hash.startswith(id, autoescape=True))).first()
        if row is None or len(id) != NAME:
            raise NotFound("token", id[:NAME])
        if row.user_id != self._transaction.actor.user_id:
            self._owners_only("token", "others' tokens are revoked")
        self._db.execute(delete(TokenRow).where(TokenRow.hash == row.hash))
