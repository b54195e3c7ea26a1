"""History items with their copies, links and receipts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

QUESTION, NEW = 0, -1  # among the numbers that categories name: `OPP? choose` and `OPP new`
UNCLEAR = -2_000_000_000  # among them, too: what resembles an opportunity's category and is none


def loosely(number: int) -> int:
    """Among the numbers that categories name: this opportunity's, in another spelling than the one that is offered."""
    return -1 - number


def loose_in(named: Iterable[int]) -> set[int]:
    """The opportunities that are named in another spelling."""
    return {-1 - one for one in named if UNCLEAR < one < NEW}


def numbers_named_in(named: Iterable[int]) -> tuple[int, ...]:
    """All opportunities that are named, in whatever spelling, each once."""
    found = (one if one > 0 else -1 - one for one in named if one > 0 or UNCLEAR < one < NEW)
    return tuple(dict.fromkeys(found))


class ItemKind(StrEnum):
    """The six kinds of communication history."""

    EMAIL = "email"
    APPOINTMENT = "appointment"
    NOTE = "note"
    CALL = "call"  # a phone log
    TASK = "task"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One history item in a list."""

    item_id: int
    kind: ItemKind
    occurred_at: datetime | None
    subject: str
    author: str
    preview: str = ""
    is_all_day: bool = False
    is_cancelled: bool = False
    is_gone: bool = False  # an appointment that is in no calendar any more
    rule: str = ""  # of the link through which it is shown
    evidence: str = ""
    numbers: tuple[int, ...] = ()  # the opportunities that it is linked to


@dataclass(frozen=True, slots=True)
class Participant:
    role: str  # "from", "sender", "reply_to", "original_from", "to", "cc", "bcc", "organizer", "attendee"
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with an e-mail or appointment; its content stays in Outlook."""

    name: str
    size: int = 0  # bytes
    is_inline: bool = False  # shown in the text


@dataclass(frozen=True, slots=True)
class Sketch:
    """What an e-mail is compared by."""

    sender: str = ""  # address; "" where it is not told, or not by an address that can be used
    sent: str = ""  # the second of its date, or ""
    subject: str = ""  # its words, without what gateways and lists put before it
    text: str = ""  # as `store/rules/likeness.py` makes it; "" where there is none, or none that may be kept
    likeness: int = 0  # the same for all e-mails of one subject to the same people
    is_anonymous: bool = False  # it has no Message-ID


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
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()
    size: int = 0
    thread: str = ""  # the same for all messages of a thread, or items of a series
    parents: tuple[str, ...] = ()  # identities that it answers to or occurs in, the nearest first
    traits: Mapping[str, str] = field(default_factory=dict)  # what rules look at beside people and times
    is_series: bool = False  # the master of recurring appointments: known, and in no list
    sketch: Sketch | None = None  # of an e-mail: what it is compared by; None where it is compared by its fingerprint


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
    LOST = "lost"  # its category is gone: a withdrawal, unless too many lost the same at once
    FROZEN = "frozen"  # too many did: a person says what it means


GOING = (MarkKind.LOST, MarkKind.FROZEN)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the user of one mailbox did to one item by hand: set an opportunity's category, or took it off."""

    mailbox_id: int
    number: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class FrozenLoss:
    """A category that many items of a mailbox lost at once: an accident, until a person says otherwise."""

    mailbox_id: int
    address: str  # of the mailbox
    number: int  # 0 for the question which opportunity it is
    title: str | None
    count: int


AT_ONCE_GONE = 10  # items or tasks of a mailbox that go in one turn by hand; more of them may be an accident


class VanishedState(StrEnum):
    """Of a copy that counts as gone."""

    LEFT = "left"  # in this turn: not judged yet
    HELD = "held"  # with too many others: a person is asked
    KEPT = "kept"  # an accident, as a person said
    UNREAD = "unread"  # its folder is not read any more


@dataclass(frozen=True, slots=True)
class AtOnceGone:
    """Items or tasks that vanished from a mailbox in one turn: an accident, until a person says otherwise."""

    mailbox_id: int
    address: str  # of the mailbox
    what: str  # "items" or "tasks"
    count: int
    at: datetime | None  # since when
    examples: tuple[str, ...]  # some of their subjects


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
    named: tuple[int, ...] = ()  # what its categories named when it was last seen, whether it exists or not
    sent_along: frozenset[int] = frozenset()  # what its sender named
    conversation_id: str = ""  # the mailbox's own
    is_private: bool = False
    is_asked: bool = False  # its user is to choose between opportunities
    is_occurrence: bool = False  # of a series: not in the folder by itself, and never stamped
    shows: str = ""  # a digest of what it told of an appointment
    is_unsettled: bool = False  # a second copy, or one that was moved and is not missed yet where it was
    is_being_stamped: bool = False  # a stamp was sent to the server, and nothing was heard of it yet


@dataclass(frozen=True, slots=True)
class HeldItem:
    """What the store holds of an item, as far as a copy of it tells the same."""

    identity: str
    occurred_at: datetime | None
    ended_at: datetime | None
    is_all_day: bool
    subject: str
    body: str
    preview: str
    location: str
    is_cancelled: bool
    has_attachments: bool
    size: int
    is_series: bool
    parents: tuple[str, ...]
    traits: Mapping[str, str]
    participants: tuple[Participant, ...]
    attachments: tuple[Attachment, ...]
    is_private: bool = False  # the copy
    conversation_id: str = ""  # of the copy


