"""The Graph face's ground: tokens, rights, routes, options, preferences, batches, and what goes wrong."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from simulator.faults import FaultKind
from simulator.graph.edm import load_model
from simulator.graph.errors import GraphError
from simulator.graph.filters import parse_filter
from simulator.graph.options import options
from simulator.graph.prefer import preferences
from simulator.graph.routes import ROUTES, find
from tests.simulated import GRAPH_SCHEMA, graph_schema_dir
from tests.simulator.graph_asking import (
    ANN,
    BOB,
    CLIENT,
    IMMUTABLE,
    OURS,
    SECRET,
    TENANT,
    Desk,
    Graph,
    Said,
    at_desk,
)

with_schema = pytest.mark.skipif(graph_schema_dir() is None, reason="Microsoft's metadata is not there")


@pytest.fixture
def desk() -> Any:
    with at_desk() as one:
        yield one


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


# --- tokens ---


def ask_token(graph: Graph, tenant: str = TENANT, **fields: str) -> Said:
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": f"{graph.simulator.url}/.default",
        **fields,
    }
    body = "&".join(f"{name}={value}" for name, value in form.items() if value)
    return graph.ask("POST", f"/{tenant}/oauth2/v2.0/token", body)


def test_a_tenant_tells_its_endpoints_and_gives_tokens_that_open_graph(desk: Desk):
    told = desk.graph.get(f"/{TENANT}/v2.0/.well-known/openid-configuration").json
    token = desk.graph.token = ask_token(desk.graph).json["access_token"]

    assert told["token_endpoint"] == f"{desk.simulator.authority(TENANT)}/oauth2/v2.0/token"
    assert (bool(token), desk.graph.get("/mailFolders/inbox").status) == (True, 200)


@pytest.mark.parametrize(
    ("fields", "number", "error"),
    [
        ({"tenant": "other"}, 90002, "invalid_request"),
        ({"client_id": "nobody"}, 700016, "unauthorized_client"),
        ({"client_secret": "wrong"}, 7000215, "invalid_client"),
        ({"client_secret": ""}, 7000218, "invalid_client"),
        ({"scope": "https://graph.microsoft.com/Mail.Read"}, 1002012, "invalid_scope"),
        ({"scope": "https://elsewhere.example/.default"}, 500011, "invalid_resource"),
        ({"grant_type": "password"}, 70003, "unsupported_grant_type"),
        ({"client_assertion": "a.b", "client_assertion_type": "jwt"}, 700025, "invalid_request"),
    ],
)
def test_a_refused_token_names_the_reason_as_entra_does(desk: Desk, fields: dict[str, str], number: int, error: str):
    answer = ask_token(desk.graph, **fields)

    assert answer.status in (400, 401)
    assert (answer.json["error"], answer.json["error_codes"]) == (error, [number])
    assert answer.json["error_description"].startswith(f"AADSTS{number}: ")


def test_an_expired_secret_is_told_from_a_wrong_one(desk: Desk):
    desk.simulator.add_application(TENANT, CLIENT, SECRET, secret_ends=datetime(2020, 1, 1, tzinfo=UTC))

    assert ask_token(desk.graph).json["error_codes"] == [7000222]


def a_certificate(days: int = 30) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dealtrail")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=60)).not_valid_after(now + timedelta(days=days))
    return key, builder.sign(key, hashes.SHA256())


def signed(key: rsa.RSAPrivateKey, certificate: x509.Certificate, audience: str, *, ahead: float = 0) -> str:
    """A client assertion, as msal makes it."""
    import base64

    def packed(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    now = datetime.now(UTC).timestamp() + ahead
    header = {"alg": "PS256", "typ": "JWT", "x5t#S256": packed(certificate.fingerprint(hashes.SHA256()))}
    claims = {"aud": audience, "iss": CLIENT, "sub": CLIENT, "iat": now, "exp": now + 600, "jti": "1"}
    text = ".".join(packed(json.dumps(part).encode()) for part in (header, claims))
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
    return f"{text}.{packed(key.sign(text.encode(), pss, hashes.SHA256()))}"


def test_a_certificate_proves_an_application_and_each_flaw_of_an_assertion_is_named(desk: Desk):
    key, certificate = a_certificate()
    _, stranger = a_certificate()
    old_key, old = a_certificate(days=-1)
    for one in (certificate, old):
        desk.simulator.trust_certificate(TENANT, CLIENT, one.public_bytes(serialization.Encoding.PEM))
    place = f"{desk.simulator.authority(TENANT)}/oauth2/v2.0/token"
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    def asked(assertion: str) -> Any:
        answer = ask_token(desk.graph, client_secret="", client_assertion=assertion, client_assertion_type=kind)
        return answer.json.get("error_codes", answer.status)

    assert asked(signed(key, certificate, place)) == 200
    assert asked(signed(key, stranger, place)) == [700027]
    assert asked(signed(old_key, certificate, place)) == [700027]
    assert asked(signed(old_key, old, place)) == [1000502]
    assert asked(signed(key, certificate, "https://elsewhere")) == [700023]
    assert asked(signed(key, certificate, place, ahead=-3600)) == [700024]
    assert asked(signed(key, certificate, place, ahead=3600)) == [700024]
    assert asked("nonsense") == [50027]


def test_a_wrong_clock_of_the_authority_refuses_what_is_signed_in_time(desk: Desk):
    key, certificate = a_certificate()
    desk.simulator.trust_certificate(TENANT, CLIENT, certificate.public_bytes(serialization.Encoding.PEM))
    desk.simulator.set_clock_of_authority(timedelta(minutes=20))
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assertion = signed(key, certificate, f"{desk.simulator.authority(TENANT)}/oauth2/v2.0/token")

    answer = ask_token(desk.graph, client_secret="", client_assertion=assertion, client_assertion_type=kind)

    assert answer.json["error_codes"] == [700024]


def test_a_token_is_refused_when_it_is_missing_unknown_forgotten_or_for_exchange(desk: Desk):
    exchange = ask_token(desk.graph, scope="https://outlook.office365.com/.default").json["access_token"]
    tokens = {"": 401, "unknown": 401, exchange: 401, desk.graph.token: 200}

    def status(token: str) -> int:
        desk.graph.token = token
        return desk.graph.get("/mailFolders/inbox").status

    assert {token: status(token) for token in tokens} == tokens
    desk.simulator.expire_tokens()
    refused = desk.graph.get("/mailFolders/inbox")
    assert (refused.status, refused.code) == (401, "InvalidAuthenticationToken")


# --- rights ---


@pytest.mark.parametrize(
    ("permissions", "method", "path", "status"),
    [
        (("Mail.Read",), "GET", "/mailFolders/inbox/messages", 200),
        (("Mail.ReadWrite",), "GET", "/messages/AA", 400),
        (("Mail.Read",), "POST", "/messages", 403),
        (("Mail.ReadWrite",), "GET", "/mailboxSettings", 403),
        (("MailboxSettings.ReadWrite",), "GET", "/outlook/masterCategories", 200),
        (("Calendars.ReadWrite",), "GET", "/messages", 403),
        (("Mail.ReadBasic.All",), "GET", "/messages", 200),
        (("Mail.ReadBasic.All",), "GET", "/messages/AA/attachments", 403),
        (("Mail.ReadWrite",), "POST", "/translateExchangeIds", 403),
    ],
)
def test_each_call_wants_a_permission(permissions: tuple[str, ...], method: str, path: str, status: int):
    with at_desk(*permissions) as desk:
        assert desk.graph.ask(method, path, {} if method == "POST" else None).status == status


def test_a_right_may_be_for_some_mailboxes_and_taken_back(desk: Desk):
    desk.simulator.add_mailbox("cyd@us.example")
    desk.simulator.revoke(CLIENT)
    desk.simulator.grant(CLIENT, "Mail.Read", mailboxes=[BOB])
    statuses = [desk.graph.get(f"/v1.0/users/{one}/mailFolders/inbox").status for one in (BOB, "cyd@us.example")]
    desk.simulator.revoke(CLIENT, "Mail.Read")

    assert statuses == [200, 403]
    assert desk.graph.get("/mailFolders/inbox").code == "ErrorAccessDenied"
    with pytest.raises(ValueError, match="whole tenant"):
        desk.simulator.grant(CLIENT, "Tasks.ReadWrite.All", mailboxes=[BOB])


def test_what_is_no_mailbox_of_graphs_says_so(desk: Desk):
    nobody = desk.graph.get("/v1.0/users/nobody@us.example/messages")
    settings = desk.graph.get("/v1.0/users/nobody@us.example/outlook/masterCategories")
    desk.simulator.take_from_graph(BOB, "on-premises")
    at_home = desk.graph.get("/messages")

    assert [(one.status, one.code) for one in (nobody, settings, at_home)] == [
        (404, "ErrorInvalidUser"),
        (404, "Request_ResourceNotFound"),
        (404, "MailboxNotEnabledForRESTAPI"),
    ]


def test_me_is_for_people_and_not_for_applications(desk: Desk):
    as_application = desk.graph.get("/v1.0/me/messages")
    desk.graph.token = desk.simulator.delegated_token(BOB)

    assert as_application.status == 400
    assert desk.graph.get("/v1.0/me/messages").status == 200


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


# --- faults ---


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (FaultKind.THROTTLED, 429, "ApplicationThrottled"),
        (FaultKind.UNAVAILABLE, 503, "UnknownError"),
        (FaultKind.TOKEN_REVOKED, 401, "InvalidAuthenticationToken"),
        (FaultKind.CONFLICT, 412, "ErrorIrresolvableConflict"),
        (FaultKind.SERVER_ERROR, 500, "InternalServerError"),
    ],
)
def test_a_fault_strikes_a_call_by_its_name(desk: Desk, kind: FaultKind, status: int, code: str):
    desk.graph.strike(kind, "GET /users/{id}/mailFolders/{id}")

    other = desk.graph.get("/messages")
    struck = desk.graph.get("/mailFolders/inbox")

    assert (other.status, struck.status, struck.code) == (200, status, code)
    assert struck.headers.get("retry-after") == ("1" if status in (429, 503) else None)
    assert desk.graph.get("/mailFolders/inbox").status == (401 if kind is FaultKind.TOKEN_REVOKED else 200)


def test_a_fault_may_bend_what_is_said(desk: Desk):
    desk.bob.deliver_mail(ANN, "Hello", "text")
    delta = "/mailFolders/inbox/messages/delta"
    found = {}
    for kind in (FaultKind.FOREIGN_LINK, FaultKind.BAD_ITEM, FaultKind.DEEP_JSON, FaultKind.HTML, FaultKind.TRUNCATED):
        desk.graph.strike(kind, f"GET /users/{{id}}{delta.replace('inbox', '{id}')}")
        found[kind] = desk.graph.get(delta)

    assert found[FaultKind.FOREIGN_LINK].json["@odata.deltaLink"].startswith("https://graph.example.net/")
    assert found[FaultKind.BAD_ITEM].rows[0]["receivedDateTime"] == 17
    assert found[FaultKind.DEEP_JSON].body.count(b"[") == 10_000
    assert found[FaultKind.HTML].headers["content-type"] == "text/html"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        _ = found[FaultKind.TRUNCATED].json


def test_an_item_that_is_shown_badly_makes_no_sense_wherever_it_is_and_the_others_do(desk: Desk):
    bad, good = (desk.bob.deliver_mail(ANN, subject, "text") for subject in ("bad", "good"))
    desk.simulator.faults.show_item_as(bad, "Memo")

    for path in ("/messages", "/mailFolders/inbox/messages/delta"):
        subjects = {one["id"]: one["subject"] for one in desk.graph.get(path, Prefer=IMMUTABLE).rows}
        assert subjects == {desk.immutable(bad): 17, desk.immutable(good): "good"}


def test_people_are_shown_by_the_address_under_which_the_server_knows_them(desk: Desk):
    name = "/o=Firm/ou=First Group/cn=Recipients/cn=ann"
    desk.simulator.organization.directory[name.casefold()] = [ANN]
    for written in (name, "IMCEAEX-_o=Firm_ou=First+20Group_cn=Recipients_cn=ann@us.example", "/o=Firm/cn=gone"):
        desk.bob.deliver(f"From: Ann <{written}>\r\nSubject: x\r\n\r\ntext\r\n".encode())

    shown = [one["from"]["emailAddress"]["address"] for one in desk.graph.get("/messages").rows]

    assert sorted(shown) == sorted([ANN, ANN, "/o=Firm/cn=gone"])


# --- batches ---


def test_a_connection_that_ends_in_a_part_ends_for_the_whole_batch_and_all_is_done(desk: Desk):
    items = [desk.bob.deliver_mail(ANN, f"m{number}", "text") for number in range(2)]
    url = f"/users/{BOB}/messages/"
    desk.graph.strike(FaultKind.RESET_AFTER, "PATCH /users/{id}/messages/{id}")
    change = {"method": "PATCH", "body": {"categories": ["Red"]}, "headers": {"Content-Type": "application/json"}}

    with pytest.raises((OSError, HTTPException)):
        desk.graph.batch(*({"url": url + desk.rest(item), **change} for item in items))

    held = desk.simulator.mailbox(BOB).items
    assert [held[item].categories for item in items] == [["Red"], ["Red"]]


def test_parts_of_a_batch_have_preferences_rights_and_refusals_of_their_own(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    url = f"/users/{BOB}/messages?$select=id"

    parts = desk.graph.batch(
        {"url": url, "headers": {"Prefer": IMMUTABLE}},
        {"url": url},
        {"url": f"/users/{BOB}/todo/lists"},
        {"url": f"users/{BOB}/mailFolders/inbox"},
        {"url": f"/v1.0/users/{BOB}/mailFolders/inbox"},
        {"url": f"{desk.simulator.graph_url}/users/{BOB}/mailFolders/inbox"},
        {"url": f"https://elsewhere.example/v1.0/users/{BOB}/mailFolders/inbox"},
        {"method": "PATCH", "url": f"/users/{BOB}/messages/{desk.rest(item)}", "body": {"categories": ["A"]},
         "headers": {"Content-Type": "application/json"}},
    )  # fmt: skip

    assert [part["status"] for part in parts.values()] == [200, 200, 403, 200, 404, 200, 404, 200]
    assert [parts[one]["body"]["value"][0]["id"] for one in "12"] == [desk.immutable(item), desk.rest(item)]
    assert [request.is_part for request in desk.simulator.journal.requests] == [False, *[True] * 8]


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [{"id": str(number), "method": "GET", "url": "/me"} for number in range(21)],
        [{"id": "a", "method": "GET", "url": "/me"}, {"id": "A", "method": "GET", "url": "/me"}],
        [{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["2"]}],
        [{"id": "1", "method": "POST", "url": "/me", "body": {"a": 1}}],
        [{"id": "1", "url": "/me"}],
        ["nothing"],
    ],
)
def test_a_batch_that_is_none_is_refused_whole(desk: Desk, requests: list[Any]):
    assert desk.graph.ask("POST", "/v1.0/$batch", {"requests": requests}).status == 400


def test_what_waits_for_a_part_that_failed_fails_with_it(desk: Desk):
    url = f"/users/{BOB}/mailFolders"

    parts = desk.graph.batch(
        {"url": f"{url}/nowhere"}, {"url": f"{url}/inbox", "dependsOn": ["1"]}, {"url": url, "dependsOn": ["2"]}
    )

    assert [part["status"] for part in parts.values()] == [400, 424, 424]


def test_one_part_alone_is_throttled(desk: Desk):
    url = f"/users/{BOB}/mailFolders"
    desk.graph.strike(FaultKind.PART_THROTTLED, "GET /users/{id}/mailFolders/{id}", delay=timedelta(seconds=7))

    parts = desk.graph.batch({"url": url}, {"url": f"{url}/inbox"}, {"url": f"{url}/drafts"})

    assert [part["status"] for part in parts.values()] == [200, 429, 200]
    assert parts["2"]["headers"]["Retry-After"] == "7"


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
