"""Mailboxes that are not to wait for their turn: a person has just changed what they show."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Select, or_, select, update

from store.models import ItemTaskRow, MailboxRow, OpportunityRow, ProjectTaskRow, TaskRow, UserRow
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
        if self._transaction.actor.user_id is None:
            return
        for some in chunks(self._owing):
            self._hurry(MailboxRow.id.in_(some))
        for record, ids in self._changed.items():
            for some in chunks(ids):
                self._hurry(_showing(record, some))

    def _hurry(self, meant: ColumnElement[bool]) -> None:
        now = self._clock()
        waiting = (MailboxRow.is_active, MailboxRow.failures == 0, MailboxRow.due_at > now)
        self._db.execute(update(MailboxRow).where(*waiting, meant).values(due_at=now))


_SHOWN = (Record.OPPORTUNITY, Record.ITEM, Record.PROJECT)


def _showing(record: Record, ids: Collection[int]) -> ColumnElement[bool]:
    """Mailboxes of whoever the record asks a task of, and of an opportunity those that show one of it."""
    match record:
        case Record.OPPORTUNITY:
            asked = select(OpportunityRow.assigned_to).where(OpportunityRow.number.in_(ids))
            shown = select(TaskRow.mailbox_id).where(TaskRow.number.in_(ids), TaskRow.is_over.is_(False))
            return or_(_of(asked), MailboxRow.id.in_(shown))
        case Record.ITEM:
            return _of(select(ItemTaskRow.assigned_to).where(ItemTaskRow.item_id.in_(ids)))
        case _:
            return _of(select(ProjectTaskRow.assigned_to).where(ProjectTaskRow.project_id.in_(ids)))


def _of(users: Select[int | None]) -> ColumnElement[bool]:
    return MailboxRow.address.in_(select(UserRow.email).where(UserRow.id.in_(users), UserRow.is_active))
