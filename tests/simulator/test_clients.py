"""What ordinary clients do all day, through exchangelib: folders, attachments, MIME, free times, searches, tags."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from exchangelib import (
    Attendee,
    CalendarItem,
    Contact,
    EWSDateTime,
    EWSTimeZone,
    ExtendedProperty,
    FileAttachment,
    ItemAttachment,
    Message,
    Task,
)
from exchangelib.errors import ErrorFolderExists, ErrorMimeContentInvalid, ErrorMoveDistinguishedFolder
from exchangelib.folders import Messages
from exchangelib.queryset import Q
from exchangelib.recurrence import Recurrence, WeeklyPattern

from simulator.server import Simulator
from tests.simulated import AccountMaker
from tests.simulator.asking import BOB, ask, code, codes

UTC_ZONE = EWSTimeZone("UTC")
NINE = EWSDateTime(2026, 3, 2, 9, tzinfo=UTC_ZONE)  # a Monday
EML = (
    b"From: Ann Client <ann@client.example>\r\nTo: bob@us.example\r\nSubject: Brought in\r\n"
    b"Message-ID: <in@client.example>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n\r\nHello\r\n"
)


@pytest.fixture
def account(simulator: Simulator, exchange_account: AccountMaker) -> Any:
    simulator.add_mailbox(BOB, "secret")
    return exchange_account(simulator, BOB, "secret")


def a_folder(account: Any, name: str, parent: Any = None) -> Any:
    return Messages(parent=parent or account.inbox, name=name).save()


# --- folders ---


def test_folders_are_renamed_moved_emptied_and_found_by_their_names(simulator: Simulator, account: Any) -> None:
    projects, old = a_folder(account, "Projects"), a_folder(account, "Old")
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello", folder="Inbox/Projects")

    projects.name = "Deals"
    projects.save()
    projects.move(old)
    assert "Inbox/Old/Deals" in simulator.outlook(BOB).folders()
    assert [one.name for one in account.inbox.glob("**/Dea*")] == ["Deals"]
    projects.empty(delete_type="MoveToDeletedItems")

    assert simulator.outlook(BOB).items("Inbox/Old/Deals") == []
    assert [item["subject"] for item in simulator.outlook(BOB).items("deleteditems")] == ["hello"]


def test_what_a_folder_may_not_is_refused(account: Any) -> None:
    a_folder(account, "Projects")
    other = a_folder(account, "Other")

    other.name = "projects"
    with pytest.raises(ErrorFolderExists):
        other.save()
    with pytest.raises(ErrorMoveDistinguishedFolder):
        account.drafts.move(account.inbox)


def test_the_hierarchy_tells_new_changed_and_gone_folders(account: Any) -> None:
    kept, gone = a_folder(account, "Kept"), a_folder(account, "Gone")
    first = list(account.root.tois.sync_hierarchy())
    assert {kind for kind, _ in first} == {"create"}

    kept.name = "Renamed"
    kept.save()
    gone.delete()
    a_folder(account, "New")

    changes = [(kind, getattr(folder, "name", None)) for kind, folder in account.root.tois.sync_hierarchy()]
    assert sorted(changes, key=str) == [("create", "New"), ("delete", None), ("update", "Renamed")]
    assert list(account.root.tois.sync_hierarchy()) == []


def test_folders_are_searched_by_restriction(simulator: Simulator, account: Any) -> None:
    a_folder(account, "Projects", a_folder(account, "Sub"))
    find = (
        '<m:FindFolder Traversal="{depth}"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>'
        '<m:Restriction><t:IsEqualTo>{path}<t:FieldURIOrConstant><t:Constant Value="Projects"/></t:FieldURIOrConstant>'
        '</t:IsEqualTo></m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds>'
        "</m:FindFolder>"
    )

    for path in (
        '<t:FieldURI FieldURI="folder:DisplayName"/>',
        '<t:ExtendedFieldURI PropertyTag="0x3001" PropertyType="String"/>',
    ):
        for depth, expected in (("Deep", ["Projects"]), ("Shallow", [])):
            answer = ask(simulator, find.format(depth=depth, path=path))
            assert [one.text for one in answer.iter("{*}DisplayName")] == expected


def test_everything_in_a_folder_is_marked_read_at_once(simulator: Simulator, account: Any) -> None:
    for number in range(3):
        simulator.outlook(BOB).deliver_mail("ann@client.example", f"m{number}")

    ask(
        simulator,
        "<m:MarkAllItemsAsRead><m:ReadFlag>true</m:ReadFlag><m:SuppressReadReceipts>true</m:SuppressReadReceipts>"
        '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:MarkAllItemsAsRead>',
    )

    assert account.inbox.filter(is_read=False).count() == 0


def test_a_copied_folder_holds_copies(simulator: Simulator, account: Any) -> None:
    projects, old = a_folder(account, "Projects"), a_folder(account, "Old")
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello", folder="Inbox/Projects")

    answer = ask(
        simulator,
        f'<m:CopyFolder><m:ToFolderId><t:FolderId Id="{old.id}"/></m:ToFolderId>'
        f'<m:FolderIds><t:FolderId Id="{projects.id}"/></m:FolderIds></m:CopyFolder>',
    )

    assert codes(answer) == ["NoError"]
    assert [item["subject"] for item in simulator.outlook(BOB).items("Inbox/Old/Projects")] == ["hello"]
    assert [item["subject"] for item in simulator.outlook(BOB).items("Inbox/Projects")] == ["hello"]


def test_a_folder_cannot_be_put_into_itself(simulator: Simulator, account: Any) -> None:
    outer = a_folder(account, "Outer")
    inner = a_folder(account, "Inner", outer)

    move = (
        f'<m:MoveFolder><m:ToFolderId><t:FolderId Id="{inner.id}"/></m:ToFolderId>'
        f'<m:FolderIds><t:FolderId Id="{outer.id}"/></m:FolderIds></m:MoveFolder>'
    )

    assert code(simulator, move) == "ErrorMoveCopyFailed"


def test_junk_is_moved_away(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).deliver_mail("ann@client.example", "win")

    account.inbox.get().mark_as_junk(is_junk=True, move_item=True)

    assert [item["subject"] for item in simulator.outlook(BOB).items("junkemail")] == ["win"]


# --- attachments and MIME ---


def test_attachments_come_and_go_with_ids_that_stay(simulator: Simulator, account: Any) -> None:
    message = Message(account=account, folder=account.drafts, subject="offer")
    message.attach(FileAttachment(name="a.txt", content=b"a"))
    message.save()
    message.attach(FileAttachment(name="b.txt", content=b"b"))
    message.attach(ItemAttachment(name="inner", item=Message(subject="inner", body="x")))

    saved = {one.name: one for one in account.drafts.get().attachments}
    assert sorted(saved) == ["a.txt", "b.txt", "inner"]
    assert saved["b.txt"].content == b"b"
    assert account.drafts.get().has_attachments

    saved["a.txt"].detach()
    left = {one.name: one for one in account.drafts.get().attachments}
    assert sorted(left) == ["b.txt", "inner"]
    assert left["b.txt"].attachment_id == saved["b.txt"].attachment_id
    assert left["b.txt"].content == b"b"


def test_a_message_is_brought_in_by_its_mime_content(simulator: Simulator, account: Any) -> None:
    Message(account=account, folder=account.inbox, mime_content=EML, is_read=True).save()

    brought = account.inbox.get(subject="Brought in")
    assert (brought.message_id, brought.sender.email_address) == ("<in@client.example>", "ann@client.example")
    assert brought.datetime_received == NINE
    assert brought.mime_content == EML
    assert brought.is_read


def test_an_appointment_is_given_and_taken_as_icalendar(simulator: Simulator, account: Any) -> None:
    meeting = CalendarItem(
        account=account,
        folder=account.calendar,
        subject="Démo",
        body="Bring slides",
        location="Room 1",
        start=NINE,
        end=NINE + timedelta(hours=1),
        required_attendees=[Attendee(mailbox="ann@client.example", response_type="Unknown")],
        recurrence=Recurrence(pattern=WeeklyPattern(interval=2, weekdays=["Monday"]), start=NINE.date(), number=4),
    )
    meeting.save()
    ics = account.calendar.get(subject="Démo").mime_content
    assert b"BEGIN:VEVENT" in ics
    meeting.delete()

    times = {"start": NINE, "end": NINE + timedelta(hours=1)}
    CalendarItem(account=account, folder=account.calendar, mime_content=ics, **times).save()

    again = account.calendar.get(subject="Démo")
    assert (again.uid, again.start, again.location) == (meeting.uid or again.uid, NINE, "Room 1")
    assert again.recurrence.pattern.interval == 2
    assert [one.mailbox.email_address for one in again.required_attendees] == ["ann@client.example"]
    with pytest.raises(ErrorMimeContentInvalid):
        CalendarItem(account=account, folder=account.calendar, mime_content=b"no calendar", **times).save()


# --- calendar ---


def test_a_copied_series_is_its_own(simulator: Simulator, account: Any) -> None:
    CalendarItem(
        account=account,
        folder=account.calendar,
        subject="weekly",
        start=NINE,
        end=NINE + timedelta(hours=1),
        recurrence=Recurrence(pattern=WeeklyPattern(interval=1, weekdays=["Monday"]), start=NINE.date(), number=3),
    ).save()
    first = account.calendar.get(subject="weekly")
    bob, monday = simulator.outlook(BOB), datetime(2026, 3, 2, 9, tzinfo=UTC)
    bob.make_folder("Calendar/Other", "IPF.Appointment")
    bob.edit_appointment(bob.occurrence(first.id, monday + timedelta(weeks=1)), subject="weekly, but")

    twin = bob.copy(first.id, "Calendar/Other")
    bob.edit_appointment(bob.occurrence(twin, monday), subject="twin's")
    bob.delete(bob.occurrence(twin, monday + timedelta(weeks=2)))

    view = [one.subject for one in account.calendar.view(start=NINE, end=NINE + timedelta(weeks=4))]
    assert view == ["weekly", "weekly, but", "weekly"]
    other = next(child for child in account.calendar.children)
    theirs = list(other.view(start=NINE, end=NINE + timedelta(weeks=4)))
    assert [one.subject for one in theirs] == ["twin's", "weekly, but"]
    assert {one.uid for one in theirs}.isdisjoint({first.uid})


def test_free_and_busy_times_are_told_in_the_askers_zone(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).appoint("Demo", datetime(2026, 7, 1, 9, tzinfo=UTC))
    zone = EWSTimeZone("Europe/Oslo")
    day = datetime(2026, 7, 1, tzinfo=zone)

    [told] = account.protocol.get_free_busy_info(
        accounts=[(account, "Organizer", False)], start=day, end=day + timedelta(days=1), merged_free_busy_interval=60
    )

    assert [(event.start, event.busy_type) for event in told.calendar_events] == [
        (datetime(2026, 7, 1, 11, tzinfo=zone), "Busy")
    ]
    assert told.merged == "0" * 11 + "2" + "0" * 12


# --- searches and tags ---


class Topic(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
    property_tag = 0x37
    property_type = "String"


class Received(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
    property_tag = 0x0E06
    property_type = "SystemTime"


@pytest.fixture
def tags() -> Any:
    Message.register("mapi_subject", Topic)
    Message.register("mapi_received", Received)
    yield
    Message.deregister("mapi_subject")
    Message.deregister("mapi_received")


@pytest.mark.usefixtures("tags")
def test_a_mapi_tag_is_another_name_of_a_field(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello", sent_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    simulator.outlook(BOB).deliver_mail("ann@client.example", "other", sent_at=datetime(2026, 3, 3, 9, tzinfo=UTC))

    message = account.inbox.get(mapi_subject="hello")
    assert (message.subject, message.mapi_subject) == ("hello", "hello")
    assert message.mapi_received == message.datetime_received
    assert account.inbox.filter(mapi_received__gt=NINE + timedelta(hours=1)).count() == 1

    message.mapi_subject = "renamed"
    message.save(update_fields=["mapi_subject"])
    assert account.inbox.get(mapi_subject="renamed").subject == "renamed"


def test_items_are_sorted_paged_and_compared_by_size(simulator: Simulator, account: Any) -> None:
    for number in range(12):
        simulator.outlook(BOB).deliver_mail("ann@client.example", f"m{number:02}", "x" * 10 ** (number % 4))

    ordered = [item.subject for item in account.inbox.all().order_by("-subject").only("subject")[2:5]]
    assert ordered == ["m09", "m08", "m07"]
    assert account.inbox.filter(size__gt=900).count() == 3
    assert account.inbox.filter(Q(subject__startswith="m1") & ~Q(subject="m11")).count() == 1


@pytest.mark.parametrize(
    "expression",
    [
        "<t:IsEqualTo>{path}</t:IsEqualTo>",
        "<t:IsEqualTo>{path}{path}<t:FieldURIOrConstant>{constant}</t:FieldURIOrConstant></t:IsEqualTo>",
        "<t:Contains>{path}</t:Contains>",
        "<t:IsLessThan>{path}<t:FieldURIOrConstant/></t:IsLessThan>",
    ],
)
def test_a_search_that_compares_with_nothing_is_refused(simulator: Simulator, account: Any, expression: str) -> None:
    restriction = expression.format(path='<t:FieldURI FieldURI="item:Subject"/>', constant='<t:Constant Value="x"/>')
    request = (
        '<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>'
        f"<m:Restriction>{restriction}</m:Restriction>"
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindFolder>'
    )

    answer = ask(simulator, request, expect_clean=False)

    assert codes(answer)[0] in ("ErrorInvalidRestriction", "ErrorSchemaValidation")
    assert simulator.journal.crashes == []


def test_contacts_and_tasks_are_kept_as_they_are_written(account: Any) -> None:
    Contact(
        account=account, folder=account.contacts, given_name="Ann", surname="Client", display_name="Ann Client"
    ).save()
    Task(account=account, folder=account.tasks, subject="call").save()

    assert [(one.given_name, one.display_name) for one in account.contacts.all()] == [("Ann", "Ann Client")]
    assert account.tasks.get().subject == "call"
