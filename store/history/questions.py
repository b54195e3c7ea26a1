"""`OPP? choose`: which copies ask their users, one message a thread in each mailbox that is to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, text, update

from store.errands import Errands
from store.history.copies import WAITS
from store.models import ItemRow, MailboxRow, PointerRow, ReceiptRow, UserRow, WaitingRow
from store.repository import Repository, chunks
from store.rules.threads import depth_of
from store.turns import Turns
from store.values import ErrandKind, Outcome

# In words that the index of copies that ask is found by.
_ASKS = text("pointers.is_asked AND NOT pointers.is_gone")

# Whose each mailbox is in which somebody can be asked: visited, one person's, and that person works here.
_ASKABLE = (
    select(MailboxRow.id, UserRow.id)
    .join(UserRow, UserRow.email == MailboxRow.address)
    .where(UserRow.is_active, MailboxRow.is_active, MailboxRow.is_shared.is_(False))
)


class Questions(Repository):
    def owe(self, item_ids: Collection[int]) -> None:
        """Let one message a thread ask, in the mailboxes that are to be asked, and owe the stamps that say so."""
        for mailbox_id, pointers in (self.ask(item_ids) if item_ids else {}).items():
            self._beside(Errands).owe(mailbox_id, ErrandKind.STAMP, [str(id) for id in pointers], due_at=self._clock())

    def ask(self, item_ids: Collection[int]) -> dict[int, list[int]]:
        """Let the right copies in these items' threads ask, and no others; those that changed, by mailbox.

        Asked are the users that a candidate is assigned to, by the oldest message of the thread that waits there; where
        no candidate is the work of anybody with a mailbox here, the users whose mailboxes the message is in.
        """
        self._hold(item_ids)
        users = dict(self._db.execute(_ASKABLE).all())
        here = frozenset(users.values())
        waiting: dict[tuple[str, int], list[Any]] = defaultdict(list)
        is_asked: dict[int, tuple[int, bool]] = {}
        for chunk in chunks(item_ids):
            threads = select(ItemRow.thread).where(ItemRow.id.in_(chunk), ItemRow.thread != "")
            copies = (
                select(
                    PointerRow.id,
                    PointerRow.mailbox_id,
                    PointerRow.is_asked,
                    PointerRow.is_gone,
                    PointerRow.is_unsettled,
                    ItemRow.thread,
                    ItemRow.occurred_at,
                    ItemRow.id.label("item_id"),
                    ItemRow.identity,
                    ItemRow.parents,
                    ItemRow.traits,
                    ReceiptRow.outcome,
                    ReceiptRow.rule,
                    ReceiptRow.evidence,
                )
                .join(ItemRow, ItemRow.id == PointerRow.item_id)
                .join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
                .where(ItemRow.thread.in_(threads))
            )
            for copy in self._db.execute(copies):
                is_asked[copy.id] = (copy.mailbox_id, copy.is_asked)
                waits = not (copy.is_gone or copy.is_unsettled) and (copy.outcome, copy.rule) == (
                    Outcome.REVIEW.value,
                    "ambiguous",
                )
                if waits and _is_to_ask(users.get(copy.mailbox_id), copy.evidence.get("assignees", ()), here):
                    waiting[copy.thread, copy.mailbox_id].append(copy)
        asking = {_oldest(copies).id for copies in waiting.values()}
        changed: dict[int, list[int]] = defaultdict(list)
        for id, (mailbox_id, was_asked) in is_asked.items():
            if was_asked != (id in asking):
                changed[mailbox_id].append(id)
        for chunk in chunks(id for ids in changed.values() for id in ids):
            for value in (True, False):
                these = [id for id in chunk if (id in asking) == value]
                if these:
                    self._db.execute(update(PointerRow).where(PointerRow.id.in_(these)).values(is_asked=value))
        return changed

    def _hold(self, item_ids: Collection[int]) -> None:
        """Beside others, whoever lets messages of a thread ask is the only one."""
        turns = self._beside(Turns)
        for chunk in chunks(item_ids) if turns.is_beside else ():
            threads = select(ItemRow.thread).where(ItemRow.id.in_(chunk), ItemRow.thread != "")
            turns.hold(f"thread {thread}" for thread in self._db.scalars(threads.distinct()))

    def owe_all(self) -> None:
        """The same for all that wait: somebody else may be the one to ask once users or mailboxes are others."""
        waiting = select(PointerRow.item_id).join(ReceiptRow, ReceiptRow.pointer_id == PointerRow.id)
        self.owe(self._db.scalars(waiting.where(WAITS, ReceiptRow.rule == "ambiguous")).all())

    def open(self) -> int:
        """How many copies ask their users now, and wait for an answer."""
        # From those that ask, by their index, to what waits, which is narrow; to receipts for the few others.
        waits = select(WaitingRow.pointer_id).where(WaitingRow.pointer_id == PointerRow.id)
        hidden = select(ReceiptRow.pointer_id).where(
            ReceiptRow.pointer_id == PointerRow.id, ReceiptRow.outcome == Outcome.REVIEW.value
        )
        asked = select(func.count()).select_from(PointerRow).where(_ASKS, waits.exists() | hidden.exists())
        return self._db.scalar(asked) or 0


def _is_to_ask(user: int | None, assignees: Collection[int], here: frozenset[int]) -> bool:
    """Whether a mailbox's user is to say which candidate it is: theirs, or that of nobody who could be asked."""
    return user is not None and (user in assignees or here.isdisjoint(assignees))


def _oldest(copies: Collection[Any]) -> Any:
    """Of two of one second the one that is answered, whichever was read first."""
    return min(copies, key=lambda copy: (*_in_time(copy), copy.identity, copy.item_id, copy.id))


def _in_time(copy: Any) -> tuple[object, ...]:
    return copy.occurred_at is None, copy.occurred_at or 0, depth_of(copy.parents, copy.traits)
