"""Tasks in people's Outlook that show something of a record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from store.bulk import insert_rows
from store.models import TaskRow
from store.repository import Repository, chunks
from store.values import FollowedTask, TaskAbout, TaskState, TaskVanished

_TASKS = select(
    TaskRow.guid,
    TaskRow.mailbox_id,
    TaskRow.number,
    TaskRow.server_id,
    TaskRow.change_key,
    TaskRow.agreed,
    TaskRow.seen,
    TaskRow.is_over,
    TaskRow.closing,
    TaskRow.about,
    TaskRow.about_id,
    TaskRow.is_theirs,
    TaskRow.vanished,
).order_by(TaskRow.mailbox_id, TaskRow.number, TaskRow.guid)
_FOLLOWED = _TASKS.where(TaskRow.mailbox_id == bindparam("mailbox"), TaskRow.is_over.is_(False))


class Tasks(Repository):
    def followed(self, mailbox_id: int) -> list[FollowedTask]:
        """The mailbox's tasks that are not over."""
        return [_task(row) for row in self._db.execute(_FOLLOWED, {"mailbox": mailbox_id})]

    def own_over(self, mailbox_id: int) -> list[FollowedTask]:
        """Those that its user made, and that are over."""
        return self._select(TaskRow.mailbox_id == mailbox_id, TaskRow.is_over, TaskRow.is_theirs)

    def held(self) -> list[FollowedTask]:
        """Those of all mailboxes of which a person is asked what became of them."""
        return self._select(TaskRow.vanished == TaskVanished.HELD.value, TaskRow.is_over.is_(False))

    def get(self, mailbox_id: int, guid: UUID) -> FollowedTask | None:
        found = self._select(TaskRow.mailbox_id == mailbox_id, TaskRow.guid == guid)
        return found[0] if found else None

    def by_server_id(self, mailbox_id: int, server_ids: Collection[str]) -> dict[str, FollowedTask]:
        """The mailbox's tasks that were last seen under these ids, those that are over included."""
        found: dict[str, FollowedTask] = {}
        for chunk in chunks(server_ids):
            tasks = self._select(TaskRow.mailbox_id == mailbox_id, TaskRow.server_id.in_(chunk))
            found |= {task.server_id: task for task in tasks}
        return found

    def by_number(self, number: int) -> list[FollowedTask]:
        """All tasks that ever carried the opportunity's category, in all mailboxes."""
        return self._select(TaskRow.number == number)

    def save(self, task: FollowedTask) -> None:
        """The task as it stands from now on."""
        values = {
            "mailbox_id": task.mailbox_id,
            "guid": task.guid,
            "about": task.about.value,
            "about_id": task.about_id,
            "number": task.number,
            "server_id": task.server_id,
            "change_key": task.change_key,
            "agreed": _json(task.agreed),
            "seen": _json(task.seen),
            "is_over": task.is_over,
            "closing": task.closing,
            "is_theirs": task.is_theirs,
            "vanished": task.vanished or "",
        }
        replaced = [name for name in values if name not in ("mailbox_id", "guid")]
        insert_rows(self._db, TaskRow, [values], key=("mailbox_id", "guid"), replaced=replaced)

    def _select(self, *conditions: Any) -> list[FollowedTask]:
        return [_task(row) for row in self._db.execute(_TASKS.where(*conditions))]


def _task(row: Row[Any]) -> FollowedTask:
    return FollowedTask(
        **{
            **row._mapping,
            "agreed": _state(row.agreed),
            "seen": _state(row.seen),
            "about": TaskAbout(row.about),
            "vanished": TaskVanished(row.vanished) if row.vanished else None,
        }
    )


def _json(state: TaskState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {
        "subject": state.subject,
        "due": state.due.isoformat() if state.due else None,
        "reminder_at": state.reminder_at.isoformat() if state.reminder_at else None,
        "is_complete": state.is_complete,
        "block": state.block,
        "words": state.words,
    }


def _state(kept: dict[str, Any] | None) -> TaskState | None:
    if kept is None:
        return None
    return TaskState(
        subject=kept["subject"],
        due=date.fromisoformat(kept["due"]) if kept["due"] else None,
        reminder_at=datetime.fromisoformat(kept["reminder_at"]) if kept["reminder_at"] else None,
        is_complete=kept["is_complete"],
        block=kept["block"],
        words=kept.get("words", ""),
    )
