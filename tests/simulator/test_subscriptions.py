"""Subscriptions as a real server has them: told by events, and lost in all its ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from lxml import etree

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from simulator.xml import MESSAGES, SOAP, TYPES, M, T
from tests.flow.firm import Clock
from tests.simulated import AccountMaker, simulated
from tests.simulator.asking import BOB, ask, code, codes

KINDS = ("CreatedEvent", "DeletedEvent", "ModifiedEvent", "MovedEvent", "CopiedEvent", "NewMailEvent")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[Simulator]:
    with simulated(clock=clock) as simulator:
        simulator.add_mailbox(BOB, "secret")
        simulator.add_mailbox("eve@us.example", "secret")
        yield simulator


def subscription(kind: str = "Pull", attributes: str = 'SubscribeToAllFolders="true"', folders: str = "") -> str:
    kinds = "".join(f"<t:EventType>{one}</t:EventType>" for one in KINDS)
    timeout = "<t:Timeout>10</t:Timeout>" if kind == "Pull" else ""
    return (
        f"<m:Subscribe><m:{kind}SubscriptionRequest {attributes}>{folders}<t:EventTypes>{kinds}</t:EventTypes>{timeout}"
        f"</m:{kind}SubscriptionRequest></m:Subscribe>"
    )


def subscribed(server: Simulator, kind: str = "Pull", user: str = BOB, **asked: str) -> tuple[str, str]:
    """Its id and watermark; "" of one that streams."""
    answer = ask(server, subscription(kind, **asked), user=user)
    return answer.findtext(f".//{M}SubscriptionId") or "", answer.findtext(f".//{M}Watermark") or ""


def get_events(id: str, watermark: str) -> str:
    return f"<m:GetEvents><m:SubscriptionId>{id}</m:SubscriptionId><m:Watermark>{watermark}</m:Watermark></m:GetEvents>"


def told(answer: etree._Element) -> list[tuple[str, str]]:
    """Events by kind, each with what it is of."""
    [notification] = answer.iter(f"{M}Notification", f"{T}Notification")
    events = [one for one in notification if one.tag.endswith("Event")]
    return [
        (etree.QName(one).localname, "folder" if one.find(f"{T}FolderId") is not None else "item") for one in events
    ]


def last_mark(answer: etree._Element) -> str:
    return [mark.text or "" for mark in answer.iter(f"{T}Watermark")][-1]


def test_what_happens_is_told_after_the_watermark_and_nothing_twice(server: Simulator):
    id, mark = subscribed(server)
    bob = server.outlook(BOB)
    mail = bob.deliver_mail("ann@client.example", "Hello")

    first = ask(server, get_events(id, mark))
    bob.move(mail, "drafts")
    second = ask(server, get_events(id, last_mark(first)))
    third = ask(server, get_events(id, last_mark(second)))

    assert told(first) == [("CreatedEvent", "item"), ("ModifiedEvent", "folder"), ("NewMailEvent", "item")]
    assert told(second) == [("MovedEvent", "item"), ("ModifiedEvent", "folder")]
    [moved] = second.iter(f"{T}MovedEvent")
    folders = server.mailbox(BOB)
    assert moved.find(f"{T}ParentFolderId").get("Id") == folders.folder("drafts").id
    assert moved.find(f"{T}OldParentFolderId").get("Id") == folders.folder("inbox").id
    assert told(third) == [("StatusEvent", "item")]


def test_an_answer_that_was_lost_is_given_once_more(server: Simulator):
    id, mark = subscribed(server)
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")

    once, again = (ask(server, get_events(id, mark)) for _ in range(2))

    assert told(once) == told(again)


def test_more_events_than_an_answer_holds_are_told_in_several(server: Simulator):
    id, mark = subscribed(server)
    server.organization.telling.most_events = 2
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")

    first = ask(server, get_events(id, mark))
    second = ask(server, get_events(id, last_mark(first)))

    assert (len(told(first)), first.findtext(f".//{T}MoreEvents")) == (2, "true")
    assert (len(told(second)), second.findtext(f".//{T}MoreEvents")) == (1, "false")


def test_folders_that_were_made_renamed_moved_and_deleted_are_told(server: Simulator):
    id, mark = subscribed(server)
    bob = server.outlook(BOB)
    bob.make_folder("Deals")
    bob.rename_folder("Deals", "Sales")
    bob.move_folder("Sales", "inbox")
    bob.delete_folder("Inbox/Sales")

    answer = ask(server, get_events(id, mark))

    kinds = ["CreatedEvent", "ModifiedEvent", "MovedEvent", "DeletedEvent"]
    assert told(answer) == [(kind, "folder") for kind in kinds]


def test_other_folders_than_those_named_are_not_told_of(server: Simulator):
    inbox = '<t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>'
    id, mark = subscribed(server, attributes="", folders=inbox)
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello", folder="drafts")

    assert told(ask(server, get_events(id, mark))) == [("StatusEvent", "item")]


def test_a_subscription_dies_in_all_its_ways(server: Simulator, clock: Clock):
    id, mark = subscribed(server)
    streaming, _ = subscribed(server, "Streaming")

    assert code(server, get_events("no such", mark)) == "ErrorSubscriptionNotFound"
    assert code(server, get_events(id, "bm90aGluZw==")) == "ErrorInvalidWatermark"
    assert code(server, get_events(streaming, mark)) == "ErrorInvalidPullSubscriptionId"
    assert code(server, get_events(id, mark), user="eve@us.example") == "ErrorSubscriptionAccessDenied"
    clock.tick(timedelta(minutes=9))
    assert code(server, get_events(id, mark)) == "NoError"  # which puts its end off
    clock.tick(timedelta(minutes=10))
    assert code(server, get_events(id, mark)) == "ErrorExpiredSubscription"
    assert code(server, get_events(id, mark)) == "ErrorSubscriptionNotFound"


def test_one_that_was_given_back_is_gone(server: Simulator):
    id, mark = subscribed(server)
    given_back = f"<m:Unsubscribe><m:SubscriptionId>{id}</m:SubscriptionId></m:Unsubscribe>"

    assert code(server, given_back) == "NoError"
    assert code(server, given_back) == "ErrorSubscriptionNotFound"
    assert code(server, get_events(id, mark)) == "ErrorSubscriptionNotFound"


def test_one_that_missed_too_much_says_so(server: Simulator, monkeypatch: pytest.MonkeyPatch):
    id, mark = subscribed(server)
    events = server.mailbox(BOB).events
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")
    events.number += 30_000

    assert code(server, get_events(id, mark)) == "ErrorMissedNotificationEvents"


def test_nobody_subscribes_to_anothers_folders(server: Simulator):
    server.allow_delegate(BOB, "eve@us.example")
    eves = server.mailbox("eve@us.example").folder("inbox").id
    folders = f'<t:FolderIds><t:FolderId Id="{eves}"/></t:FolderIds>'

    assert code(server, subscription(attributes="", folders=folders)) == "ErrorSubscriptionDelegateAccessNotSupported"
    assert code(server, subscription(attributes="")) == "ErrorInvalidSubscriptionRequest"


@pytest.mark.parametrize("operation", ["Subscribe", "GetEvents"])
def test_a_server_may_not_know_of_subscriptions(server: Simulator, operation: str):
    server.organization.telling.unknown_operations = frozenset({operation})
    request = subscription() if operation == "Subscribe" else get_events("x", "y")

    assert code(server, request) == "ErrorInvalidOperation"


def test_a_busy_server_may_say_so_for_the_one_thing_that_it_was_asked(server: Simulator):
    server.faults.inject(Fault(FaultKind.BUSY_ITEM, "Subscribe"))

    answer = ask(server, subscription())

    assert answer.findtext(f".//{M}ResponseCode") == "ErrorServerBusy"
    assert answer.find(f".//{M}Items") is None  # which only the refusal of an item has


# --- streaming --------------------------------------------------------------------------------------------------------


def listening(server: Simulator, *ids: str, minutes: int = 1) -> requests.Response:
    named = "".join(f"<t:SubscriptionId>{id}</t:SubscriptionId>" for id in ids)
    body = (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Header>'
        f'<t:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body><m:GetStreamingEvents><m:SubscriptionIds>'
        f"{named}</m:SubscriptionIds><m:ConnectionTimeout>{minutes}</m:ConnectionTimeout></m:GetStreamingEvents>"
        f"</s:Body></s:Envelope>"
    )
    return requests.post(
        server.endpoint, body, auth=(BOB, "secret"), headers={"Content-Type": "text/xml"}, timeout=60, stream=True
    )


def pieces(response: requests.Response) -> Iterator[etree._Element]:
    """The answers' content as they come."""
    for chunk in response.iter_content(None):
        yield etree.fromstring(chunk).find(f"{{{SOAP}}}Body")[0]


