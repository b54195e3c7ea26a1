"""Faults strike the requests that they were made for, and do what they say."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from exchangelib import Message
from exchangelib.errors import (
    ErrorInternalServerError,
    ErrorInvalidSyncStateData,
    ErrorItemCorrupt,
    ErrorServerBusy,
    ErrorTimeoutExpired,
    SOAPError,
    TransportError,
    UnauthorizedError,
)
from exchangelib.services import SyncFolderItems

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.simulated import AccountMaker, simulated

BOB = "bob@us.example"
A_REQUEST = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:FindFolder Traversal="Deep" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:FolderShape><t:BaseShape>IdOnly'
    '</t:BaseShape></m:FolderShape><m:ParentFolderIds><t:DistinguishedFolderId Id="root"/></m:ParentFolderIds>'
    "</m:FindFolder></s:Body></s:Envelope>"
)


@pytest.fixture
def account(simulator: Simulator, exchange_account: AccountMaker) -> Any:
    simulator.add_mailbox(BOB, "secret")
    for number in range(3):
        simulator.outlook(BOB).deliver_mail("ann@client.example", f"m{number}")
    account = exchange_account(simulator, BOB, "secret")
    assert account.inbox.name == "Inbox"
    return account


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.UNAUTHORIZED, UnauthorizedError),
        (FaultKind.SERVER_ERROR, TransportError),
        (FaultKind.UNAVAILABLE, ErrorServerBusy),
        (FaultKind.HTML, Exception),
        (FaultKind.EMPTY, SOAPError),
        (FaultKind.CUT, ErrorTimeoutExpired),
        (FaultKind.RESET_BEFORE, ErrorTimeoutExpired),
        (FaultKind.RESET_AFTER, ErrorTimeoutExpired),
        (FaultKind.BUSY, ErrorServerBusy),
        (FaultKind.REFUSED, ErrorInternalServerError),
    ],
)
def test_a_fault_strikes_once_and_the_next_request_is_served(
    simulator: Simulator, account: Any, kind: FaultKind, error: type[Exception]
) -> None:
    simulator.faults.inject(Fault(kind, "GetFolder"))

    with pytest.raises(error):
        account.inbox.refresh()

    account.inbox.refresh()
    assert simulator.faults.waiting() == 0


def test_a_fault_waits_for_its_operation_and_lets_as_many_pass_as_it_was_told(
    simulator: Simulator, account: Any
) -> None:
    simulator.faults.inject(Fault(FaultKind.REFUSED, "GetFolder", times=2, after=1))

    assert len(list(account.inbox.all())) == 3
    account.inbox.refresh()
    for _ in range(2):
        with pytest.raises(ErrorInternalServerError):
            account.inbox.refresh()
    account.inbox.refresh()


def test_busy_says_for_how_long(simulator: Simulator, account: Any) -> None:
    simulator.faults.inject(Fault(FaultKind.BUSY, delay=timedelta(milliseconds=1500)))

    with pytest.raises(ErrorServerBusy) as caught:
        account.inbox.refresh()

    assert caught.value.back_off == 1.5


def test_unavailable_says_when_to_come_back(simulator: Simulator) -> None:
    simulator.add_mailbox(BOB, "secret")
    simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, delay=timedelta(seconds=30)))

    response = requests.post(
        simulator.endpoint,
        auth=(BOB, "secret"),
        timeout=5,
        data=A_REQUEST,
    )

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize(
    ("kind", "created"),
    [(FaultKind.RESET_BEFORE, 0), (FaultKind.RESET_AFTER, 1), (FaultKind.CUT, 1), (FaultKind.BUSY, 0)],
)
def test_the_effect_of_a_write_is_there_or_not_as_the_fault_says(
    simulator: Simulator, account: Any, kind: FaultKind, created: int
) -> None:
    assert account.drafts.name
    simulator.faults.inject(Fault(kind, "CreateItem"))

    with pytest.raises((ErrorTimeoutExpired, ErrorServerBusy)):
        Message(account=account, folder=account.drafts, subject="draft").save()

    assert len(simulator.outlook(BOB).items("drafts")) == created


def test_a_truncated_answer_looks_whole_to_http(simulator: Simulator, account: Any) -> None:
    service = SyncFolderItems(account=account)
    simulator.faults.inject(Fault(FaultKind.TRUNCATED, "SyncFolderItems"))

    changes = list(service.call(account.inbox, "IdOnly", None, None, None, 512, "NormalItems"))

    assert [item.id is None for _, item in changes] == [False, False, True]


def test_a_forgotten_sync_state_comes_without_a_new_one(simulator: Simulator, account: Any) -> None:
    simulator.faults.inject(Fault(FaultKind.STATE_EXPIRED, "SyncFolderItems"))

    with pytest.raises(AttributeError):  # what exchangelib makes of it
        list(SyncFolderItems(account=account).call(account.inbox, "IdOnly", None, None, None, 512, "NormalItems"))


def test_all_sync_states_can_be_forgotten(simulator: Simulator, account: Any) -> None:
    service = SyncFolderItems(account=account)
    list(service.call(account.inbox, "IdOnly", None, None, None, 512, "NormalItems"))
    state = service.sync_state
    simulator.expire_sync_states()

    with pytest.raises(ErrorInvalidSyncStateData):
        list(service.call(account.inbox, "IdOnly", None, state, None, 512, "NormalItems"))
    with pytest.raises(ErrorInvalidSyncStateData):
        list(service.call(account.inbox, "IdOnly", None, "not a state", None, 512, "NormalItems"))


def test_one_item_of_a_batch_can_be_refused_or_come_as_something_unknown(simulator: Simulator, account: Any) -> None:
    ids = [item["id"] for item in simulator.outlook(BOB).items()]
    simulator.faults.fail_item(ids[1], "ErrorItemCorrupt")

    answers = list(account.fetch([(item_id, None) for item_id in ids]))
    assert [type(answer) for answer in answers] == [Message, ErrorItemCorrupt, Message]
    simulator.faults.clear()
    simulator.faults.show_item_as(ids[1], "Memo")
    with pytest.raises(ValueError, match="Memo"):
        list(account.fetch([(item_id, None) for item_id in ids]))


def test_the_last_item_of_a_batch_can_be_throttled_with_the_effect_done(simulator: Simulator, account: Any) -> None:
    simulator.faults.inject(Fault(FaultKind.BUSY_ITEM, "CreateItem"))
    drafts = [Message(folder=account.drafts, subject=f"d{number}") for number in range(2)]

    with pytest.raises(ErrorServerBusy):
        account.bulk_create(account.drafts, drafts, chunk_size=10)

    assert len(simulator.outlook(BOB).items("drafts")) == 2


def test_a_control_character_survives_a_forgiving_parser(simulator: Simulator, account: Any) -> None:
    simulator.faults.inject(Fault(FaultKind.CONTROL_CHARACTER, "GetItem"))

    assert len(list(account.inbox.all())) == 3


def test_a_slow_answer_is_late_and_right(simulator: Simulator, account: Any) -> None:
    simulator.faults.inject(Fault(FaultKind.LATENCY, "GetFolder", delay=timedelta(milliseconds=30)))

    account.inbox.refresh()

    assert account.inbox.total_count == 3


def test_a_server_may_take_longer_for_more_items(simulator: Simulator, account: Any) -> None:
    late = Fault(FaultKind.LATENCY, "GetItem", delay=timedelta(0), per_item=timedelta(milliseconds=40))
    found = [(one.id, one.changekey) for one in account.inbox.all().only("subject")]
    simulator.faults.inject(late)

    began = time.monotonic()
    items = list(account.fetch(found, folder=account.inbox))
    took = time.monotonic() - began

    assert {one.subject for one in items} == {"m0", "m1", "m2"}
    assert took >= 3 * 0.04


def test_stopping_does_not_wait_for_a_slow_answer() -> None:
    with simulated() as simulator:
        simulator.add_mailbox(BOB, "secret")
        simulator.faults.inject(Fault(FaultKind.LATENCY, delay=timedelta(hours=1)))
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.post(simulator.endpoint, auth=(BOB, "secret"), data=A_REQUEST, timeout=0.2)
