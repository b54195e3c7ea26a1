"""How much may be sent: to pages so many bytes; what programs send, their own interface bounds."""

from __future__ import annotations

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from daemon.web.guard import is_of_programs


class Bodies:
    """Starlette's own limit stands before everything, and answers programs in plain text, whatever they answered."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._programs, self._pages = app, RequestBodyLimitMiddleware(app, max_body_size=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_programs = scope["type"] == "http" and is_of_programs(scope["path"])
        await (self._programs if is_programs else self._pages)(scope, receive, send)
