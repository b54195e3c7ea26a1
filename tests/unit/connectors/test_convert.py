"""XML to values: whatever is left out, and whatever cannot be understood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from lxml import etree

from connectors.ews.reading.convert import NoMail, NotUnderstood, item
from connectors.ews.wire.xml import TYPES, BadAnswer
from connectors.mailbox import Appointment, AppointmentKind, Email, FolderKind, Person, Sensitivity, Task
from connectors.ours import IDENTITY_NAME, IDENTITY_SET

ID = '<t:ItemId Id="AAMk" ChangeKey="CQAA"/>'


def read(kind: FolderKind, tag: str, content: str = "") -> Email | Appointment | Task:
    return item(etree.fromstring(f'<t:{tag} xmlns:t="{TYPES}">{ID}{content}</t:{tag}>'), kind)


def email(content: str) -> Email:
    found = read(FolderKind.MAIL, "Message", content)
    assert isinstance(found, Email)
    return found


def task(content: str) -> Task:
    found = read(FolderKind.TASKS, "Task", content)
    assert isinstance(found, Task)
    return found


def appointment(content: str) -> Appointment:
    found = read(FolderKind.CALENDAR, "CalendarItem", content)
    assert isinstance(found, Appointment)
    return found


def test_an_id_alone_is_an_item() -> None:
    assert email("") == Email("AAMk", "CQAA", "", "", None, None, None)
    assert appointment("") == Appointment("AAMk", "CQAA", "", "", None, None)
    assert task("") == Task("AAMk", "CQAA", None, "", None, None)


@pytest.mark.parametrize(("kind", "is_html"), [("", False), (' BodyType="Text"', False), (' BodyType="HTML"', True)])
def test_a_body_says_whether_it_is_html(kind: str, is_html: bool) -> None:
    body = f"<t:Body{kind}>&lt;p&gt;x</t:Body>"

    for found in (email(body), appointment(body), task(body)):
        assert (found.body, found.body_is_html) == ("<p>x", is_html)


@pytest.mark.parametrize(
    "content",
    [
        *("<t:Subject/>", "<t:Body/>", "<t:Categories/>", "<t:From/>", "<t:ToRecipients/>", "<t:References/>"),
        *("<t:DateTimeReceived/>", "<t:Size/>", "<t:InReplyTo/>", "<t:ExtendedProperty/>", "<t:Unknown>x</t:Unknown>"),
        "<!-- a comment --><?and an instruction?>",
    ],
)
def test_empty_and_unknown_elements_mean_nothing(content: str) -> None:
    assert email(content) == Email("AAMk", "CQAA", "", "", None, None, None)


@pytest.mark.parametrize(
    ("mailbox", "person"),
    [
        ("<t:Name>Ann</t:Name><t:EmailAddress>a@x</t:EmailAddress>", Person("a@x", "Ann")),
        ("<t:EmailAddress>a@x</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>", Person("a@x")),
        ("<t:Name>Ann</t:Name><t:MailboxType>OneOff</t:MailboxType>", Person("", "Ann")),
        ("", Person("")),
        ("<t:RoutingType>SMTP</t:RoutingType><t:ItemId Id='x'/>", Person("")),
    ],
)
def test_people_come_with_what_they_have(mailbox: str, person: Person) -> None:
    assert email(f"<t:From><t:Mailbox>{mailbox}</t:Mailbox></t:From>").sender == person


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("<a@x> <b@x>", ("<a@x>", "<b@x>")),
        ("<a@x>\r\n\t<b@x>", ("<a@x>", "<b@x>")),
        ("<a@x><b@x>", ("<a@x>", "<b@x>")),
        ("a@x b@x", ("a@x", "b@x")),
        ("", ()),
    ],
)
def test_references_are_single_ids(text: str, ids: tuple[str, ...]) -> None:
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")

    assert email(f"<t:References>{escaped}</t:References>").references == ids


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01T09:00:00Z", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ("2026-12-01T09:00:00.1234567Z", datetime(2026, 12, 1, 9, 0, 0, tzinfo=UTC)),
        ("2026-12-01T09:00:00", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ("2026-12-01T09:00:00+05:30", datetime(2026, 12, 1, 3, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_in_utc(text: str, moment: datetime) -> None:
    found = email(f"<t:DateTimeReceived>{text}</t:DateTimeReceived>").received_at

    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("<t:DateTimeReceived>yesterday</t:DateTimeReceived>", "DateTimeReceived"),
        ("<t:DateTimeReceived>0001-01-01T00:00:00+14:00</t:DateTimeReceived>", "DateTimeReceived"),
        ("<t:DateTimeReceived>99999-01-01T00:00:00Z</t:DateTimeReceived>", "DateTimeReceived"),
        ("<t:Size>big</t:Size>", "Size"),
        ("<t:Sensitivity>Odd</t:Sensitivity>", "Sensitivity"),
    ],
)
def test_a_value_that_cannot_be_understood_is_named_without_its_content(content: str, name: str) -> None:
    with pytest.raises(NotUnderstood, match=f"^its {name} cannot be understood$"):
        email(content)


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        (FolderKind.MAIL, "Unheard"),
        (FolderKind.CALENDAR, "Message"),
        (FolderKind.TASKS, "Message"),
    ],
)
def test_an_element_that_does_not_belong_into_the_folder_is_named(kind: FolderKind, tag: str) -> None:
    with pytest.raises(NotUnderstood, match=tag):
        read(kind, tag)


@pytest.mark.parametrize("tag", ["SharingMessage", "Contact", "Task", "DistributionList"])
def test_what_is_no_mail_in_a_folder_for_mail_is_told_apart_from_what_is_not_understood(tag: str) -> None:
    with pytest.raises(NoMail):
        read(FolderKind.MAIL, tag)


def test_an_item_without_an_id_is_no_answer() -> None:
    with pytest.raises(BadAnswer):
        item(etree.fromstring(f'<t:Message xmlns:t="{TYPES}"><t:Subject>x</t:Subject></t:Message>'), FolderKind.MAIL)


def test_meeting_messages_keep_their_class() -> None:
    found = read(FolderKind.MAIL, "MeetingRequest", "<t:ItemClass>IPM.Schedule.Meeting.Request</t:ItemClass>")

    assert isinstance(found, Email)
    assert found.item_class == "IPM.Schedule.Meeting.Request"


@pytest.mark.parametrize(("text", "value"), [("Private", "private"), ("Normal", "normal")])
def test_sensitivity(text: str, value: str) -> None:
    assert email(f"<t:Sensitivity>{text}</t:Sensitivity>").sensitivity is Sensitivity(value)


def test_an_appointment_without_attendees_is_never_a_draft() -> None:
    unsent = "<t:MeetingRequestWasSent>false</t:MeetingRequestWasSent><t:MyResponseType>Organizer</t:MyResponseType>"

    assert not appointment(unsent).is_draft
    assert not appointment("").is_draft


def test_somebody_elses_meeting_is_no_draft_of_ours() -> None:
    people = (
        "<t:MeetingRequestWasSent>false</t:MeetingRequestWasSent><t:MyResponseType>Accept</t:MyResponseType>"
        "<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>a@x</t:EmailAddress></t:Mailbox></t:Attendee>"
        "</t:RequiredAttendees>"
    )

    assert not appointment(people).is_draft
    assert appointment(people.replace("Accept", "Organizer")).is_draft


@pytest.mark.parametrize(("was_sent", "is_draft"), [("false", True), ("true", False)])
@pytest.mark.parametrize("flag", ["", "<t:IsDraft>false</t:IsDraft>", "<t:IsDraft>true</t:IsDraft>"])
def test_whether_a_meeting_is_a_draft_is_said_by_its_invitation_alone(was_sent: str, is_draft: bool, flag: str) -> None:
    meeting = (
        f"{flag}<t:MeetingRequestWasSent>{was_sent}</t:MeetingRequestWasSent>"
        "<t:MyResponseType>Organizer</t:MyResponseType><t:RequiredAttendees><t:Attendee><t:Mailbox>"
        "<t:EmailAddress>a@x</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>"
    )

    assert appointment(meeting).is_draft is is_draft


def test_kinds_of_appointments() -> None:
    for text, kind in (
        ("Single", AppointmentKind.SINGLE),
        ("RecurringMaster", AppointmentKind.MASTER),
        ("Occurrence", AppointmentKind.OCCURRENCE),
        ("Exception", AppointmentKind.EXCEPTION),
    ):
        assert appointment(f"<t:CalendarItemType>{text}</t:CalendarItemType>").kind is kind
    with pytest.raises(NotUnderstood):
        appointment("<t:CalendarItemType>Sometimes</t:CalendarItemType>")


@pytest.mark.parametrize(
    ("content", "is_complete"),
    [
        ("<t:IsComplete>true</t:IsComplete>", True),
        ("<t:Status>Completed</t:Status>", True),
        ("<t:Status>InProgress</t:Status>", False),
        ("<t:IsComplete>false</t:IsComplete><t:Status>Completed</t:Status>", False),
    ],
)
def test_completion_without_the_flag_is_the_status(content: str, is_complete: bool) -> None:
    assert task(content).is_complete is is_complete


@pytest.mark.parametrize("text", ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00", "2026-12-01T00:00:00-08:00"])
def test_a_due_date_is_the_day_that_is_written(text: str) -> None:
    assert task(f"<t:DueDate>{text}</t:DueDate>").due == date(2026, 12, 1)


def test_a_reminder_that_is_switched_off_is_none() -> None:
    due = "<t:ReminderDueBy>2026-12-01T09:00:00Z</t:ReminderDueBy>"

    assert task(due).reminder_at is None
    assert task(f"{due}<t:ReminderIsSet>false</t:ReminderIsSet>").reminder_at is None
    assert task(f"{due}<t:ReminderIsSet>true</t:ReminderIsSet>").reminder_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("year", ["0001", "1600", "4501", "9999"])
def test_a_day_that_outlook_does_not_know_is_none(year: str) -> None:
    found = task(
        f"<t:DueDate>{year}-01-01T00:00:00Z</t:DueDate><t:ReminderIsSet>true</t:ReminderIsSet>"
        f"<t:ReminderDueBy>{year}-01-01T00:00:00Z</t:ReminderDueBy>"
    )

    assert (found.due, found.reminder_at) == (None, None)


def test_the_identity_is_ours_alone() -> None:
    guid = UUID(int=7)

    def extended(property_set: str, name: str) -> str:
        return (
            f'<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="{property_set}" PropertyName="{name}" '
            f'PropertyType="String"/><t:Value>{guid}</t:Value></t:ExtendedProperty>'
        )

    assert task(extended(IDENTITY_SET.upper(), IDENTITY_NAME)).identity == guid
    assert task(extended(str(UUID(int=1)), IDENTITY_NAME)).identity is None
    assert task(extended(IDENTITY_SET, "another")).identity is None
