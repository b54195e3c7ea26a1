"""What the browser interface keeps. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from store.values.making import dataclass
from store.values.people import User


@dataclass(frozen=True, slots=True)
class Passkey:
    """A WebAuthn credential of a user."""

    id: str  # base64url, as all that follows from the browser
    user_id: int
    public_key: str
    counter: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which a user is signed in."""

    name: str  # to end it by; not the key that the browser holds
    user_id: int
    way: str  # how they signed in
    agent: str  # what the browser calls itself
    address: str  # where it was seen last
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at a browser."""

    user: User
    preferences: Mapping[str, str]
    is_stale: bool  # it is to be written down that the session was used


@dataclass(frozen=True, slots=True)
class Token:
    """What a program shows to act as a user."""

    id: str  # to revoke it by; not the token itself
    user_id: int
    name: str
    may_write: bool  # else it reads alone
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("read", "write") if self.may_write else ("read",)


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that a program showed, and that holds."""

    user: User
    may_write: bool
    is_stale: bool  # it is to be written down that it was used


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program was answered to a request that it may send again."""

    status: int
    body: str
    tag: str = ""  # of the record as it was then
    path: str = ""  # of what was made


@dataclass(frozen=True, slots=True)
class SharedView:
    """A filter of opportunities with its order and columns that everybody sees."""

    id: int
    name: str
    query: str  # as it stands in the address
    columns: str  # their names, a line each; "" for those that whoever looks chose
    is_default: bool  # what people begin with who chose nothing else
