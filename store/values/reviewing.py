"""What waits for a person, and where an item could belong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from store.values.making import dataclass

if TYPE_CHECKING:  # whoever asks for these values has them already
    from store.values.history import HistoryLine


@dataclass(frozen=True, slots=True)
class Named:
    """An opportunity that a receipt speaks of."""

    number: int
    title: str
    assignee: str = ""  # a user's name; "" when it is nobody's
    is_open: bool = True
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """An item that waits for a person, or all of a thread that wait for the same decision."""

    item: HistoryLine  # the oldest of them, by whose id the entry is named
    rule: str
    reason: str
    evidence: Mapping[str, Any]
    waiting: int  # items
    mailboxes: tuple[str, ...]  # with a copy of the oldest
    asked: tuple[str, ...] = ()  # mailboxes whose users are asked in Outlook
    named: tuple[Named, ...] = field(default=())  # the opportunities that it is about, as far as they exist
    place: tuple[int, str] = (0, "")  # where it stands among all that waits
