"""An appointment of one's own with a reminder, where a mailbox may hold no tasks and no mail can be flagged.

It takes no time (free), invites nobody, and is no history. Whoever puts "Done:" before its subject completes it, which
is how it is completed from here; whoever deletes it switches the reminder off. Once somebody is invited to it, it is a
meeting like any other, and a reminder no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from connectors.characters import clean
from connectors.errors import Conflict, ItemGone, Refused
from connectors.graph.asking import AS_TEXT, IN_UTC, Call, Wire
from connectors.graph.reading import events, properties
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.events import Event
from connectors.graph.reading.times import instant, midnight, written, written_day
from connectors.graph.wire.codes import MadeBefore
from connectors.mailbox import AppointmentKind, Task, TaskChange, TaskContent
from connectors.ours import APPOINTMENT_ID, DONE, REMINDER

LENGTH = timedelta(minutes=15)
_MINE = (properties.ROLE, properties.TASK)
_READ = (
    f"$select={','.join((*events.SELECT, 'isReminderOn', 'reminderMinutesBeforeStart'))}"
    f"&$expand={properties.expand(_MINE)}"
)
PREFER = (IN_UTC, AS_TEXT)


@dataclass
class Reminders:
    """Those of one mailbox that are ours, in all of its calendars."""

    wire: Wire
    calendars: Calendars

    def calls(self, homes: Sequence[str]) -> list[Call]:
        """What asks for all of them, a calendar each."""
        wanted = quote(properties.having(properties.ROLE, REMINDER), safe="")
        query = f"$filter={wanted}&{_READ}&$top=100"
        return [Call(f"calendars/{quote(home, safe='')}/events", query, prefer=PREFER) for home in homes]

    def tasks(self, found: Iterable[Event]) -> Iterator[Task]:
        for one in found:
            task = self.task(one)
            if task is not None:
                yield task

    def task(self, one: Event) -> Task | None:
        """The task that the appointment stands for; None where it is none any more."""
        told = properties.told(one.single_value_extended_properties)
        identity = properties.identity(told, properties.TASK)
        is_ours = identity is not None and told.get(properties.ROLE) == REMINDER
        if not is_ours or events.people(one):
            return None
        zone, _ = self.calendars.zone()
        try:
            start, _ = events.span(one, told, zone, AppointmentKind.SINGLE)
            modified = instant(one.last_modified_date_time) if one.last_modified_date_time else None
        except (ValueError, OverflowError):
            return None
        subject, body = events.given(one.subject) or "", events.given(one.body)
        minutes = timedelta(minutes=one.reminder_minutes_before_start or 0)
        is_complete = subject.casefold().startswith(DONE.strip().casefold())
        return Task(
            APPOINTMENT_ID + one.id,
            one.change_key or one.etag or "",
            identity,
            subject[len(DONE.strip()) :].lstrip() if is_complete else subject,
            _day(start, zone) if start else None,
            start - minutes if start and one.is_reminder_on else None,
            is_complete=is_complete,
            is_recurring=one.recurrence is not None,
            categories=tuple(one.categories or ()),
            body=(body.content or "") if body else "",
            body_is_html=body is not None and (body.content_type or "").lower() == "html",
            modified_at=modified,
        )

    def create(self, identity: UUID, content: TaskContent, now: datetime) -> Task:
        """In the default calendar; what is overdue stands at today, where it is seen."""
        zone, _ = self.calendars.zone()
        today = now.astimezone(zone).date()
        day = max(content.due, today) if content.due else (None if content.reminder_at else today)
        content = replace(content, due=day)
        mine = {properties.ROLE: REMINDER, properties.TASK: str(identity)}
        body = {
            **self._times(content),
            "subject": _subject(content),
            "body": {"contentType": "text", "content": clean(content.body)},
            "categories": [clean(one) for one in content.categories],
            "showAs": "free",
            "singleValueExtendedProperties": properties.written(mine),
        }
        # The same request once more is the same appointment; what is asked for anew, after the user threw the first one
        # away, is another one.
        body["transactionId"] = str(uuid5(identity, json.dumps(body, sort_keys=True)))
        try:
            made = self.wire.ask(Call("events", method="POST", body=body, prefer=PREFER), Event)
        except MadeBefore:
            del body["transactionId"]
            made = self.wire.ask(Call("events", method="POST", body=body, prefer=PREFER), Event)
        return self.read(APPOINTMENT_ID + made.id)

    def edit(self, change: TaskChange) -> Task:
        """Raises Conflict and ItemGone; Refused where somebody was invited to it, who would get mail."""
        found = self._read(change.item_id)
        before = self.task(found)
        if before is None:
            raise ItemGone(self.wire.address, "the appointment is not there any more, or is a meeting now")
        edit, content = change.edit, change.edit.content
        values = {name: getattr(content, name) for name in edit.fields}
        after = replace(before, **values, body_is_html=before.body_is_html and "body" not in values)
        body = self._changes(before, after)
        if not body:
            return before
        if before.change_key != change.change_key:
            raise Conflict(self.wire.address, "the appointment was changed since it was read")
        if not isinstance(found.attendees, list) or found.is_organizer is False:
            raise Refused(self.wire.address, "the server does not say who takes part in the appointment")
        self.wire.ask(Call(_path(found.id), method="PATCH", body=body, if_match=found.etag or ""), Event)
        return self.read(change.item_id)

    def read(self, item_id: str) -> Task:
        task = self.task(self._read(item_id))
        if task is None:
            raise ItemGone(self.wire.address, "the appointment is not there any more, or is a meeting now")
        return task

    def _read(self, item_id: str) -> Event:
        return self.wire.ask(Call(_path(item_id.removeprefix(APPOINTMENT_ID)), _READ, prefer=PREFER), Event)

    def _changes(self, before: Task, after: Task) -> dict[str, Any]:
        """What is to be written; a series that the user made of it keeps its times."""
        content = TaskContent(
            after.subject, after.due, after.reminder_at, after.body, after.categories, is_complete=after.is_complete
        )
        body: dict[str, Any] = {}
        if (before.subject, before.is_complete) != (after.subject, after.is_complete):
            body["subject"] = _subject(content)
        is_moved = any(getattr(before, name) != getattr(after, name) for name in ("due", "reminder_at", "is_complete"))
        if is_moved and not before.is_recurring:
            body |= self._times(content)
        if before.body != after.body:
            body["body"] = {"contentType": "text", "content": clean(after.body)}
        if before.categories != after.categories:
            body["categories"] = [clean(one) for one in after.categories]
        return body

    def _times(self, content: TaskContent) -> dict[str, Any]:
        """On its day: at the moment of the alarm, or all day long where that is on another day or there is none."""
        zone, name = self.calendars.zone()
        alarm, day = content.reminder_at, content.due
        is_ringing = alarm is not None and not content.is_complete
        if day is None and alarm is None:
            return {"isReminderOn": False}
        if alarm is not None and (day is None or _day(alarm, zone) >= day):
            start = alarm.replace(second=0, microsecond=0)
            times: dict[str, Any] = {"start": written(start), "end": written(start + LENGTH), "isAllDay": False}
            return {**times, "isReminderOn": is_ringing, "reminderMinutesBeforeStart": 0}
        if day is None:
            return {"isReminderOn": False}
        before = midnight(day, zone) - alarm if alarm is not None else timedelta()
        times = {"start": written_day(day, name), "end": written_day(day + timedelta(days=1), name), "isAllDay": True}
        minutes = {"reminderMinutesBeforeStart": int(before.total_seconds() // 60)} if alarm is not None else {}
        return {**times, "isReminderOn": is_ringing, **minutes}


def _path(id: str) -> str:
    return f"events/{quote(id, safe='')}"


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _subject(content: TaskContent) -> str:
    return f"{DONE if content.is_complete else ''}{clean(content.subject)}"[:255]
