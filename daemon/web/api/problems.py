"""What went wrong, as problem details (RFC 9457); of what was sent, names alone are repeated."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from daemon.shapes import keyed, visible
from daemon.web.api.answering import written
from daemon.web.api.refusing import Refused
from daemon.web.api.routing import methods_at
from daemon.web.desk import Desk
from daemon.web.failures import RETRY_AFTER, seen, status_of
from store.errors import DatabaseLocked, OfAnotherVersion, StoreError

log = structlog.get_logger()

CONTENT = "application/problem+json"
_BODIES = ("application/json", "application/merge-patch+json")


def problem(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, more: Mapping[str, Any] | None = None
) -> Response:
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        said["detail"] = detail
    return Response(written(said | dict(more or {})), status, headers=dict(headers or {}), media_type=CONTENT)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  # what it is registered for
    return problem(error.status, error.detail, error.headers, error.more)


async def of_the_store(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)  # noqa: S101  # what it is registered for
    desk: Desk = request.app.state.desk
    status = status_of(error)
    if status == 503:
        if not isinstance(error, DatabaseLocked):
            log.error("database fails", reason=str(error))
        of_another = isinstance(error, OfAnotherVersion)
        what = "is of another version than this program; wait for the upgrade" if of_another else "is busy or gone"
        return problem(503, f"the database {what}; try again", {"retry-after": RETRY_AFTER})
    error = seen(error, status)
    return problem(status, _told(error, desk.prefix), more={"subject": visible(keyed(error.subject, desk.prefix))})


def _told(error: StoreError, prefix: str) -> str:
    return visible(keyed(str(error), prefix))


async def not_understood(request: Request, error: Exception) -> Response:
    """A body that is no JSON, or another kind of thing; a path that leads nowhere; else each part by its name."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what it is registered for
    wrong = error.errors()
    if any(one["type"] == "json_invalid" for one in wrong):
        return problem(400, "the body is no JSON")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if any(one["loc"] == ("body",) for one in wrong) and kind not in _BODIES:
        return problem(415, f"the body is to be {_BODIES[0]}", {"accept-post": _BODIES[0], "accept-patch": _BODIES[1]})
    if any(one["loc"][0] == "path" for one in wrong):
        return problem(404)
    errors = [{"in": str(one["loc"][0]), "name": _place(one["loc"][1:]), "reason": one["msg"]} for one in wrong]
    names = ", ".join(dict.fromkeys(one["name"] or one["in"] for one in errors))
    return problem(422, f"not what it should be: {visible(names)}", more={"errors": errors})


def _place(steps: tuple[int | str, ...]) -> str:
    return visible(".".join(str(step) for step in steps))[:200]


async def of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    headers = {name.lower(): text for name, text in (error.headers or {}).items()}
    if error.status_code == 405:
        headers["allow"] = ", ".join(methods_at(request.scope))
    told = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    if error.status_code == 400:  # what no parser gets through, and none says in words for people
        told = "the body cannot be read as JSON: it is not in UTF-8, too deep, or has a number that is too long"
    return problem(error.status_code, told, headers)
