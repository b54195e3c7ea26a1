"""What the browser interface keeps. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
