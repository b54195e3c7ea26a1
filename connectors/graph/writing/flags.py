"""A follow-up flag on an e-mail, where a mailbox may hold no tasks: it has a day, and is open or done. That is all.

A flag of the user's own is never touched, and a mail has one reminder. Its subject, text and categories are the mail's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from connectors.errors import Conflict, ItemGone, MailboxError
from connectors.graph.asking import Call, Wire
from connectors.graph.reading import properties
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.properties import Property
from connectors.graph.reading.times import DateTimeZone, due_day, instant, written_day
from connectors.mailbox import Task, TaskChange, TaskContent
from connectors.ours import FLAG, FLAG_ID

UNHELD = frozenset({"subject", "reminder_at", "body", "categories"})
_MINE = (properties.ROLE, properties.TASK)
_READ = f"$select=id,subject,flag,parentFolderId,lastModifiedDateTime&$expand={properties.expand(_MINE)}"


class Flag(msgspec.Struct, gc=False, rename="camel"):
    flag_status: str | None = None
    due_date_time: DateTimeZone | None = None


class Flagged(msgspec.Struct, gc=False, kw_only=True, rename="camel"):
    id: str
    etag: str | None = msgspec.field(name="@odata.etag", default=None)
    subject: str | None = None
    flag: Flag | None = None
    parent_folder_id: str | None = None
    last_modified_date_time: str | None = None
    single_value_extended_properties: list[Property] | None = None


class Place(msgspec.Struct, gc=False):
    id: str


@dataclass
class Flags:
    """Those of one mailbox that are ours."""

    wire: Wire
    calendars: Calendars
    _bin: str | None = None

    def call(self) -> Call:
        """What asks for all of them."""
        wanted = quote(properties.having(properties.ROLE, FLAG), safe="")
        return Call("messages", f"$filter={wanted}&{_READ}&$top=100")

    def tasks(self, found: Iterable[Flagged]) -> Iterator[Task]:
        """What is flagged still, and not thrown away."""
        for one in found:
            task = self.task(one)
            if task is not None:
                yield task

    def task(self, one: Flagged) -> Task | None:
        """The task that the flag stands for; None where the user took the flag off, or threw the mail away."""
        identity = properties.identity(properties.told(one.single_value_extended_properties), properties.TASK)
        status = _status(one)
        if identity is None or status == "notflagged" or one.parent_folder_id == self._deleted_items():
            return None
        flag = one.flag or Flag()
        try:
            due = due_day(flag.due_date_time, self.calendars.zone()[0]) if flag.due_date_time else None
            modified = instant(one.last_modified_date_time) if one.last_modified_date_time else None
        except (ValueError, OverflowError):
            due = modified = None
        version = f"{status} {due or ''}"
        return Task(
            FLAG_ID + one.id,
            version,
            identity,
            one.subject or "",
            due,
            None,
            is_complete=status == "complete",
            modified_at=modified,
            unheld=UNHELD,
        )

    def create(self, identity: UUID, content: TaskContent) -> Task | None:
        """Flag the mail that it is about; None where that cannot be: it is flagged already, or gone."""
        try:
            found = self.wire.ask(Call(f"messages/{quote(content.about, safe='')}", _READ), Flagged)
        except ItemGone:
            return None
        is_free = _status(found) == "notflagged" and found.parent_folder_id != self._deleted_items()
        if not is_free:
            return None
        mine = {properties.ROLE: FLAG, properties.TASK: str(identity)}
        body = {
            **self._flag(content.due, content.is_complete),
            "singleValueExtendedProperties": properties.written(mine),
        }
        return self._written(found, body)

    def edit(self, change: TaskChange) -> Task:
        """Raises Conflict and ItemGone."""
        found = self._read(change.item_id)
        before = self.task(found)
        if before is None:
            raise ItemGone(self.wire.address, "the flag is not there any more")
        edit = change.edit
        fields = edit.fields & {"due", "is_complete"}
        if not fields:
            return before
        if before.change_key != change.change_key:
            raise Conflict(self.wire.address, "the flag was changed since it was read")
        due = edit.content.due if "due" in fields else before.due
        is_complete = edit.content.is_complete if "is_complete" in fields else before.is_complete
        if (due, is_complete) == (before.due, before.is_complete):
            return before
        task = self._written(found, self._flag(due, is_complete))
        if task is None:
            raise ItemGone(self.wire.address, "the flag is not there any more")
        return task

    def _read(self, item_id: str) -> Flagged:
        return self.wire.ask(Call(f"messages/{quote(item_id.removeprefix(FLAG_ID), safe='')}", _READ), Flagged)

    def _written(self, found: Flagged, body: dict[str, Any]) -> Task | None:
        path = f"messages/{quote(found.id, safe='')}"
        self.wire.ask(Call(path, method="PATCH", body=body, if_match=found.etag or ""), Place)
        return self.task(self.wire.ask(Call(path, _READ), Flagged))

    def _flag(self, due: date | None, is_complete: bool) -> dict[str, Any]:
        """A due date needs a date to start; a flag that is done keeps what it had. Days are named to be taken off."""
        if is_complete:
            return {"flag": {"flagStatus": "complete"}}
        day = written_day(due, self.calendars.zone()[1]) if due else None
        return {"flag": {"flagStatus": "flagged", "startDateTime": day, "dueDateTime": day}}

    def _deleted_items(self) -> str:
        if self._bin is None:
            try:
                self._bin = self.wire.ask(Call("mailFolders/deleteditems", "$select=id"), Place).id
            except MailboxError:
                return ""
        return self._bin


def _status(one: Flagged) -> str:
    return ((one.flag.flag_status if one.flag else None) or "notFlagged").lower()
