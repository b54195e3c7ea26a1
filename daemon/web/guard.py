"""What stands before all pages: hosts that are ours, acts that come from our own pages, and headers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.proxy import Proxy

log = structlog.get_logger()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
Refuse = Callable[[Scope, int, str], ASGIApp]  # what is answered with a status and a sentence
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PROGRAMS = "/api"  # these prove who they are with each request, and no browser does it for them


class Guard:
    """Refuses what comes to a host that is not ours, and acts that another site's page asked a browser for.

    Browsers say where a request comes from by Sec-Fetch-Site, older ones by Origin; one that says neither did not send
    a form of a page of today, and is refused as well.
    """

    def __init__(self, app: ASGIApp, url: str, proxy: Proxy, refuse: Refuse) -> None:
        self._app, self._refuse = app, refuse
        self._proxy = proxy
        self._origin = _origin(url)
        self._host = urlsplit(url).netloc.lower()
        self._is_https = url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts():
            answer = self._refuse(scope, 421, "This is not the address of this service; ask your administrator for it.")
            await answer(scope, receive, send)
            return
        if self._proxy.is_forged(scope):
            log.warning("somebody who is no trusted proxy says who is there", peer=(scope.get("client") or ("",))[0])
            answer = self._refuse(scope, 403, "Who is there is for the proxy to say, and this did not come from it.")
            await answer(scope, receive, send)
            return
        if not self._is_own(scope, headers):
            answer = self._refuse(scope, 403, "This was asked for by a page of another site, and nothing was done.")
            await answer(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                guard(MutableHeaders(scope=message), is_https=self._is_https)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _hosts(self) -> frozenset[str]:
        name, _, port = self._host.partition(":")
        return frozenset({self._host, name} if port in ("443", "80") else {self._host})

    def _is_own(self, scope: Scope, headers: Headers) -> bool:
        if scope["method"] in SAFE or is_of_programs(scope["path"]):
            return True
        if (site := headers.get("sec-fetch-site")) is not None:
            return site == "same-origin"
        return _origin(headers.get("origin", "")) == self._origin


def is_of_programs(path: str) -> bool:
    return path == PROGRAMS or path.startswith(f"{PROGRAMS}/")


def guard(given: MutableHeaders, *, is_https: bool) -> None:
    """The headers that each answer has, but for those that it says otherwise itself."""
    for name, value in HEADERS.items():
        given.setdefault(name, value)
    given.setdefault("cache-control", "no-store")
    if is_https:
        given.setdefault("strict-transport-security", "max-age=31536000")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme else ""
