"""The Graph face's ground: routes, options, preferences, HTTP, and what the metadata says of bodies."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from simulator.graph.edm import load_model
from simulator.graph.errors import GraphError
from simulator.graph.filters import parse_filter
from simulator.graph.options import options
from simulator.graph.prefer import preferences
from simulator.graph.routes import ROUTES, find
from tests.simulated import GRAPH_SCHEMA, graph_schema_dir
from tests.simulator.graph_asking import ANN, BOB, IMMUTABLE, OURS, Desk, at_desk

with_schema = pytest.mark.skipif(graph_schema_dir() is None, reason="Microsoft's metadata is not there")


# --- routes ---


@with_schema
def test_what_exists_and_what_it_wants_is_what_microsoft_says():
    theirs = json.loads((GRAPH_SCHEMA / "permissions.json").read_text())

    known = {
        (method, path.lower()): frozenset(permission.removesuffix(" (least)") for permission in permissions)
        for path, methods in theirs.items()
        for method, permissions in methods.items()
    }

    assert known == ROUTES


@pytest.mark.parametrize(
    ("path", "template", "ids"),
    [
        ("/users/b@x/mailFolders('inbox')/messages/delta()", "mailfolders/{id}/messages/delta", ("inbox",)),
        ("/users/b@x/mailFolders/inbox/messages/microsoft.graph.delta", "mailfolders/{id}/messages/delta", ("inbox",)),
        ("/USERS/b@x/MAILFOLDERS/Inbox/Messages", "mailfolders/{id}/messages", ("Inbox",)),
        ("/users('b@x')/messages('AA%2B%3D')", "messages/{id}", ("AA+=",)),
        ("/me/events/delta", "events/delta", ()),
        ("/users/b@x/mailFolders/inbox/messageRules", "mailfolders/inbox/messagerules", ()),
        (
            "/users/b@x/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
            "outlook/supportedtimezones(timezonestandard={value})",
            ("Iana",),
        ),
        (
            "/users/b@x/mailFolders/1/childFolders/2/childFolders/3/messages/4/attachments/5",
            "mailfolders/{id}/childfolders/{id}/.../messages/{id}/attachments/{id}",
            ("1", "2", "3", "4", "5"),
        ),
    ],
)
def test_a_path_is_known_as_clients_write_it(path: str, template: str, ids: tuple[str, ...]):
    found = find(path)

    assert found is not None
    assert (found.template, found.ids) == (f"/users/{{id}}/{template}", ids)


@pytest.mark.parametrize(
    "path", ["/", "/users", "/users/b@x", "/users/b@x/nothing", "/messages", "/users/b@x/sendMail"]
)
def test_other_paths_do_not_exist(path: str):
    assert find(path) is None


# --- options and preferences ---


def test_options_are_read_with_and_without_their_dollar_sign():
    found = options(
        "select=id,subject&$top=3&$EXPAND=attachments($select=name;$top=2),extensions&startDateTime=now&count=true"
    )

    assert (found.select, found.top, found.other("startdatetime")) == (["id", "subject"], 3, "now")
    assert [(one.name, one.options) for one in found.expand] == [
        ("attachments", {"select": "name", "top": "2"}),
        ("extensions", {}),
    ]


@pytest.mark.parametrize(
    "query", ["$nothing=1", "$top=x", "$top=1001", "$count=2", "$filter=a eq", "$top=1&top=2", "$expand=a(b"]
)
def test_options_that_make_no_sense_are_refused(query: str):
    with pytest.raises(GraphError):
        options(query)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("receivedDateTime ge 2026-10-01T00:00:00Z", True),
        ("receivedDateTime lt 2026-10-01", False),
        ("from/emailAddress/address eq 'ANN@client.example'", True),
        ("isRead eq false and not (subject eq 'b')", True),
        ("contains(subject,'it''s') eq true or startswith(subject, 'It')", True),
        ("categories/any(c:c eq 'red')", True),
        ("categories/all(c:c eq 'red')", False),
        ("singleValueExtendedProperties/any(ep: ep/id eq 'Integer 0x36' and cast(ep/value, Edm.Int32) ge 2)", True),
        ("(isRead eq true) or (size gt 5)", True),
        ("nothing eq null", True),
        ("subject in ('a', 'it''s a test')", True),
        ("categories/any(c:c in ('green'))", False),
    ],
)
def test_a_filter_means_what_it_says(text: str, fits: bool):
    entity = {
        "receivedDateTime": "2026-10-02T08:00:00Z",
        "from": {"emailAddress": {"address": "ann@client.example"}},
        "isRead": False,
        "subject": "It's a test",
        "categories": ["Red", "Blue"],
        "size": 7,
        "singleValueExtendedProperties": [{"id": "Integer 0x36", "value": "2"}],
    }

    assert parse_filter(text)(entity) is fits


@pytest.mark.parametrize(
    "text",
    ["a", "a eq", "eq 'b'", "(a eq 1", "a eq 1)", "a like 'b'", "any(a:a eq 1)", "(" * 300 + "a eq 1", "a eq 'b"],
)
def test_what_is_no_filter_is_refused(text: str):
    with pytest.raises(GraphError):
        parse_filter(text)


def test_preferences_come_in_several_headers_or_in_one():
    found = preferences(
        [
            'IdType="ImmutableId", outlook.timezone="W. Europe Standard Time"',
            "odata.maxpagesize=7;x=y",
            "return=minimal",
        ]
    )

    assert (found.immutable_ids, found.zone, found.page, found.is_minimal) == (True, "W. Europe Standard Time", 7, True)
    with pytest.raises(GraphError):
        preferences(['outlook.timezone="Nowhere"'])


def test_what_was_preferred_is_acknowledged(desk: Desk):
    answer = desk.graph.get("/messages", Prefer=f'{IMMUTABLE}, odata.maxpagesize=5, outlook.body-content-type="text"')

    assert answer.headers["preference-applied"] == f'{IMMUTABLE}, outlook.body-content-type="text", odata.maxpagesize=5'


# --- HTTP ---


def test_answers_are_compressed_for_who_takes_that_on_a_connection_that_stays(desk: Desk):
    desk.bob.deliver_mail(ANN, "Hello", "text " * 500)

    plain = desk.graph.get("/messages")
    packed = desk.graph.get("/messages", Accept_Encoding="gzip, deflate")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_methods_that_a_path_has_not_and_bodies_that_are_none_are_refused(desk: Desk):
    graph = desk.graph

    assert graph.ask("PUT", "/messages").status == 405
    assert graph.ask("HEAD", "/messages").body == b""
    assert graph.ask("POST", "/messages", "{", Content_Type="application/json").status == 400
    assert graph.ask("POST", "/messages", "<x/>", Content_Type="text/xml").status == 415
    assert graph.ask("POST", "/messages", [1]).status == 400
    assert graph.get("/v1.0/users/b@x/nothing").code == "BadRequest"


def test_a_body_may_come_in_chunks(desk: Desk):
    desk.graph.connection.request(
        "POST",
        f"/v1.0/users/{BOB}/messages",
        iter([b'{"subject":', b'"In pieces"}']),
        {"Authorization": f"Bearer {desk.graph.token}", "Content-Type": "application/json"},
        encode_chunked=True,
    )

    assert json.loads(desk.graph.connection.getresponse().read())["subject"] == "In pieces"


# --- metadata ---


@with_schema
@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("message", {"subject": None, "isRead": True, "categories": []}, ""),
        ("message", {"nothing": 1}, "has no property nothing"),
        ("message", {"isRead": "true"}, "is no Edm.Boolean"),
        ("message", {"importance": "urgent"}, "is no importance"),
        ("message", {"receivedDateTime": "2026-13-01T00:00:00Z"}, "is no Edm.DateTimeOffset"),
        ("Collection(message)", {"value": [{"id": None}]}, "must not be null"),
        (
            "message",
            {"@odata.type": "#microsoft.graph.eventMessage", "meetingMessageType": "meetingTenativelyAccepted"},
            "",
        ),
        ("message", {"@odata.type": "#microsoft.graph.event"}, "is no microsoft.graph.message"),
        ("message", {"from": {"emailAddress": {"mail": "x"}}}, "has no property mail"),
    ],
)
def test_bodies_are_checked_by_microsofts_metadata(kind: str, value: dict[str, Any], problem: str):
    found = load_model(GRAPH_SCHEMA).problems(value, kind)

    assert bool(found) == bool(problem)
    assert problem in "".join(found)


@with_schema
def test_a_request_against_the_metadata_stands_in_the_journal():
    with at_desk() as desk:
        desk.graph.ask("POST", "/messages", {"subjekt": OURS})
        found = list(desk.simulator.journal.violations)
        desk.simulator.journal.violations.clear()

    assert found == ["request POST /users/{id}/messages: message: microsoft.graph.message has no property subjekt"]
