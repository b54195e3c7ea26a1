"""What the linking rules are given of the records. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from store.values.copies import KnownItem
from store.values.items import Link
from store.values.making import dataclass


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
    is_deleted: bool = False  # in the recycle bin
    party_account_id: int | None = None  # its account, or that of its contact


@dataclass(frozen=True, slots=True)
class KnownContact:
    id: int
    account_id: int | None
    address: str  # the address it was found by


@dataclass(frozen=True, slots=True)
class Member:
    """A message of a thread, or an item of a series, that is known."""

    item_id: int
    identity: str
    at: datetime | None
    links: tuple[Link, ...] = ()
    withdrawn: frozenset[int] = frozenset()  # what a user took off it
    is_dismissed: bool = False
    people: frozenset[str] = frozenset()  # addresses in it, where a person linked it
    depth: int = 0  # how many messages it is known to answer to: of two of the same second the deeper is later


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the store holds of a page's items and of the threads that they belong to."""

    items: Sequence[KnownItem | None]
    threads: Sequence[str]  # of each item
    members: dict[str, list[Member]] = field(default_factory=dict)  # by thread; kept up to what is decided
    conversations: dict[str, list[Member]] = field(default_factory=dict)  # by the server's conversation id
    joined: Mapping[str, str] = field(default_factory=dict)  # threads that the page shows to be parts of others
    ties: Mapping[str, str] = field(default_factory=dict)  # threads of messages that it names for the first time


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that the address and category rules need for one page of items."""

    contacts: Mapping[str, KnownContact] = field(default_factory=dict)  # by address
    by_contact: Mapping[int, tuple[OpenSpan, ...]] = field(default_factory=dict)
    by_account: Mapping[int, tuple[OpenSpan, ...]] = field(default_factory=dict)
    by_number: Mapping[int, OpenSpan] = field(
        default_factory=dict
    )  # all that an item of the page may be linked to and that exist, deleted ones, too
    domains: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # accounts by their mail domains
