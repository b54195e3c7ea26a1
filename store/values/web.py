"""What the browser interface keeps. Pure."""

from __future__ import annotations

from datetime import datetime

from store.values.making import dataclass


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
