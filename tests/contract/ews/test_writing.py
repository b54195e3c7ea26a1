"""Stamps, tasks and the category list: what is written, what is not, and what happens when others write too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from connectors.errors import AccessRefused, Conflict, ItemGone, MailboxError, Refused, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.wire.xml import Element, m, t
from connectors.mailbox import CategoryEdit, Stamp, Stamped, TaskContent, TaskEdit, Upserted
from simulator.faults import Fault, FaultKind
from simulator.mailboxes.categories import read_list, write_list
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener
from tests.contract.mailbox.user import changes, items, the_folder

REMINDER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_is_sent_anything(simulator: Simulator) -> Iterator[None]:
    yield
    assert simulator.sent == []


class Meddler:
    """Lets somebody act between the connector's reading and its writing."""

    def __init__(self, mailbox: EwsMailbox, act: Callable[[], object], times: int) -> None:
        self._write = mailbox._connection.write
        self._act, self._times = act, times
        mailbox._connection.write = self  # type: ignore[method-assign]  # between two requests is where it happens
        mailbox._connection._retry_reads = lambda _, asked: self._write(asked)  # type: ignore[assignment]  # reads pass

    def __call__(self, asked: Element) -> Any:
        if self._times:
            self._times -= 1
            self._act()
        return self._write(asked)


# --- stamps -----------------------------------------------------------------------------------------------------------


def test_a_hundred_stamps_cost_two_requests(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    ids = [outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(101)]
    simulator.journal.clear()

    answers = mailbox.stamp([Stamp(item_id, add=("OPP-17 x",)) for item_id in ids])

    assert [type(answer) for answer in answers] == [Stamped] * 101
    counts = simulator.journal.counts()
    # Once more each, in a mailbox that never showed a category: whether it has some and does not show them.
    assert (counts["FindItem"], counts["GetItem"]) == (2, 3)
    assert counts["UpdateItem"] == 2

    simulator.journal.clear()
    mailbox.stamp([Stamp(item_id, add=("OPP-17 x",)) for item_id in ids])
    assert simulator.journal.counts() == {"GetItem": 2}


def test_a_stamp_that_meets_a_users_change_is_merged_anew(mailbox: EwsMailbox, outlook: Outlook) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")
    other = outlook.deliver_mail("ann@client.example", "other")
    Meddler(mailbox, lambda: outlook.add_category(item_id, "mine"), times=1)

    answers = mailbox.stamp([Stamp(item_id, add=("OPP-17",)), Stamp(other, add=("OPP-17",))])

    assert [answer.categories for answer in answers if isinstance(answer, Stamped)] == [("mine", "OPP-17"), ("OPP-17",)]
    assert outlook.read(item_id)["categories"] == ["mine", "OPP-17"]


def test_a_stamp_that_never_finds_the_item_at_rest_is_a_conflict(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")
    names = iter("abcdefgh")
    Meddler(mailbox, lambda: outlook.add_category(item_id, next(names)), times=100)

    [answer] = mailbox.stamp([Stamp(item_id, add=("OPP-17",))])

    assert isinstance(answer, Conflict)
    assert outlook.read(item_id)["categories"] == ["a", "b", "c"]
    assert simulator.journal.count("UpdateItem") == 3


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ErrorAccessDenied", AccessRefused),
        ("ErrorQuotaExceeded", Refused),
        ("ErrorItemNotFound", ItemGone),
        ("ErrorItemSave", Refused),
    ],
)
def test_one_stamp_that_fails_takes_no_other_with_it(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, code: str, expected: type[MailboxError]
) -> None:
    ids = [outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(3)]
    Meddler(mailbox, lambda: simulator.faults.fail_item(ids[1], code), times=1)

    answers = mailbox.stamp([Stamp(item_id, add=("OPP-17",)) for item_id in ids])

    assert [type(answer) for answer in answers] == [Stamped, expected, Stamped]


