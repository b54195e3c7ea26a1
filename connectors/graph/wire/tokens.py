"""The application's token: got from the authority when it is first needed, kept, and dropped when it is refused."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2
import msal  # type: ignore[import-untyped]  # ships no types
from msal.exceptions import MsalServiceError  # type: ignore[import-untyped]  # ships no types

from connectors.errors import LoginRefused, MailboxError, Throttled, Unreachable
from connectors.graph.server import GraphServer
from connectors.graph.wire import certificates, errors

ASKED_AGAIN = 60.0  # seconds: in between the library is not asked whether its token still holds


class Tokens:
    """For any number of threads. Asks nothing before a token is wanted."""

    def __init__(self, server: GraphServer, client: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._server, self._client, self._clock = server, client, clock
        self._lock = Lock()
        self._application: msal.ConfidentialClientApplication | None = None
        self._held: tuple[str, float] | None = None
        self._not_before = clock()

    def get(self) -> str:
        """The token that holds now; raises LoginRefused, CertificateRefused or Unreachable."""
        held = self._held
        if held is not None and self._clock() < held[1]:
            return held[0]
        with self._lock:
            held = self._held
            if held is None or self._clock() >= held[1]:
                held = self._held = (self._asked(), self._clock() + ASKED_AGAIN)
            return held[0]

    def drop(self, token: str) -> None:
        """It was refused: unless another thread has got a new one meanwhile, the authority is asked anew."""
        with self._lock:
            if self._held is not None and self._held[0] == token:
                # A new application: the old one replays a refusal that it remembers.
                self._held = self._application = None

    def _asked(self) -> str:
        """What the authority gives; it is not asked while it wants to be left alone, for whichever mailbox."""
        left = self._not_before - self._clock()
        if left > 0:
            raise Throttled(self._where, timedelta(seconds=math.ceil(left)))
        try:
            return self._ask()
        except Throttled as busy:
            self._not_before = self._clock() + busy.retry_after.total_seconds()
            raise

    def _ask(self) -> str:
        try:
            if self._application is None:
                self._application = self._made()
            answer = self._application.acquire_token_for_client(
                [_scope(self._server)],
                # What leaves the token in hand in use while it still holds: the library knows only its own kind.
                http_exceptions=(httpx2.HTTPError, MsalServiceError, MailboxError, ValueError),
            )
        except MailboxError:
            raise
        except MsalServiceError as problem:
            raise Unreachable(self._where, f"the authority cannot give a token now ({_short(problem)})") from None
        except httpx2.HTTPError as problem:
            raise errors.translate(problem, self._where, self._server) from problem
        except Exception as problem:  # noqa: BLE001 - the library hands on whatever is below it: all of it is told
            raise errors.unreadable_token(self._server, problem) from None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if isinstance(token, str) and token:
            return token
        self._application = None
        raise errors.login_refused(self._server, answer if isinstance(answer, dict) else {})

    @property
    def _where(self) -> str:
        return urlsplit(self._server.authority).netloc or self._server.authority

    def _made(self) -> msal.ConfidentialClientApplication:
        server = self._server
        try:
            return msal.ConfidentialClientApplication(
                server.client_id,
                client_credential=credential_of(server),
                authority=_authority(server),
                instance_discovery=False,  # else Microsoft's public cloud is asked whatever the authority is
                http_client=self._client,
            )
        except ValueError as problem:
            raise errors.no_authority(server, problem) from None


def credential_of(server: GraphServer) -> str | dict[str, Any]:
    """What the application proves itself by, as msal wants it; raises LoginRefused where nothing usable is there."""
    who = f"application {server.client_id}"
    if server.client_secret is not None and server.client_secret.get_secret_value():
        return server.client_secret.get_secret_value()
    passphrase = server.certificate_password.get_secret_value() if server.certificate_password else ""
    if server.certificate is not None and server.certificate.get_secret_value():
        return certificates.credential(who, server.certificate.get_secret_value().encode(), passphrase)
    if server.certificate_file is None:
        raise LoginRefused(who, "there is neither a secret nor a certificate", "configure one of them")
    try:
        content = server.certificate_file.read_bytes()
    except OSError as problem:
        reason = f"the file {server.certificate_file} cannot be read: {problem.strerror}"
        raise LoginRefused(who, reason, "correct certificate_file") from None
    return certificates.credential(who, content, passphrase)


def _authority(server: GraphServer) -> str:
    """The tenant's own address; some write it into `authority` already."""
    address, tenant = server.authority.rstrip("/"), f"/{server.tenant_id}"
    return address if address.casefold().endswith(tenant.casefold()) else address + tenant


def _scope(server: GraphServer) -> str:
    parts = urlsplit(server.endpoint)
    return f"{parts.scheme}://{parts.netloc}/.default"


def _short(problem: Exception) -> str:
    return type(problem).__name__
