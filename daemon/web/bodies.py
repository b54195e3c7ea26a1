"""How much may be sent: to pages so many bytes; what programs send, their own interface bounds."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.guard import is_of_programs


class Bodies:
    """Refuses a body as soon as somebody reads it, so that whoever sent it gets a page.

    Starlette's own limit puts a line of plain text in that page's place.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_of_programs(scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        known = int(declared) if declared.isascii() and declared.isdigit() else 0
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive() if known <= self._most else {}
            read += len(message.get("body", b""))
            if max(known, read) > self._most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
