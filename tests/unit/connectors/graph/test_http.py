"""One client for a tenant: no answer lasts for ever, none is without bounds, and nothing goes anywhere else."""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from connectors.errors import MailboxError, Refused, Unreachable
from connectors.graph.server import GraphServer
from connectors.graph.wire import http
from connectors.graph.wire.errors import BadAnswer
from connectors.graph.wire.http import Http

Says = Callable[[ssl.SSLSocket, threading.Event], None]


@contextmanager
def serving(tmp_path: Path, says: Says, timeout: timedelta = timedelta(minutes=1)) -> Iterator[GraphServer]:
    """A server that takes one connection after the other and says what it likes; it is waited for so long."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while not over.is_set():
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(plain, server_side=True) as stream:
                    stream.recv(65536)
                    says(stream, over)
            except OSError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    url = f"https://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield GraphServer("t", "c", authority=url, endpoint=f"{url}/v1.0", ca_file=tmp_path / "ca.pem", timeout=timeout)
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def ask(server: GraphServer) -> http.Answer:
    client = Http(server)
    try:
        return client.send("GET", "users/bob/messages/AAMk", {}, None)
    finally:
        client.close()


def drips_in_head(stream: ssl.SSLSocket, over: threading.Event) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.05):
        stream.sendall(b"x")


def drips_in_body(stream: ssl.SSLSocket, over: threading.Event) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        stream.sendall(b"x")


def silent(stream: ssl.SSLSocket, over: threading.Event) -> None:
    over.wait(10)


@pytest.mark.parametrize("says", [drips_in_head, drips_in_body, silent])
def test_no_answer_lasts_for_ever(tmp_path: Path, says: Says) -> None:
    with serving(tmp_path, says, timeout=timedelta(seconds=0.2)) as server, pytest.raises(Unreachable):
        ask(server)


BIG = 200_000_000  # bytes


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzip"])
def test_an_answer_of_200_megabytes_is_given_up_once_it_is_larger_than_any(tmp_path: Path, *, is_packed: bool) -> None:
    sent: list[int] = []
    packer = zlib.compressobj(wbits=31)
    row = b'{"id":"' + b"A" * 999_990 + b'"},'

    def says(stream: ssl.SSLSocket, over: threading.Event) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n" + (b"Content-Encoding: gzip\r\n" if is_packed else b"") + b"\r\n")
        for _ in range(BIG // len(row)):
            piece = packer.compress(row) if is_packed else row
            stream.sendall(piece)
            sent.append(len(row))

    with serving(tmp_path, says) as slow, pytest.raises(Refused, match="larger than 64 MB"):
        ask(replace(slow, timeout=timedelta(seconds=60)))

    assert is_packed or sum(sent) < 2 * http.LARGEST  # what is not read cannot be sent


def test_cookies_are_not_kept(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def says(stream: ssl.SSLSocket, over: threading.Event) -> None:
        for _ in range(2):
            stream.sendall(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\n{}")
            heard.append(stream.recv(65536))

    with serving(tmp_path, says) as server:
        client = Http(server)
        for _ in range(2):
            client.send("GET", "users/bob/messages/AAMk", {}, None)
        client.close()

    assert heard[0].startswith(b"GET /v1.0/users/bob/messages/AAMk HTTP/1.1")
    assert b"cookie" not in heard[0].lower()
    assert b"user-agent: dealtrail/" in heard[0].lower()


def test_redirects_are_not_followed(tmp_path: Path) -> None:
    def says(stream: ssl.SSLSocket, over: threading.Event) -> None:
        stream.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n")

    with serving(tmp_path, says) as server:
        assert ask(server).status == 302


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.example.net/v1.0/users/bob/messages/delta?$deltatoken=x",
        "http://graph.microsoft.com/v1.0/users/bob/messages/delta?$deltatoken=x",
        "https://graph.microsoft.com:444/v1.0/users/bob/messages/delta?$deltatoken=x",
        "https://graph.microsoft.com/beta/users/bob/messages/delta?$deltatoken=x",
        "https://graph.microsoft.com@evil.example/v1.0/users/bob/messages/delta?$deltatoken=x",
        "https://u:p@graph.microsoft.com/v1.0/users/bob/messages/delta?$deltatoken=x",
        "//evil.example/v1.0/users/bob?$deltatoken=x",
        "javascript:alert(1)",
        "/v1.0/users/bob",
        "",
        "https://graph.microsoft.com/v1.0/" + "x" * 70_000,
        "https://[",
    ],
    ids=range(12),
)
def test_a_link_that_leads_elsewhere_is_none(link: str) -> None:
    client = Http(GraphServer("t", "c"))
    with pytest.raises(BadAnswer):
        client.relative(link)
    client.close()


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://graph.microsoft.com/v1.0/users('b')/x/delta?$deltatoken=a%2fb",
            "users('b')/x/delta?$deltatoken=a%2fb",
        ),
        ("https://GRAPH.microsoft.com:443/v1.0/users/b/x?y", "users/b/x?y"),
    ],
)
def test_a_link_of_ours_is_kept_byte_for_byte(link: str, expected: str) -> None:
    client = Http(GraphServer("t", "c"))
    assert client.relative(link) == expected
    client.close()


@pytest.mark.parametrize("path", ["../v1.0x/users", "../../token"])
def test_a_path_out_of_the_endpoint_is_held_back(path: str) -> None:
    client = Http(GraphServer("t", "c"))
    with pytest.raises(MailboxError):
        client.send("GET", path, {}, None)
    client.close()
