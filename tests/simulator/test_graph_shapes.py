"""Appointments and tasks as Graph writes them, and what is read of a request: no HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.graph.calendars.event_edits import change_event, create_event
from simulator.graph.calendars.events import View, bare_occurrence, cancelled_occurrences, event_of
from simulator.graph.errors import GraphError
from simulator.graph.mail.flags import flag_of, set_flag
from simulator.graph.quirks import GraphQuirks
from simulator.graph.recurrence import pattern_of, recurrence_of
from simulator.graph.times import NamedZone
from simulator.graph.todo.tasks import change_task, create_task, task_of
from simulator.imports.calendar_items import put_calendar
from simulator.mailboxes.appointments import make_exception
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.recurrence import pattern_from_rule
from simulator.mailboxes.series import in_window, occurrence_at
from tests.simulator.calendars import WEEKLY, YEAR, a_mailbox, a_zone, calendar

BERLIN = NamedZone.called("W. Europe Standard Time")
NOW = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


def imported(mailbox: Mailbox, *events: str) -> Item:
    return put_calendar(mailbox, calendar(*events), mailbox.folder("calendar"))[0]


def at(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def kept(mailbox: Mailbox, **body: Any) -> Item:
    whole = {"subject": "Visit", "start": at("2026-10-05T08:00:00"), "end": at("2026-10-05T09:00:00")} | body
    return mailbox.add(create_event(mailbox, whole), mailbox.folder("calendar"))


# --- recurrences ---


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("FREQ=DAILY;INTERVAL=3;COUNT=4", "daily"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SU", "weekly"),
        ("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20270301", "absoluteMonthly"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "relativeMonthly"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2", "relativeMonthly"),
        ("FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=5", "absoluteYearly"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "relativeYearly"),
    ],
)
def test_a_recurrence_that_is_shown_can_be_sent_back(rule: str, kind: str):
    first = datetime(2026, 10, 5, 8, tzinfo=UTC)
    pattern = pattern_from_rule(rule, first, BERLIN.zone)

    shown = recurrence_of(pattern, first, BERLIN.zone, BERLIN.name)
    again = pattern_of(shown, first.replace(tzinfo=None))

    assert shown["pattern"]["type"] == kind
    assert list(again.starts(first, BERLIN.zone))[:30] == list(pattern.starts(first, BERLIN.zone))[:30]


def test_every_second_year_is_every_twenty_fourth_month():
    shape = {"type": "absoluteYearly", "interval": 2, "month": 10, "dayOfMonth": 5}

    pattern = pattern_of({"pattern": shape, "range": {"type": "noEnd"}}, datetime(2026, 10, 5, tzinfo=UTC))

    assert pattern.rule == "FREQ=MONTHLY;INTERVAL=24;BYMONTHDAY=5"


@pytest.mark.parametrize(
    ("shape", "span"),
    [
        ({"type": "weekly", "interval": 1}, {"type": "noEnd"}),
        ({"type": "weekly", "interval": 1, "daysOfWeek": ["someday"]}, {"type": "noEnd"}),
        ({"type": "daily", "interval": 0}, {"type": "noEnd"}),
        ({"type": "hourly", "interval": 1}, {"type": "noEnd"}),
        ({"type": "absoluteMonthly", "dayOfMonth": 32}, {"type": "noEnd"}),
        ({"type": "relativeMonthly", "daysOfWeek": ["monday"], "index": "fifth"}, {"type": "noEnd"}),
        ({"type": "relativeMonthly", "daysOfWeek": ["monday", "friday"]}, {"type": "noEnd"}),
        ({"type": "daily"}, {"type": "numbered"}),
        ({"type": "daily"}, {"type": "endDate", "endDate": "2026-10-01"}),
        ({"type": "daily"}, {"type": "noEnd", "startDate": "2026-10-06"}),
        ({"type": "daily"}, None),
    ],
)
def test_a_recurrence_that_makes_no_sense_is_refused(shape: Any, span: Any):
    with pytest.raises(GraphError) as refused:
        pattern_of({"pattern": shape, "range": span}, datetime(2026, 10, 5, 8, tzinfo=UTC))

    assert refused.value.status == 400


# --- events ---


def test_an_occurrence_has_another_uid_than_its_series_and_its_own_original_start():
    mailbox = a_mailbox()
    master = imported(mailbox, WEEKLY)
    occurrences = in_window(mailbox, master, *YEAR)

    shown = [event_of(mailbox, one, View()) for one in occurrences]

    assert event_of(mailbox, master, View())["iCalUId"] == "w"
    assert len({one["iCalUId"] for one in shown} | {"w"}) == 5
    assert {one["seriesMasterId"] for one in shown} == {master.id}
    assert next(one["originalStart"] for one in shown) == "2026-10-12T08:00:00Z"


def test_the_uids_of_outlook_hold_the_day_of_an_occurrence():
    mailbox = a_mailbox()
    master = kept(mailbox, recurrence={"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd"}})

    shown = event_of(mailbox, occurrence_at(mailbox, master, datetime(2026, 10, 7, 8, tzinfo=UTC)), View())

    uid = master.get("UID")
    assert shown["iCalUId"] == f"{uid[:32]}07EA0A07{uid[40:]}"


def test_a_series_names_what_was_deleted_of_it_by_its_day():
    mailbox = a_mailbox()
    master = imported(mailbox, f"{WEEKLY}\nEXDATE:20261019T080000Z")

    assert cancelled_occurrences(master, View()) == [f"OID.{master.id}.2026-10-19"]


def test_a_bare_occurrence_tells_its_times_and_whose_it_is():
    mailbox = a_mailbox()
    first = in_window(mailbox, imported(mailbox, WEEKLY), *YEAR)[0]

    shown = bare_occurrence(mailbox, first, View(zone=BERLIN))

    assert {name for name in shown if not name.startswith("@")} == {"id", "type", "seriesMasterId", "start", "end"}
    assert shown["start"] == at("2026-10-12T10:00:00.0000000", "W. Europe Standard Time")


@pytest.mark.parametrize("zone", ["UTC", "Hawaiian Standard Time", "Europe/Berlin"])
def test_whole_days_are_midnights_in_every_zone(zone: str):
    mailbox = a_mailbox()
    item = imported(mailbox, "UID:d\nSUMMARY:D\nDTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261007")

    shown = event_of(mailbox, item, View(zone=NamedZone.called(zone)))

    assert (shown["start"]["dateTime"][:19], shown["end"]["dateTime"][:19]) == (
        "2026-10-05T00:00:00",
        "2026-10-07T00:00:00",
    )


def test_a_zone_made_at_home_has_no_name():
    mailbox = a_mailbox()
    local = WEEKLY.replace("DTSTART:20261012T080000Z", "DTSTART;TZID=Ours:20261012T100000")
    head = a_zone("Ours", "+0234", "+0334")
    item = put_calendar(mailbox, calendar(local, head=head), mailbox.folder("calendar"))[0]

    shown = event_of(mailbox, item, View())

    assert shown["originalStartTimeZone"] == "tzone://Microsoft/Custom"
    assert shown["recurrence"]["range"]["recurrenceTimeZone"] == "tzone://Microsoft/Custom"


def test_an_exception_keeps_its_original_start():
    mailbox = a_mailbox()
    master = imported(mailbox, WEEKLY)
    item = make_exception(mailbox, in_window(mailbox, master, *YEAR)[1])

    change_event(mailbox, item, {"start": at("2026-10-20T08:00:00"), "end": at("2026-10-20T09:30:00")})

    shown = event_of(mailbox, item, View())
    assert (shown["type"], shown["originalStart"]) == ("exception", "2026-10-19T08:00:00Z")
    assert shown["end"]["dateTime"] == "2026-10-20T09:30:00.0000000"


def test_what_is_created_is_shown_as_it_was_given():
    mailbox = a_mailbox()
    body = {
        "body": {"contentType": "html", "content": "<p>Hi</p>"},
        "start": at("2026-10-05T10:00:00", "Europe/Berlin"),
        "end": at("2026-10-05T11:00:00.0000000", "W. Europe Standard Time"),
        "location": {"displayName": "Aula"},
        "attendees": [{"type": "optional", "emailAddress": {"address": "ann@client.example", "name": "Ann"}}],
        "categories": ["OPP-17"],
        "sensitivity": "private",
        "showAs": "oof",
        "transactionId": "t-1",
        "isReminderOn": False,
    }

    shown = event_of(mailbox, kept(mailbox, **body), View(as_text=True))

    for name in ("categories", "sensitivity", "showAs", "transactionId", "isReminderOn"):
        assert shown[name] == body[name]
    assert shown["start"] == at("2026-10-05T08:00:00.0000000")
    assert shown["originalStartTimeZone"] == "W. Europe Standard Time"
    assert shown["body"] == {"contentType": "text", "content": "Hi"}
    assert shown["attendees"][0]["type"] == "optional"
    assert shown["isOrganizer"]
    assert shown["organizer"]["emailAddress"]["address"] == mailbox.address


@pytest.mark.parametrize(
    "body",
    [
        {"isAllDay": True},
        {"isAllDay": True, "start": at("2026-10-05T00:00:00"), "end": at("2026-10-05T00:00:00")},
        {
            "isAllDay": True,
            "start": at("2026-10-05T00:00:00"),
            "end": at("2026-10-06T00:00:00", "W. Europe Standard Time"),
        },
        {"end": at("2026-10-05T07:00:00")},
        {"start": at("2026-10-05T08:00:00", "Nowhere")},
        {"start": at("soon")},
        {"isDraft": True},
        {"attendees": [{"emailAddress": {"name": "Ann"}}]},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(body: dict[str, Any]):
    with pytest.raises(GraphError) as refused:
        kept(a_mailbox(), **body)

    assert refused.value.status == 400


def test_a_refused_change_changes_nothing():
    mailbox = a_mailbox()
    item = kept(mailbox)

    with pytest.raises(GraphError):
        change_event(mailbox, item, {"subject": "Other", "recurrence": {"pattern": {}, "range": {}}})

    assert item.subject == "Visit"


def test_a_single_event_that_is_made_a_series_keeps_its_uid():
    mailbox = a_mailbox()
    item = kept(mailbox)
    uid = item.get("UID")

    change_event(
        mailbox, item, {"recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd"}}}
    )

    shown = event_of(mailbox, item, View())
    assert (shown["type"], shown["iCalUId"]) == ("seriesMaster", uid)


@pytest.mark.parametrize(
    ("told", "expected"), [("true", [True, False]), ("never", [False, False]), ("always", [True, True])]
)
def test_is_draft_may_be_wrong_of_meetings(told: str, expected: list[bool]):
    mailbox = a_mailbox()
    people = [{"emailAddress": {"address": "ann@client.example"}}]
    draft, sent = (kept(mailbox, attendees=people) for _ in range(2))
    sent.put("MeetingRequestWasSent", "true")
    view = View(quirks=GraphQuirks(drafts=told))

    assert [event_of(mailbox, item, view)["isDraft"] for item in (draft, sent)] == expected
    assert not event_of(mailbox, kept(mailbox), view)["isDraft"]


# --- To Do ---


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (at("2026-12-01T00:00:00", "W. Europe Standard Time"), "2026-12-01"),
        (at("2026-12-01T00:00:00", "Line Islands Standard Time"), "2026-11-30"),
        (at("2026-12-01T00:00:00", "UTC"), "2026-12-01"),
    ],
)
def test_a_due_day_is_the_moment_that_was_given(given: dict[str, str], day: str):
    mailbox = a_mailbox()

    item = mailbox.add(create_task(mailbox, {"title": "Call", "dueDateTime": given}, NOW), mailbox.folder("tasks"))

    assert item.get("DueDate")[:10] == day
    assert task_of(mailbox, item, View(zone=BERLIN))["dueDateTime"]["dateTime"][:10] == day


def test_a_due_day_set_elsewhere_begins_in_the_mailboxs_zone():
    mailbox = a_mailbox()
    item = mailbox.add(
        create_task(mailbox, {"dueDateTime": at("2026-12-01T00:00:00", "Tokyo Standard Time")}, NOW),
        mailbox.folder("tasks"),
    )

    item.put("DueDate", "2026-12-05T00:00:00Z")

    assert task_of(mailbox, item, View())["dueDateTime"] == at("2026-12-04T23:00:00.0000000")


def test_a_due_date_for_a_recurring_task_leaves_a_second_one_open():
    mailbox = a_mailbox()
    weekly = {"pattern": {"type": "daily", "interval": 7}, "range": {"type": "noEnd"}}
    body = {"title": "Call", "dueDateTime": at("2026-12-01T00:00:00", BERLIN.name), "recurrence": weekly}
    item = mailbox.add(create_task(mailbox, body, NOW), mailbox.folder("tasks"))

    change_task(mailbox, item, {"dueDateTime": at("2026-12-02T00:00:00", BERLIN.name)}, NOW)

    dues = sorted(one.get("DueDate")[:10] for one in mailbox.folder("tasks").items.values())
    assert dues == ["2026-12-01", "2026-12-02"]


def test_completing_a_recurring_task_shows_the_done_one_and_makes_the_next():
    mailbox = a_mailbox()
    weekly = {"pattern": {"type": "daily", "interval": 7}, "range": {"type": "noEnd"}}
    body = {"title": "Call", "dueDateTime": at("2026-12-01T00:00:00", BERLIN.name), "recurrence": weekly}
    item = mailbox.add(create_task(mailbox, body, NOW), mailbox.folder("tasks"))

    done = change_task(mailbox, item, {"status": "completed"}, NOW)

    assert done is not item
    assert task_of(mailbox, done, View())["status"] == "completed"
    following = task_of(mailbox, item, View())
    assert (following["status"], following["dueDateTime"]["dateTime"][:10]) == ("notStarted", "2026-12-07")


def test_a_flag_with_a_due_date_needs_a_start_date():
    item = Item()

    with pytest.raises(GraphError):
        set_flag(item, {"flagStatus": "flagged", "dueDateTime": at("2026-12-01T00:00:00")}, NOW)
    set_flag(item, {"flagStatus": "flagged", "startDateTime": at("2026-12-01T00:00:00")}, NOW)

    assert flag_of(item) == {"flagStatus": "flagged", "startDateTime": at("2026-12-01T00:00:00.0000000")}
    set_flag(item, {"flagStatus": "notFlagged"}, NOW)
    assert flag_of(item) == {"flagStatus": "notFlagged"}
