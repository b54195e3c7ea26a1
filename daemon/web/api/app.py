"""The application for programs, below /api/v1: what it answers, and what becomes of what goes wrong."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from daemon.web.api import problems, records
from daemon.web.api.access import TokenNeeded, TooMany
from daemon.web.desk import Desk
from store.errors import StoreError


def create_api(desk: Desk) -> FastAPI:
    api = FastAPI(
        title="dealtrail",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"auto_configure": False},
        exception_handlers={
            TokenNeeded: problems.token_needed,
            TooMany: problems.too_many,
            StoreError: problems.of_the_store,
            RequestValidationError: problems.not_understood,
            HTTPException: problems.of_http,
            Exception: problems.of_ours,
        },
    )
    api.state.desk = desk
    api.include_router(records.router)
    return api
