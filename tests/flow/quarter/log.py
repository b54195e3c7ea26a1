"""What happened in the world, as somebody would write it down who saw everything: plain values, and no conclusions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

UNWATCHED = ("Drafts", "Deleted Items", "Junk Email")


@dataclass
class Contact:
    id: int
    addresses: list[str]
    account: int | None


@dataclass
class Account:
    id: int
    domains: list[str]


@dataclass
class Deal:
    """An opportunity."""

    number: int
    title: str
    created: datetime
    contact: int | None = None
    account: int | None = None
    assigned: str = ""  # a user's address
    closed: datetime | None = None


@dataclass(eq=False)
class Copy:
    """One mailbox's copy of an item, where it is and how it is marked now."""

    mailbox: str
    server_id: str  # the server's present one
    folder: str
    conversation: str = ""
    is_private: bool = False
    own: list[str] = field(default_factory=list)  # categories of its user that are not about opportunities

    @property
    def is_watched(self) -> bool:
        return bool(self.folder) and self.folder not in UNWATCHED


@dataclass(eq=False)
class Item:
    """A message or an appointment, once, whoever has copies of it."""

    identity: str  # Message-ID or UID
    kind: str  # "email", "appointment", "request"
    at: datetime
    subject: str
    people: tuple[str, ...]
    answers: tuple[str, ...] = ()  # Message-IDs that its headers name, the nearest first
    is_automatic: bool = False
    by_sender: tuple[int, ...] = ()  # opportunities that its sender's Keywords name
    copies: list[Copy] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"{self.kind} {self.identity} {self.subject!r} of {self.at:%d %b %H:%M}"


@dataclass(frozen=True)
class Act:
    """What a user did by hand to the category of an opportunity, or to the question which one (`number` 0)."""

    on: Copy
    did: str  # "set" or "took off"
    number: int


@dataclass
class Log:
    own_domain: str
    contacts: list[Contact] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)  # since the daemon last looked
