"""What is gone from mailboxes, by hand or by accident. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from store.values.making import dataclass

AT_ONCE_GONE = 10  # items or tasks of a mailbox that go in one turn by hand; more of them may be an accident
PERCENT_GONE = 10  # of a mailbox's known items


@dataclass(frozen=True, slots=True)
class AtOnce:
    """How much may go from a mailbox in one turn and be believed; what is more waits for a person."""

    most: int = AT_ONCE_GONE  # items, tasks, or items that lose one category
    percent: int = PERCENT_GONE  # of the items that are known: fewer than these are believed, however many

    def is_accident(self, gone: int, left: int) -> bool:
        """Whether too many items went, of which there were those and the ones `left`."""
        return gone > self.most and gone * 100 >= (gone + left) * self.percent


AS_USUAL = AtOnce()


@dataclass(frozen=True, slots=True)
class FrozenLoss:
    """A category that many items of a mailbox lost at once: an accident, until a person says otherwise."""

    mailbox_id: int
    address: str  # of the mailbox
    number: int  # 0 for the question which opportunity it is
    title: str | None
    count: int


@dataclass(frozen=True, slots=True)
class AtOnceGone:
    """Items or tasks that vanished from a mailbox in one turn: an accident, until a person says otherwise."""

    mailbox_id: int
    address: str  # of the mailbox
    what: str  # "items" or "tasks"
    count: int
    at: datetime | None  # since when
    examples: tuple[str, ...]  # some of their subjects


class VanishedState(StrEnum):
    """Of a copy that counts as gone."""

    LEFT = "left"  # in this turn: not judged yet
    HELD = "held"  # with too many others: a person is asked
    KEPT = "kept"  # an accident, as a person said
    UNREAD = "unread"  # its folder is not read any more
