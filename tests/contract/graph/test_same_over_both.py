"""One calendar read over EWS and over Graph: the same appointments, but for ids and change keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr

from connectors.ews.mailbox import EwsMailbox, open_mailbox
from connectors.ews.server import Server
from connectors.graph.mailbox import GraphMailbox
from connectors.mailbox import Appointment, AppointmentKind, DraftKind, Mailbox, PassedOver, Person, TaskContent
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, CLIENT, Opener
from tests.contract.mailbox.user import REMINDER, a_draft, changes, items, the_folder

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y
{events}
END:VCALENDAR
""".replace("\n", "\r\n")
# Whole days, over a change of the clock, in other zones, by rules of all kinds, made elsewhere.
EVENTS = {
    "whole day": "DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203",
    "whole day when the clock goes back": "DTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261026",
    "whole days by rule": "DTSTART;VALUE=DATE:20260327\nDTEND;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=5",
    "made in New York": "DTSTART;TZID=America/New_York:20261201T090000\nDTEND;TZID=America/New_York:20261201T100000",
    "whole day of nobody's zone": "DTSTART:20261201T000000Z\nDTEND:20261202T000000Z",
    "over the change": "DTSTART;TZID=Europe/Oslo:20261019T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3",
    "last Friday": "DTSTART;TZID=Europe/Oslo:20260130T090000\nDURATION:PT30M\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=9",
    "the 31st": "DTSTART;TZID=Asia/Tokyo:20260131T090000\nDURATION:PT30M\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31",
    "every year": "DTSTART;TZID=Europe/Oslo:20260517T120000\nDURATION:PT30M\nRRULE:FREQ=YEARLY;UNTIL=20300101T000000Z",
    "work days": "DTSTART;TZID=Europe/Oslo:20261102T090000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "invited by others": (
        "DTSTART:20261201T080000Z\nDTEND:20261201T090000Z\nORGANIZER;CN=Ann:mailto:ann@client.example\n"
        "ATTENDEE;CN=Bob:mailto:bob@us.example\nATTENDEE;ROLE=OPT-PARTICIPANT:mailto:eve@client.example\n"
        "ATTENDEE;CUTYPE=ROOM:mailto:room@client.example"
    ),
    "invited to one occurrence": (
        "DTSTART:20261208T100000Z\nDTEND:20261208T110000Z\nRECURRENCE-ID:20261208T080000Z\n"
        "ORGANIZER;CN=Ann:mailto:ann@client.example\nATTENDEE:mailto:bob@us.example"
    ),
    "cancelled": "DTSTART:20261201T080000Z\nDTEND:20261201T090000Z\nSTATUS:CANCELLED\nLOCATION:Oslo\\, Bergen",
    "with a file": (
        "DTSTART:20261201T080000Z\nDTEND:20261201T090000Z\n"
        "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.txt:aGVsbG8="
    ),
    "without an end": "DTSTART:20261201T080000Z\nDESCRIPTION:one\\ntwo\\n\\nthree",
    "at midnight in Kiribati": (
        "DTSTART;TZID=Pacific/Kiritimati:20261201T000000\nDTEND;TZID=Pacific/Kiritimati:20261202T000000"
    ),
    "private": "DTSTART:20261201T080000Z\nDTEND:20261201T090000Z\nCLASS:PRIVATE\nCATEGORIES:OPP-17 x,mine",
}


@pytest.fixture
def firm(cloud: Simulator) -> Simulator:
    cloud.add_mailbox(BOB, "secret", name="Bob", zone="Europe/Oslo")
    return cloud


@pytest.fixture
def both(firm: Simulator, opened: Opener) -> Iterator[tuple[EwsMailbox, GraphMailbox]]:
    login = {"auth": "basic", "username": BOB, "password": SecretStr("secret"), "access": "direct"}
    ews = open_mailbox(Server(endpoint=firm.endpoint, ca_file=firm.ca_file, **login), BOB)  # type: ignore[arg-type]
    yield ews, opened(firm)
    ews.close()


def _known(one: Appointment) -> Appointment:
    return replace(one, item_id="", change_key="", untold=frozenset(), unclear=frozenset(), lacking=frozenset())


def _told(mailbox: Mailbox) -> dict[str, Appointment]:
    return {one.subject: _known(one) for one in items(changes(mailbox, the_folder(mailbox, "calendar"))[0])}


def _happening(mailbox: Mailbox, start: datetime, end: datetime) -> list[Appointment]:
    calendar = the_folder(mailbox, "calendar")
    ids = [one.item_id for one in mailbox.occurrences(calendar, start, end)]
    return [_known(one) for one in items(mailbox.read(calendar, ids))]


@pytest.mark.parametrize("name", EVENTS)
def test_what_was_imported_is_the_same(firm: Simulator, both: tuple[Mailbox, Mailbox], name: str) -> None:
    event = f"BEGIN:VEVENT\nUID:{name.replace(' ', '-')}@elsewhere.example\nSUMMARY:{name}\n{EVENTS[name]}\nEND:VEVENT"
    firm.outlook(BOB).put_calendar(ICS.replace("{events}", event.replace("\n", "\r\n")).encode())
    ews, graph = both

    one, other = _told(ews), _told(graph)

    assert one == other
    assert one.keys() == {name}
    span = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    assert _happening(ews, *span) == _happening(graph, *span)
    ids = [[found.item_id for found in box.listed(the_folder(box, "calendar"))] for box in both]
    masters = [box.series(the_folder(box, "calendar"), some) for box, some in zip(both, ids, strict=True)]
    rules = [[(one and (one.start, one.end, one.rule, one.deleted)) for one in found] for found in masters]
    assert rules[0] == rules[1]


