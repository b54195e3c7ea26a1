"""What went wrong, as problem details (RFC 9457); of what was sent, names alone are repeated."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from daemon.shapes import keyed, visible
from daemon.web.api.access import TokenNeeded, TooMany
from daemon.web.desk import Desk
from daemon.web.failures import RETRY_AFTER, status_of
from store.errors import DatabaseLocked, StoreError

log = structlog.get_logger()

CONTENT = "application/problem+json"


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> Response:
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    more = {"detail": detail} if detail else {}
    return JSONResponse(said | more, status, headers=dict(headers or {}), media_type=CONTENT)


async def token_needed(request: Request, error: Exception) -> Response:
    assert isinstance(error, TokenNeeded)  # noqa: S101  # what it is registered for
    if not error.is_shown:
        needed = "show a token: Authorization: Bearer TOKEN; dealtrail token add makes one"
        return problem(401, needed, {"www-authenticate": 'Bearer realm="dealtrail"'})
    shown = {"www-authenticate": 'Bearer realm="dealtrail", error="invalid_token"'}
    return problem(401, "the token ended, was revoked, or never was", shown)


async def too_many(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooMany)  # noqa: S101  # what it is registered for
    return problem(429, "too many wrong tokens came from this address", {"retry-after": str(error.seconds)})


async def of_the_store(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)  # noqa: S101  # what it is registered for
    desk: Desk = request.app.state.desk
    status = status_of(error)
    if status == 503:
        if not isinstance(error, DatabaseLocked):
            log.error("database fails", reason=str(error))
        return problem(503, "the database is busy or gone; try again", {"retry-after": RETRY_AFTER})
    return problem(status, visible(keyed(str(error), desk.prefix)))


async def not_understood(request: Request, error: Exception) -> Response:
    return problem(422, "a part of the address or the query is not what it should be")


async def of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    return problem(error.status_code, headers=error.headers)


async def of_ours(request: Request, error: Exception) -> Response:
    """A fault of the program: it is logged with its cause, and the answer says no more than that."""
    log.error("answer to a program failed", path=request.url.path, exc_info=error)
    return problem(500)
