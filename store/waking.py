"""Mailboxes that are not to wait for their turn: a person has just changed what they show."""

from __future__ import annotations

from collections.abc import Iterable

from store.repository import Repository, chunks
from store.transaction import Transaction
from store.values import Record


class Waking(Repository):
    """What a transaction changed, as its end asks for it."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._owing: set[int] = set()
        self._changed: dict[Record, set[int]] = {}

    def owes(self, mailbox_id: int) -> None:
        """Something is to be written to this mailbox."""
        self._owing.add(mailbox_id)

    def changed(self, record: Record, ids: Iterable[int]) -> None:
        """Tasks may show these records."""
        if record in _SHOWN:
            self._changed.setdefault(record, set()).update(ids)

    def wake(self) -> None:
        """Where a person acts, the mailboxes that show what was changed are due now, but for those that wait after a
        failure. What the daemon does, it does in somebody's turn.
        """
        if self._transaction.actor.user_id is None or not (self._owing or self._changed):
            return
        from store import woken  # who only looks at records changes none, and loads nothing of mailboxes

        for some in chunks(self._owing):
            woken.hurry(self._db, woken.these(some), self._clock())
        for record, ids in self._changed.items():
            for some in chunks(ids):
                woken.hurry(self._db, woken.showing(record, some), self._clock())


_SHOWN = (Record.OPPORTUNITY, Record.ITEM, Record.PROJECT)
