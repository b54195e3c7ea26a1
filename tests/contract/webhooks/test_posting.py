"""What comes of a message: sent to real receivers, good ones and bad ones."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from connectors.webhooks.posting import NotSent, Poster
from tests.receiver import (
    Answer,
    dripping,
    hangs_up,
    huge,
    receiving,
    resets,
    says,
    silent,
    talks_nonsense,
)

SHORT, LONG = timedelta(seconds=0.4), timedelta(seconds=30)


@contextmanager
def posting(timeout: timedelta = LONG, ca: Path | None = None, **more: object) -> Iterator[Poster]:
    with closing(Poster(["localhost"], ca, timeout=timeout, **more)) as poster:  # type: ignore[arg-type]
        yield poster


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


def tls_of(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def why_not(poster: Poster, url: str) -> str:
    with pytest.raises(NotSent) as found:
        poster.post(url, {}, b"{}")
    return str(found.value)


def test_a_message_arrives_as_it_was_sent_and_connections_are_used_again():
    with receiving() as receiver, posting() as poster:
        for place in range(3):
            assert poster.post(f"{receiver.url}?n={place}", {"webhook-id": "evt_1"}, b'{"a":1}').status == 204
    [message, *_] = receiver.came
    assert (message.path, message.id, message.body) == ("/hook?n=0", "evt_1", b'{"a":1}')
    assert message.headers["content-type"] == "application/json"
    assert message.headers["user-agent"].startswith("dealtrail/")
    assert receiver.connections == 1


@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 410, 429, 500, 503])
def test_every_status_is_an_answer_and_no_redirect_is_followed(status: int):
    with receiving() as elsewhere, receiving(says(status, Location=elsewhere.url)) as receiver, posting() as poster:
        assert poster.post(receiver.url, {}, b"{}").status == status
    assert len(receiver.came) == 1
    assert elsewhere.came == []


@pytest.mark.parametrize(
    ("asked", "wait"),
    [("7", timedelta(seconds=7)), ("999999", timedelta(hours=1)), ("soon", None), ("-3", None), ("nan", None)],
)
def test_a_receiver_asks_to_be_left_alone(asked: str, wait: timedelta | None):
    with receiving(says(503, Retry_After=asked)) as receiver, posting() as poster:
        assert poster.post(receiver.url, {}, b"{}").wait == wait


@pytest.mark.parametrize(
    ("answer", "timeout", "words"),
    [
        (silent, SHORT, "no answer within 0.4 s"),
        (dripping, SHORT, "no answer within 0.4 s"),
        (resets, LONG, "no connection: Connection reset by peer"),
        (hangs_up, LONG, "the connection ended without an answer"),
        (talks_nonsense, LONG, "the connection ended without an answer"),
    ],
)
def test_no_answer_is_told_in_words(answer: Answer, timeout: timedelta, words: str):
    with receiving(answer) as receiver, posting(timeout) as poster:
        assert why_not(poster, receiver.url) == words


def test_of_a_huge_answer_no_more_is_read_than_says_that_it_arrived():
    with receiving(huge) as receiver, posting() as poster:
        assert poster.post(receiver.url, {}, b"{}").status == 200


def test_nobody_there_is_told_in_words():
    with receiving() as receiver:
        url = receiver.url
    with posting() as poster:
        assert why_not(poster, url) == "no connection: Connection refused"


def test_a_private_authority_is_trusted_where_it_is_named(authority: trustme.CA, ca_file: Path):
    with receiving(tls=tls_of(authority)) as receiver:
        with posting(ca=ca_file) as poster:
            assert poster.post(receiver.url, {}, b"{}").status == 204
        with posting() as poster:
            told = why_not(poster, receiver.url)
    assert told.startswith("its certificate is not trusted: ")
    assert told.endswith("name its authority in webhooks.ca_file")
    assert len(receiver.came) == 1


def test_a_certificate_of_another_name_is_refused(authority: trustme.CA, ca_file: Path):
    with receiving(tls=tls_of(authority, "other.example")) as receiver, posting(ca=ca_file) as poster:
        assert "not trusted" in why_not(poster, receiver.url)
    assert receiver.came == []


def test_plain_http_behind_an_https_address_is_told():
    with receiving() as receiver, posting() as poster:
        assert why_not(poster, receiver.url.replace("http:", "https:")).startswith("no TLS connection (")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"])
def test_a_public_name_that_leads_inside_is_not_connected_to(address: str):
    with receiving() as receiver, posting(resolve=lambda host, port: [address]) as poster:
        told = why_not(poster, f"https://hooks.example:{receiver.port}/")
    assert told == (
        "hooks.example is an address of this machine or of a network that is not public; "
        "if that is meant, name hooks.example in webhooks.allow of the configuration"
    )
    assert receiver.connections == 0


def test_a_name_that_leads_outside_and_inside_is_not_connected_to():
    with receiving() as receiver, posting(resolve=lambda host, port: ["203.0.114.7", "127.0.0.1"]) as poster:
        assert "not public" in why_not(poster, f"https://hooks.example:{receiver.port}/")
    assert receiver.connections == 0


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(authority: trustme.CA, ca_file: Path):
    """A name server that gives another answer each time leads nowhere: the name is asked for once a connection."""
    answers = iter(["127.0.0.1", "127.0.0.2"])
    with (
        receiving(tls=tls_of(authority)) as receiver,
        posting(ca=ca_file, resolve=lambda host, port: [next(answers)]) as poster,
    ):
        assert poster.post(receiver.url, {}, b"{}").status == 204
    assert next(answers) == "127.0.0.2"


def test_an_allowed_host_is_reached_by_any_of_its_addresses():
    with receiving() as receiver, posting(resolve=lambda host, port: ["::1", "127.0.0.1"]) as poster:
        assert poster.post(receiver.url, {}, b"{}").status == 204


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch):
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        with posting() as poster:
            assert poster.post(receiver.url, {}, b"{}").status == 204
    assert proxy.connections == 0
