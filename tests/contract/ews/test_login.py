"""Who gets in, over which connection, and whom that connection trusts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from exchangelib.transport import AUTH_TYPE_MAP, GSSAPI
from pydantic import SecretStr

from connectors.errors import CertificateRefused, CredentialsRefused, Refused, Unreachable
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.server import VERSIONS
from connectors.ews.wire.protocol import Protocol
from connectors.ews.wire.tls import context_for
from connectors.mailbox import Stamp, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener, a_server
from tests.contract.mailbox.user import changes, items, the_folder
from tests.simulated import simulated

TENANT, CLIENT = "tenant", "client"


@pytest.fixture
def secure() -> Iterator[Simulator]:
    """A simulator that speaks TLS under an authority of its own, with Bob's mailbox and an application."""
    with simulated(tls=True) as simulator:
        simulator.add_mailbox(BOB, "secret", name="Bob")
        simulator.add_mailbox("eve@us.example", "secret")
        simulator.add_application(TENANT, CLIENT, "hush")
        simulator.allow_impersonation(CLIENT, [BOB, "eve@us.example"])
        yield simulator


def as_application(simulator: Simulator, **settings: Any) -> dict[str, Any]:
    return {
        "auth": "oauth2",
        "username": "",
        "password": None,
        "tenant_id": TENANT,
        "client_id": CLIENT,
        "client_secret": SecretStr("hush"),
        "token_url": simulator.token_url(TENANT),
        "access": "impersonation",
        **settings,
    }


@pytest.fixture
def another_authority(tmp_path: Path) -> Path:
    path = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(path)
    return path


# --- ways to log in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_a_password_opens_the_mailbox(simulator: Simulator, opened: Opener, auth: str, version: str) -> None:
    simulator.add_mailbox(BOB, "secret")
    item_id = simulator.outlook(BOB).deliver_mail("ann@client.example", "Hello")
    mailbox = opened(simulator, auth=auth, version=version)

    [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])
    mailbox.stamp([Stamp(item_id, add=("OPP-1",))])

    assert email.subject == "Hello"
    assert simulator.outlook(BOB).read(item_id)["categories"] == ["OPP-1"]


@pytest.mark.parametrize("user", [BOB, "US\\bob"])
def test_ntlm_logs_a_connection_in_once(simulator: Simulator, opened: Opener, user: str) -> None:
    simulator.add_mailbox(BOB, "secret")
    mailbox = opened(simulator, auth="ntlm", username=user)

    mailbox.check()
    mailbox.folders()

    assert simulator.journal.refused_logins == 0


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_a_wrong_password_is_refused(simulator: Simulator, opened: Opener, waits: list[float], auth: str) -> None:
    simulator.add_mailbox(BOB, "another")

    with pytest.raises(CredentialsRefused):
        opened(simulator, auth=auth).check()

    assert waits == []
    assert simulator.journal.refused_logins == 1


