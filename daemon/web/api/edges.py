"""What stands around the interface: bodies of a bounded size, and faults of the program that are told as problems."""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.api.problems import problem

log = structlog.get_logger()

LARGEST = 4_000_000  # bytes of a body of JSON
FILES = "/files"  # these are as large as the configuration allows


class Edges:
    """Here, because Starlette's limit has an answer of its own, and its last resort raises again what it answered."""

    def __init__(self, app: ASGIApp, files: int = LARGEST) -> None:
        self._app, self._files = app, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = scope["path"].removeprefix(scope.get("root_path", "")) == FILES
        most = self._files if is_file else LARGEST
        too_large = f"a body has {most} bytes at most here"
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > most:
            await problem(413, too_large)(scope, receive, send)
            return
        has_begun = False
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, too_large)
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
