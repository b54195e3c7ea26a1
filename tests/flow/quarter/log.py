"""What happened in the world, as somebody would write it down who saw everything: plain values, and no conclusions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NEVER = datetime.min.replace(tzinfo=UTC)
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
    hides_sign: bool = (
        False  # a gateway that nobody knows wrote before its subject: what begins like an answer does not
    )
    own: list[str] = field(default_factory=list)  # categories of its user that are not about opportunities
    typed: dict[str, int] = field(default_factory=dict)  # categories of opportunities as its user mistyped them
    unclear: list[str] = field(default_factory=list)  # what resembles a category of an opportunity, and names none
    unsure: set[int] = field(default_factory=set)  # set before anybody looked: did its user or its sender?
    server_ids: list[str] = field(default_factory=list, repr=False)  # all that it ever had

    def __post_init__(self) -> None:
        self.server_ids.append(self.server_id)

    def moved(self, server_id: str, folder: str) -> None:
        self.server_id, self.folder = server_id, folder
        self.server_ids.append(server_id)

    @property
    def is_watched(self) -> bool:
        return bool(self.folder) and self.folder not in UNWATCHED


@dataclass(eq=False)
class Item:
    """A message or an appointment, once, whoever has copies of it."""

    identity: str  # Message-ID or UID
    kind: str  # "email", "appointment", "series", "occurrence"
    at: datetime  # of an e-mail when it was received; of an appointment when it begins
    subject: str
    people: tuple[str, ...]  # by their true addresses, however these are written
    writer: str = ""  # of an e-mail: whom its From names, by a true address; "" for a list or an unknown name
    heard: tuple[str, ...] = ()  # of the people: those whom only its headers name
    nameless: tuple[str, ...] = ()  # X.500 names in it that nobody knows
    clock: datetime = NEVER  # when it was sent, by its sender's clock
    answers: tuple[str, ...] = ()  # Message-IDs that its headers name, the nearest first
    bears_sign: bool = False  # of being an answer, besides what its headers name
    is_counted: bool = False  # by its conversation index, whatever stands before its subject
    is_automatic: bool = False
    is_told_by_headers: bool = False  # that it is automatic, and by nothing else
    by_sender: tuple[int, ...] = ()  # opportunities that its sender's Keywords name
    copies: list[Copy] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"{self.kind} {self.identity} {self.subject!r} of {self.at:%d %b %H:%M}"


@dataclass(eq=False)
class Series:
    """A recurring meeting: its rhythm by the clock on the wall, and what became of single times."""

    master: Item
    first: datetime  # in the zone of its rhythm
    every: timedelta
    times: int = 0  # 0: without an end
    length: timedelta = timedelta(hours=1)
    changed: dict[datetime, datetime] = field(default_factory=dict)  # original start → where it was put
    deleted: dict[str, set[datetime]] = field(default_factory=dict)  # by mailbox: those that are not there any more

    def starts(self, before: datetime) -> Iterator[datetime]:
        """When its occurrences were planned, up to this moment."""
        count, at = 0, self.first  # a day more is the same time on the wall, whatever the clocks do
        while at < before and not (self.times and count >= self.times):
            yield at.astimezone(UTC)
            count, at = count + 1, at + self.every

    def has(self, copy: Copy, original: datetime) -> bool:
        """Whether it is still in that mailbox."""
        return copy.is_watched and original not in self.deleted_at(copy)

    def deleted_at(self, copy: Copy) -> set[datetime]:
        return self.deleted.setdefault(copy.mailbox, set())


@dataclass(frozen=True)
class Act:
    """What a user did by hand to the category of an opportunity, or to the question which one (`number` 0)."""

    on: Copy
    did: str  # "set" or "took off"
    number: int
    is_first: bool = False  # before anybody had looked at the copy


@dataclass
class Log:
    own_domain: str
    mailboxes: tuple[str, ...] = ()  # in which the daemon looks, each its user's
    contacts: list[Contact] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)  # whose masters are among the items
    acts: list[Act] = field(default_factory=list)  # since the daemon last looked
