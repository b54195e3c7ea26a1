"""What HTTP asks of every address and no route says for itself: HEAD, OPTIONS, and what a program can read."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.api.problems import problem
from daemon.web.api.raw import KIND
from daemon.web.api.routing import methods_at

JSON, MERGE = "application/json", "application/merge-patch+json"
_READ = frozenset({"*/*", "application/*", JSON, "application/problem+json", KIND})


class Methods:
    """HEAD is answered as GET without its body; OPTIONS says what an address takes, and needs no token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _options(scope)(scope, receive, send)
        elif not _can_read(Headers(scope=scope).get("accept", "")):
            await problem(406, f"what is answered is {JSON}, or a file that was stored")(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self._app(scope, receive, send)


def _options(scope: Scope) -> Response:
    methods = methods_at(scope)
    if not methods:
        return problem(404)
    headers = {"allow": ", ".join(methods)}
    headers |= {"accept-patch": f"{JSON}, {MERGE}"} if "PATCH" in methods else {}
    return Response(status_code=204, headers=headers)


def _can_read(accept: str) -> bool:
    """Whether what is answered is among what the program names (RFC 9110, 12.5.1); all is where it names nothing."""
    ranges = [one.strip().lower().split(";") for one in accept.split(",") if one.strip()]
    return not ranges or any(kind.strip() in _READ and not _is_refused(said) for kind, *said in ranges)


def _is_refused(said: Sequence[str]) -> bool:
    weights = [text.strip()[2:] for text in said if text.strip().startswith("q=")]
    return any(weight.rstrip("0") in ("", ".", "0.") for weight in weights)


def _without_body(send: Send) -> Send:
    async def without(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return without