def test_a_busy_server_is_told_of_the_stamp_that_met_it(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    ids = [outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(3)]
    simulator.faults.inject(Fault(FaultKind.BUSY_ITEM, "UpdateItem"))

    answers = mailbox.stamp([Stamp(item_id, add=("OPP-17",)) for item_id in ids])

    assert [type(answer) for answer in answers] == [Stamped, Stamped, Throttled]


def test_a_stamp_whose_answer_was_lost_is_not_written_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")
    simulator.faults.inject(Fault(FaultKind.RESET_AFTER, "UpdateItem"))
    with pytest.raises(Unreachable):
        mailbox.stamp([Stamp(item_id, add=("OPP-17",))])
    before = outlook.read(item_id)

    [answer] = mailbox.stamp([Stamp(item_id, add=("OPP-17",))])

    assert answer == Stamped(item_id, before["change_key"], ("OPP-17",))
    assert outlook.read(item_id) == before


def test_a_series_and_one_occurrence_of_it_are_stamped(mailbox: EwsMailbox, outlook: Outlook) -> None:
    [master] = outlook.put_calendar(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20261201T000000Z\r\n"
        b"DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Weekly\r\n"
        b"ORGANIZER:mailto:bob@us.example\r\nATTENDEE:mailto:ann@client.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    occurrence = outlook.occurrence(master, datetime(2026, 12, 8, 9, tzinfo=UTC))

    answers = mailbox.stamp([Stamp(occurrence, add=("OPP-1",)), Stamp(master, add=("OPP-2",))])

    assert [type(answer) for answer in answers] == [Stamped, Stamped]
    assert outlook.read(master)["categories"] == ["OPP-2"]


def test_an_item_of_an_unknown_type_can_be_stamped(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")
    simulator.faults.show_item_as(item_id, "SharingMessage")

    [answer] = mailbox.stamp([Stamp(item_id, add=("OPP-1",))])

    assert isinstance(answer, Stamped)


def test_control_characters_in_what_is_written_are_left_out(mailbox: EwsMailbox, outlook: Outlook) -> None:
    item_id = outlook.deliver_mail("ann@client.example", "Hello")

    mailbox.stamp([Stamp(item_id, add=("OPP-17\x1f a\ud800b",))])
    task = mailbox.create_task(uuid4(), TaskContent("a\x00b", None, None, "c\x0bd"))

    assert outlook.read(item_id)["categories"] == ["OPP-17 ab"]
    assert (task.subject, task.body) == ("ab", "cd")


def test_old_servers_are_not_asked_about_read_receipts() -> None:
    assert request.update_items([], "Exchange2013").get("SuppressReadReceipts") is None
    assert request.update_items([], "Exchange2013_SP1").get("SuppressReadReceipts") == "true"


# --- tasks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.CUT, FaultKind.TRUNCATED])
def test_a_task_whose_creation_was_not_heard_of_is_found_and_not_made_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, kind: FaultKind
) -> None:
    identity, content = uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER)
    simulator.faults.inject(Fault(kind, "CreateItem"))
    with pytest.raises(Unreachable):
        mailbox.create_task(identity, content)

    task = mailbox.create_task(identity, content)

    assert task.identity == identity
    assert [shown["id"] for shown in outlook.items("tasks")] == [task.item_id]
    assert simulator.journal.count("CreateItem") == 1


def test_a_copy_that_the_user_made_is_no_second_task(mailbox: EwsMailbox, outlook: Outlook) -> None:
    identity = uuid4()
    made = mailbox.create_task(identity, TaskContent("Call", None, None))
    copy = outlook.copy(made.item_id, "tasks")

    found = mailbox.find_task(identity)

    assert found is not None
    assert found.item_id in (made.item_id, copy)
    assert len(outlook.items("tasks")) == 2


def test_a_due_date_is_the_day_that_was_meant(simulator: Simulator, opened: Opener) -> None:
    """It travels as midnight in UTC: west of it, a time would be the day before."""
    simulator.add_mailbox(BOB, "secret", zone="America/Los_Angeles")
    mailbox = opened(simulator)

    task = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), None))

    assert task.due == date(2026, 12, 1)


