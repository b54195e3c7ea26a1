"""From an event as Graph writes it to an appointment, the same as over EWS."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.graph.reading import properties
from connectors.graph.reading.events import Beside, Event, NotUnderstood, Ours, appointment, listed
from connectors.mailbox import Appointment, AppointmentKind, Person, Sensitivity
from connectors.ours import MEETING, REMINDER

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
START = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
MASTER = (
    "040000008200E00074C5B7101A82E00800000000C3A4945E8A0EDB0100000000000000001000000011ADE55DFF95554DAE64F694889977B0"
)
SECOND = MASTER.replace("E00800000000", "E00807EA0C08")
ANN = {"type": "required", "emailAddress": {"name": "Ann", "address": "ann@client.example"}}


def _event(**fields: Any) -> Event:
    whole: dict[str, Any] = {
        "id": "AAMk=",
        "changeKey": "k1",
        "iCalUId": MASTER,
        "subject": "Demo",
        "start": {"dateTime": "2026-12-01T08:30:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-12-01T09:30:00.0000000", "timeZone": "UTC"},
        "type": "singleInstance",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": True,
        "location": {"displayName": "Oslo"},
        "organizer": {"emailAddress": {"name": "Bob", "address": "bob@us.example"}},
        "attendees": [],
        "sensitivity": "normal",
        "hasAttachments": False,
        "body": {"contentType": "text", "content": "Agenda"},
        **fields,
    }
    return msgspec.json.decode(json.dumps({name: value for name, value in whole.items() if value != ...}), type=Event)


def _with(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": id, "value": value} for id, value in values.items()]


def _read(zone: ZoneInfo = OSLO, **fields: Any) -> Appointment:
    return appointment(_event(**fields), Beside(NOW, zone))


def test_a_meeting_is_read_whole() -> None:
    people = [{**ANN, "type": "optional"}, {"type": "resource", "emailAddress": {"address": "room@us.example"}}]
    found = _read(attendees=[*people, {"emailAddress": {"address": "eve@client.example"}}], sensitivity="personal")

    assert (found.uid, found.subject, found.start, found.end) == (MASTER, "Demo", START, START + timedelta(hours=1))
    assert (found.kind, found.original_start, found.location) == (AppointmentKind.SINGLE, None, "Oslo")
    assert found.organizer == Person("bob@us.example", "Bob")
    assert found.attendees == (Person("eve@client.example"), Person("ann@client.example", "Ann"))
    assert (found.sensitivity, found.body, found.body_is_html) == (Sensitivity.PERSONAL, "Agenda", False)
    assert (found.untold, found.unclear, found.lacking) == ({"size"}, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("fields", "told", "is_draft"),
    [
        ({}, {}, False),  # an appointment
        ({"attendees": [ANN]}, {}, False),  # nobody knows: counts as sent
        ({"attendees": [ANN], "isDraft": True}, {}, False),  # what was sent may keep it
        ({"attendees": [ANN]}, {properties.INVITED: "false"}, True),
        ({"attendees": [ANN], "isDraft": False}, {properties.INVITED: "false"}, True),
        ({"attendees": [ANN]}, {properties.INVITED: "true"}, False),
        ({"attendees": [ANN], "isOrganizer": False}, {properties.INVITED: "false"}, False),
        (
            {"attendees": [ANN], "isOrganizer": None, "responseStatus": {"response": "accepted"}},
            {properties.INVITED: "false"},
            False,
        ),
        ({}, {properties.ROLE: MEETING}, True),
        ({"attendees": [ANN]}, {properties.ROLE: MEETING}, False),
        ({}, {properties.IDENTITY: "x"}, False),
        (
            {"start": {"dateTime": "2026-11-28T12:00:00", "timeZone": "UTC"}},
            {properties.ROLE: MEETING},
            False,  # its time has come
        ),
        (
            {"start": {"dateTime": "2026-11-28T12:00:01", "timeZone": "UTC"}},
            {properties.ROLE: MEETING},
            True,
        ),
    ],
)
def test_a_draft_is_what_nobody_was_invited_to(fields: dict[str, Any], told: dict[str, str], is_draft: bool) -> None:
    assert _read(singleValueExtendedProperties=_with(told), **fields).is_draft == is_draft


def test_a_reminder_of_ours_is_no_appointment_until_somebody_is_invited() -> None:
    marks = _with({properties.ROLE: REMINDER})

    with pytest.raises(Ours):
        _read(singleValueExtendedProperties=marks)
    assert _read(singleValueExtendedProperties=marks, attendees=[ANN]).attendees


def test_an_exception_is_known_by_its_series_and_by_when_it_was_meant_to_be() -> None:
    fields = {"type": "exception", "iCalUId": SECOND, "originalStart": "2026-12-08T08:30:00Z"}
    with_master = appointment(_event(**fields, seriesMasterId="m"), Beside(NOW, OSLO, {"m": "series@client.example"}))
    alone = _read(**fields)

    assert (with_master.uid, with_master.kind) == ("series@client.example", AppointmentKind.EXCEPTION)
    assert with_master.original_start == START + timedelta(days=7)
    # Who is invited to one occurrence only has nothing of the series but that.
    assert (alone.uid, alone.kind, alone.original_start) == (MASTER, AppointmentKind.SINGLE, START + timedelta(days=7))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, datetime(2026, 12, 8, 8, 30, tzinfo=UTC)),  # its day, at the hour that it has
        ({properties.REPLACED: "2026-12-08T07:00:00Z"}, datetime(2026, 12, 8, 7, tzinfo=UTC)),
    ],
)
def test_an_invitation_to_one_occurrence_names_its_day(told: dict[str, str], expected: datetime) -> None:
    found = _read(iCalUId=SECOND, singleValueExtendedProperties=_with(told))

    assert (found.uid, found.original_start, found.kind) == (MASTER, expected, AppointmentKind.SINGLE)


def test_a_single_appointment_has_no_original_start_whatever_the_server_writes() -> None:
    assert _read(originalStart="2026-12-01T08:30:00Z").original_start is None


WHOLE_DAY = {
    "isAllDay": True,
    "start": {"dateTime": "2026-12-01T00:00:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-02T00:00:00.0000000", "timeZone": "UTC"},
}


@pytest.mark.parametrize(
    ("fields", "told", "hours"),
    [
        ({}, {}, -1),  # of the mailbox's zone
        ({"originalStartTimeZone": "UTC"}, {}, -1),  # whole days are told in what they were asked for
        ({"originalStartTimeZone": "Eastern Standard Time"}, {}, 5),
        ({"originalStartTimeZone": "tzone://Microsoft/Custom"}, {}, -1),
        (
            {},
            {properties.STARTS: "2026-12-01T05:00:00Z", properties.ENDS: "2026-12-02T05:00:00Z"},
            5,
        ),
        ({}, {properties.STARTS: "2020-01-01T05:00:00Z", properties.ENDS: "nonsense"}, -1),
        ({"type": "occurrence", "seriesMasterId": "m", "originalStart": "2026-12-01T08:00:00Z"}, {}, 8),
    ],
)
def test_a_whole_day_lasts_from_midnight_to_midnight_of_its_owner(
    fields: dict[str, Any], told: dict[str, str], hours: int
) -> None:
    found = _read(**WHOLE_DAY, **fields, singleValueExtendedProperties=_with(told))

    assert found.start == datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hours)
    assert found.end == found.start + timedelta(days=1)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_whole_day_on_which_the_clock_changes_is_an_hour_shorter_or_longer(day: str) -> None:
    after = (datetime.fromisoformat(day) + timedelta(days=1)).isoformat()
    times = {"start": {"dateTime": f"{day}T00:00:00"}, "end": {"dateTime": after}}

    found = _read(**{**WHOLE_DAY, **times})

    assert found.start is not None
    assert found.end is not None
    assert found.end - found.start in (timedelta(hours=23), timedelta(hours=25))


def test_a_master_names_the_occurrences_that_were_deleted() -> None:
    recurrence = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
        "range": {"type": "noEnd", "recurrenceTimeZone": "W. Europe Standard Time"},
    }
    beside = Beside(NOW, OSLO, deleted={"AAMk=": ("OID.AAMk=.2026-12-15", "OID.AAMk=.2026-12-08", "?")})

    found = appointment(_event(type="seriesMaster", recurrence=recurrence), beside)

    assert (found.kind, found.original_start) == (AppointmentKind.MASTER, None)
    assert found.deleted_occurrences == (START + timedelta(days=7), START + timedelta(days=14))


@pytest.mark.parametrize(("is_organizer", "are_told"), [(True, True), (False, False)])
def test_hidden_attendees_are_told_to_nobody_but_their_organizer(is_organizer: bool, are_told: bool) -> None:
    assert _read(hideAttendees=True, isOrganizer=is_organizer).are_people_told is are_told


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"sensitivity": "secret"}, "sensitivity"),
        ({"sensitivity": "unknownFutureValue"}, "sensitivity"),
        ({"type": "unknownFutureValue"}, "type"),
        ({"start": {"dateTime": "soon", "timeZone": "UTC"}}, "time"),
        ({"start": {"dateTime": "2026-12-01T08:30:00", "timeZone": "tzone://Microsoft/Custom"}}, "time"),
        ({"type": "exception", "seriesMasterId": "m", "originalStart": "?"}, "time"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(fields: dict[str, Any], what: str) -> None:
    with pytest.raises(NotUnderstood, match=what):
        _read(**fields)


@pytest.mark.parametrize(
    ("key", "untold", "lacking"),
    [("sensitivity", "sensitivity", True), ("iCalUId", "uid", True), ("body", "body", False), ("type", "kind", False)],
)
def test_what_is_not_told_is_known_to_be_missing(key: str, untold: str, lacking: bool) -> None:
    found = _read(**{key: ...})

    assert untold in found.untold
    assert found.lacking == (frozenset({untold}) if lacking else frozenset())


def test_unknown_properties_and_nulls_do_no_harm() -> None:
    nulls = dict.fromkeys(("subject", "location", "body", "attendees", "organizer", "categories", "recurrence"))

    found = _read(**nulls, occurrenceId="beta", brandNew={"a": [1]})

    assert (found.subject, found.location, found.attendees, found.organizer) == ("", "", (), None)


def test_a_listing_leaves_out_what_cannot_be_understood() -> None:
    found = listed(_event(start={"dateTime": "soon"}, type="later"), {}, OSLO)

    assert (found.item_id, found.identity, found.at, found.kind) == ("AAMk=", MASTER, None, None)


_TEXTS = st.text(max_size=12) | st.sampled_from(["2026-12-01T00:00:00", "UTC", "exception", "occurrence", SECOND])


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(["type", "iCalUId", "originalStart", "originalStartTimeZone", "sensitivity", "seriesMasterId"]),
        _TEXTS | st.none(),
    ),
    st.booleans(),
)
def test_any_event_becomes_an_appointment_or_a_sentence(fields: dict[str, Any], is_all_day: bool) -> None:
    event = _event(**fields, isAllDay=is_all_day)

    listed(event, {}, OSLO)
    with suppress(NotUnderstood):
        assert appointment(event, Beside(NOW, OSLO)).item_id == "AAMk="
