"""What the linking rules are given of the records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


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
    by_number: Mapping[int, OpenSpan] = field(
        default_factory=dict
    )  # those that categories or stamps name and that exist, deleted ones, too
