"""From a task of To Do as Graph writes it to our values. Pure.

It is the same task that Outlook shows in the folder which is the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import tzinfo
from uuid import UUID

import msgspec

from connectors.graph.reading.events import NotUnderstood
from connectors.graph.reading.parts import Body
from connectors.graph.reading.recurring import Recurrence
from connectors.graph.reading.times import DateTimeZone, alarm, due_day, instant
from connectors.mailbox import Task

APPLICATION = "dealtrail"  # how To Do calls us beside the task


class LinkedResource(msgspec.Struct, gc=False, rename="camel"):
    id: str | None = None
    application_name: str | None = None
    external_id: str | None = None


class TodoList(msgspec.Struct, gc=False, rename="camel"):
    id: str
    display_name: str | None = None
    is_owner: bool | None = None
    wellknown_list_name: str | None = None


class TodoTask(msgspec.Struct, gc=False, rename="camel", kw_only=True):
    """UNSET where the server does not tell: an update tells of little more than what was changed."""

    id: str
    etag: str | None = msgspec.field(name="@odata.etag", default=None)
    title: str | None = None
    status: str | msgspec.UnsetType | None = msgspec.UNSET
    body: Body | msgspec.UnsetType | None = msgspec.UNSET
    categories: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    due_date_time: DateTimeZone | None = None
    reminder_date_time: DateTimeZone | None = None
    is_reminder_on: bool | None = None
    recurrence: Recurrence | None = None
    last_modified_date_time: str | None = None
    linked_resources: list[LinkedResource] | msgspec.UnsetType | None = msgspec.UNSET


def task(told: TodoTask, zone: tzinfo) -> Task:
    """The task, for a mailbox in this zone; raises NotUnderstood."""
    try:
        return Task(
            told.id,
            version(told),
            identity=identity(told),
            subject=told.title or "",
            due=due_day(told.due_date_time, zone) if told.due_date_time else None,
            reminder_at=alarm(told.reminder_date_time) if told.is_reminder_on and told.reminder_date_time else None,
            is_complete=told.status == "completed",
            is_recurring=told.recurrence is not None,
            categories=tuple(told.categories or ()),
            body=(told.body.content or "") if isinstance(told.body, Body) else "",
            body_is_html=isinstance(told.body, Body) and (told.body.content_type or "").lower() == "html",
            modified_at=instant(told.last_modified_date_time) if told.last_modified_date_time else None,
            untold=_untold(told),
        )
    except (ValueError, OverflowError) as problem:
        raise NotUnderstood("one of its times cannot be understood") from problem


def identity(told: TodoTask) -> UUID | None:
    """Our hidden identity; None where it is the user's own."""
    return next((identity for _, identity in _links(told)), None)


def link_of(told: TodoTask) -> str | None:
    """The id of what makes it ours."""
    return next((link.id for link, _ in _links(told) if link.id), None)


def _links(told: TodoTask) -> Iterator[tuple[LinkedResource, UUID]]:
    for one in told.linked_resources or () if told.linked_resources is not msgspec.UNSET else ():
        if (one.application_name or "").lower() == APPLICATION and one.external_id:
            with suppress(ValueError):
                yield one, UUID(one.external_id)


def linked(identity: UUID, subject: str) -> dict[str, str]:
    """What makes a task ours."""
    return {"applicationName": APPLICATION, "displayName": subject or APPLICATION, "externalId": str(identity)}


def version(told: TodoTask) -> str:
    """What changes when the task does: the server's mark, or else one made of all that matters here.

    The identity is left out of it: it comes and goes with the way in which the task is asked for.
    """
    if told.etag:
        return told.etag
    parts = msgspec.json.encode(
        [
            (told.title, told.status, told.body, told.categories, told.due_date_time, told.reminder_date_time),
            (told.is_reminder_on, told.recurrence is not None, told.last_modified_date_time),
        ],
        enc_hook=lambda unset: None,
    )
    return hashlib.sha256(parts).hexdigest()[:32]


def _untold(told: TodoTask) -> frozenset[str]:
    names = {"body": told.body, "categories": told.categories, "is_complete": told.status}
    return frozenset(name for name, value in names.items() if value is msgspec.UNSET)
