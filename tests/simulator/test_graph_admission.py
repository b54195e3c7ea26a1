"""Who gets in to the Graph face: tokens, and what each of them gives a right to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tests.simulator.graph_asking import BOB, CLIENT, SECRET, TENANT, Desk, Graph, Said, at_desk

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
