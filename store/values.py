"""What comes out of the store and goes into it: frozen values, no session behind them. Pure.

Addresses are normalised (`store.addresses.normalise`), times are aware UTC, an opportunity is known by its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

# --- records ---------------------------------------------------------------------------------------------------------


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    email: str
    role: Role = Role.MEMBER
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    name: str
    phone: str = ""
    web: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    id: int
    name: str
    addresses: tuple[str, ...] = ()
    account_id: int | None = None
    title: str = ""
    phone: str = ""


class StageKind(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Stage:
    id: int
    name: str
    position: int
    kind: StageKind = StageKind.OPEN


@dataclass(frozen=True, slots=True)
class Opportunity:
    """Linked to exactly one account or contact: one of the two ids is set, never both."""

    number: int
    title: str
    account_id: int | None
    contact_id: int | None
    stage: Stage
    probability: int  # whole per cent
    created_at: datetime
    assigned_to: int | None = None  # a user's id
    close_date: date | None = None
    closed_at: datetime | None = None
    reminder_at: datetime | None = None
    reminder_on: bool = False
    reminder_guid: UUID | None = None  # of the reminder that is on: a new one each time it is switched on
    modified_at: datetime | None = None  # of the last edit by a person

    @property
    def is_open(self) -> bool:
        return self.stage.kind is StageKind.OPEN


@dataclass(frozen=True, slots=True)
class Brief:
    """What a reading view of an opportunity shows beside its own fields."""

    opportunity: Opportunity
    party: str  # the account's or contact's name
    party_phone: str = ""
    account: str = ""  # the account of the linked contact, or the linked account
    assignee: str = ""
    latest: tuple[HistoryLine, ...] = ()  # newest first


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One history item in a list."""

    item_id: int
    kind: ItemKind
    occurred_at: datetime | None
    subject: str
    author: str
    preview: str = ""
    rule: str = ""  # of the link through which it is shown
    evidence: str = ""


# --- history ---------------------------------------------------------------------------------------------------------


class ItemKind(StrEnum):
    EMAIL = "email"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Participant:
    role: str  # "from", "reply_to", "to", "cc", "bcc", "organizer", "attendee"
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ItemContent:
    """What is kept of an e-mail or appointment: one row however many mailboxes hold a copy."""

    kind: ItemKind
    identity: str  # Internet Message-ID, or UID (with the original start of an occurrence); "" where there is none
    fingerprint: str  # tells two items of the same identity apart
    occurred_at: datetime | None
    subject: str = ""
    participants: tuple[Participant, ...] = ()
    body: str = ""
    preview: str = ""
    ended_at: datetime | None = None
    location: str = ""
    is_cancelled: bool = False
    has_attachments: bool = False
    size: int = 0
    conversation_id: str = ""
    in_reply_to: str = ""


class Outcome(StrEnum):
    """Where an item ended up. With the quarantine, these add up to everything seen."""

    LINKED = "linked"
    CONTACT = "contact"
    REVIEW = "review"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Link:
    number: int
    rule: str
    evidence: str = ""  # a short phrase: "contact ann@client.example"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why one mailbox's copy of an item was decided as it was; the daemon's rules fill it, `why` words it."""

    outcome: Outcome
    rule: str  # "category", "address" … or the name of the exclusion
    reason: str  # one sentence for a person
    evidence: Mapping[str, Any] = field(default_factory=dict)  # JSON: address, category, candidates passed over …


class MarkKind(StrEnum):
    SET = "set"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the user of one mailbox did to one item by hand: set an opportunity's category, or took it off."""

    mailbox_id: int
    number: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Pointer:
    """One mailbox's copy of an item. `confirmed` are the opportunities whose category is known to be on it."""

    id: int
    item_id: int
    mailbox_id: int
    folder_id: int
    server_id: str
    change_key: str
    is_gone: bool = False
    confirmed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that a page brings, as far as it takes to find out whether it is known."""

    server_id: str
    kind: ItemKind
    identity: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What the store holds of an item that arrives (again).

    `pointer` is this mailbox's copy under this server id, or a copy of this mailbox that was marked gone and comes
    back under a new id (a move); None when this copy is new.
    """

    item_id: int
    pointer: Pointer | None
    pointers: tuple[Pointer, ...]  # of all mailboxes, `pointer` included
    links: tuple[Link, ...]
    marks: tuple[Mark, ...]
    receipt: Receipt | None = None  # of `pointer`


