"""The folders for mail: all of them, however many and however deep, and nothing that is none."""

from __future__ import annotations

import pytest

from connectors.errors import AccessRefused
from connectors.graph.mailbox import GraphMailbox
from connectors.mailbox import FolderKind
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import CLIENT, GraphUser

DELTA = "GET /users/{id}/mailFolders/delta"


def paths(mailbox: GraphMailbox) -> set[str]:
    return {one.path for one in mailbox.folders() if one.kind is FolderKind.MAIL}


@pytest.mark.parametrize("has_delta", [True, False], ids=["by delta", "level by level"])
def test_no_folder_is_lost_for_want_of_paging_or_depth(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, has_delta: bool
) -> None:
    made = {f"Inbox/Wide {n}" for n in range(130)} | {"/".join(["Inbox", *"abcdefghij"][: n + 2]) for n in range(10)}
    for path in sorted(made):
        outlook.make_folder(path)
    if not has_delta:
        cloud.faults.inject(Fault(FaultKind.REFUSED, DELTA, code="BadRequest"))

    assert made <= paths(mailbox)


def test_feeds_are_known_by_their_name(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    outlook.make_folder("RSS Feeds/News")
    outlook.make_folder("Inbox/RSS of a client")

    folders = {one.path: one.wellknown for one in mailbox.folders()}

    assert (folders["RSS Feeds"], folders["Inbox/RSS of a client"]) == ("rssfeeds", None)


def test_what_is_hidden_from_people_is_no_folder(mailbox: GraphMailbox) -> None:
    assert not [one for one in paths(mailbox) if "Sync Issues" in one]


def test_listing_the_folders_of_a_mailbox_takes_few_requests(cloud: Simulator, mailbox: GraphMailbox) -> None:
    mailbox.category_list()
    cloud.journal.clear()

    mailbox.folders()

    assert len([one for one in cloud.journal.requests if not one.is_part]) <= 6


def test_a_mailbox_whose_calendars_cannot_be_read_says_so_and_loses_none(
    cloud: Simulator, mailbox: GraphMailbox
) -> None:
    cloud.revoke(CLIENT, "Calendars.ReadWrite")

    with pytest.raises(AccessRefused, match=r"Calendars\.ReadWrite"):
        mailbox.folders()
