"""Whatever goes wrong between us and Microsoft 365 is a sentence, and one of our errors."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from connectors.errors import (
    AccessRefused,
    Conflict,
    FolderGone,
    LoginRefused,
    MailboxError,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.graph.mailbox import GraphMailbox
from connectors.graph.wire import http
from connectors.mailbox import CategoryEdit, Stamp, Stamped, Unreadable, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, CLIENT, SECRET, GraphUser, Opener
from tests.contract.mailbox.calls import MAIL, calls_into
from tests.contract.mailbox.user import changes, items, the_folder

DELTA = "GET /users/{id}/mailFolders/{id}/messages/delta"
BATCH = "POST /$batch"
FAULTS: list[tuple[Fault, type[MailboxError]]] = [
    (Fault(FaultKind.UNAUTHORIZED), LoginRefused),
    (Fault(FaultKind.SERVER_ERROR), Unreachable),
    (Fault(FaultKind.UNAVAILABLE, delay=timedelta(seconds=30)), Throttled),
    (Fault(FaultKind.UNAVAILABLE, delay=timedelta()), Unreachable),
    (Fault(FaultKind.THROTTLED, delay=timedelta(seconds=30)), Throttled),
    (Fault(FaultKind.THROTTLED, delay=timedelta(seconds=1)), Throttled),
    (Fault(FaultKind.HTML), Unreachable),
    (Fault(FaultKind.EMPTY), Unreachable),
    (Fault(FaultKind.TRUNCATED), Unreachable),
    (Fault(FaultKind.CUT), Unreachable),
    (Fault(FaultKind.RESET_BEFORE), Unreachable),
    (Fault(FaultKind.RESET_AFTER), Unreachable),
    (Fault(FaultKind.BOMB), Unreachable),
    (Fault(FaultKind.FOREIGN_LINK), Unreachable),
    *(
        (Fault(FaultKind.REFUSED, code=code), kind)
        for code, kind in [
            ("ErrorAccessDenied", AccessRefused),
            ("ErrorInvalidUser", UnknownMailbox),
            ("Request_ResourceNotFound", UnknownMailbox),
            ("ResourceNotFound", UnknownMailbox),
            ("MailboxNotEnabledForRESTAPI", UnknownMailbox),
            ("ErrorSyncFolderNotFound", FolderGone),
            ("ErrorQuotaExceeded", Refused),
            ("generalException", Unreachable),
            ("activityLimitReached", Throttled),
            ("ErrorIrresolvableConflict", Conflict),
        ]
    ),
]

CALLS = calls_into(MAIL)


def name_of(fault: Fault) -> str:
    return fault.code if fault.kind == "refused" else f"{fault.kind}-{fault.delay.total_seconds():g}"


@pytest.mark.parametrize(("fault", "expected"), FAULTS, ids=[name_of(one) for one, _ in FAULTS])
def test_a_failure_is_one_of_our_errors_and_a_sentence(
    cloud: Simulator,
    mailbox: GraphMailbox,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    expected: type[MailboxError],
) -> None:
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(fault.kind, "*", times=100, delay=fault.delay, code=fault.code))

    with caplog.at_level(logging.DEBUG), pytest.raises(MailboxError) as raised:
        mailbox.changes(inbox, None)

    told = str(raised.value)
    assert type(raised.value) is expected
    assert any(one in told for one in (BOB, cloud.graph_url, CLIENT))
    assert len(told) < 300
    assert "\n" not in told
    assert SECRET not in told.replace("client_secret", "")
    assert "Bearer" not in caplog.text
    assert "token=" not in told.lower()


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.HTML, FaultKind.THROTTLED, FaultKind.UNAUTHORIZED])
def test_no_call_lets_anything_else_out(cloud: Simulator, mailbox: GraphMailbox, call: str, kind: FaultKind) -> None:
    cloud.faults.inject(Fault(kind, times=200, delay=timedelta(seconds=60)))

    with pytest.raises(MailboxError):
        CALLS[call](mailbox)


def test_a_long_wait_is_handed_on_and_not_shortened(
    cloud: Simulator, mailbox: GraphMailbox, waits: list[float]
) -> None:
    inbox = the_folder(mailbox, "inbox")
    cloud.journal.clear()
    cloud.faults.inject(Fault(FaultKind.THROTTLED, times=100, delay=timedelta(seconds=42)))

    with pytest.raises(Throttled) as raised:
        mailbox.changes(inbox, None)

    assert raised.value.retry_after == timedelta(seconds=42)
    assert (waits, len(cloud.journal.requests)) == ([], 1)


@pytest.mark.parametrize("kind", [FaultKind.THROTTLED, FaultKind.UNAVAILABLE])
def test_a_short_wait_is_waited_for(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, waits: list[float], kind: FaultKind
) -> None:
    outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(kind, DELTA, times=2, delay=timedelta(seconds=9)))

    found, _ = changes(mailbox, inbox)

    assert len(items(found)) == 1
    assert max(waits) > 2  # what is left of it by then


@pytest.mark.parametrize("kind", [FaultKind.PART_THROTTLED, FaultKind.PART_FAILED])
def test_parts_that_did_not_get_their_turn_are_asked_again_and_no_others(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, kind: FaultKind
) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(5)]
    inbox = the_folder(mailbox, "inbox")
    cloud.journal.clear()
    cloud.faults.inject(Fault(kind, "GET /users/{id}/messages/{id}", times=2))

    found = mailbox.read(inbox, mails)

    assert [one.item.item_id for one in found if isinstance(one, Upserted)] == mails
    assert len([one for one in cloud.journal.requests if one.is_part]) == 7


def test_a_write_that_was_throttled_was_not_done_and_is_asked_again(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(3)]
    cloud.faults.inject(Fault(FaultKind.PART_THROTTLED, "PATCH /users/{id}/messages/{id}"))

    mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in mails])

    assert [outlook.read(one)["categories"] for one in mails] == [["OPP-17"]] * 3


def test_a_write_without_an_answer_is_never_repeated(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    mailbox.category_list()
    cloud.journal.clear()
    cloud.faults.inject(Fault(FaultKind.RESET_AFTER, "POST /users/{id}/outlook/masterCategories"))

    with pytest.raises(Unreachable):
        mailbox.edit_category_list(CategoryEdit(add=("OPP new",)))

    assert len([one for one in cloud.journal.requests if one.operation.startswith("POST")]) == 1
    assert list(mailbox.category_list()) == ["OPP new"]


def test_a_revoked_token_in_mid_run_is_replaced_once(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    outlook.deliver_mail("ann@client.example", "Hello")
    inbox = the_folder(mailbox, "inbox")
    cloud.expire_tokens()

    found, _ = changes(mailbox, inbox)

    assert len(items(found)) == 1


def test_an_answer_larger_than_any_is_not_read_to_its_end(
    cloud: Simulator, mailbox: GraphMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = the_folder(mailbox, "inbox")
    monkeypatch.setattr(http, "LARGEST", 1024 * 1024)
    cloud.faults.inject(Fault(FaultKind.BIG, DELTA, times=10))

    with pytest.raises(Refused, match="larger than 1 MB"):
        mailbox.changes(inbox, None)


def test_a_link_to_another_host_is_never_followed(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.FOREIGN_LINK, DELTA))

    with pytest.raises(Unreachable, match="leads to another server"):
        mailbox.changes(inbox, None)


@pytest.mark.parametrize("why", ["on-premises", "unlicensed", "soft-deleted"])
def test_a_mailbox_that_is_not_in_the_cloud_says_so(cloud: Simulator, mailbox: GraphMailbox, why: str) -> None:
    cloud.take_from_graph(BOB, why)

    with pytest.raises(UnknownMailbox):
        mailbox.check()


@pytest.mark.parametrize(
    ("right", "call"),
    [
        ("Mail.ReadWrite", "listed"),
        ("Calendars.ReadWrite", "occurrences"),
        ("MailboxSettings.ReadWrite", "category_list"),
    ],
)
def test_a_permission_that_lacks_is_named(cloud: Simulator, mailbox: GraphMailbox, right: str, call: str) -> None:
    cloud.revoke(CLIENT, right)

    with pytest.raises(AccessRefused, match=right):
        CALLS[call](mailbox)


@pytest.mark.parametrize(
    "owner", ["users/bob@us.example", "users/bob%40us.example", "users('bob@us.example')", "Users(1f)"]
)
@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("mailFolders('AAMk')/messages/delta?$deltatoken=x", "Mail.ReadWrite"),
        ("calendarView/delta?$deltatoken=x", "Calendars.ReadWrite"),
        ("todo/lists/AAMk/tasks/delta?$deltatoken=x", "Tasks.ReadWrite.All"),
        ("outlook/masterCategories?$skip=10", "MailboxSettings.ReadWrite"),
    ],
)
def test_a_permission_that_lacks_is_named_in_however_a_link_names_the_mailbox(
    mailbox: GraphMailbox, owner: str, path: str, right: str
) -> None:
    refusal = mailbox._connection.refusal(403, b'{"error": {"code": "ErrorAccessDenied"}}', f"{owner}/{path}")

    assert f"grant the application {right} with" in str(refusal)


_OF_A_MAILBOX = ["ResourceNotFound", "extensionError", "Request_ResourceNotFound", "ErrorInvalidUser"]


@pytest.mark.parametrize("code", _OF_A_MAILBOX)
@pytest.mark.parametrize("others", [0, 3])
def test_one_thing_that_is_not_found_is_no_mailbox_that_is_not_there(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, code: str, others: int
) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(1 + others)]
    inbox = the_folder(mailbox, "inbox")
    cloud.faults.inject(Fault(FaultKind.REFUSED, "GET /users/{id}/messages/{id}", code=code))

    first, *rest = mailbox.read(inbox, mails)

    assert isinstance(first, Unreadable)
    assert code in first.reason
    assert [one.item.item_id for one in rest if isinstance(one, Upserted)] == mails[1:]


def test_a_write_to_what_is_not_found_is_refused_by_itself(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(2)]
    cloud.faults.inject(Fault(FaultKind.REFUSED, "PATCH /users/{id}/messages/{id}", code="ResourceNotFound"))

    refused, stamped = mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in mails])

    assert isinstance(refused, Refused)
    assert isinstance(stamped, Stamped)


@pytest.mark.parametrize("calls", [1, 3])
def test_a_mailbox_that_vanished_is_said_to_be_and_none_of_its_items_is(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser, calls: int
) -> None:
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(calls)]
    inbox = the_folder(mailbox, "inbox")
    cloud.take_from_graph(BOB, "soft-deleted")

    with pytest.raises(UnknownMailbox):
        mailbox.read(inbox, mails)


def test_other_mailboxes_go_on(cloud: Simulator, opened: Opener) -> None:
    cloud.add_mailbox(BOB)
    cloud.add_mailbox("eve@us.example")
    cloud.take_from_graph("eve@us.example", "unlicensed")
    eve, bob = opened(cloud, "eve@us.example"), opened(cloud)

    with pytest.raises(UnknownMailbox):
        eve.folders()
    assert bob.folders()
