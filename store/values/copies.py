"""The copies of items in mailboxes, and what is decided of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from store.values.items import Attachment, ItemContent, ItemKind, Link, Participant, Receipt, Sketch
from store.values.making import dataclass


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
