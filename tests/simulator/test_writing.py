"""What clients write is kept as Exchange would keep it, and nothing is sent unnoticed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from exchangelib import (
    CalendarItem,
    EWSTimeZone,
    ExtendedProperty,
    HTMLBody,
    Mailbox,
    Message,
    Task,
)
from exchangelib.errors import (
    ErrorInvalidChangeKey,
    ErrorInvalidPropertySet,
    ErrorItemNotFound,
    ErrorToFolderNotFound,
)
from exchangelib.items import SEND_TO_ALL_AND_SAVE_COPY, SEND_TO_NONE
from exchangelib.properties import ItemId
from exchangelib.queryset import Q
from exchangelib.recurrence import TaskRecurrence, WeeklyPattern

from simulator.server import Simulator
from tests.simulated import AccountMaker

BOB = "bob@us.example"
UTC_ZONE = EWSTimeZone("UTC")


class Identity(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
    property_set_id = "9bd8d3f4-4a3f-4c3c-8c52-0a6b3a1b8c11"
    property_name = "identity"
    property_type = "String"


@pytest.fixture
def account(simulator: Simulator, exchange_account: AccountMaker) -> Any:
    simulator.add_mailbox(BOB, "secret", zone="America/New_York")
    return exchange_account(simulator, BOB, "secret")


@pytest.fixture
def identity() -> Iterator[None]:
    for kind in (Task, Message):
        kind.register("identity", Identity)
    yield
    for kind in (Task, Message):
        kind.deregister("identity")


@pytest.mark.usefixtures("identity")
def test_a_task_is_found_by_its_hidden_identity(simulator: Simulator, account: Any) -> None:
    guid = str(uuid.uuid4())
    Task(account=account, folder=account.tasks, subject="other").save()
    Task(account=account, folder=account.tasks, subject="ours", identity=guid, due_date=date(2026, 3, 9)).save()

    found = list(account.tasks.filter(identity=guid))

    assert [(task.subject, task.identity, task.due_date) for task in found] == [("ours", guid, date(2026, 3, 9))]
    assert account.tasks.filter(Q(subject="other") | Q(identity=guid)).count() == 2
    assert account.tasks.filter(~Q(identity=guid)).count() == 1
    assert account.tasks.filter(subject__contains="our").count() == 1


def test_completing_a_task_completes_everything_about_it(simulator: Simulator, account: Any) -> None:
    task = Task(
        account=account,
        folder=account.tasks,
        subject="call",
        due_date=date(2026, 3, 9),
        reminder_is_set=True,
        reminder_due_by=datetime(2026, 3, 9, 8, tzinfo=UTC_ZONE),
    ).save()

    task.status = "Completed"
    task.save(update_fields=["status"])
    task.refresh()

    assert (task.is_complete, task.percent_complete, task.reminder_is_set) == (True, Decimal(100), False)
    assert task.complete_date is not None

    task.status = "NotStarted"
    task.save(update_fields=["status"])
    task.refresh()

    assert (task.is_complete, task.percent_complete, task.complete_date) == (False, Decimal(0), None)


def test_completing_a_recurring_task_gives_a_completed_copy_and_the_next_one(
    simulator: Simulator, account: Any
) -> None:
    task = Task(
        account=account,
        folder=account.tasks,
        subject="report",
        due_date=date(2026, 3, 9),
        recurrence=TaskRecurrence(
            pattern=WeeklyPattern(interval=1, weekdays=["Monday"]), start=date(2026, 3, 9), number=3
        ),
    ).save()
    first = task.id

    task.status = "Completed"
    task.save(update_fields=["status"])

    done = account.tasks.get(id=task.id)
    following = account.tasks.get(id=first)
    assert task.id != first
    assert (done.is_complete, done.is_recurring, done.due_date) == (True, False, date(2026, 3, 9))
    assert (following.is_complete, following.is_recurring, following.due_date) == (False, True, date(2026, 3, 16))


def test_saving_a_meeting_with_send_to_none_sends_nothing(simulator: Simulator, account: Any) -> None:
    meeting = CalendarItem(
        account=account,
        folder=account.calendar,
        subject="Tender",
        start=datetime(2026, 3, 10, 9, tzinfo=EWSTimeZone("Europe/Oslo")),
        end=datetime(2026, 3, 10, 10, tzinfo=EWSTimeZone("Europe/Oslo")),
        required_attendees=["ann@client.example"],
    )
    meeting.save(send_meeting_invitations=SEND_TO_NONE)
    meeting.categories = ["OPP-1"]
    meeting.save(update_fields=["categories"], send_meeting_invitations=SEND_TO_NONE)

    assert simulator.sent == []
    meeting.refresh()
    assert meeting.start == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert meeting.is_meeting
    assert not meeting.meeting_request_was_sent
    assert meeting.type == "Single"

    meeting.save(update_fields=["categories"], send_meeting_invitations=SEND_TO_ALL_AND_SAVE_COPY)
    assert [(sent.how, sent.recipients) for sent in simulator.sent] == [
        (SEND_TO_ALL_AND_SAVE_COPY, ("ann@client.example",))
    ]
    meeting.refresh()
    assert meeting.meeting_request_was_sent


@pytest.mark.usefixtures("identity")
def test_a_saved_draft_is_found_by_its_hidden_identity_before_and_after_it_is_sent(
    simulator: Simulator, account: Any
) -> None:
    guid = str(uuid.uuid4())
    Message(account=account, folder=account.drafts, subject="other", to_recipients=["ann@client.example"]).save()
    draft = Message(
        account=account,
        folder=account.drafts,
        subject="offer",
        to_recipients=["ann@client.example"],
        categories=["OPP-1"],
        identity=guid,
    ).save()
    [saved] = account.drafts.filter(identity=guid)
    assert (saved.subject, saved.is_draft) == ("offer", True)

    sent_id = simulator.outlook(BOB).send(draft.id)

    [sent] = account.sent.filter(identity=guid)
    assert (sent.id, sent.is_draft, sent.categories) == (sent_id, False, ["OPP-1"])
    assert sent.message_id
    assert sent.datetime_sent is not None
    assert sent_id != draft.id
    assert account.drafts.filter(identity=guid).count() == 0
    assert simulator.sent == []  # a person did it, no client


def test_sending_a_message_is_recorded(simulator: Simulator, account: Any) -> None:
    message = Message(
        account=account,
        folder=account.sent,
        subject="offer",
        body=HTMLBody("<p>Hello</p><p>there</p>"),
        to_recipients=[Mailbox(email_address="ann@client.example")],
    )
    message.send_and_save()
    draft = Message(account=account, folder=account.drafts, subject="later", to_recipients=["ann@client.example"])
    draft.save()
    draft.send()

    assert [(sent.operation, sent.subject) for sent in simulator.sent] == [
        ("CreateItem", "offer"),
        ("SendItem", "later"),
    ]
    assert account.drafts.all().count() == 0
    assert account.sent.get(subject="offer").text_body == "Hello\r\nthere"


def test_a_move_gives_a_new_id_and_a_copy_keeps_the_old_one(simulator: Simulator, account: Any) -> None:
    item_id = simulator.outlook(BOB).deliver_mail("ann@client.example", "hello")
    message = account.inbox.get()

    message.copy(account.drafts)
    message.move(account.trash)

    assert message.id != item_id
    assert [type(answer) for answer in account.fetch([(item_id, None)])] == [ErrorItemNotFound]
    assert account.trash.get().message_id == account.drafts.get().message_id


def test_a_move_to_nowhere_is_refused(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello")
    message = account.inbox.get()
    folder = account.inbox
    simulator.outlook(BOB).make_folder("Inbox/Projects")
    projects = next(child for child in folder.children if child.name == "Projects")
    simulator.outlook(BOB).delete_folder("Inbox/Projects")

    with pytest.raises(ErrorToFolderNotFound):
        message.move(projects)


def test_marking_read_leaves_the_change_key(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello")
    message = account.inbox.get()

    message.is_read = True
    message.save(update_fields=["is_read"])

    again = account.inbox.get()
    assert again.is_read
    assert again.changekey == message.changekey


def test_a_change_key_that_is_none_and_a_property_of_the_servers_own_are_refused(
    simulator: Simulator, account: Any
) -> None:
    simulator.outlook(BOB).deliver_mail("ann@client.example", "hello")
    message = account.inbox.get()
    message.subject = "other"
    message._id = ItemId(message.id, "?")
    answers = account.bulk_update([(message, ["subject"])])

    assert [type(answer) for answer in answers] == [ErrorInvalidChangeKey]
    message = account.inbox.get()
    field = Message.FIELDS["display_to"]
    field.is_read_only = False
    try:
        message.display_to = "somebody"
        with pytest.raises(ErrorInvalidPropertySet):
            message.save(update_fields=["display_to"])
    finally:
        field.is_read_only = True


def test_deleting_moves_to_deleted_items_or_away(simulator: Simulator, account: Any) -> None:
    for subject in ("one", "two", "three"):
        simulator.outlook(BOB).deliver_mail("ann@client.example", subject)

    account.inbox.get(subject="one").move_to_trash()
    account.inbox.get(subject="two").soft_delete()
    account.inbox.get(subject="three").delete()

    assert [item["subject"] for item in simulator.outlook(BOB).items("deleteditems")] == ["one"]
    assert [item["subject"] for item in simulator.outlook(BOB).items("recoverableitemsdeletions")] == ["two"]
    assert simulator.outlook(BOB).find("three") == []


def test_the_category_list_is_one_document_that_a_person_edits_too(simulator: Simulator, account: Any) -> None:
    simulator.outlook(BOB).offer_category("Red")
    configuration = account.calendar.get_user_configuration("CategoryList", properties="XmlData")

    account.calendar.update_user_configuration(
        "CategoryList",
        xml_data=configuration.xml_data.replace(
            b"</categories>", b'<category name="OPP-1" color="3" guid="{1}"/></categories>'
        ),
    )

    assert simulator.outlook(BOB).category_list() == ["Red", "OPP-1"]
    simulator.outlook(BOB).retire_category("Red")
    assert simulator.outlook(BOB).category_list() == ["OPP-1"]


def test_a_new_folder_is_found_below_its_parent(simulator: Simulator, account: Any) -> None:
    from exchangelib.folders import Messages

    Messages(parent=account.inbox, name="Projects").save()

    assert "Inbox/Projects" in simulator.outlook(BOB).folders()
    assert [child.name for child in account.inbox.children] == ["Projects"]
