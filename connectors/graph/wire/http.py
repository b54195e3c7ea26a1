"""One HTTP client for all mailboxes of a tenant: nothing from the environment, and nowhere but where it is told."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from threading import local
from typing import Any

import httpcore2
import httpx2

from connectors.graph.server import GraphServer
from connectors.graph.wire import guard, waiting
from connectors.graph.wire.decoding import is_web_page
from connectors.graph.wire.errors import BadAnswer, TooLarge, no_login, translate
from connectors.graph.wire.limiter import MOST
from connectors.trust import context_for

LARGEST = 64 * 1024 * 1024  # bytes of an answer, once it is decompressed
LARGEST_TOKEN = 1024 * 1024  # the same of the authority's answers
PATIENCE = 5  # times the time-out: an answer that comes in drips ends then
KEPT_ALIVE = 75.0  # seconds: a connection outlives the turns of a service that looks once a minute

_clock = time.monotonic


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names compare without case
    content: bytes


class Http:
    """For any number of threads. Raises MailboxError alone."""

    def __init__(self, server: GraphServer) -> None:
        # They write every address, and with it who has which mailbox and how far it was read; parts of tokens; and what
        # a proxy said instead of the authority.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        logging.getLogger("httpcore2").setLevel(logging.WARNING)
        logging.getLogger("msal").setLevel(logging.CRITICAL)
        self._server = server
        self._graph = httpx2.URL(server.endpoint.rstrip("/") + "/")
        self._authority = httpx2.URL(server.authority)
        context = context_for(server.endpoint, server.ca_file, verify_tls=server.verify_tls)
        seconds = server.timeout.total_seconds()
        self._client = httpx2.Client(
            transport=_Transport(context),
            trust_env=False,
            timeout=httpx2.Timeout(seconds, connect=min(seconds, 15.0), pool=None),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none is kept, and so none is sent
            event_hooks={"request": [self._look]},
        )
        self.logins = _Logins(self._client, server)

    def send(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        """The answer, whatever its status; `path` is below the endpoint's own, with its query."""
        url = f"{str(self._graph).rstrip('/')}/{path}"
        try:
            return _asked(self._client, method, url, LARGEST, self._server, headers=headers, content=content)
        except Exception as problem:
            raise translate(problem, self._server.endpoint, self._server) from problem

    def relative(self, link: str) -> str:
        """A link of an answer, as it is below the endpoint; raises BadAnswer for one that leads elsewhere."""
        try:
            url = httpx2.URL(link)
        except (httpx2.InvalidURL, TypeError, ValueError) as problem:
            raise BadAnswer("a link of the answer is none") from problem
        base = str(self._graph)
        is_here = _origin(url) == _origin(self._graph) and not url.userinfo and not url.fragment
        if not is_here or not url.path.startswith(self._graph.path) or len(link) > LONGEST_LINK:
            raise BadAnswer("a link of the answer leads to another server")
        # As it came, byte for byte: who sent it need not understand another spelling.
        rest = link.partition("://")[2].partition("/")[2]
        return rest[len(base.partition("://")[2].partition("/")[2]) :]

    def close(self) -> None:
        self._client.close()

    def _look(self, request: httpx2.Request) -> None:
        """Nothing leaves without having been looked at: not by a link, not by a defect."""
        url = request.url
        if _origin(url) == _origin(self._graph) and url.path.startswith(self._graph.path):
            path = url.raw_path.decode("ascii")[len(self._graph.raw_path) - 1 :]
            guard.check(request.method, path, request.content)
        elif _origin(url) != _origin(self._authority) or url.scheme != "https":
            raise guard.Forbidden(f"{request.method} to another server")


LONGEST_LINK = 60_000  # characters; the client takes no longer ones


def _user_agent() -> str:
    try:
        return f"dealtrail/{version('dealtrail')}"
    except PackageNotFoundError:  # run from a copy that was not installed
        return "dealtrail/0"


USER_AGENT = _user_agent()  # some tenants let programs in by their names


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port


def _asked(client: httpx2.Client, method: str, url: str, most: int, server: GraphServer, **request: Any) -> Answer:
    patience = PATIENCE * server.timeout.total_seconds()
    _until.at = _clock() + patience
    try:
        with client.stream(method, url, **request) as response:
            found = BytesIO()  # which hands over what it holds without a copy
            for piece in response.iter_bytes():  # of a megabyte at the most
                found.write(piece)
                if found.tell() > most:
                    raise TooLarge(f"the answer is larger than {most // 1_048_576} MB")
                if _clock() > _until.at:
                    raise BadAnswer(f"the answer did not end within {patience:g} s")
            return Answer(response.status_code, response.headers, found.getvalue())
    finally:
        _until.at = None


class _Logins:
    """What msal asks the authority with: the same client, with the same bounds."""

    def __init__(self, client: httpx2.Client, server: GraphServer) -> None:
        self._client, self._server = client, server

    def get(self, url: str, **request: Any) -> httpx2.Response:
        return self._ask("GET", url, request)

    def post(self, url: str, **request: Any) -> httpx2.Response:
        return self._ask("POST", url, request)

    def close(self) -> None:
        """The client is not msal's to close."""

    def _ask(self, method: str, url: str, request: dict[str, Any]) -> httpx2.Response:
        request.pop("timeout", None)
        if isinstance(form := request.get("data"), dict):  # msal signs in bytes, which httpx2 would write as b'...'
            request["data"] = {name: one.decode() if isinstance(one, bytes) else one for name, one in form.items()}
        answer = _asked(self._client, method, url, LARGEST_TOKEN, self._server, **request)
        now = waiting.told_at(answer.headers.get("Date")) or datetime.now(UTC)
        wait = waiting.asked(answer.headers.get("Retry-After"), now)
        refusal = no_login(self._server, answer.status, answer.content, is_web_page(answer.content), wait)
        if refusal is not None:  # the library would take it for a wrong tenant
            raise refusal
        kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
        return httpx2.Response(answer.status, headers=kept, content=answer.content)


# --- an end to every answer -------------------------------------------------------------------------------------------

# Time-outs are those of one read. When the request that this thread has under way must be over, no read outlasts it:
# neither in the body nor before, where the client itself gives no means.
_until = local()


def _left(timeout: float | None) -> float | None:
    at = getattr(_until, "at", None)
    if at is None:
        return timeout
    left = float(at - _clock())
    if left <= 0:
        raise httpcore2.ReadTimeout("the answer takes too long")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(*args, **kwargs))


class _Transport(httpx2.HTTPTransport):
    """The client's own, with connections that know when their answer has to be over."""

    def __init__(self, context: ssl.SSLContext) -> None:
        limits = httpx2.Limits(max_connections=MOST + 2, max_keepalive_connections=MOST, keepalive_expiry=KEPT_ALIVE)
        super().__init__(verify=context, trust_env=False, limits=limits)
        self._pool = httpcore2.ConnectionPool(  # the client has no way of its own to name a backend
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Backend(),
        )