def test_a_series_that_was_changed_and_partly_deleted_is_the_same(
    firm: Simulator, both: tuple[Mailbox, Mailbox]
) -> None:
    outlook = firm.outlook(BOB)
    master = outlook.appoint("Weekly", REMINDER, attendees=["ann@client.example"], rule="FREQ=WEEKLY;COUNT=6")
    ids = [outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in range(6)]
    outlook.edit_appointment(ids[1], start=REMINDER + timedelta(days=9), subject="moved")
    outlook.edit_appointment(ids[4], subject="another subject")
    outlook.delete(ids[2])
    firm.organization.sent.clear()
    ews, graph = both

    assert _told(ews) == _told(graph)
    span = REMINDER - timedelta(days=1), REMINDER + timedelta(weeks=8)
    happening = _happening(ews, *span)
    assert happening == _happening(graph, *span)
    assert [one.kind for one in happening].count(AppointmentKind.EXCEPTION) == 2
    assert {one.uid for one in happening} == {_told(ews)["Weekly"].uid}
    one, other = (
        box.series(the_folder(box, "calendar"), [found.item_id for found in box.listed(the_folder(box, "calendar"))])
        for box in both
    )
    told = [
        (s.start, s.end, s.rule, str(s.zone), s.deleted, [(m.original_start, m.start, m.end) for m in s.modified])
        for s in (*one, *other)
        if s
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_meeting_is_a_draft_over_both_or_over_none(
    firm: Simulator, both: tuple[Mailbox, Mailbox], is_sent: bool
) -> None:
    firm.outlook(BOB).appoint(
        "Demo", REMINDER, attendees=["ann@client.example"], location="Oslo", body="Agenda\nfor all", is_sent=is_sent
    )
    firm.organization.sent.clear()
    ews, graph = both

    one, other = _told(ews)["Demo"], _told(graph)["Demo"]

    assert one == other
    assert one.is_draft is not is_sent
    assert one.attendees == (Person("ann@client.example", one.attendees[0].name),)


def test_a_reminder_made_over_graph_is_no_history_over_either(firm: Simulator, both: tuple[Mailbox, Mailbox]) -> None:
    firm.revoke(CLIENT, "Tasks.ReadWrite.All")
    both[1].create_task(uuid4(), TaskContent("Follow up", REMINDER.date(), REMINDER, categories=("OPP-17 x",)))

    told = [changes(box, the_folder(box, "calendar"))[0] for box in both]

    assert [[one.what for one in some if isinstance(one, PassedOver)] for some in told] == [["a reminder of ours"]] * 2


def test_a_reminder_to_which_somebody_was_invited_is_a_meeting_over_both(
    firm: Simulator, both: tuple[Mailbox, Mailbox]
) -> None:
    firm.revoke(CLIENT, "Tasks.ReadWrite.All")
    both[1].create_task(uuid4(), TaskContent("Follow up", REMINDER.date(), REMINDER))
    [made] = firm.outlook(BOB).find("Follow up")
    firm.outlook(BOB).edit_appointment(made, attendees=["ann@client.example"])

    ews, graph = map(_told, both)

    assert ews == graph
    assert [one.address for one in ews["Follow up"].attendees] == ["ann@client.example"]


def test_a_meeting_prepared_over_graph_waits_for_its_attendees_over_both(both: tuple[Mailbox, Mailbox]) -> None:
    content = replace(a_draft(DraftKind.MEETING), start=FAR_OFF, end=FAR_OFF + timedelta(hours=1))
    both[1].create_draft(uuid4(), content)

    told = [one for box in both for one in _told(box).values()]

    assert [(one.subject, one.attendees, one.is_draft) for one in told] == [(content.subject, (), True)] * 2


def test_what_stood_for_tasks_is_given_back_where_they_are_tasks(
    firm: Simulator, both: tuple[Mailbox, Mailbox]
) -> None:
    firm.revoke(CLIENT, "Tasks.ReadWrite.All")
    outlook, (ews, graph) = firm.outlook(BOB), both
    mail = outlook.deliver_mail("ann@client.example", "Your tender")
    [about] = graph.translated([mail]).values()
    content = TaskContent("Follow up", FAR_OFF.date(), FAR_OFF)
    moved, kept, flagged = uuid4(), uuid4(), uuid4()
    for identity, one in (
        (moved, content),
        (kept, replace(content, subject="Another")),
        (flagged, replace(content, about=about)),
    ):
        graph.create_task(identity, one)
    assert outlook.read(mail)["flag"]["status"] == "Flagged"

    for _ in range(2):
        ews.give_back([moved, flagged])

    assert sorted(one["subject"] for one in outlook.items("Calendar")) == ["Another", "Done: Follow up"]
    assert outlook.read(mail)["flag"]["status"] == "NotFlagged"
    assert [one.what for one in changes(ews, the_folder(ews, "calendar"))[0] if isinstance(one, PassedOver)] == [
        "a reminder of ours",
        "a reminder of ours",
    ]


FAR_OFF = datetime(2090, 3, 1, 9, tzinfo=UTC)
