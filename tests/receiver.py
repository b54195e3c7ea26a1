"""Receivers of webhooks: real servers on loopback, that answer as good and bad ones do."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import struct
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

Answer = Callable[["Handler"], None]
WAIT = 30  # seconds for what happens at once


@dataclass(frozen=True)
class Message:
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """As a receiver finds out, from the description of Standard Webhooks alone."""
        content = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        made = hmac.new(b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
        return f"v1,{b64encode(made).decode()}" in self.headers["webhook-signature"].split()


@dataclass
class Receiver:
    port: int
    scheme: str
    answer: Answer
    came: list[Message] = field(default_factory=list)
    news: Queue[Message] = field(default_factory=Queue)
    connections: int = 0
    ends: threading.Event = field(default_factory=threading.Event)  # whoever makes somebody wait, waits for this

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/hook"

    def next(self) -> Message:
        return self.news.get(timeout=WAIT)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def setup(self) -> None:
        super().setup()
        self.receiver.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        message = Message(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.receiver.came.append(message)
        self.receiver.news.put(message)
        with suppress(OSError):  # whoever was kept waiting is gone
            self.receiver.answer(self)

    def say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


# --- how they answer --------------------------------------------------------------------------------------------------


def says(status: int, **headers: str) -> Answer:
    return lambda handler: handler.say(status, **headers)


def huge(handler: Handler) -> None:
    """Without end, until the other side hangs up."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.receiver.ends.is_set():
        handler.wfile.write(b"x" * 65_536)


def silent(handler: Handler) -> None:
    handler.receiver.ends.wait(WAIT)
    handler.close_connection = True


def dripping(handler: Handler) -> None:
    """An answer that never ends to begin: each byte of it comes in time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if handler.receiver.ends.wait(0.02):
            break
    handler.close_connection = True


def resets(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def talks_nonsense(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.us.example ESMTP\r\n\r\n")
    handler.close_connection = True


@contextmanager
def receiving(answer: Answer | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that takes everything, or answers so."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *of: None  # type: ignore[method-assign]  # broken handshakes are what is tried
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver = Receiver(server.server_port, "https" if tls else "http", answer or says(204))
    server.RequestHandlerClass = type("Here", (Handler,), {"receiver": receiver})
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ends.set()
        server.shutdown()
        server.server_close()
        thread.join(WAIT)
