"""Tasks in the history: with a due day, a reminder and somebody to do them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text, update

from store.bulk import insert_rows
from store.errors import Invalid, NotFound
from store.history.items import Items
from store.history.views import SHOWN
from store.history.written import Written
from store.models import ItemRow, ItemTaskRow
from store.paging import Place, behind
from store.records.users import Users
from store.repository import known_fields
from store.rules import history as rules
from store.values import HistoryItem, HistoryOf, ItemKind, TaskDetails, TaskStatus

_OWN = ("due_on", "reminder_at", "assigned_to")
_TOLD = {"due_on": "due", "reminder_at": "reminder", "assigned_to": "assigned to"}


class Todos(Written):
    """Tasks of the six kinds of history; what follows them in Outlook knows them by their GUID."""

    kind = ItemKind.TASK

    # --- reading ------------------------------------------------------------------------------------------------------

    def all(
        self,
        *,
        assigned_to: int | None = None,
        status: TaskStatus | None = TaskStatus.OPEN,
        limit: int | None = None,
        place: Place = (),
    ) -> list[HistoryItem]:
        """Tasks of one user or all, in one state or any: by due day, those without one last; behind a place."""
        tasks = (
            select(ItemTaskRow.item_id)
            .join(ItemRow, ItemRow.id == ItemTaskRow.item_id)
            .where(text(SHOWN))
            .order_by(ItemTaskRow.due_on.asc().nulls_last(), ItemTaskRow.item_id)
            .limit(limit)
        )
        if assigned_to is not None:
            tasks = tasks.where(ItemTaskRow.assigned_to == assigned_to)
        if status is not None:
            tasks = tasks.where(ItemTaskRow.status == status.value)
        if place:
            tasks = tasks.where(behind(((ItemTaskRow.due_on, False), (ItemTaskRow.item_id, False)), place))
        return self._beside(Items).many(self._db.scalars(tasks).all())

    def guid(self, id: int) -> UUID:
        """What the task in Outlook is known by."""
        return self._task(id)[1].guid

    def by_guid(self, guid: UUID) -> HistoryItem | None:
        """The task that this one in Outlook shows, also from the recycle bin."""
        id = self._db.scalar(select(ItemTaskRow.item_id).where(ItemTaskRow.guid == guid))
        return self.get(id) if id is not None else None

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        of: HistoryOf,
        title: str,
        body: str = "",
        *,
        due_on: date | None = None,
        reminder_at: datetime | None = None,
        assigned_to: int | None = None,
    ) -> HistoryItem:
        """A new open task in this history."""
        fields = rules.checked({"subject": title, "body": body})
        self._must_be_active(assigned_to)
        id = self._make(of, fields["subject"], fields["body"])
        row: dict[str, Any] = {
            "item_id": id,
            "due_on": due_on,
            "reminder_at": reminder_at,
            "status": TaskStatus.OPEN.value,
        }
        row |= {"completed_at": None, "assigned_to": assigned_to, "guid": uuid4()}
        insert_rows(self._db, ItemTaskRow, [row])
        return self.get(id)

    def edit(self, id: int, **changes: Any) -> HistoryItem:
        """Change subject, body, due_on, reminder_at or assigned_to; a task that is over is not reminded of."""
        before, task = self._task(id)
        known_fields("task", changes, ("subject", "body", *_OWN))
        fields = rules.checked(changes)
        rules.reminded(f"task {id}", fields.get("reminder_at"), task.status)
        self._must_be_active(fields.get("assigned_to"))
        self._change(before, {name: value for name, value in fields.items() if name not in _OWN})
        if own := {name: value for name, value in fields.items() if name in _OWN}:
            self._set(before, own)
        return self.get(id)

    def finish(self, id: int, *, at: datetime | None = None) -> HistoryItem:
        """Done, now or at an earlier time."""
        before = self._in(id, TaskStatus.OPEN)
        now = self._clock()
        done_at = rules.in_time(f"task {id}", at, now) if at else now
        self._set(before, {"status": TaskStatus.DONE.value, "completed_at": done_at})
        return self.get(id)

    def cancel(self, id: int) -> HistoryItem:
        """Not to be done any more."""
        self._set(self._in(id, TaskStatus.OPEN), {"status": TaskStatus.CANCELLED.value})
        return self.get(id)

    def reopen(self, id: int) -> HistoryItem:
        """To be done after all."""
        before = self._in(id, TaskStatus.DONE, TaskStatus.CANCELLED)
        self._set(before, {"status": TaskStatus.OPEN.value, "completed_at": None})
        return self.get(id)

    def _in(self, id: int, *states: TaskStatus) -> HistoryItem:
        """The task; raises Invalid when it is in another state."""
        item, task = self._task(id)
        if task.status not in states:
            raise Invalid(f"task {id}", f"is {task.status.value} already")
        return item

    def _task(self, id: int) -> tuple[HistoryItem, TaskDetails]:
        item = self._beside(Items).present(id, self.kind)
        if item.task is None:
            raise NotFound("task", id)
        return item, item.task

    def _set(self, before: HistoryItem, values: dict[str, Any]) -> None:
        self._db.execute(update(ItemTaskRow).where(ItemTaskRow.item_id == before.id).values(**values))
        after = self.get(before.id)
        told = {name: (self._word(before, name), self._word(after, name)) for name in values}
        self._tell(before.id, {_TOLD.get(name, name.replace("_at", "")): change for name, change in told.items()})

    def _word(self, item: HistoryItem, name: str) -> object:
        value = getattr(item.task, name)
        return self._beside(Users).get(value).name if name == "assigned_to" and value is not None else value

    def _must_be_active(self, user_id: int | None) -> None:
        if user_id is not None and not (user := self._beside(Users).get(user_id)).is_active:
            raise Invalid("assigned_to", f"user {user.name} is inactive", "assign somebody else")