def status(answer: etree._Element) -> str:
    return answer.findtext(f".//{M}ConnectionStatus") or ""


def test_a_stream_tells_what_happens_until_its_time_is_over(server: Simulator, clock: Clock):
    id, _ = subscribed(server, "Streaming")
    with listening(server, id) as response:
        answers = pieces(response)
        opened = next(answers)
        server.outlook(BOB).deliver_mail("ann@client.example", "Hello")
        news = next(answers)
        clock.tick()
        rest = list(answers)

    assert status(opened) == "OK"
    assert told(news)[0] == ("CreatedEvent", "item")
    assert [status(one) for one in rest] == ["Closed"]


def test_what_happened_without_a_connection_is_told_on_the_next(server: Simulator):
    id, _ = subscribed(server, "Streaming")
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")
    with listening(server, id) as response:
        answers = pieces(response)
        next(answers)
        assert told(next(answers))[0] == ("CreatedEvent", "item")


def test_a_quiet_stream_gives_signs_of_life(server: Simulator):
    server.organization.telling.heart_beat = timedelta(milliseconds=20)
    id, _ = subscribed(server, "Streaming")
    with listening(server, id) as response:
        answers = pieces(response)

        assert [status(next(answers)) for _ in range(3)] == ["OK"] * 3


def test_a_stream_names_the_subscriptions_that_it_cannot_tell_of(server: Simulator):
    good, _ = subscribed(server, "Streaming")
    with listening(server, good, "no such") as response:
        [answer] = pieces(response)

    assert codes(answer) == ["ErrorSubscriptionNotFound"]
    assert answer.findtext(f".//{M}ErrorSubscriptionIds/{T}SubscriptionId") == "no such"


