"""What stands around the interface: bodies of a bounded size, and faults of the program that are told as problems."""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.api.problems import problem

log = structlog.get_logger()

LARGEST = 4_000_000  # bytes of a body


class Edges:
    """Here, because Starlette's limit has an answer of its own, and its last resort raises again what it answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > LARGEST:
            await problem(413, _TOO_LARGE)(scope, receive, send)
            return
        has_begun = False
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise HTTPException(413, _TOO_LARGE)
            return message

        async def begun(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, counted, begun)
        except Exception as fault:
            log.error("answer to a program failed", path=scope["path"], exc_info=fault)
            if not has_begun:
                await problem(500)(scope, receive, send)


_TOO_LARGE = f"a body has {LARGEST} bytes at most"