def test_impersonation_and_delegation_open_what_they_are_given(simulator: Simulator, opened: Opener) -> None:
    simulator.add_mailbox(BOB, "secret")
    simulator.add_mailbox("ann@us.example", "hers")
    simulator.add_account("service", "secret")
    simulator.allow_impersonation("service", [BOB])
    simulator.allow_delegate("ann@us.example", BOB)
    simulator.outlook(BOB).deliver_mail("ann@client.example", "for bob")
    logins = [
        {"username": "service", "access": "impersonation"},
        {"username": "ann@us.example", "password": SecretStr("hers"), "access": "delegate"},
    ]

    for login in logins:
        mailbox = opened(simulator, **login)
        [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

        assert email.subject == "for bob"
        assert mailbox.read(the_folder(mailbox, "inbox"), [email.item_id]) == [Upserted(email)]


def test_kerberos_says_what_it_needs(simulator: Simulator, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(AUTH_TYPE_MAP, GSSAPI, raising=False)

    with pytest.raises(Refused, match="Kerberos is not installed"):
        opened(simulator, auth="kerberos").check()


# --- applications -----------------------------------------------------------------------------------------------------


def test_an_application_opens_the_mailboxes_that_it_may(secure: Simulator, opened: Opener) -> None:
    secure.outlook(BOB).deliver_mail("ann@client.example", "for bob")
    mailbox = opened(secure, **as_application(secure))

    [email] = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

    assert email.subject == "for bob"


def test_mailboxes_of_one_application_share_a_token_and_close_on_their_own(secure: Simulator, opened: Opener) -> None:
    bob, eve = (opened(secure, address, **as_application(secure)) for address in (BOB, "eve@us.example"))
    bob.check()
    eve.check()
    bob.close()
    token = eve._connection.protocol.token

    eve.check()

    assert token is not None
    assert opened(secure, **as_application(secure))._connection.protocol.token is token


def test_a_token_that_the_server_forgot_is_asked_for_anew_once(secure: Simulator, opened: Opener) -> None:
    mailbox = opened(secure, **as_application(secure))
    mailbox.check()
    secure.expire_tokens()

    assert mailbox.check().server

    secure.faults.inject(Fault(FaultKind.UNAUTHORIZED, times=100))
    secure.journal.clear()
    with pytest.raises(CredentialsRefused):
        mailbox.check()
    assert secure.journal.count() == 2


def test_a_token_that_ran_out_is_replaced_before_it_is_used(secure: Simulator, opened: Opener) -> None:
    mailbox = opened(secure, **as_application(secure))
    mailbox.check()
    session = mailbox._connection.protocol.get_session()
    session._client._expires_at = 0
    mailbox._connection.protocol.release_session(session)
    secure.journal.clear()

    mailbox.check()

    assert secure.journal.refused_logins == 0


@pytest.mark.parametrize("wrong", [{"client_secret": SecretStr("guess")}, {"client_id": "nobody"}])
def test_a_wrong_application_is_refused(secure: Simulator, opened: Opener, wrong: dict[str, Any]) -> None:
    mailbox = opened(secure, **as_application(secure, **wrong))

    with pytest.raises(CredentialsRefused, match="no token for application"):
        mailbox.check()


def test_an_application_trusts_its_token_server_no_more_than_the_mail_server(
    secure: Simulator, opened: Opener, another_authority: Path
) -> None:
    with simulated(tls=True) as stranger:
        stranger.add_application(TENANT, CLIENT, "hush")
        mailbox = opened(secure, **as_application(secure, token_url=stranger.token_url(TENANT)))

        with pytest.raises(CertificateRefused):
            mailbox.check()


# --- trust ------------------------------------------------------------------------------------------------------------


def test_a_private_authority_is_trusted_when_it_is_named(secure: Simulator, opened: Opener) -> None:
    assert opened(secure).check().display_name == "Bob"


def test_ntlm_works_over_tls(secure: Simulator, opened: Opener) -> None:
    assert opened(secure, auth="ntlm").check().display_name == "Bob"


def test_a_private_authority_is_not_trusted_by_itself(secure: Simulator, opened: Opener, waits: list[float]) -> None:
    with pytest.raises(CertificateRefused, match="its certificate is not trusted"):
        opened(secure, ca_file=None).check()

    assert waits == []


def test_a_named_authority_is_the_only_one(
    secure: Simulator, opened: Opener, another_authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(secure.ca_file))

    with pytest.raises(CertificateRefused):
        opened(secure, ca_file=another_authority).check()
    with pytest.raises(CertificateRefused):
        opened(secure, **as_application(secure, ca_file=another_authority)).check()

    assert secure.journal.count() == 0


def test_proxies_of_the_environment_are_not_used(
    secure: Simulator, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert opened(secure).check()


def test_servers_with_different_authorities_live_side_by_side(secure: Simulator, opened: Opener) -> None:
    with simulated(tls=True) as other, ExitStack() as closing:
        other.add_mailbox(BOB, "secret", name="Bobby")
        names = []
        for simulator in (secure, other, secure, other):
            mailbox = opened(simulator)
            closing.callback(mailbox.close)
            names.append(mailbox.check().display_name)

        assert names == ["Bob", "Bobby", "Bob", "Bobby"]
        with pytest.raises(CertificateRefused):
            opened(secure, ca_file=other.ca_file).check()


def test_mailboxes_share_one_trust_and_it_follows_its_file(secure: Simulator, another_authority: Path) -> None:
    server = a_server(secure)

    assert context_for(server) is context_for(replace(server, username="someone"))

    changed = replace(server, ca_file=another_authority)
    before = context_for(changed)
    trustme.CA().cert_pem.write_to_path(another_authority)
    assert context_for(changed) is not before


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_an_authority_that_cannot_be_read_is_named(
    secure: Simulator, opened: Opener, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CertificateRefused, match=r"ca\.pem cannot be used"):
        opened(secure, ca_file=path).check()


def test_without_verification_everybody_is_believed_and_check_warns(secure: Simulator, opened: Opener) -> None:
    mailbox = opened(secure, ca_file=None, verify_tls=False)

    assert "any certificate is accepted: verify_tls is off" in mailbox.check().warnings


def test_a_server_without_tls_at_a_secure_address_is_unreachable(simulator: Simulator, opened: Opener) -> None:
    mailbox = opened(simulator, endpoint=simulator.endpoint.replace("http:", "https:"))

    with pytest.raises(Unreachable, match=r"no TLS connection .*; check that endpoint's port"):
        mailbox.check()


# --- settings that cannot work ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"endpoint": "http://mail.example/EWS/Exchange.asmx"},
        {"endpoint": "http://127.0.0.1:9/EWS/Exchange.asmx", "auth": "oauth2"},
        {"endpoint": "ftp://127.0.0.1/EWS/Exchange.asmx"},
        {"endpoint": "https://mail.example/EWS", "auth": "oauth2", "token_url": "http://login.example/token"},
        {"auth": "digest"},
        {"access": "friend"},
        {"version": "Exchange2003"},
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_sent(
    simulator: Simulator, opened: Opener, settings: dict[str, Any]
) -> None:
    mailbox = opened(simulator, **settings)

    with pytest.raises(Refused):
        mailbox.check()


def test_a_second_configuration_of_the_same_login_counts(simulator: Simulator, opened: Opener) -> None:
    """exchangelib keeps one protocol for an endpoint and a login, and would ignore what is different in the second."""
    simulator.add_mailbox(BOB, "secret")

    def protocol(mailbox: EwsMailbox) -> Protocol:
        return mailbox._connection.protocol

    quick, slow = (opened(simulator, timeout=timedelta(seconds=seconds)) for seconds in (1, 100))

    assert (protocol(quick).TIMEOUT, protocol(slow).TIMEOUT) == (1, 100)
    assert protocol(quick).max_connections == 1