def test_a_reminder_in_any_zone_is_the_same_moment(mailbox: EwsMailbox) -> None:
    at = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))

    task = mailbox.create_task(uuid4(), TaskContent("Call", None, at))

    assert task.reminder_at == at
    assert task.reminder_at.utcoffset() == timedelta(0)


def test_completing_a_recurring_task_gives_the_completed_one(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), None))
    recurrence = (
        "<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>"
        "<t:NoEndRecurrence><t:StartDate>2026-12-01</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
    )
    item = simulator.mailbox(BOB).items[made.item_id]
    item.fields["Recurrence"] = recurrence
    item.put("IsRecurring", "true")

    done = mailbox.edit_task(
        made.item_id,
        made.change_key,
        TaskEdit(frozenset({"is_complete"}), TaskContent("", None, None, is_complete=True)),
    )

    assert done.is_complete
    tasks = items(changes(mailbox, the_folder(mailbox, "tasks"))[0])
    assert done in tasks


def test_an_edit_of_nothing_writes_nothing(simulator: Simulator, mailbox: EwsMailbox) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
    simulator.journal.clear()

    assert mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset(), TaskContent("", None, None))) == made
    # It has no category, and nothing in the mailbox has: that is asked for.
    assert simulator.journal.counts() == {"GetItem": 1, "FindItem": 1}


# --- the category list ------------------------------------------------------------------------------------------------

THEIRS = (
    '<?xml version="1.0"?><categories default="Red Category" lastSavedSession="9" '
    'lastSavedTime="2020-01-01T00:00:00.000" '
    'xmlns="CategoryList.xsd" xmlns:x="urn:other"><!-- kept --><category name="Red Category" color="0" '
    'keyboardShortcut="2" guid="{11111111-2222-3333-4444-555555555555}" lastTimeUsed="2019-05-05T05:05:05.000" '
    'x:mark="kept"/><x:other/></categories>'
)


def document(simulator: Simulator) -> Any:
    return etree.fromstring(read_list(simulator.mailbox(BOB)) or b"")


def test_what_others_wrote_into_the_list_stays(simulator: Simulator, mailbox: EwsMailbox) -> None:
    write_list(simulator.mailbox(BOB), THEIRS.encode())

    mailbox.edit_category_list(CategoryEdit(add=("OPP-17 Ünder & Co",)))

    root = document(simulator)
    assert root.get("default") == "Red Category"
    assert [child.tag for child in root][1:] == [
        "{CategoryList.xsd}category",
        "{urn:other}other",
        *["{CategoryList.xsd}category"],
    ]
    assert dict(root[1].attrib) == dict(etree.fromstring(THEIRS.encode())[1].attrib)
    assert root[3].get("name") == "OPP-17 Ünder & Co"


