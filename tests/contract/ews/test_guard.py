"""What must never leave: a request that sends, deletes, moves or overwrites."""

from __future__ import annotations

from uuid import uuid4

import pytest

from connectors.errors import Refused
from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.wire.xml import Element, m, t
from connectors.mailbox import TaskContent
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB

pytestmark = pytest.mark.usefixtures("nobody_is_sent_anything")


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
