"""The application: its pages, what stands before them, and what becomes of what goes wrong."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from daemon.web import failures, pages
from daemon.web.access_log import AccessLog
from daemon.web.api import create_api, problem, problem_of_http
from daemon.web.bodies import Bodies
from daemon.web.desk import Desk
from daemon.web.drawing import STATIC
from daemon.web.guard import Guard, is_of_programs
from daemon.web.pages import welcome
from daemon.web.routers import take_routes
from daemon.web.signing_in import SignInNeeded
from daemon.web.static_files import KeptFiles
from store.errors import StoreError

PACKED_FROM = 1_000  # bytes: below that, packing costs more than it spares
PACKED = 3  # of 9: a tenth more bytes than with 6, in half the time


def create_app(desk: Desk) -> FastAPI:
    """The whole interface over this desk. Its own documentation pages are off: they load from elsewhere."""
    limit = desk.settings.history.file_limit_mb * 1_000_000 + 2_000_000
    app = FastAPI(
        title="dealtrail",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"auto_configure": False},
        middleware=[
            Middleware(AccessLog, proxy=desk.proxy),
            Middleware(Guard, url=desk.url, proxy=desk.proxy, refuse=_refusal),
            Middleware(Bodies, most=limit),
            Middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=PACKED),
        ],
        exception_handlers={
            SignInNeeded: failures.sign_in_needed,
            StoreError: failures.of_the_store,
            RequestValidationError: failures.not_understood,
            HTTPException: _of_http,
            Exception: failures.of_ours,
        },
    )
    app.state.desk = desk
    app.mount("/api/v1", create_api(desk))
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    take_routes(app, pages.routers())
    if desk.welcome:
        take_routes(app, [welcome.router])
    return app


async def _of_http(request: Request, error: Exception) -> Response:
    """A page; for programs a problem, beside what their interface has, too."""
    is_programs = is_of_programs(request.url.path)
    return await (problem_of_http if is_programs else failures.of_http)(request, error)


def _refusal(scope: Scope, status: int, sentence: str) -> Response:
    """What is answered before there are pages: a line of text, and for programs a problem."""
    return problem(status, sentence) if is_of_programs(scope["path"]) else PlainTextResponse(sentence, status)