@dataclass(frozen=True, slots=True)
class Entry:
    """One decided item of a page, to be stored: the whole state after it, not a difference."""

    server_id: str
    change_key: str
    known: KnownItem | None
    content: ItemContent
    receipt: Receipt
    links: tuple[Link, ...] = ()  # all links the item has from now on
    contacts: frozenset[int] = frozenset()  # contacts in whose history it shows without an opportunity
    marks: tuple[Mark, ...] = ()  # all marks of *this* mailbox from now on
    confirmed: frozenset[int] = frozenset()  # opportunities whose category is on the copy as it was read


# --- linking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """An opportunity as a candidate for linking."""

    number: int
    title: str
    account_id: int | None
    contact_id: int | None
    assigned_to: int | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownContact:
    id: int
    account_id: int | None
    address: str  # the address it was found by


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that the address and category rules need for one page of items."""

    contacts: Mapping[str, KnownContact] = field(default_factory=dict)  # by address
    by_contact: Mapping[int, tuple[OpenSpan, ...]] = field(default_factory=dict)
    by_account: Mapping[int, tuple[OpenSpan, ...]] = field(default_factory=dict)
    by_number: Mapping[int, OpenSpan] = field(default_factory=dict)  # those that categories name and that exist


# --- mailboxes and what is owed --------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    id: int
    server_id: str
    path: str
    kind: str  # "mail", "calendar", "tasks"
    wellknown: str | None
    cursor: str | None
    pass_started_at: datetime | None = None  # a pass from nothing is under way since; None when it is complete


class ErrandKind(StrEnum):
    STAMP = "stamp"
    TASK = "task"
    CATEGORIES = "categories"


@dataclass(frozen=True, slots=True)
class Errand:
    """Something owed to Outlook. What exactly is worked out when it is paid, so that paying twice does no harm."""

    id: int
    mailbox_id: int
    kind: ErrandKind
    key: str  # of a stamp: the pointer's id; of a task: its GUID
    revision: int  # grows each time it is owed again: paying an older revision leaves it owed
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class StampOwed:
    """The stamps that one copy lacks or has too many, as of now."""

    pointer: Pointer
    identity: str
    kind: ItemKind
    add: tuple[tuple[int, str], ...]  # (number, title)
    remove: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TaskState:
    """The fields of a task that are merged both ways."""

    subject: str
    due: date | None
    reminder_at: datetime | None
    is_complete: bool
    block: str = ""  # our marked block of the body


@dataclass(frozen=True, slots=True)
class FollowedTask:
    """A task in somebody's Outlook that shows a record's reminder.

    The two sides are compared each with its own last state: `agreed` is what the record asked for when both were last
    in step, `seen` what Outlook then showed (a person may have made them differ, which is theirs).
    """

    guid: UUID
    mailbox_id: int
    number: int
    server_id: str = ""  # "" until it is known to exist
    change_key: str = ""
    agreed: TaskState | None = None
    seen: TaskState | None = None
    is_over: bool = False  # completed, withdrawn or gone: not followed any more
    closing: str = ""  # the line that says why the task is to be completed, while that is owed


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
    quarantined: int
    seen: int  # counted by itself: all copies ever seen, and the quarantine
    errands_owed: int
    errands_parked: int
    folders_watched: int


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


@dataclass(frozen=True, slots=True)
class CopyTrace:
    """What is known of one mailbox's copy of an item, for `why`."""

    address: str  # of the mailbox
    folder: str
    pointer: Pointer
    receipt: Receipt | None
    marks: tuple[Mark, ...]  # of this mailbox


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of how one item was decided, for `why`."""

    item: HistoryLine
    identity: str
    links: tuple[Link, ...]
    contacts: tuple[str, ...]  # names of those in whose history it shows without an opportunity
    copies: tuple[CopyTrace, ...]
