"""Stamps that are written together, and what is on its way to the server. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from connectors.errors import MailboxError
from connectors.mailbox import CategoryEdit, Stamp, Stamped
from store.values import Errand, ErrandKind, StampOwed

# Stamps that are announced, written and confirmed together: as many as a page of news brings, seldom more. Of wordings
# they are those of a turn: an opportunity with years of mail that gets another title keeps no new mail waiting.
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the errands of a kind, by their copies, and the stamps that they come to."""

    kind: ErrandKind
    errands: dict[int, Errand]
    stamps: tuple[tuple[StampOwed, Stamp], ...]
    as_wanted: tuple[int, ...] = ()  # copies that lack nothing any more: what was sent was heard of by reading them
    in_doubt: frozenset[int] = frozenset()  # copies of which it is not known yet whether they were moved: they wait

    @property
    def is_last(self) -> bool:
        """Whether none is left for now."""
        return self.kind is ErrandKind.WORDING or len(self.errands) < AT_ONCE


@dataclass(frozen=True, slots=True)
class BeingWritten:
    """A batch that was announced, and is written while something else is done."""

    batch: Batch
    answers: Future[Sequence[Stamped | MailboxError]]

    @classmethod
    def written(cls, batch: Batch, answers: Sequence[Stamped | MailboxError]) -> BeingWritten:
        """One that is, and of which no note was taken yet."""
        done: Future[Sequence[Stamped | MailboxError]] = Future()
        done.set_result(answers)
        return cls(batch, done)

    def touches(self, server_ids: Collection[str]) -> bool:
        """Whether any of these items is among them."""
        return any(stamp.item_id in server_ids for _, stamp in self.batch.stamps)


@dataclass(frozen=True, slots=True)
class ListBeingWritten:
    """An edit of the category list that is on its way; no answer: nothing was begun, in this turn nothing is."""

    edit: CategoryEdit
    answer: Future[Sequence[str]] | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What came of a batch that was written."""

    kind: ErrandKind
    items: int
    kept_back: int  # of them
    failed: list[tuple[Errand, MailboxError]]