def test_a_stream_ends_when_its_subscriptions_are_forgotten(server: Simulator):
    id, _ = subscribed(server, "Streaming")
    with listening(server, id) as response:
        answers = pieces(response)
        next(answers)
        server.forget_subscriptions()

        assert codes(next(answers)) == ["ErrorSubscriptionNotFound"]
        assert list(answers) == []


def test_an_account_has_only_so_many_streams(server: Simulator):
    server.organization.telling.most_streams = 1
    first, _ = subscribed(server, "Streaming")
    second, _ = subscribed(server, "Streaming")
    with listening(server, first) as response:
        answers = pieces(response)  # whose end would be the connection's
        next(answers)
        with listening(server, second) as other:
            [answer] = pieces(other)

    assert codes(answer) == ["ErrorExceededConnectionCount"]


def test_a_stream_can_be_cut_after_any_byte(server: Simulator):
    id, _ = subscribed(server, "Streaming")
    server.faults.inject(Fault(FaultKind.CUT, "GetStreamingEvents", at=100))
    with listening(server, id) as response, pytest.raises(requests.exceptions.ChunkedEncodingError):
        b"".join(response.iter_content(None))


# --- the library ------------------------------------------------------------------------------------------------------


def test_exchangelib_pulls_events(server: Simulator, exchange_account: AccountMaker):
    account = exchange_account(server, BOB, "secret")
    id, mark = account.subscribe_to_pull()
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")

    [notification] = account.inbox.get_events(id, mark)

    assert type(notification.events[0]).__name__ == "CreatedEvent"
    account.unsubscribe(id)


def test_exchangelib_streams_events(server: Simulator, exchange_account: AccountMaker):
    account = exchange_account(server, BOB, "secret")
    id = account.subscribe_to_streaming()
    server.outlook(BOB).deliver_mail("ann@client.example", "Hello")

    stream = account.inbox.get_streaming_events(id, connection_timeout=1)
    notification = next(iter(stream))

    assert type(notification.events[0]).__name__ == "CreatedEvent"
    stream.close()
