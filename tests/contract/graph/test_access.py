"""What `check` proves of the rights to a mailbox, and that it changes nothing by it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.errors import AccessRefused
from simulator.faults import Fault, FaultKind
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import ALL, BOB, CLIENT, GraphUser, Opener

EVE = "eve@us.example"
TRANSLATE = "POST /users/{id}/translateexchangeids"
GUIDE = Path(__file__).parents[3] / "docs" / "microsoft-365.md"


@pytest.fixture
def bob(cloud: Simulator, opened: Opener) -> GraphUser:
    cloud.add_mailbox(BOB, name="Bob")
    cloud.add_mailbox(EVE, name="Eve")
    cloud.revoke(CLIENT)
    return GraphUser(cloud)


def scoped(cloud: Simulator, *but: str) -> None:
    """Grant all that is needed, limited to Bob where that can be, without these."""
    for right in set(ALL) - set(but):
        cloud.grant(CLIENT, right, mailboxes=None if right.startswith(("Tasks", "User")) else [BOB])


def test_with_every_right_and_no_more_there_is_nothing_to_say(cloud: Simulator, opened: Opener, bob: GraphUser) -> None:
    mail = bob.deliver_mail("ann@client.example", "Hello")
    before = bob.read(mail)
    scoped(cloud)

    access = opened(cloud, must_refuse=(EVE,)).check()

    assert access.warnings == ()
    assert access.display_name == "Bob"
    assert access.time_zone
    assert bob.read(mail) == before
    assert bob.category_list() == []


@pytest.mark.parametrize("right", ["Mail.ReadWrite", "Calendars.ReadWrite"])
def test_without_what_everything_needs_it_fails(cloud: Simulator, opened: Opener, bob: GraphUser, right: str) -> None:
    scoped(cloud, right)

    with pytest.raises(AccessRefused, match=right):
        opened(cloud).check()


@pytest.mark.parametrize(
    ("right", "instead", "words"),
    [
        ("Mail.ReadWrite", ["Mail.Read"], "no category can be set on e-mails"),
        ("Calendars.ReadWrite", ["Calendars.Read"], "no category can be set on appointments"),
        ("MailboxSettings.ReadWrite", ["MailboxSettings.Read"], "the list of categories cannot be changed"),
        ("MailboxSettings.ReadWrite", [], "the list of categories cannot be read"),
        ("Tasks.ReadWrite.All", [], "Tasks.ReadWrite.All"),
        ("Tasks.ReadWrite.All", ["Tasks.Read.All"], "no task can be written"),
    ],
    ids=["read mail", "read calendars", "read settings", "no settings", "no tasks", "read tasks"],
)
@pytest.mark.parametrize("is_empty", [False, True])
def test_a_right_that_lacks_is_told(
    cloud: Simulator, opened: Opener, bob: GraphUser, right: str, instead: list[str], words: str, is_empty: bool
) -> None:
    if not is_empty:
        bob.deliver_mail("ann@client.example", "Hello")
    scoped(cloud, right)
    cloud.grant(CLIENT, *instead, mailboxes=None if right.startswith("Tasks") else [BOB])

    warnings = opened(cloud, must_refuse=(EVE,)).check().warnings

    assert any(words in one and (right in one or right.partition(".")[0] in one) for one in warnings)


def named_permissions() -> list[str]:
    """What the guide's table of permissions asks an administrator to grant."""
    table = GUIDE.read_text(encoding="utf-8").partition("| permission |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE)


def test_the_guide_names_what_is_needed_and_nothing_else() -> None:
    assert sorted(named_permissions()) == sorted(ALL)


@pytest.mark.parametrize("right", named_permissions())
@pytest.mark.parametrize("unauthorized", [False, True], ids=["403", "401"])
def test_each_permission_that_lacks_is_one_sentence_of_its_own(
    cloud: Simulator, opened: Opener, bob: GraphUser, right: str, unauthorized: bool
) -> None:
    cloud.graph_quirks = GraphQuirks(tasks_unauthorized=unauthorized)
    bob.deliver_mail("ann@client.example", "Hello")
    scoped(cloud, right)

    try:
        told = list(opened(cloud, must_refuse=(EVE,)).check().warnings)
    except AccessRefused as refusal:
        told = [str(refusal)]

    [sentence] = told
    assert right in sentence
    assert ("RBAC" in sentence) is not right.startswith(("Tasks", "User"))  # which no role limits to mailboxes
    assert not [one for one in ALL if one != right and one in sentence]
    assert "\n" not in sentence


def test_mail_without_its_text_is_told(cloud: Simulator, opened: Opener, bob: GraphUser) -> None:
    bob.deliver_mail("ann@client.example", "Hello", "with a text")
    scoped(cloud, "Mail.ReadWrite")
    cloud.grant(CLIENT, "Mail.ReadBasic.All", mailboxes=[BOB])

    first, second = opened(cloud, must_refuse=(EVE,)).check().warnings

    assert "e-mails are told without their text" in first
    assert "no category can be set on e-mails" in second


@pytest.mark.parametrize("others", [0, 1])
def test_a_mail_that_cannot_be_understood_keeps_nobody_from_checking(
    cloud: Simulator, opened: Opener, bob: GraphUser, others: int
) -> None:
    scoped(cloud)
    own = [cloud.outlook(BOB).deliver_mail("ann@client.example", "Hello") for _ in range(1 + others)][-1]
    cloud.faults.show_item_as(own, "SharingMessage")

    assert opened(cloud, must_refuse=(EVE,)).check().warnings == ()


def test_a_server_that_fails_over_translating_ids_alone_is_told_and_nothing_else_is_wrong(
    cloud: Simulator, opened: Opener, bob: GraphUser
) -> None:
    scoped(cloud)
    cloud.faults.inject(Fault(FaultKind.SERVER_ERROR, TRANSLATE, times=100))

    [warning] = opened(cloud, must_refuse=(EVE,)).check().warnings

    assert "known again only while it is read" in warning
    assert "the server cannot answer now" in warning


def test_a_mailbox_that_must_be_refused_and_is_not_is_told_with_the_way_to_close_it(
    cloud: Simulator, opened: Opener, bob: GraphUser
) -> None:
    scoped(cloud)
    cloud.grant(CLIENT, "Mail.ReadWrite")

    warnings = opened(cloud, must_refuse=(EVE,)).check().warnings

    [warning] = warnings
    assert EVE in warning
    assert "Mail.ReadWrite" in warning
    assert "Calendars" not in warning
    assert "RBAC for Applications" in warning


def test_what_proves_nothing_is_told(cloud: Simulator, opened: Opener, bob: GraphUser) -> None:
    scoped(cloud)

    assert "must_refuse" in opened(cloud).check().warnings[0]
    cloud.remove_mailbox(EVE)
    cloud.grant(CLIENT, *ALL)
    assert "proves nothing" in opened(cloud, must_refuse=(EVE,)).check().warnings[0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.THROTTLED, delay=timedelta(minutes=1)),
        Fault(FaultKind.SERVER_ERROR),
        Fault(FaultKind.HTML),
        Fault(FaultKind.UNAUTHORIZED),
        Fault(FaultKind.REFUSED, code="ErrorInvalidRequest"),
        Fault(FaultKind.REFUSED, code="ErrorFolderNotFound"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.code}",
)
def test_nothing_but_a_refusal_of_access_proves_that_a_mailbox_is_closed(
    cloud: Simulator, opened: Opener, bob: GraphUser, fault: Fault
) -> None:
    scoped(cloud)
    mailbox = opened(cloud, must_refuse=(EVE,))
    inbox = replace(fault, operation="GET /users/{id}/mailFolders/{id}", times=20)
    cloud.faults.inject(inbox)

    warnings = mailbox.check().warnings

    [warning] = warnings
    assert EVE in warning
    assert "proves nothing" in warning
    assert "Mail.ReadWrite" in warning


@pytest.mark.parametrize(("minutes", "word"), [(-10, "slow"), (10, "fast")])
def test_a_clock_that_is_wrong_is_told(
    cloud: Simulator, opened: Opener, bob: GraphUser, minutes: int, word: str
) -> None:
    scoped(cloud)

    mailbox = opened(cloud, must_refuse=(EVE,), clock=lambda: datetime.now(UTC) + timedelta(minutes=minutes))

    [warning] = mailbox.check().warnings
    assert f"10 minutes {word}" in warning
