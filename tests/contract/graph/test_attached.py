"""What is attached to the mails of a page costs no round trip of its own, however many they are."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from connectors.errors import Unreachable
from connectors.graph.mailbox import GraphMailbox
from connectors.graph.reading.mail import FIRST_PAGE, PAGE
from connectors.graph.wire.batch import MOST
from connectors.graph.wire.limiter import FIRST
from connectors.mailbox import Change, Deleted, Elsewhere, Email, Upserted
from simulator.faults import Fault, FaultKind
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import GraphUser
from tests.contract.mailbox.user import changes, items, the_folder

ATTACHMENTS = "GET /users/{id}/messages/{id}/attachments"
BATCH = "POST /$batch"


def with_offers(outlook: GraphUser, number: int) -> list[str]:
    """So many mails, each with an attachment of its own."""
    found = []
    for n in range(number):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "ann@client.example", "bob@us.example", f"Offer {n}"
        message["Message-ID"] = f"<offer{n}@client.example>"
        message.set_content("attached")
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"offer{n}.pdf")
        found.append(outlook.deliver(message.as_bytes()))
    return found


def names(found: list[Change]) -> dict[str, list[str]]:
    """By subject, what is attached to it."""
    emails = [one.item for one in found if isinstance(one, Upserted | Elsewhere)]
    return {one.subject: [file.name for file in one.attachments] for one in emails if isinstance(one, Email)}


def offers(number: int) -> dict[str, list[str]]:
    return {f"Offer {n}": [f"offer{n}.pdf"] for n in range(number)}


def requests(cloud: Simulator) -> list[str]:
    """What went over the wire; parts of batches went in one."""
    return [one.operation for one in cloud.journal.requests if not one.is_part]


def test_more_attachments_than_fit_into_a_batch_are_asked_for_at_once(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    with_offers(outlook, FIRST * MOST)
    inbox = the_folder(mailbox, "inbox")
    cloud.gather_batches(FIRST)  # else none of them is answered
    cloud.journal.clear()

    page = mailbox.changes(inbox, None)

    assert names(list(page.changes)) == offers(FIRST * MOST)
    assert [one for one in requests(cloud) if one == BATCH] == [BATCH] * FIRST
    assert len(requests(cloud)) == FIRST + 1


def test_no_more_are_asked_for_at_once_than_the_application_may(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    with_offers(outlook, FIRST_PAGE)
    inbox = the_folder(mailbox, "inbox")

    page = mailbox.changes(inbox, None)

    assert names(list(page.changes)) == offers(FIRST_PAGE)
    assert cloud.most_graph_requests_at_once <= FIRST


@pytest.mark.parametrize(
    ("quirks", "parts"),
    [
        (GraphQuirks(), PAGE),
        (GraphQuirks(replays=True), PAGE),
        (GraphQuirks(updates="changed"), 2 * PAGE),
        (GraphQuirks(no_headers_in_deltas=True), 2 * PAGE),
        (GraphQuirks(expand_in_deltas="ignored"), 2 * PAGE),
        (GraphQuirks(doubts_updates=True), 2 * PAGE),
    ],
    ids=["none", "replays", "changed", "no-headers", "bare", "doubts"],
)
def test_what_is_doubtful_and_what_is_attached_are_asked_for_in_one_batch(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, quirks: GraphQuirks, parts: int
) -> None:
    cloud.graph_quirks = quirks
    mails = with_offers(outlook, PAGE)
    inbox = the_folder(mailbox, "inbox")
    cursor = changes(mailbox, inbox)[1]
    for mail in mails:
        outlook.set_categories(mail, ["OPP-17"])
    cloud.journal.clear()

    page = mailbox.changes(inbox, cursor)

    assert names(list(page.changes)) == offers(PAGE)
    assert len(requests(cloud)) == 2
    assert len(cloud.journal.requests) == 2 + parts


def test_what_was_moved_away_is_told_with_its_attachments_in_one_batch(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    outlook.make_folder("Inbox/Projects")
    *moved, gone = with_offers(outlook, PAGE)
    inbox = the_folder(mailbox, "inbox")
    cursor = changes(mailbox, inbox)[1]
    for mail in moved:
        outlook.move(mail, "Inbox/Projects")
    outlook.delete(gone, for_good=True)
    cloud.journal.clear()

    page = mailbox.changes(inbox, cursor)

    assert names(list(page.changes)) == offers(PAGE - 1)
    assert [one for one in page.changes if isinstance(one, Deleted)] == [Deleted(gone)]
    assert len(requests(cloud)) == 2


@pytest.mark.parametrize("kind", [FaultKind.PART_THROTTLED, FaultKind.PART_FAILED])
def test_parts_that_did_not_get_their_turn_are_asked_again_whichever_batch_they_are_of(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, kind: FaultKind
) -> None:
    with_offers(outlook, 2 * MOST)
    inbox = the_folder(mailbox, "inbox")
    cloud.journal.clear()
    cloud.faults.inject(Fault(kind, ATTACHMENTS, times=2, after=MOST - 1, delay=timedelta(seconds=1)))

    page = mailbox.changes(inbox, None)

    assert names(list(page.changes)) == offers(2 * MOST)
    assert len([one for one in cloud.journal.requests if one.is_part]) == 2 * MOST + 2


def test_attachments_that_the_server_does_not_tell_are_asked_for_once_and_hold_up_nothing(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    with_offers(outlook, MOST + 5)
    inbox = the_folder(mailbox, "inbox")
    cloud.journal.clear()
    cloud.faults.inject(Fault(FaultKind.REFUSED, ATTACHMENTS, code="ErrorCorruptData"))

    page = mailbox.changes(inbox, None)

    told = names(list(page.changes))
    assert sorted(map(len, told.values())) == [0, *[1] * (MOST + 4)]
    assert len([one for one in cloud.journal.requests if one.is_part]) == MOST + 5


def test_a_server_that_fails_in_one_of_the_batches_fails_for_the_page(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    with_offers(outlook, 2 * MOST)
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.SERVER_ERROR, BATCH, after=1, times=100))

    with pytest.raises(Unreachable):
        mailbox.changes(inbox, None)
    cloud.faults.clear()

    assert len(items(changes(mailbox, inbox)[0])) == 2 * MOST


def test_a_token_that_is_refused_in_the_middle_is_replaced_for_all_of_them(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    with_offers(outlook, FIRST * MOST)
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.UNAUTHORIZED, BATCH, times=1))

    page = mailbox.changes(inbox, None)

    assert names(list(page.changes)) == offers(FIRST * MOST)
