"""Which mailboxes show a record, and making them due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from store.models import ItemTaskRow, MailboxRow, OpportunityRow, ProjectTaskRow, TaskRow, UserRow
from store.values import Record


def hurry(db: Connection, meant: ColumnElement[bool], now: datetime) -> None:
    """Make these due now, but for those that wait after a failure."""
    waiting = (MailboxRow.is_active, MailboxRow.failures == 0, MailboxRow.due_at > now)
    db.execute(update(MailboxRow).where(*waiting, meant).values(due_at=now))


def these(ids: Collection[int]) -> ColumnElement[bool]:
    return MailboxRow.id.in_(ids)


def showing(record: Record, ids: Collection[int]) -> ColumnElement[bool]:
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
