"""Mailboxes, what is owed to them, and how they stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from store.values.making import dataclass

if TYPE_CHECKING:  # whoever asks for these values has them already
    from store.values.copies import Mark, Pointer
    from store.values.history import HistoryLine
    from store.values.items import ItemKind, Link, Outcome, Receipt
    from store.values.reviewing import Named


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a mailbox's items, compared one by one with what the server holds, came to."""

    compared: int = 0
    missed: int = 0  # on the server and not in the store
    gone: int = 0  # in the store and not on the server any more
    healed: int = 0  # in the store under another id or folder, or as gone
    changed: int = 0  # otherwise than it was stored
    understood: int = 0  # out of quarantine
    quarantined: int = 0  # and what is still in it
    problems: tuple[str, ...] = ()  # what could not be compared or repaired, in sentences

    @property
    def gaps(self) -> int:
        """In how many items store and server differed."""
        return self.missed + self.gone + self.healed + self.changed


@dataclass(frozen=True, slots=True)
class DueMailbox:
    """A mailbox that this process has leased, with what a cycle needs to know of it."""

    id: int
    address: str
    is_shared: bool
    user_id: int | None  # the active user whose e-mail is this address
    owner: str  # of the lease
    folders_listed_at: datetime | None
    offered: Mapping[str, str]  # category-list entries known to be there: key → name
    failures: int = 0
    due_at: datetime | None = None
    reconciled_at: datetime | None = None
    reconcile_in_full: bool | None = None  # None: nobody asked for it
    sign: str = ""  # of the last change in the database, as it was leased
    has_wanted: bool = False  # something in quarantine is to be read again in this turn


@dataclass(frozen=True, slots=True)
class Share:
    """Which mailboxes a process gives their turns: of those that match any pattern, or of all where there is none."""

    patterns: tuple[str, ...] = ()  # of addresses, in lower case: "*" is anything, "?" one character
    without: frozenset[int] = frozenset()  # the ids of those that it leaves to others


EVERY_MAILBOX = Share()


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    id: int
    server_id: str
    path: str
    kind: str  # "mail", "calendar", "tasks"
    wellknown: str | None
    cursor: str | None
    pass_started_at: datetime | None = None  # a pass from nothing is under way since; None when it is complete
    expanded_at: datetime | None = None  # when a calendar's series were last expanded
    expand_after: datetime | None = None  # when they are to be expanded again; None: at once


@dataclass(frozen=True, slots=True)
class KnownFolder:
    """A folder that was there when they were listed last, watched or not."""

    id: int
    server_id: str
    path: str
    kind: str
    wellknown: str | None
    is_watched: bool


LATE = timedelta(minutes=5)  # silent for so long, a process is dead or stuck


@dataclass(frozen=True, slots=True)
class Process:
    """A daemon that works, or worked, on this database; `owner` as of its leases."""

    owner: str
    started_at: datetime
    alive_at: datetime
    ended_at: datetime | None = None  # when it was stopped; None for one that is at work, or died
    takes: str = ""  # of a worker: which mailboxes it takes, as it was told; "" of a service
    clock_ahead: int = 0  # seconds that its machine's clock is ahead of the database's; behind, where negative

    def is_heard_of(self, now: datetime) -> bool:
        """Whether it said of late that it is at work; one that died is heard of for a while."""
        return self.ended_at is None and now - self.alive_at < LATE

    @property
    def is_worker(self) -> bool:
        """Gives turns, and does nothing of what is done once for all mailboxes."""
        return bool(self.takes)


class ErrandKind(StrEnum):
    STAMP = "stamp"
    TASK = "task"
    CATEGORIES = "categories"
    DRAFT = "draft"
    WORDING = "wording"  # the stamps of a copy are to read as their opportunities are called today


@dataclass(frozen=True, slots=True)
class Errand:
    """Something owed to Outlook. What exactly is worked out when it is paid, so that paying twice does no harm."""

    id: int
    mailbox_id: int
    kind: ErrandKind
    key: str  # of a stamp or wording: the pointer's id; of a task or draft: its GUID
    revision: int  # grows each time it is owed again: paying an older revision leaves it owed
    attempts: int = 0
    reason: str = field(default="", compare=False)  # why it was not paid the last time


@dataclass(frozen=True, slots=True)
class StampOwed:
    """The stamps that one copy lacks or has too many, as of now."""

    pointer: Pointer
    identity: str
    kind: ItemKind
    add: tuple[tuple[int, str], ...]  # (number, title)
    remove: tuple[int, ...]
    carried: tuple[tuple[int, str], ...] = ()  # the stamps that it is known to carry, and should
    is_series: bool = False


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """How one mailbox stands, for `status`."""

    id: int
    address: str
    is_shared: bool
    is_active: bool
    user: str  # the name of the active user whose e-mail is this address; "" where there is none
    due_at: datetime
    lease_owner: str | None
    failures: int
    last_error: str
    last_error_kind: str
    outcomes: Mapping[Outcome, int]
    skipped: Mapping[str, int]  # of the outcome SKIPPED, by the rule that said so; the most frequent first
    quarantined: int  # copies that were understood before included; they count here alone
    seen: int  # counted by itself: all copies ever seen, and what is in quarantine without ever having been one
    errands_owed: int
    errands_parked: int
    owed_since: datetime | None  # when the one was due first that waits for longest; later, where that is put off
    folders_watched: int
    reconciled_at: datetime | None = None
    reconciled: Reconciled | None = None

    @property
    def adds_up(self) -> bool:
        """Whether each copy that was ever seen is counted once; anything else is a defect."""
        return self.seen == sum(self.outcomes.values()) + self.quarantined


@dataclass(frozen=True, slots=True)
class ParkedErrand:
    """An errand that is not tried any more until it is owed again."""

    address: str  # of the mailbox
    errand: Errand
    reason: str


@dataclass(frozen=True, slots=True)
class QuarantinedItem:
    """An item that could not be understood."""

    address: str  # of the mailbox
    folder: str
    server_id: str
    reason: str
    first_at: datetime
    last_at: datetime
    mailbox_id: int
    read_by: str = ""  # the version of the program that read it last
    is_wanted: bool = False  # it is read again in the mailbox's next turn
    is_dismissed: bool = False  # a person says that it does not matter

    @property
    def key(self) -> str:
        """What people name it by: the server's id is far too long to be typed."""
        return sha256(f"{self.address}\n{self.server_id}".encode(errors="replace")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class CopyTrace:
    """What is known of one mailbox's copy of an item, for `why`."""

    address: str  # of the mailbox
    folder: str
    pointer: Pointer
    receipt: Receipt | None
    marks: tuple[Mark, ...]  # of this mailbox
    kept_back: str = ""  # why it gets no category, where others might get mail over it


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of how one item was decided, for `why`."""

    item: HistoryLine
    identity: str
    links: tuple[Link, ...]
    contacts: tuple[str, ...]  # names of those in whose history it shows without an opportunity
    copies: tuple[CopyTrace, ...]
    is_redacted: bool = False  # only who and when are left
    is_series: bool = False
    is_dismissed: bool = False  # a person said that it, or its thread, belongs to none
    is_waiting: bool = False  # to be decided again
    sender_clock: str = ""  # when it was sent by its sender's clock, where that cannot be
    above: Mapping[str, HistoryLine] = field(default_factory=dict)  # the items that receipts name, by their identities
    named: Mapping[int, Named] = field(default_factory=dict)  # the opportunities that it is linked to or about
