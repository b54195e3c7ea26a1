"""HTTP whose answers end: no read outlasts the time that its request was given, and none is larger than it may be."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore2
import httpx2

from connectors.causes import connection_failed
from connectors.errors import Unreachable
from connectors.limits import over_in, seconds_left


class Transport(httpx2.HTTPTransport):
    """The client's own, with connections that know when their answer has to be over."""

    def __init__(self, context: ssl.SSLContext, *, connections: int, kept_alive: float) -> None:
        limits = httpx2.Limits(
            max_connections=connections + 2, max_keepalive_connections=connections, keepalive_expiry=kept_alive
        )
        super().__init__(verify=context, trust_env=False, limits=limits)
        self._pool = httpcore2.ConnectionPool(  # the client has no way of its own to name a backend
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=Backend(),
        )


class WholeAnswers(Transport):
    """Hands over answers that are whole: over in time, no larger than `most` bytes and not packed.

    For clients that are not of our making. Raises MailboxError of `where` alone.
    """

    def __init__(self, context: ssl.SSLContext, where: str, *, seconds: float, most: int) -> None:
        super().__init__(context, connections=1, kept_alive=0)
        self._where, self._seconds, self._most = where, seconds, most

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        try:
            with over_in(self._seconds):
                response = super().handle_request(request)
                try:
                    content = self._content(response)
                finally:
                    response.close()
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as problem:
            raise Unreachable(self._where, f"it did not answer within {self._seconds:g} s", "try again") from problem
        except (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as problem:
            away, no_tls = "look whether it runs", "look at its TLS"
            raise connection_failed(problem, self._where, away=away, no_tls=no_tls) from problem
        return httpx2.Response(response.status_code, headers=response.headers, content=content)

    def _content(self, response: httpx2.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Unreachable(self._where, "its answer is packed, which was not asked for", "look at what is before it")
        found = bytearray()
        for piece in response.iter_raw():
            found += piece
            if len(found) > self._most:
                raise Unreachable(
                    self._where, f"its answer is larger than {self._most} bytes", "look what answers there"
                )
        return bytes(found)


def time_left(timeout: float | None) -> float | None:
    """How long the next step may take; raises ReadTimeout where no time is left."""
    left = seconds_left()
    if left is None:
        return timeout
    if left <= 0:
        raise httpcore2.ReadTimeout("the answer takes too long")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, time_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Backend(httpcore2.SyncBackend):
    """Makes such connections."""

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(*args, **kwargs))
