"""Sends a message to where a webhook leads: never elsewhere, never for long, and nothing of the answer is kept."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpcore2

from connectors import waiting
from connectors.agent import USER_AGENT
from connectors.bounded import Backend, time_left
from connectors.causes import causes, connection_failed
from connectors.limits import over_in
from connectors.trust import context_beside
from connectors.webhooks.addresses import BadAddress, NotPublic, is_allowed, is_public, target_of

TIMEOUT = timedelta(seconds=15)  # for all of it: name, connection, TLS, and the answer
LARGEST = 64 * 1024  # bytes of an answer that are read; of no interest, but a connection is used again once it is read
AT_ONCE = 32  # connections
KEPT_ALIVE = 5.0  # seconds: for what is told in a row

Resolve = Callable[[str, int], Iterable[str]]  # the addresses of a name


class NotSent(Exception):
    """No answer: the argument is why, in words that go on after "the webhook …: "."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    wait: timedelta | None = None  # as long as the receiver asks to be left alone


def resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Poster:
    """For any number of threads. Nothing from the environment: a proxy would connect where nobody has looked."""

    def __init__(
        self,
        allowed: Collection[str] = (),
        ca_file: Path | None = None,
        *,
        timeout: timedelta = TIMEOUT,
        resolve: Resolve = resolved,
    ) -> None:
        logging.getLogger("httpcore2").setLevel(logging.WARNING)  # it writes addresses, which may be secrets
        self._allowed = frozenset(allowed)
        self._seconds = timeout.total_seconds()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context_beside(ca_file),
            max_connections=AT_ONCE,
            max_keepalive_connections=AT_ONCE,
            keepalive_expiry=KEPT_ALIVE,
            network_backend=_Looking(self._allowed, resolve),
        )

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """What came of it, whatever the status; redirects are answers. Raises NotSent."""
        try:
            target = target_of(url, self._allowed)
            with over_in(self._seconds):
                return self._post(target.origin, target.path, headers, body)
        except BadAddress as problem:
            raise NotSent(str(problem)) from problem
        except httpcore2.TimeoutException as problem:
            raise NotSent(f"no answer within {self._seconds:g} s") from problem
        except Exception as problem:
            inner = next((one for one in causes(problem) if isinstance(one, BadAddress)), None)
            told = connection_failed(problem, target.host, away="", no_tls="")
            remedy = "; name its authority in webhooks.ca_file" if told.remedy else ""
            raise NotSent(str(inner) if inner else told.reason + remedy) from problem

    def _post(self, origin: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        sent = {"User-Agent": USER_AGENT, "Content-Type": "application/json", "Accept": "*/*"} | dict(headers)
        seconds = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        with self._pool.stream(
            "POST",
            httpcore2.URL(origin + path),
            headers=[*sent.items()],
            content=body,
            extensions={"timeout": seconds},
        ) as answer:
            told = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
            read = 0
            for piece in answer.iter_stream():
                if (read := read + len(piece)) > LARGEST:
                    break
        return Reply(answer.status, waiting.asked(told.get(b"retry-after"), datetime.now(UTC)))

    def close(self) -> None:
        self._pool.close()


class _Looking(Backend):
    """Connects to addresses that were looked at, not to names: those may mean something else a moment later."""

    def __init__(self, allowed: Collection[str], resolve: Resolve) -> None:
        self._allowed, self._resolve = allowed, resolve

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Any:  # type: ignore[override]
        addresses = list(self._resolve(host, port))
        if not is_allowed(host, self._allowed) and not all(is_public(ip_address(one)) for one in addresses):
            raise NotPublic(host)
        problem: Exception | None = None
        for address in addresses:
            try:
                return super().connect_tcp(address, port, time_left(timeout), **options)
            except httpcore2.ConnectError as failure:
                problem = failure
        raise problem or httpcore2.ConnectError("the name has no address")
