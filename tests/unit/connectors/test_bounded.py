"""Answers that end: in time however they come, no larger than they may be, and what fails is said in a sentence."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
import pytest
import trustme

from connectors.bounded import WholeAnswers
from connectors.errors import CertificateRefused, MailboxError, Unreachable

Says = Callable[[socket.socket, threading.Event], None]
OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def serving(says: Says, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of one connection, which says what it likes."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) if context else plain as stream:
                stream.recv(65536)
                says(stream, over)
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def asked(url: str, seconds: float = 10.0) -> httpx2.Response:
    transport = WholeAnswers(ssl.create_default_context(), "id.example", seconds=seconds, most=1_000)
    with httpx2.Client(transport=transport, trust_env=False) as client:
        return client.get(url)


def drips(begin: bytes) -> Says:
    def says(stream: socket.socket, over: threading.Event) -> None:
        stream.sendall(begin)
        while not over.wait(0.02):
            stream.sendall(b"x")

    return says


def once(answer: bytes) -> Says:
    def says(stream: socket.socket, over: threading.Event) -> None:
        stream.sendall(answer)

    return says


def test_an_answer_comes_whole_and_nothing_is_asked_for_packed() -> None:
    heard: list[bytes] = []

    def says(stream: socket.socket, over: threading.Event) -> None:
        stream.sendall(OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 1_000)

    with serving(says) as url:
        answer = asked(url)
        heard.append(answer.request.headers["Accept-Encoding"].encode())

    assert (answer.status_code, len(answer.content), heard) == (200, 1_000, [b"identity"])


@pytest.mark.parametrize("says", [drips(OK + b"X-Slow: "), drips(OK + b"Content-Length: 900\r\n\r\n"), drips(b"")])
def test_what_drips_is_given_up_in_time(says: Says) -> None:
    with serving(says) as url, pytest.raises(Unreachable, match=r"^id\.example: it did not answer within 0\.1 s; "):
        asked(url, seconds=0.1)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (OK + b"Content-Length: 1001\r\n\r\n" + b"x" * 1_001, "larger than 1000 bytes"),
        (OK + b"\r\n" + b"x" * 5_000, "larger than 1000 bytes"),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "packed"),
        (OK + b"Content-Length: 10\r\n\r\nx", "ended without"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "ended without"),
        (b"", "ended without"),
    ],
)
def test_what_is_no_answer_is_said_so(answer: bytes, reason: str) -> None:
    with serving(once(answer)) as url, pytest.raises(Unreachable, match=reason):
        asked(url)


def test_where_nobody_listens_it_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(MailboxError, match=r"^id\.example: no connection: Connection refused"):
        asked(f"http://127.0.0.1:{port}/")


def test_a_certificate_of_nobody_we_trust_is_refused() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    with serving(once(OK), context) as url, pytest.raises(CertificateRefused, match="name its authority in ca_file"):
        asked(url)
