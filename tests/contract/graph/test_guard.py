"""Nothing leaves the process but what reads, or writes quietly: by method and path, in batches too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.errors import CursorExpired, Refused
from connectors.graph.asking import Call
from connectors.graph.mailbox import GraphMailbox
from connectors.graph.wire import guard
from connectors.graph.wire.guard import Forbidden
from simulator.server import Simulator
from tests.contract.mailbox.user import the_folder
from tests.simulated import GRAPH_SCHEMA

# What this program may do that is no reading, by template as Microsoft's list has it.
WRITES = {
    ("POST", "/users/{id}/messages"): {"subject": "a draft"},
    ("POST", "/users/{id}/events"): {"subject": "an appointment"},
    ("POST", "/users/{id}/calendar/events"): {"subject": "an appointment"},
    ("POST", "/users/{id}/calendars/{id}/events"): {"subject": "an appointment"},
    ("POST", "/users/{id}/todo/lists/{id}/tasks"): {"title": "Call"},
    ("POST", "/users/{id}/todo/lists/{id}/tasks/{id}/linkedresources"): {"externalId": "1"},
    ("POST", "/users/{id}/outlook/mastercategories"): {"displayName": "OPP new"},
    ("POST", "/users/{id}/translateexchangeids"): {"inputIds": []},
    ("PATCH", "/users/{id}/messages/{id}"): {"categories": []},
    ("PATCH", "/users/{id}/events/{id}"): {"categories": []},
    ("PATCH", "/users/{id}/calendars/{id}/events/{id}"): {"categories": []},
    ("PATCH", "/users/{id}/todo/lists/{id}/tasks/{id}"): {"title": "Call"},
    ("PATCH", "/users/{id}/todo/lists/{id}/tasks/{id}/linkedresources/{id}"): {"externalId": "1"},
    ("PATCH", "/users/{id}/outlook/mastercategories/{id}"): {"color": "preset7"},
    ("DELETE", "/users/{id}/outlook/mastercategories/{id}"): None,
}
# Those of Microsoft's routes that send, or throw away, and some that do neither and are of no use here.
OTHERS = [
    ("POST", "/users/{id}/sendmail"),
    ("POST", "/users/{id}/messages/{id}/send"),
    ("POST", "/users/{id}/messages/{id}/reply"),
    ("POST", "/users/{id}/messages/{id}/replyall"),
    ("POST", "/users/{id}/messages/{id}/forward"),
    ("POST", "/users/{id}/messages/{id}/createreply"),
    ("POST", "/users/{id}/messages/{id}/move"),
    ("POST", "/users/{id}/messages/{id}/permanentDelete"),
    ("POST", "/users/{id}/messages/{id}/unsubscribe"),
    ("POST", "/users/{id}/messages/{id}/attachments"),
    ("DELETE", "/users/{id}/messages/{id}"),
    ("PATCH", "/users/{id}/mailfolders/{id}/messages/{id}"),
    ("POST", "/users/{id}/mailfolders/{id}/messages"),
    ("DELETE", "/users/{id}/mailfolders/{id}"),
    ("POST", "/users/{id}/events/{id}/accept"),
    ("POST", "/users/{id}/events/{id}/decline"),
    ("POST", "/users/{id}/events/{id}/tentativelyaccept"),
    ("POST", "/users/{id}/events/{id}/cancel"),
    ("POST", "/users/{id}/events/{id}/forward"),
    ("POST", "/users/{id}/events/{id}/dismissreminder"),
    ("DELETE", "/users/{id}/events/{id}"),
    ("DELETE", "/users/{id}/todo/lists/{id}/tasks/{id}"),
    ("DELETE", "/users/{id}/todo/lists/{id}"),
    ("PATCH", "/users/{id}/mailboxsettings"),
    ("PUT", "/users/{id}/messages/{id}"),
    ("GET", "/users"),
    ("GET", "/users/{id}"),
    ("GET", "/users/{id}/drive/root"),
    ("GET", "/me/messages"),
]


def routes() -> list[tuple[str, str]]:
    """Every route that Microsoft has for mail, calendars and tasks, where its list is at hand; and ours."""
    listed = GRAPH_SCHEMA / "permissions.json"
    known = json.loads(listed.read_text()) if listed.exists() else {}
    found = {(method, path) for path, methods in known.items() for method in methods}
    return sorted(found | set(OTHERS) | WRITES.keys())


def concrete(template: str) -> str:
    """With ids such as a server gives."""
    return template.replace("{id}", "bob@us.example", 1).replace("{id}", "AAMkAD_-x%3D").replace("{value}", "'UTC'")


@pytest.mark.parametrize("is_part", [False, True], ids=["alone", "in a batch"])
def test_every_route_that_writes_is_refused_but_those_few(is_part: bool) -> None:
    let_out = []

    for method, template in routes():
        if method == "GET":
            continue
        body = WRITES.get((method, template), {"categories": []})
        if is_allowed(method, concrete(template), body, is_part=is_part):
            let_out.append((method, template))

    assert set(let_out) == WRITES.keys()


def in_percents(path: str) -> str:
    start, _, last = path.rpartition("/")
    return f"{start}/" + "".join(f"%{ord(one):02X}" for one in last)


# The same path as others may spell it, or mean another one by it.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "odd case": lambda path: "".join(one.upper() if n % 2 else one for n, one in enumerate(path)),
    "keys in brackets": lambda path: re.sub(r"/(bob@us\.example|AAMkAD_-x%3D)", r"('\1')", path),
    "in percents": in_percents,
    "in percents twice": lambda path: in_percents(path).replace("%", "%25"),
    "encoded slash": lambda path: "%2F".join(path.rsplit("/", 1)),
    "double slash": lambda path: "//".join(path.rsplit("/", 1)),
    "dots": lambda path: "/x/%2e%2e/".join(path.rsplit("/", 1)),
    "trailing slash": lambda path: f"{path}/",
    "trailing zero": lambda path: f"{path}%00",
    "trailing space": lambda path: f"{path}%20",
    "path parameter": lambda path: f"{path};x",
    "query": lambda path: f"{path}?$select=id",
    "fragment": lambda path: f"{path}#/messages",
    "me": lambda path: path.replace("/users/bob@us.example", "/me"),
    "whole address": lambda path: f"https://graph.microsoft.com/v1.0{path}",
    "other version": lambda path: f"/beta{path}",
    "no slash": lambda path: path[1:],
}
HARMLESS = {"odd case", "query"}  # spellings that mean the same


@pytest.mark.parametrize("is_part", [False, True], ids=["alone", "in a batch"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_lets_out_what_the_plain_one_does_not(spelling: str, is_part: bool) -> None:
    respelt = SPELLINGS[spelling]
    let_out = set()

    for method, template in routes():
        body = WRITES.get((method, template), {"categories": []})
        path = respelt(concrete(template))
        if method != "GET" and is_allowed(method, path, body, is_part=is_part):
            let_out.add((method, template))

    ends_in_an_id = {key for key in WRITES if key[1].endswith("{id}")}
    assert let_out <= (WRITES.keys() if spelling in HARMLESS else ends_in_an_id)


def test_reading_is_let_out_where_there_is_something_to_read() -> None:
    wanted = {"messages", "events", "todo", "mailfolders", "mastercategories"}

    refused = [path for method, path in routes() if method == "GET" and not is_allowed("GET", concrete(path), None)]

    assert not any(path.rpartition("/")[2] in wanted for path in refused if path.startswith("/users/{id}"))
    assert "/users/{id}/drive/root" in refused
    assert "/me/messages" in refused


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/bob/events", {"subject": "x", "attendees": []}),
        ("POST", "/users/bob/events", {"subject": "x", "Attendees": [{}]}),
        ("PATCH", "/users/bob/events/AAMk", {"attendees": []}),
        ("POST", "/users/bob/events", {"subject": "x", "isOnlineMeeting": True}),
        ("PATCH", "/users/bob/messages/AAMk", {"isRead": True}),
        ("PATCH", "/users/bob/messages/AAMk", {"subject": "another"}),
        (
            "PATCH",
            "/users/bob/messages/AAMk",
            {"singleValueExtendedProperties": [{"id": "Integer 0x36", "value": "2"}]},
        ),
        ("POST", "/users/bob/messages", {"subject": "x", "isDraft": False}),
        ("POST", "/users/bob/todo/lists/a/tasks", {"title": "x", "recurrence": {}}),
        ("PATCH", "/users/bob/messages/AAMk", ["categories"]),
        ("PATCH", "/users/bob/messages/AAMk", None),
        ("POST", "/users/bob/messages/AAMk%2Fsend", {"categories": []}),
        ("POST", "/users/bob/events/../messages/AAMk/send", {"subject": "x"}),
        ("POST", "/users/bob//sendMail", {"subject": "x"}),
        ("POST", "/users/bob/messages('AAMk')/send", {}),
        ("POST", "/users/bob/sendMail?x=/messages", {}),
        ("post", "/users/bob/messages", {"subject": "x"}),
    ],
)
@pytest.mark.parametrize("is_part", [False, True], ids=["alone", "in a batch"])
def test_what_would_tell_others_or_change_more_is_refused(method: str, path: str, body: Any, is_part: bool) -> None:
    assert not is_allowed(method, path, body, is_part=is_part)


@pytest.mark.parametrize(
    "path",
    [
        "/users('bob%40us.example')/mailFolders('AAMk')/messages/delta?$deltatoken=abc",
        "/users/bob@us.example/mailFolders/AAMk/messages/delta()?$skiptoken=abc",
        "/users/5f2c/calendars('AAMk')/events/delta?$deltatoken=abc",
        "/users/bob/MAILFOLDERS/delta?$deltatoken=abc",
    ],
)
def test_links_are_followed_however_the_server_writes_them(path: str) -> None:
    assert is_allowed("GET", path, None)


def test_a_batch_of_more_than_graph_takes_is_refused() -> None:
    parts = [{"id": str(n), "method": "GET", "url": "/users/bob/messages/a"} for n in range(21)]

    with pytest.raises(Forbidden):
        guard.check("POST", "/$batch", json.dumps({"requests": parts}).encode())


@pytest.mark.parametrize(
    "cursor",
    [
        "users/ceo@us.example/mailFolders/inbox/messages/delta?$deltatoken=x",
        "users('ceo%40us.example')/mailFolders/inbox/messages/delta?$deltatoken=x",
        "users/bob@us.example/../ceo@us.example/messages/delta?$deltatoken=x",
        "users/bob@us.example/%2e%2e/ceo@us.example/mailFolders/inbox/messages/delta?$deltatoken=x",
        "users/bob@us.example/sendMail?x=1",
        "https://another.example/users/bob@us.example/messages/delta?x=1",
    ],
)
def test_what_is_stored_leads_into_no_other_mailbox(mailbox: GraphMailbox, cloud: Simulator, cursor: str) -> None:
    cloud.add_mailbox("ceo@us.example")
    inbox = the_folder(mailbox, "inbox")
    cloud.journal.clear()

    with pytest.raises(CursorExpired):
        mailbox.changes(inbox, cursor)

    assert cloud.journal.requests == []


@pytest.fixture
def asked_for(mailbox: GraphMailbox, cloud: Simulator) -> Iterator[GraphMailbox]:
    mailbox.category_list()
    before = len(cloud.journal.requests)
    yield mailbox
    assert len(cloud.journal.requests) == before


def test_what_is_refused_never_reaches_the_server(asked_for: GraphMailbox) -> None:
    send = Call("sendMail", method="POST", body={"message": {}})

    with pytest.raises(Refused, match="held back"):
        asked_for._connection.ask(send, dict)
    with pytest.raises(Refused, match="held back"):
        asked_for._connection.ask_many([Call("messages/AAMk"), send], dict)


def is_allowed(method: str, path: str, body: Any, *, is_part: bool = False) -> bool:
    content = b"" if body is None else json.dumps(body).encode()
    if is_part:
        part = {"id": "1", "method": method, "url": path} | ({} if body is None else {"body": body})
        method, path, content = "POST", "/$batch", json.dumps({"requests": [part]}).encode()
    try:
        guard.check(method, path, content)
    except Forbidden:
        return False
    return True
