"""One HTTP client for all mailboxes of a tenant: nothing from the environment, and nowhere but where it is told."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from io import BytesIO
from typing import Any

import httpx2

from connectors import waiting
from connectors.agent import USER_AGENT
from connectors.bounded import Transport
from connectors.graph.server import GraphServer
from connectors.graph.wire import guard
from connectors.graph.wire.decoding import is_web_page
from connectors.graph.wire.errors import BadAnswer, TooLarge, no_login, translate
from connectors.graph.wire.limiter import MOST
from connectors.graph.wire.naming import asked_for
from connectors.limits import LARGEST, PATIENCE, has_ended, over_in
from connectors.measured import MEASURED
from connectors.stopping import NEVER, Stop
from connectors.trust import context_for

LARGEST_TOKEN = 1024 * 1024  # bytes of the authority's answers
KEPT_ALIVE = 75.0  # seconds: a connection outlives the turns of a service that looks once a minute


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names compare without case
    content: bytes


class Http:
    """For any number of threads. Raises MailboxError alone, and Stopped once it is to stop."""

    def __init__(self, server: GraphServer, stop: Stop = NEVER) -> None:
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
            transport=Transport(context, connections=MOST, kept_alive=KEPT_ALIVE),
            trust_env=False,
            timeout=httpx2.Timeout(seconds, connect=min(seconds, 15.0), pool=None),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none is kept, and so none is sent
            event_hooks={"request": [lambda _: stop.look(), self._look]},
        )
        self.logins = _Logins(self._client, server)

    def send(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        """The answer, whatever its status; `path` is below the endpoint's own, with its query."""
        url = f"{str(self._graph).rstrip('/')}/{path}"
        try:
            with MEASURED.request("graph", asked_for(method, path)) as asked:
                answer = _asked(self._client, method, url, LARGEST, self._server, headers=headers, content=content)
                asked.answer = str(answer.status)
                return answer
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


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port


def _asked(client: httpx2.Client, method: str, url: str, most: int, server: GraphServer, **request: Any) -> Answer:
    patience = PATIENCE * server.timeout.total_seconds()
    with over_in(patience), client.stream(method, url, **request) as response:
        found = BytesIO()  # which hands over what it holds without a copy
        for piece in response.iter_bytes():  # of a megabyte at the most
            found.write(piece)
            if found.tell() > most:
                raise TooLarge(f"the answer is larger than {most // 1_048_576} MB")
            if has_ended():
                raise BadAnswer(f"the answer did not end within {patience:g} s")
        return Answer(response.status_code, response.headers, found.getvalue())


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
