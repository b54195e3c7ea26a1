"""Categories are put beside the user's own, over the version that was read, and nobody gets mail over them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from connectors.errors import AccessRefused, Conflict, ItemGone, Refused
from connectors.graph.mailbox import GraphMailbox
from connectors.mailbox import CategoryEdit, Stamp, Stamped
from simulator.faults import Fault, FaultKind
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, CLIENT, GraphUser, Opener
from tests.contract.mailbox.user import REMINDER, changes, items, the_folder

PATCH = "PATCH /users/{id}/messages/{id}"
CATEGORY = "POST /users/{id}/outlook/masterCategories"


def test_only_categories_are_written_and_only_over_what_was_read(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    outlook.set_categories(mail, ["mine"])
    version = outlook.read(mail)["change_key"]

    [stamped] = mailbox.stamp([Stamp(mail, add=("OPP-17 Fabrikam",))])

    assert isinstance(stamped, Stamped)
    assert (stamped.categories, stamped.over) == (("mine", "OPP-17 Fabrikam"), version)
    assert stamped.change_key == outlook.read(mail)["change_key"]
    [patch] = [one for one in cloud.journal.requests if one.operation == PATCH]
    assert patch.headers["if-match"] == f'W/"{version}"'
    assert outlook.read(mail)["categories"] == ["mine", "OPP-17 Fabrikam"]


@pytest.mark.parametrize(("times", "is_paid"), [(1, True), (2, True), (3, False)])
def test_what_somebody_else_changes_is_read_and_merged_anew_three_times(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, times: int, is_paid: bool
) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cloud.faults.inject(Fault(FaultKind.CONFLICT, PATCH, times=times))

    [answer] = mailbox.stamp([Stamp(mail, add=("OPP-17",))])

    assert isinstance(answer, Stamped if is_paid else Conflict)
    assert outlook.read(mail)["categories"] == (["OPP-17"] if is_paid else [])


def test_a_stamp_that_changes_nothing_writes_nothing(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    outlook.set_categories(mail, ["opp-17 as the user writes it"])

    mailbox.stamp([Stamp(mail, add=("OPP-17",)), Stamp(mail, remove=("OPP-18",))])

    assert not [one for one in cloud.journal.requests if one.operation == PATCH]


def test_the_echo_of_a_stamp_is_not_told_as_a_change(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    [email], cursor = (lambda found: (items(found[0]), found[1]))(changes(mailbox, inbox))

    mailbox.stamp([Stamp(mail, add=("OPP-17",), known=email.change_key)])
    page = mailbox.changes(inbox, cursor)

    assert (page.changes, page.echoes) == ((), (mail,))


def test_what_somebody_else_changed_beside_a_stamp_is_told(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    [email], cursor = (lambda found: (items(found[0]), found[1]))(changes(mailbox, inbox))
    outlook.set_sensitivity(mail, "Private")

    mailbox.stamp([Stamp(mail, add=("OPP-17",), known=email.change_key)])

    [told] = items(changes(mailbox, inbox, cursor)[0])
    assert told.categories == ("OPP-17",)


def test_twenty_stamps_take_two_requests(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(20)]
    mailbox.category_list()
    cloud.journal.clear()

    mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in mails])

    assert len([one for one in cloud.journal.requests if not one.is_part]) == 2


def test_two_stamps_of_one_item_are_both_paid(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    mail = outlook.deliver_mail("ann@client.example", "Hello")

    answers = mailbox.stamp([Stamp(mail, add=("OPP-17",)), Stamp(mail, add=("OPP-18",))])

    assert [type(one) for one in answers] == [Stamped, Stamped]
    assert outlook.read(mail)["categories"] == ["OPP-17", "OPP-18"]


def test_ids_of_another_server_are_gone(mailbox: GraphMailbox) -> None:
    [answer] = mailbox.stamp([Stamp("AAMkADAwATM0MDAAMS1=", add=("OPP-17",))])

    assert isinstance(answer, ItemGone)


@pytest.mark.parametrize(
    ("rule", "attendees", "rhythm", "is_stamped"),
    [
        ("safe", [], "", True),
        ("safe", ["ann@client.example"], "", False),
        ("safe", [], "FREQ=WEEKLY;COUNT=3", True),
        ("all", ["ann@client.example"], "", True),
        ("none", [], "", False),
    ],
)
def test_meetings_get_a_category_only_where_nobody_can_be_mailed(
    cloud: Simulator, opened: Opener, rule: str, attendees: list[str], rhythm: str, is_stamped: bool
) -> None:
    cloud.add_mailbox(BOB)
    outlook = GraphUser(cloud)
    meeting = outlook.appoint(
        "Demo", REMINDER, REMINDER + timedelta(hours=1), attendees=attendees, is_sent=True, rule=rhythm
    )

    [answer] = opened(cloud, stamp_meetings=rule).stamp([Stamp(meeting, add=("OPP-17",))])

    assert isinstance(answer, Stamped)
    assert bool(answer.kept_back) is not is_stamped
    assert outlook.read(meeting)["categories"] == (["OPP-17"] if is_stamped else [])


MISTAKEN = ["missing", "refused", "shown"]  # what messages/{id} says of an event


@pytest.mark.parametrize("mistaken", MISTAKEN)
@pytest.mark.parametrize(
    ("attendees", "is_stamped"), [([], True), (["ann@client.example"], False)], ids=["appointment", "meeting"]
)
def test_an_event_is_stamped_as_one_whatever_the_server_says_of_it_as_a_message(
    cloud: Simulator, opened: Opener, mistaken: str, attendees: list[str], is_stamped: bool
) -> None:
    cloud.graph_quirks = GraphQuirks(mistaken=mistaken)
    cloud.add_mailbox(BOB)
    outlook = GraphUser(cloud)
    event = outlook.appoint("Demo", REMINDER, REMINDER + timedelta(hours=1), attendees=attendees, is_sent=True)
    outlook.set_categories(event, ["mine"])

    [answer] = opened(cloud).stamp([Stamp(event, add=("OPP-17",))])

    assert isinstance(answer, Stamped)
    assert outlook.read(event)["categories"] == (["mine", "OPP-17"] if is_stamped else ["mine"])
    assert bool(answer.kept_back) is not is_stamped
    assert cloud.journal.count("PATCH /users/{id}/events/{id}") == is_stamped
    assert cloud.journal.count(PATCH) == 0


@pytest.mark.parametrize("mistaken", MISTAKEN)
def test_an_event_that_was_thrown_away_is_gone(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, mistaken: str
) -> None:
    cloud.graph_quirks = GraphQuirks(mistaken=mistaken)
    event = outlook.appoint("Demo", REMINDER, REMINDER + timedelta(hours=1))
    cloud.faults.inject(Fault(FaultKind.REFUSED, "GET /users/{id}/events/{id}", code="ErrorItemNotFound"))

    [answer] = mailbox.stamp([Stamp(event, add=("OPP-17",))])

    assert isinstance(answer, ItemGone)


@pytest.mark.parametrize("mistaken", MISTAKEN)
def test_an_event_that_cannot_be_read_is_not_taken_for_gone(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, mistaken: str
) -> None:
    cloud.graph_quirks = GraphQuirks(mistaken=mistaken)
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    event = outlook.appoint("Demo", REMINDER, REMINDER + timedelta(hours=1))
    cloud.faults.inject(Fault(FaultKind.REFUSED, "GET /users/{id}/events/{id}", code="ErrorCorruptData"))

    first, second = mailbox.stamp([Stamp(event, add=("OPP-17",)), Stamp(mail, add=("OPP-17",))])

    assert type(first) is Refused
    assert isinstance(second, Stamped)


@pytest.mark.parametrize("quirks", [GraphQuirks(), GraphQuirks(adds=True)], ids=["none", "adds"])
def test_an_invitation_in_the_inbox_is_stamped_as_the_mail_that_it_is(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, quirks: GraphQuirks
) -> None:
    cloud.graph_quirks = quirks
    invitation = outlook.keep("IPM.Schedule.Meeting.Request", "Demo")

    [answer] = mailbox.stamp([Stamp(invitation, add=("OPP-17",))])

    assert isinstance(answer, Stamped)
    assert answer.kept_back == ""
    assert outlook.read(invitation)["categories"] == ["OPP-17"]
    assert (cloud.journal.count(PATCH), cloud.sent) == (1, [])


def test_nothing_but_categories_leaves(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    sent: list[object] = []
    send = mailbox._connection.tenant.http.send

    def watched(method: str, path: str, headers: object, content: bytes | None) -> object:
        sent.extend(json.loads(content)["requests"] if content else ())
        return send(method, path, headers, content)  # type: ignore[arg-type]

    mailbox._connection.tenant.http.send = watched  # type: ignore[method-assign, assignment]
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(2)]

    mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in mails])

    bodies = [one["body"] for one in sent if one["method"] == "PATCH"]  # type: ignore[index]
    assert bodies == [{"categories": ["OPP-17"]}] * 2


def test_a_long_list_of_categories_is_written_in_few_requests_and_one_after_the_other(
    cloud: Simulator, mailbox: GraphMailbox
) -> None:
    names = [f"OPP-{number}" for number in range(50)]
    mailbox.category_list()
    cloud.journal.clear()

    found = mailbox.edit_category_list(CategoryEdit(add=tuple(names)))

    assert [one for one in found if one in names] == names
    assert cloud.journal.count(CATEGORY) == 50
    assert len([one for one in cloud.journal.requests if not one.is_part]) == 2 + 3  # read before and after


def test_a_category_that_is_there_already_holds_up_none_that_stand_behind_it(
    cloud: Simulator, mailbox: GraphMailbox
) -> None:
    cloud.faults.inject(Fault(FaultKind.CONFLICT, operation=CATEGORY))

    found = mailbox.edit_category_list(CategoryEdit(add=("OPP-1", "OPP-2", "OPP-3")))

    assert {"OPP-1", "OPP-2", "OPP-3"} <= set(found)


def test_a_list_that_may_not_be_written_is_tried_once(cloud: Simulator, mailbox: GraphMailbox) -> None:
    cloud.revoke(CLIENT, "MailboxSettings.ReadWrite")
    cloud.grant(CLIENT, "MailboxSettings.Read")

    with pytest.raises(AccessRefused):
        mailbox.edit_category_list(CategoryEdit(add=("OPP-1", "OPP-2", "OPP-3")))

    assert len([one for one in cloud.journal.requests if not one.is_part and "batch" in one.operation]) <= 1