@dataclass(frozen=True, slots=True)
class OccurrenceCopy:
    """One mailbox's copy of one occurrence of a series."""

    pointer_id: int
    item_id: int
    server_id: str
    change_key: str
    identity: str  # UID and original start
    series: str  # identity of the series
    at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """One mailbox's copy, as far as it takes to compare it with what the server holds."""

    id: int
    server_id: str
    folder_id: int
    change_key: str
    is_gone: bool
    is_private: bool
    named: tuple[int, ...]
    kind: ItemKind
    fingerprint: str
    is_occurrence: bool
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that a page brings, as far as it takes to find out whether it is known."""

    server_id: str
    kind: ItemKind
    identity: str
    fingerprint: str
    parents: tuple[str, ...] = ()
    conversation_id: str = ""
    sketch: Sketch | None = None
    at: datetime | None = None


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
    receipt: Receipt | None = None  # of `pointer`, else of the latest copy in the same mailbox
    is_dismissed: bool = False
    identity: str = ""
    thread: str = ""
    at: datetime | None = None
    depth: int = 0  # in its thread, as it is known by
    # What it has by its copies, where there is one beside `pointer`.
    people: tuple[Participant, ...] = ()
    parents: tuple[str, ...] = ()
    traits: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item in the store, as far as it takes to decide it again."""

    item_id: int
    kind: ItemKind
    identity: str
    fingerprint: str
    occurred_at: datetime | None
    participants: tuple[Participant, ...]
    traits: Mapping[str, str]
    parents: tuple[str, ...]
    is_series: bool
    known: KnownItem  # without a copy of its own: whichever is decided
    receipts: Mapping[int, Receipt]  # of its copies, by their ids
    hops: int = 0  # decisions of its thread that led to deciding it again


@dataclass(frozen=True, slots=True)
class Redecided:
    """An item that was decided again against what is stored: the whole state after it."""

    item: StoredItem
    links: tuple[Link, ...]
    contacts: frozenset[int]
    receipts: Mapping[int, Receipt]  # of its copies
    marks: tuple[Mark, ...]  # of all mailboxes
    confirmed: Mapping[int, frozenset[int]]  # opportunities whose category is known to be on each copy
    outside: tuple[str, ...] = ()  # addresses by which it may be found again


@dataclass(frozen=True, slots=True)
class Entry:
    """One decided item of a page, to be stored: the whole state after it, not a difference."""

    server_id: str
    change_key: str
    known: KnownItem | None
    content: ItemContent | None  # None leaves what is stored
    receipt: Receipt
    links: tuple[Link, ...] = ()  # all links the item has from now on
    contacts: frozenset[int] = frozenset()  # contacts in whose history it shows without an opportunity
    marks: tuple[Mark, ...] = ()  # all marks of *this* mailbox from now on
    confirmed: frozenset[int] = frozenset()  # opportunities whose category is on the copy as it was read
    named: tuple[int, ...] = ()  # what its categories name, whether it exists or not
    sent_along: frozenset[int] = frozenset()  # what its sender named
    conversation_id: str = ""
    is_private: bool = False
    is_occurrence: bool = False  # of a series: it carries what that carries, and is never stamped
    is_unsettled: bool = False  # what its categories mean is not known yet
    shows: str = ""  # a digest of what the copy tells of an appointment; "" where it tells nothing
    outside: tuple[str, ...] = ()  # addresses by which it may be found again


# --- what people write here -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryOf:
    """Whose history: an opportunity's, an account's or a contact's; exactly one is set."""

    number: int | None = None
    account_id: int | None = None
    contact_id: int | None = None


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What a task has beside its subject and text."""

    guid: UUID  # of the task in Outlook
    due_on: date | None = None
    reminder_at: datetime | None = None
    status: TaskStatus = TaskStatus.OPEN
    completed_at: datetime | None = None
    assigned_to: int | None = None  # a user's id


@dataclass(frozen=True, slots=True)
class CallDetails:
    """What a phone log has beside its subject and text."""

    number: str
    is_incoming: bool
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class FileDetails:
    """What is known of a file beside its content."""

    name: str
    size: int  # bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """What an appointment was until it was changed."""

    replaced_at: datetime
    subject: str
    occurred_at: datetime | None
    ended_at: datetime | None = None
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    participants: tuple[Participant, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One item of any kind, whole, and where it shows."""

    id: int
    kind: ItemKind
    occurred_at: datetime | None
    subject: str
    author: str
    body: str
    ended_at: datetime | None = None
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()
    is_redacted: bool = False  # only the fact is left of it
    created_by: int | None = None  # the user who wrote it here
    is_deleted: bool = False  # in the recycle bin
    participants: tuple[Participant, ...] = ()
    links: tuple[Link, ...] = ()
    contacts: tuple[int, ...] = ()  # in whose history it shows by itself
    accounts: tuple[int, ...] = ()
    task: TaskDetails | None = None
    call: CallDetails | None = None
    file: FileDetails | None = None
    depth: int = 0  # how many messages it is known to answer to
    sender_clock: str = ""  # when it was sent by its sender's clock, where that cannot be
    versions: tuple[ItemVersion, ...] = ()  # what an appointment was before, the latest first
    is_gone: bool = False  # an appointment that is in no calendar any more


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that a search found, with the text around the first word that was looked for."""

    line: HistoryLine
    snippet: str