def test_a_new_entry_has_our_colour_and_an_identity(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1", "OPP-2")))

    entries = list(document(simulator))
    assert {entry.get("color") for entry in entries} == {"7"}
    guids = {entry.get("guid") for entry in entries}
    assert len(guids) == 2
    assert all(guid[0] + guid[-1] == "{}" for guid in guids)


def test_renaming_keeps_the_entrys_identity(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1 old",)))
    before = document(simulator)[0].get("guid")

    mailbox.edit_category_list(CategoryEdit(rename=(("OPP-1 old", "OPP-1 new"),)))

    assert (document(simulator)[0].get("name"), document(simulator)[0].get("guid")) == ("OPP-1 new", before)


def test_a_list_that_is_as_wanted_is_not_written(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))
    simulator.journal.clear()

    mailbox.edit_category_list(CategoryEdit(add=("opp-1",), remove=("OPP-2",)))

    assert simulator.journal.counts() == {"GetUserConfiguration": 1}


def test_an_entry_that_somebody_overwrote_is_written_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.offer_category("mine")
    old = read_list(simulator.mailbox(BOB)) or b""
    real, writes = mailbox._connection.write, []

    def last_writer_wins(asked: Element) -> Any:
        answer = real(asked)
        if etree.QName(asked).localname == "UpdateUserConfiguration":
            writes.append(asked)
            if len(writes) == 1:
                write_list(simulator.mailbox(BOB), old)
        return answer

    mailbox._connection.write = last_writer_wins  # type: ignore[method-assign]  # another Outlook saves its own copy

    assert list(mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))) == ["mine", "OPP-1"]
    assert len(writes) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_with_prefixed_names_twins_and_unknown_parts_keeps_them(
    simulator: Simulator, mailbox: EwsMailbox, encoding: str
) -> None:
    theirs = (
        '<c:categories xmlns:c="CategoryList.xsd" xmlns:x="urn:other" default="Rød" x:mark="kept">'
        '<c:category name="Rød" color="0" guid="{1}"/><c:category name="rød" color="3" guid="{2}"/>'
        '<c:category name="Rød" color="0" guid="{3}"/><c:group x:of="all"><c:category name="OPP-9 deep"/></c:group>'
        '<c:category color="1"/><c:category name="OPP-1 old" color="11" renameOnFirstUse="1" x:note="mine"/>'
        "<?x kept?></c:categories>"
    )
    write_list(simulator.mailbox(BOB), theirs.encode(encoding))
    before = etree.fromstring(theirs)

    mailbox.edit_category_list(
        CategoryEdit(add=("OPP-2",), rename=(("opp-1 OLD", "OPP-1 new"),), remove=("OPP-9 deep",))
    )

    after = document(simulator)
    before[5].set("name", "OPP-1 new")
    shown = [etree.tostring(child, with_tail=False) for child in after]
    assert shown[:-1] == [etree.tostring(child, with_tail=False) for child in before]
    assert (after[-1].tag, after[-1].get("name")) == ("{CategoryList.xsd}category", "OPP-2")
    assert after.get("{urn:other}mark") == "kept"


def test_a_name_that_differs_in_case_only_is_renamed(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("opp-1 fabrikam",)))

    names = mailbox.edit_category_list(CategoryEdit(rename=(("opp-1 fabrikam", "OPP-1 Fabrikam"),)))

    assert list(names) == ["OPP-1 Fabrikam"]


def test_a_list_that_somebody_makes_at_the_same_moment_is_edited(mailbox: EwsMailbox, outlook: Outlook) -> None:
    Meddler(mailbox, lambda: outlook.offer_category("mine"), times=2)

    names = mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))

    assert list(names) == ["mine", "OPP-1"]


def test_a_list_that_somebody_keeps_writing_over_is_a_conflict(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.offer_category("mine")
    old, real = read_list(simulator.mailbox(BOB)) or b"", mailbox._connection.write

    def write_over(asked: Element) -> Any:
        answer = real(asked)
        if etree.QName(asked).localname == "UpdateUserConfiguration":
            write_list(simulator.mailbox(BOB), old)
        return answer

    mailbox._connection.write = write_over  # type: ignore[method-assign]  # another Outlook saves its own copy

    with pytest.raises(Conflict, match="changed by somebody else"):
        mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))
    assert simulator.journal.count("UpdateUserConfiguration") == 3


def test_a_list_that_is_no_xml_is_left_alone(simulator: Simulator, mailbox: EwsMailbox) -> None:
    write_list(simulator.mailbox(BOB), b"<categories")

    with pytest.raises(Refused, match="category list cannot be read"):
        mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))

    assert read_list(simulator.mailbox(BOB)) == b"<categories"


# --- what must never leave --------------------------------------------------------------------------------------------


