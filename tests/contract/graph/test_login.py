"""How an application logs in, and what is said when it cannot."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pydantic import SecretStr

from connectors.errors import CertificateRefused, LoginRefused, MailboxError, Refused, Throttled, Unreachable
from connectors.graph.tenant import Tenant
from connectors.logins import Login
from simulator.server import Simulator
from tests.applications import key_pair, pem_of, private_pem
from tests.contract.graph.conftest import ALL, BOB, CLIENT, SECRET, TENANT, Opener, a_server
from tests.simulated import simulated

NOW = datetime.now(UTC)


def pfx(key: rsa.RSAPrivateKey, certificate: x509.Certificate, passphrase: bytes) -> bytes:
    how = serialization.BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(b"dealtrail", key, certificate, None, how)


def asks_in_vain(cloud: Simulator, opened: Opener, **settings: Any) -> MailboxError:
    cloud.add_mailbox(BOB)
    with pytest.raises(MailboxError) as raised:
        opened(cloud, **settings).folders()
    told = str(raised.value)
    assert "\n" not in told
    assert "PRIVATE KEY" not in told
    assert len(told) < 400
    return raised.value


def _expired() -> bytes:
    key, certificate = key_pair(ends=NOW - timedelta(days=3))
    return private_pem(key) + pem_of(certificate)


FILES: dict[str, Callable[[rsa.RSAPrivateKey, x509.Certificate], tuple[bytes, str | None]]] = {
    "pem": lambda key, certificate: (private_pem(key) + pem_of(certificate), None),
    "pem, the certificate first": lambda key, certificate: (pem_of(certificate) + private_pem(key), None),
    "pem with a passphrase": lambda key, certificate: (private_pem(key, b"p\xc3\xa4ss") + pem_of(certificate), "päss"),
    "pfx": lambda key, certificate: (pfx(key, certificate, b"pass"), "pass"),
}


@pytest.mark.parametrize("form", FILES)
def test_a_certificate_logs_in(cloud: Simulator, opened: Opener, tmp_path: Path, form: str) -> None:
    cloud.add_mailbox(BOB)
    key, certificate = key_pair()
    cloud.trust_certificate(TENANT, CLIENT, pem_of(certificate))
    content, password = FILES[form](key, certificate)
    file = tmp_path / "application"
    file.write_bytes(content)

    mailbox = opened(
        cloud,
        client_secret=None,
        certificate_file=file,
        certificate_password=SecretStr(password) if password else None,
    )

    assert mailbox.folders()


def test_a_secret_in_the_configuration_may_be_the_certificate(cloud: Simulator, opened: Opener) -> None:
    cloud.add_mailbox(BOB)
    key, certificate = key_pair()
    cloud.trust_certificate(TENANT, CLIENT, pem_of(certificate))
    text = SecretStr((private_pem(key) + pem_of(certificate)).decode())

    assert opened(cloud, client_secret=None, certificate=text).folders()


@pytest.mark.parametrize(
    ("content", "password", "words"),
    [
        (lambda: b"nonsense", None, "certificate"),
        (lambda: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None, "no certificate"),
        (lambda: pem_of(key_pair()[1]), None, "no private key"),
        (lambda: private_pem(key_pair()[0], b"right") + pem_of(key_pair()[1]), "wrong", "certificate"),
        (lambda: private_pem(key_pair()[0], b"right") + pem_of(key_pair()[1]), None, "certificate"),
        (lambda: pfx(*key_pair(), b"right"), "wrong", "certificate"),
        (_expired, None, "expired"),
        (lambda: private_pem(key_pair()[0]) + pem_of(key_pair()[1]), None, "belong together"),
    ],
    ids=["nonsense", "key", "public", "passphrase", "no passphrase", "pfx", "expired", "another key"],
)
def test_a_certificate_that_cannot_be_used_says_why(
    cloud: Simulator, opened: Opener, tmp_path: Path, content: Callable[[], bytes], password: str | None, words: str
) -> None:
    file = tmp_path / "application"
    file.write_bytes(content())
    secret = SecretStr(password) if password else None

    refusal = asks_in_vain(cloud, opened, client_secret=None, certificate_file=file, certificate_password=secret)

    assert isinstance(refusal, LoginRefused)
    assert words in str(refusal)


def test_a_certificate_file_that_is_not_there_says_so(cloud: Simulator, opened: Opener, tmp_path: Path) -> None:
    refusal = asks_in_vain(cloud, opened, client_secret=None, certificate_file=tmp_path / "none.pem")

    assert isinstance(refusal, LoginRefused | Refused)
    assert "none.pem" in str(refusal)


def test_a_certificate_that_the_tenant_does_not_know_says_so(cloud: Simulator, opened: Opener, tmp_path: Path) -> None:
    key, certificate = key_pair()
    (tmp_path / "own.pem").write_bytes(private_pem(key) + pem_of(certificate))

    refusal = asks_in_vain(cloud, opened, client_secret=None, certificate_file=tmp_path / "own.pem")

    assert isinstance(refusal, LoginRefused)
    assert "certificate" in str(refusal)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"tenant_id": "nobody.example"}, "tenant_id"),
        ({"client_id": "another"}, "client_id"),
        ({"client_secret": SecretStr("wrong")}, "client_secret"),
        ({"client_secret": SecretStr("")}, "neither a secret nor a certificate"),
        ({"client_secret": None}, "neither a secret nor a certificate"),
    ],
    ids=["tenant", "client", "secret", "empty secret", "no secret"],
)
def test_what_is_wrong_with_a_login_is_named(
    cloud: Simulator, opened: Opener, settings: dict[str, Any], words: str
) -> None:
    refusal = asks_in_vain(cloud, opened, **settings)

    assert isinstance(refusal, LoginRefused)
    assert words in str(refusal)


def test_an_authority_may_name_the_tenant_already(cloud: Simulator, opened: Opener) -> None:
    cloud.add_mailbox(BOB)

    assert opened(cloud, authority=cloud.authority(TENANT)).folders()


def test_a_secret_that_ran_out_says_so(cloud: Simulator, opened: Opener) -> None:
    cloud.add_application(TENANT, CLIENT, SECRET, secret_ends=NOW - timedelta(days=1))

    refusal = asks_in_vain(cloud, opened)

    assert isinstance(refusal, LoginRefused)
    assert "expired" in str(refusal)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-20), timedelta(minutes=20)])
def test_a_clock_that_is_wrong_says_so(cloud: Simulator, opened: Opener, tmp_path: Path, ahead: timedelta) -> None:
    key, certificate = key_pair()
    cloud.trust_certificate(TENANT, CLIENT, pem_of(certificate))
    cloud.set_clock_of_authority(ahead)
    (tmp_path / "own.pem").write_bytes(private_pem(key) + pem_of(certificate))

    refusal = asks_in_vain(cloud, opened, client_secret=None, certificate_file=tmp_path / "own.pem")

    assert isinstance(refusal, LoginRefused)
    assert "clock" in str(refusal)


def test_mailboxes_of_one_login_try_it_once(cloud: Simulator, opened: Opener) -> None:
    addresses = [BOB, "eve@us.example", "ann@us.example"]
    for address in addresses:
        cloud.add_mailbox(address)
    tenant = Tenant(a_server(cloud, client_secret=SecretStr("wrong")), clock=lambda: NOW)
    login = Login(lambda: NOW)
    cloud.journal.clear()
    refusals = []

    for address in addresses:
        with pytest.raises(LoginRefused) as raised:
            opened(cloud, address, tenant=tenant, login=login).folders()
        refusals.append(raised.value)

    tenant.close()
    assert cloud.journal.token_requests == 1
    assert {str(one) for one in refusals} == {str(refusals[0])}
    assert str(refusals[0]).startswith(f"application {CLIENT}: ")


def test_an_authority_of_its_own_is_trusted_alone_whatever_the_environment_says(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with simulated(tls=True) as cloud:
        cloud.add_application(TENANT, CLIENT, SECRET)
        cloud.grant(CLIENT, *ALL)
        cloud.add_mailbox(BOB)
        for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(name, str(cloud.ca_file))
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        with pytest.raises(CertificateRefused):
            opened(cloud, ca_file=other).folders()
        assert opened(cloud).folders()


class Authority(BaseHTTPRequestHandler):
    """What may stand where the authority should be."""

    said: tuple[int, bytes] = (200, b"")
    wait = ""
    of_tokens = False  # its configuration is right, and only the token endpoint is another
    asked: list[str] = []  # noqa: RUF012 - each test has its own

    def do_GET(self) -> None:
        status, content = self.said
        self.asked.append(self.command)
        if self.of_tokens and self.command == "GET":
            base = f"https://127.0.0.1:{self.server.server_port}/{TENANT}"  # type: ignore[attr-defined]
            right = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token"}
            status, content = 200, json.dumps(right).encode()
        self.send_response(status)
        if self.wait and status != 200:
            self.send_header("Retry-After", self.wait)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - the names are the library's

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


SAID: list[tuple[int, bytes, type[MailboxError]]] = [
    (200, b"<html>Please sign in</html>", Unreachable),
    (200, b"", Unreachable),
    (200, b'{"token_endpoint"', Unreachable),
    (200, b"[" * 10_000, Unreachable),
    (200, b" " * 3_000_000, Unreachable),
    (503, b"busy", Unreachable),
    (500, b"", Unreachable),
    (400, b'{"error":"invalid_tenant"}', LoginRefused),
    (404, b"<html>no</html>", Unreachable),
    (404, b"", Unreachable),
    (403, b"<!DOCTYPE html><title>Blocked by policy</title>", Unreachable),
    (403, b'{"error":"blocked"}', Unreachable),
    (403, b'{"message":"no"}', Unreachable),
    (407, b"<html>Proxy Authentication Required</html>", Unreachable),
    (302, b"", Unreachable),
    (400, b'{"error":"invalid_request","error_codes":[90033]}', Unreachable),
    (400, b'{"error":"temporarily_unavailable"}', Unreachable),
    (400, b'{"error":"invalid_request","error_codes":[90002]}', LoginRefused),
    (429, b"<html>slow down</html>", Throttled),
    (429, b'{"error":"invalid_request","error_codes":[90055]}', Throttled),
    (429, b"", Throttled),
]


@contextmanager
def authority_that_says(
    status: int, content: bytes, trusted: Path, *, wait: str = "", of_tokens: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """Its address, and what it was asked, method by method; `trusted` gets the file of who vouches for it."""
    authority, asked = trustme.CA(), list[str]()
    with trusted.open("ab") as file:
        file.write(authority.cert_pem.bytes())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    values = {"said": (status, content), "wait": wait, "of_tokens": of_tokens, "asked": asked}
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Said", (Authority,), values)) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("of_tokens", [False, True], ids=["configuration", "token"])
@pytest.mark.parametrize(("status", "content", "expected"), SAID, ids=range(len(SAID)))
def test_what_stands_where_the_authority_should_be_is_one_sentence(
    cloud: Simulator,
    opened: Opener,
    tmp_path: Path,
    status: int,
    content: bytes,
    expected: type[MailboxError],
    of_tokens: bool,
) -> None:
    trusted = tmp_path / "both.pem"
    trusted.write_bytes((cloud.ca_file or Path()).read_bytes())

    with authority_that_says(status, content, trusted, of_tokens=of_tokens) as (address, _):
        refusal = asks_in_vain(cloud, opened, authority=address, ca_file=trusted)

    assert type(refusal) is expected
    if expected is not LoginRefused:
        assert "tenant" not in str(refusal)
        assert str(refusal).startswith("127.0.0.1:")


@pytest.mark.parametrize("of_tokens", [False, True], ids=["configuration", "token"])
def test_a_busy_authority_is_left_alone_for_as_long_as_it_says_by_all_mailboxes(
    cloud: Simulator, opened: Opener, tmp_path: Path, of_tokens: bool
) -> None:
    addresses, trusted = [BOB, "eve@us.example"], tmp_path / "both.pem"
    trusted.write_bytes((cloud.ca_file or Path()).read_bytes())
    waits = []

    with authority_that_says(429, b"<html>", trusted, wait="2400", of_tokens=of_tokens) as (address, asked):
        tenant = Tenant(a_server(cloud, authority=address, ca_file=trusted), clock=lambda: NOW)
        login = Login(lambda: NOW)
        for one in addresses:
            with pytest.raises(Throttled) as raised:
                opened(cloud, one, tenant=tenant, login=login).folders()
            waits.append(raised.value.retry_after)
        tenant.close()

    assert waits[0] == timedelta(minutes=40)
    assert timedelta(minutes=30) < waits[1] <= waits[0]
    assert asked == (["GET", "POST"] if of_tokens else ["GET"])


@pytest.mark.parametrize("name", ["endpoint", "authority"])
def test_nothing_is_sent_in_the_clear(cloud: Simulator, name: str) -> None:
    with pytest.raises(Refused, match="not https"):
        Tenant(a_server(cloud, **{name: "http://127.0.0.1/v1.0"}), clock=lambda: NOW)
