"""Changes and items: what servers do to a reader, and how nothing is lost over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import CredentialsRefused, CursorExpired, MailboxError, Throttled, UnknownMailbox, Unreachable
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.reading import ahead
from connectors.mailbox import Deleted, FolderKind, PassedOver, Unreadable, Upserted
from simulator.faults import Fault, FaultKind
from simulator.mailboxes.items import Item
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener
from tests.contract.mailbox.user import changes, items, the_folder
from tests.simulated import CORPUS, simulated


def fill(simulator: Simulator, count: int) -> None:
    bob = simulator.mailbox(BOB)
    for number in range(count):
        item = Item()
        item.put("Subject", f"m{number}")
        item.put("InternetMessageId", f"<m{number}@x>")
        item.put("IsDraft", "false")
        item.headers = [("From", "a@x")]
        bob.add(item, bob.folder("inbox"))


def edit(simulator: Simulator, item_id: str, act: Callable[[Item], object]) -> None:
    act(simulator.mailbox(BOB).items[item_id])


@pytest.mark.parametrize(("worth", "sizes"), [(60.0, [200, 300, 50]), (-60.0, [200, 200, 150])])
def test_pages_hold_200_changes_newest_first_each_with_its_own_cursor_and_more_of_a_server_that_answers_at_once(
    simulator: Simulator, mailbox: EwsMailbox, monkeypatch: pytest.MonkeyPatch, worth: float, sizes: list[int]
) -> None:
    monkeypatch.setattr(ahead, "WORTH", worth)
    monkeypatch.setattr(ahead, "SHARE", worth)
    fill(simulator, 550)
    inbox = the_folder(mailbox, "inbox")

    first = mailbox.changes(inbox, None)
    second = mailbox.changes(inbox, first.cursor)
    third = mailbox.changes(inbox, second.cursor)

    assert [len(page.changes) for page in (first, second, third)] == sizes
    assert [page.is_last for page in (first, second, third)] == [False, False, True]
    found = [email.subject for page in (first, second, third) for email in items(page.changes)]
    assert found == [f"m{number}" for number in reversed(range(550))]
    assert mailbox.changes(inbox, first.cursor).changes == second.changes[:200]  # a page can be asked for again


def test_a_page_costs_one_request_and_one_more_for_each_hundred_items(
    simulator: Simulator, mailbox: EwsMailbox
) -> None:
    fill(simulator, 250)
    inbox = the_folder(mailbox, "inbox")
    simulator.journal.clear()
    page = mailbox.changes(inbox, None)
    mailbox.changes(inbox, page.cursor)

    assert simulator.journal.counts() == {"SyncFolderItems": 2, "GetItem": 3}


def test_opening_a_mailbox_sends_nothing(simulator: Simulator, opened: Opener) -> None:
    opened(simulator, "nobody@us.example", password=None)

    assert simulator.journal.requests == []
    assert simulator.journal.refused_logins == 0


@pytest.mark.parametrize("operation", ["SyncFolderItems", "GetItem"])
@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.CUT, FaultKind.EMPTY, FaultKind.HTML])
def test_a_cut_answer_is_asked_for_again_and_loses_nothing(
    simulator: Simulator, mailbox: EwsMailbox, waits: list[float], operation: str, kind: FaultKind
) -> None:
    fill(simulator, 150)
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(Fault(kind, operation, times=2))

    page = mailbox.changes(inbox, None)

    assert len(page.changes) == 150
    assert len(waits) == 2


@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.CUT, FaultKind.EMPTY, FaultKind.HTML])
def test_answers_that_stay_cut_fail_the_page_and_the_cursor_stays(
    simulator: Simulator, mailbox: EwsMailbox, kind: FaultKind
) -> None:
    fill(simulator, 150)
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(Fault(kind, "GetItem", times=3, after=1))

    with pytest.raises(Unreachable):
        mailbox.changes(inbox, None)

    assert len(mailbox.changes(inbox, None).changes) == 150


def test_a_folder_that_is_read_again_after_an_expired_cursor_gives_the_same_items(
    simulator: Simulator, mailbox: EwsMailbox
) -> None:
    fill(simulator, 3)
    inbox = the_folder(mailbox, "inbox")
    before = mailbox.changes(inbox, None)
    simulator.expire_sync_states()

    with pytest.raises(CursorExpired):
        mailbox.changes(inbox, before.cursor)

    assert mailbox.changes(inbox, None).changes == before.changes


def test_an_error_without_a_sync_state_is_an_expired_cursor(simulator: Simulator, mailbox: EwsMailbox) -> None:
    inbox = the_folder(mailbox, "inbox")
    cursor = mailbox.changes(inbox, None).cursor
    simulator.faults.inject(Fault(FaultKind.STATE_EXPIRED, "SyncFolderItems"))

    with pytest.raises(CursorExpired):
        mailbox.changes(inbox, cursor)


NO_MAILS = ("Contact", "DistributionList", "PostItem", "PostReplyItem", "Task", "CalendarItem")


@pytest.mark.parametrize("element", [*NO_MAILS, "SharingMessage", "Network", "RoleMember", "AbchPerson"])
def test_what_is_no_mail_is_passed_over_by_its_element_and_the_page_goes_on(
    simulator: Simulator, mailbox: EwsMailbox, element: str
) -> None:
    fill(simulator, 3)
    other = simulator.outlook(BOB).find("m1")[0]
    simulator.faults.show_item_as(other, element)

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert [type(change) for change in page.changes] == [Upserted, PassedOver, Upserted]
    assert page.changes[1].item_id == other
    assert page.is_last


@pytest.mark.parametrize(
    ("item_class", "what"),
    [
        ("IPM.Contact", "a contact"),
        ("IPM.DistList", "a contact group"),
        ("ipm.stickynote", "a note"),
        ("IPM.Post.RSS", "a post"),
        ("IPM.Document.Microsoft Internet Mail Message", "a document"),
        ("IPM.Activity", "a journal entry"),
        ("IPM.Task.Custom", "a task"),
        ("IPM.TaskRequest.Accept", "a task request"),
        ("IPM.Appointment", "an appointment"),
        ("IPM.Sharing", "a sharing message"),
    ],
)
def test_what_is_no_mail_is_passed_over_by_its_class(
    simulator: Simulator, mailbox: EwsMailbox, item_class: str, what: str
) -> None:
    other = simulator.outlook(BOB).keep(item_class, "Zoe")
    simulator.faults.show_item_as(other, "Message")  # as some servers show them all

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert page.changes == (PassedOver(other, what),)


@pytest.mark.parametrize(
    "item_class", ["IPM.Note", "ipm.note.custom", "IPM", "REPORT.IPM.Note.NDR", "IPM.PostOffice", ""]
)
def test_mail_of_any_class_is_mail(simulator: Simulator, mailbox: EwsMailbox, item_class: str) -> None:
    simulator.outlook(BOB).keep(item_class, "Zoe")

    assert [type(change) for change in mailbox.changes(the_folder(mailbox, "inbox"), None).changes] == [Upserted]


@pytest.mark.parametrize("element", ["Memo", "MessageOfTomorrow"])
def test_an_unknown_element_type_is_one_unreadable_item_and_the_page_goes_on(
    simulator: Simulator, mailbox: EwsMailbox, element: str
) -> None:
    fill(simulator, 3)
    bad = simulator.outlook(BOB).find("m1")[0]
    simulator.faults.show_item_as(bad, element)

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert [type(change) for change in page.changes] == [Upserted, Unreadable, Upserted]
    unreadable = page.changes[1]
    assert isinstance(unreadable, Unreadable)
    assert unreadable.item_id == bad
    assert element in unreadable.reason
    assert page.is_last


@pytest.mark.parametrize(
    "code", ["ErrorItemCorrupt", "ErrorCorruptData", "ErrorMimeContentConversionFailed", "ErrorMessageSizeExceeded"]
)
def test_an_item_that_the_server_cannot_give_is_unreadable(
    simulator: Simulator, mailbox: EwsMailbox, code: str
) -> None:
    fill(simulator, 3)
    bad = simulator.outlook(BOB).find("m1")[0]
    simulator.faults.fail_item(bad, code)

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert [type(change) for change in page.changes] == [Upserted, Unreadable, Upserted]
    [reason] = [one.reason for one in page.changes if isinstance(one, Unreadable) and one.item_id == bad]
    assert code in reason


def test_an_item_that_the_server_trips_over_is_asked_for_alone_and_then_unreadable(
    simulator: Simulator, mailbox: EwsMailbox
) -> None:
    fill(simulator, 3)
    inbox = the_folder(mailbox, "inbox")
    bad = simulator.outlook(BOB).find("m1")[0]
    simulator.faults.fail_item(bad, "ErrorInternalServerError")
    simulator.journal.clear()

    page = mailbox.changes(inbox, None)

    assert [type(change) for change in page.changes] == [Upserted, Unreadable, Upserted]
    assert simulator.journal.count("GetItem") == 2


def test_an_item_that_vanishes_between_the_two_requests_is_gone(simulator: Simulator, mailbox: EwsMailbox) -> None:
    fill(simulator, 2)
    gone = simulator.outlook(BOB).find("m1")[0]
    simulator.faults.fail_item(gone, "ErrorItemNotFound")

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert page.changes[0] == Deleted(gone)


@pytest.mark.parametrize(
    "code",
    ["ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable", "ErrorInternalServerTransientError"],
)
def test_what_passes_by_itself_quarantines_nothing(simulator: Simulator, mailbox: EwsMailbox, code: str) -> None:
    fill(simulator, 2)
    simulator.faults.fail_item(simulator.outlook(BOB).find("m1")[0], code)

    with pytest.raises(Unreachable):
        mailbox.changes(the_folder(mailbox, "inbox"), None)


@pytest.mark.parametrize(
    ("code", "kind"), [("ErrorPasswordExpired", CredentialsRefused), ("ErrorNonExistentMailbox", UnknownMailbox)]
)
def test_what_is_the_mailboxs_trouble_quarantines_no_item(
    simulator: Simulator, mailbox: EwsMailbox, code: str, kind: type[MailboxError]
) -> None:
    fill(simulator, 2)
    simulator.faults.fail_item(simulator.outlook(BOB).find("m1")[0], code)

    with pytest.raises(kind):
        mailbox.changes(the_folder(mailbox, "inbox"), None)


def test_a_busy_server_inside_a_batch_fails_the_page(simulator: Simulator, mailbox: EwsMailbox) -> None:
    fill(simulator, 150)
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(Fault(FaultKind.BUSY_ITEM, "GetItem", after=1))

    with pytest.raises(Throttled):
        mailbox.changes(inbox, None)

    assert len(mailbox.changes(inbox, None).changes) == 150


def test_control_characters_are_taken_out(simulator: Simulator, mailbox: EwsMailbox) -> None:
    fill(simulator, 2)
    simulator.faults.inject(Fault(FaultKind.CONTROL_CHARACTER, "GetItem"))

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert [email.subject for email in items(page.changes)] == ["m1", "m0"]


@pytest.mark.parametrize("name", ["DateTimeReceived", "DateTimeSent", "Size", "Sensitivity"])
def test_a_value_that_cannot_be_understood_makes_its_item_unreadable(
    opened: Opener, loose: Simulator, name: str
) -> None:
    simulator = loose
    fill(simulator, 2)
    bad = simulator.outlook(BOB).find("m0")[0]
    edit(simulator, bad, lambda item: item.put(name, "31/12/1999 tea time"))
    mailbox = opened(simulator)

    page = mailbox.changes(the_folder(mailbox, "inbox"), None)

    assert Unreadable(bad, f"its {name} cannot be understood") in page.changes
    assert [email.subject for email in items(page.changes)] == ["m1"]


def test_fractions_of_seconds_offsets_and_missing_zones_are_understood(opened: Opener, loose: Simulator) -> None:
    simulator = loose
    fill(simulator, 1)
    item_id = simulator.outlook(BOB).find("m0")[0]
    edit(simulator, item_id, lambda item: item.put("DateTimeReceived", "2026-12-01T09:00:00.1234567Z"))
    edit(simulator, item_id, lambda item: item.put("DateTimeSent", "2026-12-01T10:00:00+01:00"))
    mailbox = opened(simulator)

    [email] = items(mailbox.changes(the_folder(mailbox, "inbox"), None).changes)

    assert email.received_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert email.sent_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_an_odd_time_zone_shifts_no_appointment(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    item_id = outlook.appoint("Demo", start)
    zone = '<t:StartTimeZone Id="tzone://Microsoft/Custom" Name="(UTC+05:21) Nowhere"/>'
    edit(simulator, item_id, lambda item: item.fields.update(StartTimeZone=zone))

    [appointment] = items(mailbox.changes(the_folder(mailbox, "calendar"), None).changes)

    assert appointment.start == start
    assert appointment.end == start + timedelta(hours=1)


def test_a_series_comes_as_its_master(mailbox: EwsMailbox, outlook: Outlook) -> None:
    outlook.put_calendar(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20261201T000000Z\r\n"
        b"DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Weekly\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    [appointment] = items(mailbox.changes(the_folder(mailbox, "calendar"), None).changes)

    assert appointment.kind.value == "master"
    assert appointment.start == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_the_archive_is_part_of_the_mailbox(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, "secret", with_archive=True)
    mailbox = opened(simulator)

    folders = {folder.path: folder for folder in mailbox.folders()}

    assert folders["Online Archive/Inbox"].kind is FolderKind.MAIL
    assert folders["Online Archive/Deleted Items"].wellknown == "archivedeleteditems"


# It travels beside the project and is not part of it.
@pytest.mark.skipif(not (CORPUS / "README.md").exists(), reason="the mail corpus is not beside this repository")
def test_the_corpus_is_read_whole(simulator: Simulator, mailbox: EwsMailbox) -> None:
    loaded = simulator.load(BOB, CORPUS)

    found = [change for f in mailbox.folders() if f.path.startswith("Inbox") for change in changes(mailbox, f)[0]]

    assert len(found) == loaded.messages == 87
    assert [change for change in found if not isinstance(change, Upserted)] == []


@pytest.fixture
def loose() -> Iterator[Simulator]:
    """A simulator that says things which the schema does not allow."""
    with simulated(schema_dir=None) as simulator:
        simulator.add_mailbox(BOB, "secret", name="Bob")
        yield simulator


def test_names_that_are_one_persons_are_resolved_and_others_left_out(simulator: Simulator, mailbox: EwsMailbox) -> None:
    book = {"/o=x/cn=ann": ["ann@client.example"], "/o=x/cn=two": ["a@x.example", "b@x.example"]}
    simulator.organization.directory.update(book)

    found = mailbox.resolve(["/o=x/cn=ann", "/o=x/cn=two", "/o=x/cn=nobody"])

    assert found == {"/o=x/cn=ann": "ann@client.example"}