def forbidden() -> dict[str, Element]:
    item, folder = t.ItemId(Id="AAMk", ChangeKey="CQAA"), request.distinguished("sentitems", BOB)
    note = t.Message(t.Subject("x"))
    change = request.item_change("AAMk", "CQAA", [request.update("Message", "item:Subject", t.Subject("x"))])
    quiet = {
        "ConflictResolution": "NeverOverwrite",
        "MessageDisposition": "SaveOnly",
        "SendMeetingInvitationsOrCancellations": "SendToNone",
    }
    return {
        "sending": m.SendItem(m.ItemIds(item), SaveItemToFolder="true"),
        "deleting": m.DeleteItem(m.ItemIds(item), DeleteType="HardDelete"),
        "moving": m.MoveItem(m.ToFolderId(folder), m.ItemIds(item)),
        "creating and sending": m.CreateItem(m.Items(note), MessageDisposition="SendAndSaveCopy"),
        "inviting": m.CreateItem(
            m.Items(t.CalendarItem()), MessageDisposition="SaveOnly", SendMeetingInvitations="SendToAllAndSaveCopy"
        ),
        "not saying": m.CreateItem(m.Items(note)),
        "updating and sending": m.UpdateItem(m.ItemChanges(change), **{**quiet, "MessageDisposition": "SendOnly"}),
        "updating attendees": m.UpdateItem(
            m.ItemChanges(change), **{**quiet, "SendMeetingInvitationsOrCancellations": "SendToChangedAndSaveCopy"}
        ),
        "overwriting": m.UpdateItem(m.ItemChanges(change), **{**quiet, "ConflictResolution": "AlwaysOverwrite"}),
        "read receipts": m.UpdateItem(m.ItemChanges(change), **quiet, SuppressReadReceipts="false"),
        "emptying a folder": m.EmptyFolder(m.FolderIds(folder), DeleteType="SoftDelete", DeleteSubFolders="false"),
        "another configuration": m.UpdateUserConfiguration(
            m.UserConfiguration(t.UserConfigurationName(folder, Name="OWA.UserOptions"))
        ),
    }


@pytest.mark.parametrize("what", forbidden())
def test_no_request_that_sends_or_deletes_can_leave(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, what: str
) -> None:
    mailbox.check()
    simulator.journal.clear()

    with pytest.raises(Refused, match="a request was held back"):
        mailbox._connection.write(forbidden()[what])

    assert simulator.journal.requests == []
    assert mailbox.check()  # and the connection still works


def test_words_in_a_body_do_not_hold_a_request_back(mailbox: EwsMailbox) -> None:
    body = 'I told you: <m:SendItem MessageDisposition="SendOnly">'

    assert mailbox.create_task(uuid4(), TaskContent("Call", None, None, body)).body == body


# --- echoes -----------------------------------------------------------------------------------------------------------


def test_what_only_a_stamp_changed_is_told_and_not_read_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    inbox = the_folder(mailbox, "inbox")
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cursor = mailbox.changes(inbox, None).cursor
    mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",))])
    simulator.journal.clear()

    page = mailbox.changes(inbox, cursor)

    assert (page.changes, page.echoes) == ((), (mail,))
    assert simulator.journal.counts() == {"SyncFolderItems": 1}


def test_what_its_user_changed_after_the_stamp_is_read(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    inbox = the_folder(mailbox, "inbox")
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cursor = mailbox.changes(inbox, None).cursor
    mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",))])
    outlook.set_categories(mail, [])

    page = mailbox.changes(inbox, cursor)

    assert [one.item.categories for one in page.changes if isinstance(one, Upserted)] == [()]
    assert page.echoes == ()


def test_a_version_is_an_echo_once(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    inbox = the_folder(mailbox, "inbox")
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cursor = mailbox.changes(inbox, None).cursor
    mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",))])

    first, again = (mailbox.changes(inbox, cursor) for _ in range(2))

    assert (len(first.echoes), len(again.changes)) == (1, 1)
