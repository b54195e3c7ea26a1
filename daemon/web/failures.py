"""What went wrong, as a page that says what to do."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from daemon.shapes import refused_told
from daemon.web.access_log import told_path
from daemon.web.desk import Desk
from daemon.web.forms import TOO_LONG, read_form, too_large
from daemon.web.guard import SAFE, guard
from daemon.web.signing_in import SignInNeeded
from daemon.web.visit import Visit, own_path
from store.errors import (
    Ambiguous,
    DatabaseError,
    DatabaseLocked,
    FileDamaged,
    FileMissing,
    FilesUnreachable,
    InRecycleBin,
    NotAllowed,
    NotFound,
    OfAnotherVersion,
    StoreError,
    Taken,
)

log = structlog.get_logger()

RETRY_AFTER = "5"  # seconds
_STATUS: tuple[tuple[type[StoreError], int], ...] = (
    (NotFound, 404),
    (InRecycleBin, 410),
    (NotAllowed, 403),
    (Ambiguous, 409),
    (Taken, 409),
    (DatabaseError, 503),
    (FilesUnreachable, 502),
    (FileMissing, 500),
    (FileDamaged, 500),
)


def status_of(error: StoreError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


def seen(error: StoreError, status: int) -> StoreError:
    """What is shown of it; the log has where files are kept, and what is wrong there."""
    if status in (500, 502):
        log.error("a file cannot be handed out", reason=str(error))
    if isinstance(error, FilesUnreachable):
        return FilesUnreachable("file", "where its content is kept does not answer", "try again in a moment")
    return error


async def sign_in_needed(request: Request, error: Exception) -> Response:
    """Off to sign in, and back; what was typed into a form stays, to be sent again."""
    assert isinstance(error, SignInNeeded)  # noqa: S101  # what it is registered for
    if request.method in SAFE:
        at = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(at, safe='/')}", 303)
    form = await read_form(request)
    await form.close()
    return error.visit.page("sign_in/kept.html.j2", status=401, form=form)


async def of_the_store(request: Request, error: Exception) -> Response:
    """The store's sentence; a database that is busy or gone is tried again by itself, a form by who typed it, as is one
    about a record that somebody deleted meanwhile."""
    assert isinstance(error, StoreError)  # noqa: S101  # what it is registered for
    desk: Desk = request.app.state.desk
    status = status_of(error)
    if status == 503 and not isinstance(error, DatabaseLocked):
        log.error("database fails", reason=str(error))
    error = seen(error, status)
    visit, sent = Visit(desk, request), None
    if status in (410, 503) and request.method not in SAFE:
        sent = await read_form(request)
        await sent.close()
    sentence = refused_told(error, visit.language, desk.prefix)
    of_another = isinstance(error, OfAnotherVersion)
    response = visit.page("failure.html.j2", status=status, sentence=sentence, sent=sent, of_another=of_another)
    if status == 503:
        response.headers["retry-after"] = RETRY_AFTER
    return response


async def not_understood(request: Request, error: Exception) -> Response:
    """An address that no page of ours leads to; what it held is not repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what it is registered for
    return _page(request, 404)


async def of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    is_file = error.status_code == 413 and error.detail != TOO_LONG
    response = _too_large(request) if is_file else _page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _too_large(request: Request) -> Response:
    """What the form itself says of a file that is a little too large; this one was not read."""
    desk: Desk = request.app.state.desk
    visit = Visit(desk, request)
    sentence = refused_told(too_large(desk.settings.history.file_limit_mb), visit.language, desk.prefix)
    return visit.page("failure.html.j2", status=413, sentence=sentence, sent=None, back=_came_from(request, desk.url))


def _came_from(request: Request, url: str) -> str:
    """The page of ours that led here; "" where the browser does not say."""
    at = request.headers.get("referer", "")
    path = own_path(at.removeprefix(url)) if at.startswith(f"{url}/") else ""
    return path if path != "/" else ""


async def of_ours(request: Request, error: Exception) -> Response:
    """A fault of the program: it is logged with its cause, and the page says no more than that."""
    log.error("page failed", path=told_path(request.scope), exc_info=error)
    desk: Desk = request.app.state.desk
    response = _page(request, 500)
    guard(response.headers, is_https=desk.is_https)  # it is answered from before all that stands before the pages
    return response


def _page(request: Request, status: int) -> Response:
    desk: Desk = request.app.state.desk
    back = _came_from(request, desk.url) if status == 413 else ""
    return Visit(desk, request).page("failure.html.j2", status=status, sentence="", sent=None, back=back)
