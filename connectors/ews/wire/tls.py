"""How connections are made: which authorities are trusted, the guard of every request, and answers that end."""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import warnings
from collections.abc import Iterator
from typing import Any

import requests.adapters
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import InsecureRequestWarning

from connectors import trust
from connectors.ews.server import Server
from connectors.ews.wire import guard
from connectors.ews.wire.xml import TooLarge
from connectors.limits import LARGEST, seconds_left
from connectors.measured import MEASURED
from connectors.stopping import NEVER, Stop


class _WholeResponse(requests.Response):
    """An answer is read whole, whatever piece is asked for: requests itself takes 10 KB at a time."""

    def iter_content(self, chunk_size: int | None = None, decode_unicode: bool = False) -> Iterator[Any]:
        size = 0
        for piece in super().iter_content(1 << 20, decode_unicode):
            size += len(piece)
            if size > LARGEST:
                raise TooLarge(f"the answer is larger than {LARGEST // 1_048_576} MB")
            yield piece


class _Reading(socket.SocketIO):
    """No read outlasts the request that it is for: time-outs alone are those of one read, however little it brings."""

    def readinto(self, buffer: Any) -> int | None:
        left = seconds_left()
        if left is not None:
            if left <= 0:
                raise TimeoutError("the answer takes too long")
            connection: socket.socket = self._sock  # type: ignore[attr-defined]  # where the library reads from
            of_one_read = connection.gettimeout()
            connection.settimeout(left if of_one_read is None else min(left, of_one_read))
        return super().readinto(buffer)


class _Socket:
    """As much of a socket as an answer is read with."""

    def __init__(self, connected: socket.socket) -> None:
        self._connected = connected

    def makefile(self, mode: str) -> io.BufferedReader:
        raw = self._connected.makefile("rb", buffering=0)
        raw.__class__ = _Reading
        return io.BufferedReader(raw)


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(_Socket(sock), *args, **kwargs)  # type: ignore[arg-type]  # it asks for nothing else


class _Plain(HTTPConnection):
    response_class = _Answer


class _Secure(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class Adapter(requests.adapters.HTTPAdapter):
    """Trusts what its context trusts, and nothing more. Sends nothing once it is to stop: raises Stopped."""

    def __init__(self, context: ssl.SSLContext | None, *, is_guarded: bool, stop: Stop = NEVER) -> None:
        self._context = context
        self._is_guarded = is_guarded
        self._stop = stop
        # One connection, as exchangelib's own adapters have: NTLM logs a connection in, not a request.
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0, pool_block=True)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self._stop.look()
        if self._is_guarded:
            guard.check(request.body if isinstance(request.body, bytes) else (request.body or "").encode())
        # The environment (REQUESTS_CA_BUNDLE) arrives here as a path in `verify`: it has no say.
        kwargs["verify"] = self._verifies
        with MEASURED.request("ews", _asked_for(request) if self._is_guarded else "token") as asked:
            response = super().send(request, *args, **kwargs)
            asked.answer = str(response.status_code)
            return response

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = super().build_response(req, resp)
        response.__class__ = _WholeResponse
        return response

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        # The original adds the authorities that requests ships to the context's own.
        conn.cert_reqs = "CERT_REQUIRED" if self._verifies else "CERT_NONE"
        conn.ca_certs = conn.ca_cert_dir = None

    @property
    def _verifies(self) -> bool:
        return self._context is None or self._context.verify_mode is ssl.CERT_REQUIRED


def _asked_for(request: requests.PreparedRequest) -> str:
    """The operation, as "GetItem"; "login" where a handshake sends nothing yet."""
    found = _OPERATION.search(request.body if isinstance(request.body, bytes) else (request.body or "").encode())
    return found[1].decode("ascii") if found else "login"


_OPERATION = re.compile(rb"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?([A-Za-z]{1,40})[\s/>]")


def context_for(server: Server) -> ssl.SSLContext:
    """The context of a server's trust, shared by all its mailboxes."""
    if not server.verify_tls:
        # urllib3 would warn at every request of what the configuration asked for; `check` warns instead.
        warnings.filterwarnings("ignore", category=InsecureRequestWarning)
    return trust.context_for(server.endpoint, server.ca_file, verify_tls=server.verify_tls)
