"""The application for programs, below /api/v1: what it answers, and what becomes of what goes wrong."""

from __future__ import annotations

from threading import Lock
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from daemon.web.api import messages, problems
from daemon.web.api.description import INTRODUCTION, described
from daemon.web.api.edges import LARGEST, Edges
from daemon.web.api.methods import Methods
from daemon.web.api.refusing import Refused
from daemon.web.api.routes import routers
from daemon.web.desk import Desk
from daemon.web.routers import take_routes
from store.errors import StoreError


class Api(FastAPI):
    """Says of itself what it answers when it is first asked, by several threads at once or not."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._describing = Lock()
        self._described: dict[str, Any] = {}

    def openapi(self) -> dict[str, Any]:
        with self._describing:
            self._described = self._described or described(super().openapi())
            return self._described


def create_api(desk: Desk | None = None) -> FastAPI:
    """The interface over this desk; without one, it can only be described."""
    api = Api(
        title="dealtrail",
        version="1",
        description=INTRODUCTION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        telemetry={"auto_configure": False},
        webhooks=messages.router,
        middleware=[Middleware(Edges, files=_largest_file(desk)), Middleware(Methods)],
        exception_handlers={
            Refused: problems.refused,
            StoreError: problems.of_the_store,
            RequestValidationError: problems.not_understood,
            HTTPException: problems.of_http,
        },
    )
    api.state.desk = desk
    take_routes(api, routers())
    return api


def _largest_file(desk: Desk | None) -> int:
    return desk.settings.history.file_limit_mb * 1_000_000 if desk else LARGEST
