"""A line of the log for each answer: what was asked for and what came of it, without anything that somebody typed."""

from __future__ import annotations

import time

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.proxy import Proxy

log = structlog.get_logger()

SLOW = 10.0  # seconds: somebody is likely to have given up


class AccessLog:
    """At debug, and at info what an administrator looks for: what failed here, and what took too long.

    Addresses are told as they are declared, with numbers alone filled in: queries hold names of customers, and paths of
    invitations hold their keys. Answers without an end, as of news, count when they begin.
    """

    def __init__(self, app: ASGIApp, proxy: Proxy) -> None:
        self._app, self._proxy = app, proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._say(scope, message["status"], time.monotonic() - began)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            self._say(scope, 500, time.monotonic() - began)
            raise

    def _say(self, scope: Scope, status: int, seconds: float) -> None:
        say = log.info if status >= 500 or seconds >= SLOW else log.debug
        address = self._proxy.came_from(Request(scope))
        say(
            "answered",
            method=scope["method"],
            path=told_path(scope),
            status=status,
            ms=round(seconds * 1000),
            address=address,
        )


def told_path(scope: Scope) -> str:
    """The address as it is declared, with its numbers; "(none)" for one that leads to no page."""
    declared = str(getattr(scope.get("route"), "path", ""))
    if not declared:
        return "/static" if scope["path"].startswith("/static/") else "(none)"
    for name, value in scope.get("path_params", {}).items():
        if str(value).isdecimal():
            declared = declared.replace(f"{{{name}}}", str(value))
    return f"{scope.get('root_path', '')}{declared}"
