"""Stamps: what is written, what is not, what comes back, and what happens when others write too."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from connectors.errors import AccessRefused, Conflict, ItemGone, MailboxError, Refused, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import Stamp, Stamped, TaskContent
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.meddler import Meddler

pytestmark = pytest.mark.usefixtures("nobody_is_sent_anything")


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
