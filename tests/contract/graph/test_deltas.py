"""What changed in a folder for mail, however the server tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.errors import CursorExpired, FolderGone
from connectors.graph.mailbox import GraphMailbox
from connectors.graph.reading.mail import FIRST_PAGE, PAGE
from connectors.mailbox import Deleted, Elsewhere, Email, Sensitivity, Unreadable, Upserted
from simulator.faults import Fault, FaultKind
from simulator.generate import correspondents, fill_inbox
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, GraphUser
from tests.contract.mailbox.user import changes, items, the_folder

DELTA = "GET /users/{id}/mailFolders/{id}/messages/delta"
QUIRKS = [
    GraphQuirks(),
    GraphQuirks(updates="changed"),
    GraphQuirks(no_headers_in_deltas=True),
    GraphQuirks(expand_in_deltas="ignored"),
    GraphQuirks(expand_in_deltas="refused"),
    GraphQuirks(expand_in_deltas="refused", no_headers_in_deltas=True),
    GraphQuirks(empty_pages=True),
    GraphQuirks(replays=True),
    GraphQuirks(doubts_updates=True),
    GraphQuirks(adds=True),
]
names = [
    ",".join(name for name in GraphQuirks.__slots__ if getattr(one, name) != getattr(GraphQuirks(), name)) or "none"
    for one in QUIRKS
]


def round_trips(cloud: Simulator) -> int:
    """Requests that went over the wire; parts of batches went in one."""
    return len([one for one in cloud.journal.requests if not one.is_part])


@pytest.mark.parametrize("quirks", QUIRKS, ids=names)
def test_a_mail_is_the_same_however_the_delta_tells_it(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, quirks: GraphQuirks
) -> None:
    cloud.graph_quirks = quirks
    headers = {"Auto-Submitted": "auto-replied", "List-Id": "<sales.client.example>"}
    item = outlook.deliver_mail(
        "Ann <ann@client.example>",
        "Tender",
        "all of it",
        cc=["eve@client.example"],
        message_id="<m1@x>",
        in_reply_to="<m0@x>",
        headers=headers,
    )
    outlook.set_sensitivity(item, "Private")
    inbox = the_folder(mailbox, "inbox")
    [whole] = mailbox.read(inbox, [item])
    assert isinstance(whole, Upserted)
    assert isinstance(whole.item, Email)

    found, cursor = changes(mailbox, inbox)
    outlook.set_categories(item, ["OPP-17"])
    later, _ = changes(mailbox, inbox, cursor)

    assert items(found) == [whole.item]
    assert (whole.item.sensitivity, whole.item.in_reply_to, whole.item.references) == (
        *(Sensitivity.PRIVATE, "<m0@x>"),
        ("<m0@x>",),
    )
    assert whole.item.headers["auto-submitted"] == "auto-replied"
    assert whole.item.untold == frozenset()
    assert [replace(one, change_key="") for one in items(later)] == [
        replace(whole.item, change_key="", categories=("OPP-17",))
    ]


@pytest.mark.parametrize("quirks", QUIRKS, ids=names)
def test_no_page_takes_more_than_two_round_trips(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, quirks: GraphQuirks
) -> None:
    cloud.graph_quirks = quirks
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(PAGE + 5)]
    inbox = the_folder(mailbox, "inbox")
    cursor: str | None = None
    mailbox.changes(inbox, None)  # what the server refuses is found out once

    for _ in range(2):
        is_last = False
        while not is_last:
            cloud.journal.clear()
            page = mailbox.changes(inbox, cursor)
            cursor, is_last = page.cursor, page.is_last
            assert round_trips(cloud) <= 2
        for mail in mails:
            outlook.set_categories(mail, ["OPP-17"])


@pytest.mark.parametrize("moves", ["told", "removal"])
@pytest.mark.parametrize("returns", ["merged", "removal", "removal-first", "removal-last"])
def test_what_was_moved_away_and_back_is_where_it_is(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, moves: str, returns: str
) -> None:
    cloud.graph_quirks = GraphQuirks(moves=moves, returns=returns)
    outlook.make_folder("Inbox/Projects")
    stays, leaves = (outlook.deliver_mail("ann@client.example", subject) for subject in ("stays", "leaves"))
    inbox, projects = the_folder(mailbox, "inbox"), the_folder(mailbox, "Inbox/Projects")
    cursor = changes(mailbox, inbox)[1]
    outlook.move(stays, "Inbox/Projects")
    outlook.move(stays, "inbox")
    outlook.move(leaves, "Inbox/Projects")

    found, cursor = changes(mailbox, inbox, cursor)

    told = {one.item.item_id: one for one in found if isinstance(one, Upserted | Elsewhere)}
    assert isinstance(told.get(stays), Upserted | None)
    assert not [one for one in found if isinstance(one, Deleted)]
    assert isinstance(told[leaves], Elsewhere)
    assert told[leaves].folder_id == projects.id
    assert changes(mailbox, inbox, cursor)[0] == []


@pytest.mark.parametrize("name", ["inbox", "calendar", "tasks"])
def test_links_that_name_another_address_of_the_owner_lead_to_the_same_mailbox(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, name: str
) -> None:
    cloud.graph_quirks = GraphQuirks(links_name="bob@firm.onmicrosoft.example", most_in_a_page=1)
    make = {
        "inbox": lambda subject: outlook.deliver_mail("ann@client.example", subject),
        "calendar": lambda subject: outlook.appoint(subject, datetime(2026, 12, 1, 9, tzinfo=UTC)),
        "tasks": lambda subject: outlook.make_task(subject),
    }[name]
    make("first")
    make("second")
    folder = the_folder(mailbox, name)

    found, cursor = changes(mailbox, folder)
    make("third")
    later, _ = changes(mailbox, folder, cursor)

    assert sorted(one.subject for one in items(found)) == ["first", "second"]
    assert [one.subject for one in items(later)] == ["third"]


def test_what_was_deleted_for_good_is_told_so(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    item = outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    cursor = changes(mailbox, inbox)[1]
    outlook.delete(item, for_good=True)

    assert changes(mailbox, inbox, cursor)[0] == [Deleted(item)]


SHAPES = ["gone", "gone-with-location", "malformed", "delta-token", "folder", "resync", "state-invalid"]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_way_to_forget_a_link_begins_that_folder_anew(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, shape: str
) -> None:
    cloud.graph_quirks = GraphQuirks(lost_state=shape)
    outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    before, cursor = changes(mailbox, inbox)
    cloud.expire_sync_states()

    with pytest.raises(CursorExpired):
        mailbox.changes(inbox, cursor)

    assert changes(mailbox, inbox)[0] == before


@pytest.mark.parametrize(
    "cursor", ["H4sIAAAA+/base64==", "", "nonsense", "https://graph.microsoft.com/v1.0/users/x", "ü", "x" * 70_000]
)
def test_a_cursor_of_another_server_begins_anew(mailbox: GraphMailbox, cursor: str) -> None:
    inbox = the_folder(mailbox, "inbox")

    with pytest.raises(CursorExpired):
        mailbox.changes(inbox, cursor)


def test_a_folder_that_went_is_told_apart_from_a_forgotten_link(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    outlook.make_folder("Inbox/Projects")
    projects = the_folder(mailbox, "Inbox/Projects")
    cursor = changes(mailbox, projects)[1]
    outlook.delete_folder("Inbox/Projects")

    for before in (cursor, None):
        with pytest.raises(FolderGone):
            mailbox.changes(projects, before)


def test_a_round_that_cannot_be_finished_begins_where_it_began(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    inbox = the_folder(mailbox, "inbox")
    cursor = changes(mailbox, inbox)[1]
    mails = {outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(PAGE + 5)}
    first = mailbox.changes(inbox, cursor)
    assert not first.is_last
    cloud.faults.inject(Fault(FaultKind.REFUSED, DELTA, code="SyncStateNotFound"))

    rest, _ = changes(mailbox, inbox, first.cursor)

    assert {one.item_id for one in items(rest)} == mails


def test_one_bad_item_costs_the_others_nothing(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    for n in range(3):
        outlook.deliver_mail("ann@client.example", f"Mail {n}")
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.BAD_ITEM, DELTA))

    found, _ = changes(mailbox, inbox)

    assert [type(one) for one in found].count(Unreadable) == 1
    assert len(items(found)) == 2


def test_what_no_database_holds_is_taken_out(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    outlook.deliver_mail("ann@client.example", "Tender")
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.CONTROL_CHARACTER, DELTA))

    [email] = items(changes(mailbox, inbox)[0])

    assert email.subject == "Tender"


def test_no_delta_is_limited_or_filtered_and_ids_are_those_that_last(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    outlook.deliver_mail("ann@client.example", "Hello")
    changes(mailbox, the_folder(mailbox, "inbox"))

    asked = [one for one in cloud.journal.requests if "/users/" in one.operation]
    deltas = [one.target.lower() for one in asked if "messages/delta" in one.operation]
    assert deltas
    assert not [one for one in deltas if "$top" in one or "$filter=received" in one]
    assert all('IdType="ImmutableId"' in one.headers["prefer"] for one in asked)


def test_mails_that_have_no_headers_anywhere_do_not_make_pages_small(cloud: Simulator, mailbox: GraphMailbox) -> None:
    fill_inbox(cloud.mailbox(BOB), FIRST_PAGE + 5, correspondents(3), datetime.now(UTC))  # as what was sent has none
    inbox = the_folder(mailbox, "inbox")

    found, _ = changes(mailbox, inbox)

    assert (len(items(found)), cloud.journal.count(DELTA)) == (FIRST_PAGE + 5, 2)
