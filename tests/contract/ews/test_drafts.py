"""Drafts: made once whatever is lost on the way, and never a request that could send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import Refused, Unreachable
from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.reading.folders import find
from connectors.ews.wire.xml import Element, m, t
from connectors.mailbox import DraftKind, Person
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB
from tests.contract.mailbox.user import a_draft, changes, items, the_folder


@pytest.fixture(autouse=True)
def nobody_is_sent_anything(simulator: Simulator) -> Iterator[None]:
    yield
    assert simulator.sent == []


@pytest.mark.parametrize("fault", [FaultKind.RESET_AFTER, FaultKind.CUT, FaultKind.TRUNCATED])
@pytest.mark.parametrize("kind", DraftKind)
def test_a_draft_whose_creation_was_not_heard_of_is_found_and_not_made_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, kind: DraftKind, fault: FaultKind
) -> None:
    identity = uuid4()
    simulator.faults.inject(Fault(fault, "CreateItem"))
    with pytest.raises(Unreachable):
        mailbox.create_draft(identity, a_draft(kind))

    item_id = mailbox.create_draft(identity, a_draft(kind))

    assert outlook.find("Your tender") == [item_id]
    assert simulator.journal.count("CreateItem") == 1


def test_a_search_finds_more_than_a_server_gives_at_a_time(
    mailbox: EwsMailbox, outlook: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlook.make_folder("Inbox/Projects")
    identity = uuid4()
    draft = mailbox.create_draft(identity, a_draft(DraftKind.EMAIL))
    copies = {outlook.copy(draft, "Inbox/Projects" if number % 3 else "drafts") for number in range(50)}
    homes = [the_folder(mailbox, name).id for name in ("drafts", "inbox", "Inbox/Projects")]
    monkeypatch.setattr(request, "FOUND", 7)

    found = find(mailbox._connection, homes, request.identity_path(), str(identity))

    assert len(found) == len(set(found)) == 51
    assert set(found) == copies | {draft}


def test_a_draft_that_the_user_sent_before_its_creation_was_heard_of_is_not_made_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    identity = uuid4()
    simulator.faults.inject(Fault(FaultKind.RESET_AFTER, "CreateItem"))
    with pytest.raises(Unreachable):
        mailbox.create_draft(identity, a_draft(DraftKind.EMAIL))
    [draft] = outlook.find("Your tender")
    sent = outlook.send(draft)

    assert mailbox.create_draft(identity, a_draft(DraftKind.EMAIL)) == sent
    assert outlook.items("drafts") == []


MARKERS = ("MeetingRequestWasSent", "MyResponseType", "IsDraft", "AppointmentState")


@pytest.mark.parametrize("kind", [DraftKind.EMAIL, DraftKind.MEETING])
def test_a_draft_of_ours_is_one_until_it_is_sent_whatever_the_server_leaves_out(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, kind: DraftKind
) -> None:
    outlook.make_folder("Inbox/Later")
    made = mailbox.create_draft(uuid4(), a_draft(kind))
    draft = outlook.move(made, "Inbox/Later") if kind is DraftKind.EMAIL else made
    before = the_folder(mailbox, "Inbox/Later" if kind is DraftKind.EMAIL else "calendar")
    every = [frozenset(some) for count in range(5) for some in combinations(MARKERS, count)]
    told = []

    for left_out in every:
        simulator.organization.quirks.leave_out = left_out
        told += [item.is_draft for item in items(mailbox.read(before, [draft]))]
    simulator.organization.quirks.leave_out = frozenset()
    sent = outlook.send(draft)
    after = the_folder(mailbox, "sentitems") if kind is DraftKind.EMAIL else before
    for left_out in every:
        simulator.organization.quirks.leave_out = left_out
        told += [item.is_draft for item in items(mailbox.read(after, [sent or draft]))]

    assert told == [True] * len(every) + [False] * len(every)
    simulator.sent.clear()


def test_a_draft_that_is_where_it_was_made_is_found_with_one_request(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    identity = uuid4()
    outlook.send(mailbox.create_draft(identity, a_draft(DraftKind.EMAIL)))
    simulator.journal.clear()

    mailbox.create_draft(identity, a_draft(DraftKind.EMAIL))

    assert simulator.journal.counts() == {"FindItem": 1}


def test_times_in_any_zone_are_the_same_moments(mailbox: EwsMailbox) -> None:
    start = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))

    mailbox.create_draft(uuid4(), a_draft(DraftKind.APPOINTMENT, start=start, end=start + timedelta(minutes=20)))

    [appointment] = items(changes(mailbox, the_folder(mailbox, "calendar"))[0])
    assert (appointment.start, appointment.end) == (start, start + timedelta(minutes=20))


def test_control_characters_in_a_draft_are_left_out(mailbox: EwsMailbox, outlook: Outlook) -> None:
    to = (Person("ann\x00@client.example", "An\x1fn"),)

    draft = mailbox.create_draft(
        uuid4(),
        a_draft(DraftKind.MEETING, "a\x0bb", body="c\x00d", to=to, location="e\x1ff", categories=("OPP-1\x1f",)),
    )

    shown = outlook.read(draft)
    assert (shown["subject"], shown["body"], shown["location"]) == ("ab", "cd", "ef")
    assert (shown["attendees"], shown["categories"]) == (["ann@client.example"], ["OPP-1"])


@pytest.mark.parametrize("code", ["ErrorInvalidSmtpAddress", "ErrorMissingEmailAddress", "ErrorInvalidRecipients"])
def test_a_recipient_that_the_server_does_not_take_is_no_missing_mailbox(
    simulator: Simulator, mailbox: EwsMailbox, code: str
) -> None:
    simulator.faults.inject(Fault(FaultKind.REFUSED, "CreateItem", code=code))

    with pytest.raises(Refused):
        mailbox.create_draft(uuid4(), a_draft(DraftKind.EMAIL))


# --- what must never leave --------------------------------------------------------------------------------------------


def making(tag: str, folder: str, disposition: str = "SaveOnly", invitations: str = "SendToNone") -> Element:
    return m.CreateItem(
        m.SavedItemFolderId(request.distinguished(folder, BOB)),
        m.Items(t(tag, t.Subject("x"))),
        MessageDisposition=disposition,
        SendMeetingInvitations=invitations,
    )


FORBIDDEN = {
    "sending a message": making("Message", "drafts", "SendOnly"),
    "sending a message with a copy": making("Message", "drafts", "SendAndSaveCopy"),
    "inviting": making("CalendarItem", "calendar", invitations="SendOnlyToAll"),
    "inviting with a copy": making("CalendarItem", "calendar", invitations="SendToAllAndSaveCopy"),
    "a message beside those that were sent": making("Message", "sentitems"),
    "a message in the outbox": making("Message", "outbox"),
    "an appointment in the drafts": making("CalendarItem", "drafts"),
    "a reply": making("ReplyToItem", "drafts"),
    "accepting": making("AcceptItem", "drafts"),
    "cancelling": making("CancelCalendarItem", "calendar"),
    "a folder by its id": m.CreateItem(
        m.SavedItemFolderId(request.folder_id("AQMk")),
        m.Items(t.Message()),
        MessageDisposition="SaveOnly",
        SendMeetingInvitations="SendToNone",
    ),
    "a second item that is not allowed": m.CreateItem(
        m.SavedItemFolderId(request.distinguished("drafts", BOB)),
        m.Items(t.Message(), t.ForwardItem()),
        MessageDisposition="SaveOnly",
        SendMeetingInvitations="SendToNone",
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_is_made_that_could_be_sent(simulator: Simulator, mailbox: EwsMailbox, what: str) -> None:
    mailbox.check()
    simulator.journal.clear()

    with pytest.raises(Refused, match="a request was held back"):
        mailbox._connection.write(FORBIDDEN[what])

    assert simulator.journal.requests == []
