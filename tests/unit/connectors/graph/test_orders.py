"""What is written over Graph: drafts, tasks, flags and reminders, as bodies of requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import MailboxError
from connectors.graph.asking import Call
from connectors.graph.reading import properties
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.events import Event
from connectors.graph.reading.todo import TodoTask, task
from connectors.graph.writing import drafts
from connectors.graph.writing.reminders import Reminders
from connectors.mailbox import DraftContent, DraftKind, Person, Task, TaskContent
from connectors.ours import MEETING, REMINDER

T = TypeVar("T")
IDENTITY = UUID("6c1f9a52-9f4b-4d0e-8b52-0d5b1f7a9c11")
START = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


class Silent:
    """A wire on which nothing is asked: the time zone is known already."""

    address = "bob@us.example"

    def ask(self, call: Call, kind: type[T]) -> T:
        raise AssertionError(call)

    def ask_many(self, calls: Sequence[Call], kind: type[T]) -> Sequence[T | MailboxError]:
        raise AssertionError(calls)

    def ask_in_turn(self, calls: Sequence[Call], kind: type[T]) -> Sequence[T | MailboxError]:
        raise AssertionError(calls)

    def follow(self, link: str, kind: type[T], prefer: tuple[str, ...] = ()) -> T:
        raise AssertionError(link)

    def without_host(self, link: str) -> str:
        return link


def _reminders(zone: str = "Europe/Oslo") -> Reminders:
    wire = Silent()
    return Reminders(wire, Calendars(wire, lambda: NOW, _zone=(ZoneInfo(zone), zone)))


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_meeting_is_prepared_without_attendees_and_names_whom_to_invite() -> None:
    people = (Person("ann@client.example", "Ann Ångström"), Person("eve@client.example"), Person("", "nobody"))
    content = DraftContent(
        DraftKind.MEETING, "Demo", "Agenda\n", people, ("OPP-17 x",), START, START + timedelta(hours=1), "Oslo"
    )

    body = drafts.event(IDENTITY, content)

    text = body["body"]["content"]
    assert text == "Agenda\n\nTo invite:\nAnn Ångström <ann@client.example>\neve@client.example"
    assert "attendees" not in body
    assert body["transactionId"] == str(IDENTITY)
    marks = {one["id"]: one["value"] for one in body["singleValueExtendedProperties"]}
    assert marks == {properties.IDENTITY: str(IDENTITY), properties.ROLE: MEETING}
    assert body["start"] == {"dateTime": "2026-12-01T08:30:00", "timeZone": "UTC"}


def test_an_appointment_is_no_meeting_that_waits() -> None:
    content = DraftContent(DraftKind.APPOINTMENT, "Demo", start=START, end=START)

    body = drafts.event(IDENTITY, content)

    assert [one["id"] for one in body["singleValueExtendedProperties"]] == [properties.IDENTITY]
    assert (body["body"]["content"], "location" in body, "categories" in body) == ("", False, False)


def test_an_email_goes_to_those_who_have_an_address_and_holds_nothing_that_breaks_json() -> None:
    content = DraftContent(DraftKind.EMAIL, "a\x00b" + "x" * 300, "\ud83d ok\x0b", (Person(""), Person("a@x\x01")))

    body = drafts.message(IDENTITY, content)

    assert len(body["subject"]) == 255
    assert body["body"]["content"] == " ok"
    assert body["toRecipients"] == [{"emailAddress": {"address": "a@x"}}]
    assert msgspec.json.encode(body)


# --- reminders --------------------------------------------------------------------------------------------------------


def _shown(reminders: Reminders, content: TaskContent) -> Task:
    """The reminder as Graph would show what was written."""
    times: dict[str, Any] = reminders._times(content)
    for name in ("start", "end"):  # whole days are shown as they were given, everything else in UTC
        times[name] = {**times[name], "timeZone": "UTC"} if name in times else None
    marks = {properties.ROLE: REMINDER, properties.TASK: str(IDENTITY)}
    event = {
        "id": "e1",
        "changeKey": "k",
        "subject": f"{'Done: ' if content.is_complete else ''}{content.subject}",
        "attendees": [],
        "originalStartTimeZone": str(reminders.calendars.zone()[0]),
        "singleValueExtendedProperties": properties.written(marks),
        **times,
    }
    found = reminders.task(msgspec.convert(event, Event))
    assert found is not None
    return found


@given(
    due=st.dates(date(2026, 1, 1), date(2028, 1, 1)) | st.none(),
    alarm=st.datetimes(datetime(2026, 1, 2), datetime(2028, 1, 1), timezones=st.just(UTC)) | st.none(),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/Oslo", "UTC", "Pacific/Kiritimati", "America/New_York"]),
    is_complete=st.booleans(),
)
def test_a_reminder_shows_its_day_and_its_alarm(
    due: date | None, alarm: datetime | None, zone: str, is_complete: bool
) -> None:
    alarm = alarm.replace(second=0, microsecond=0) if alarm else None
    reminders, content = _reminders(zone), TaskContent("Call", due, alarm, is_complete=is_complete)
    if due is None and alarm is None:
        return

    found = _shown(reminders, content)

    day = alarm.astimezone(ZoneInfo(zone)).date() if alarm else None
    assert (found.subject, found.is_complete, found.identity) == ("Call", is_complete, IDENTITY)
    assert found.reminder_at == (None if is_complete else alarm)
    assert found.due == (due if due and (day is None or day <= due) else day)  # an alarm after the day moves it


def test_an_appointment_that_is_not_ours_any_more_is_no_reminder() -> None:
    marks = {properties.ROLE: REMINDER, properties.TASK: str(IDENTITY)}
    event: dict[str, Any] = {
        "id": "e1",
        "subject": "Call",
        "start": {"dateTime": "2026-12-01T08:30:00"},
        "singleValueExtendedProperties": properties.written(marks),
    }
    reminders = _reminders()

    assert reminders.task(msgspec.convert(event, Event)) is not None
    invited = {**event, "attendees": [{"emailAddress": {"address": "ann@client.example"}}]}
    assert reminders.task(msgspec.convert(invited, Event)) is None
    for mark in marks:
        other = {**event, "singleValueExtendedProperties": properties.written({**marks, mark: "x"})}
        assert reminders.task(msgspec.convert(other, Event)) is None


# --- tasks ------------------------------------------------------------------------------------------------------------


def _todo(**fields: Any) -> Task:
    whole = {"id": "t1", "title": "Call", "status": "notStarted", "body": {"content": ""}, "categories": [], **fields}
    return task(msgspec.convert(whole, TodoTask), OSLO)


def test_a_task_is_read_whole() -> None:
    link = [{"applicationName": "Mail"}, {"applicationName": "dealtrail", "externalId": str(IDENTITY)}]
    found = _todo(
        **{"@odata.etag": 'W/"k"', "status": "completed", "categories": ["OPP-17 x"], "linkedResources": link},
        dueDateTime={"dateTime": "2026-11-30T23:00:00.0000000", "timeZone": "UTC"},
        reminderDateTime={"dateTime": "2026-12-01T08:30:00.0000000", "timeZone": "UTC"},
        isReminderOn=True,
        body={"content": "<p>x</p>", "contentType": "html"},
    )

    assert (found.identity, found.change_key, found.is_complete) == (IDENTITY, 'W/"k"', True)
    assert (found.due, found.reminder_at, found.categories) == (date(2026, 12, 1), START, ("OPP-17 x",))
    assert (found.body, found.body_is_html, found.untold) == ("<p>x</p>", True, frozenset())


def test_a_task_without_a_mark_of_its_server_is_another_when_anything_in_it_is() -> None:
    versions = [
        _todo(**fields).change_key
        for fields in (
            {},
            {"title": "Call Ann"},
            {"status": "completed"},
            {"isReminderOn": True},
            {"dueDateTime": {"dateTime": "2026-12-01T00:00:00", "timeZone": "UTC"}},
            {"body": {"content": "x"}},
            {"lastModifiedDateTime": "2026-11-28T12:00:00Z"},
        )
    ]

    assert len(set(versions)) == len(versions)
    assert _todo().change_key == versions[0]
    assert _todo(linkedResources=[]).change_key == versions[0]  # asked for otherwise, the same


def test_what_an_update_leaves_out_of_a_task_is_untold() -> None:
    found = task(msgspec.convert({"id": "t1", "title": "Call"}, TodoTask), OSLO)

    assert found.untold == {"body", "categories", "is_complete"}


@pytest.mark.parametrize("alarm", [None, {"dateTime": "4501-01-01T00:00:00", "timeZone": "UTC"}])
def test_no_alarm_is_none_however_it_is_written(alarm: dict[str, str] | None) -> None:
    assert _todo(reminderDateTime=alarm, isReminderOn=True).reminder_at is None
