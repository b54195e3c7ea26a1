"""$batch: up to twenty calls in one request, each with headers, preferences, permissions and faults of its own."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from simulator.faults import Bend, FaultKind
from simulator.graph.asked import Asked
from simulator.graph.bending import before_service
from simulator.graph.call import Reply
from simulator.graph.errors import GraphError
from simulator.graph.routes import VERSION

_MOST = 20
_METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


@dataclass
class Part:
    """`url` is relative to the version, unless it `is_foreign`: of another server, or below another version."""

    id: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    depends_on: list[str] = field(default_factory=list)
    is_foreign: bool = False


def batch_reply(
    asked: Asked, perform: Callable[[Part], Reply], refused: Callable[[GraphError], Reply], bend: Bend | None
) -> Reply:
    """The answers to all parts; raises GraphError when the batch as a whole is refused."""
    parts = _parts(asked)
    responses = []
    statuses: dict[str, int] = {}
    for number, part in enumerate(parts):
        is_struck = bend is not None and bend.fault.kind in _OF_PARTS and number == len(parts) - 1
        if any(statuses[one.lower()] >= 400 for one in part.depends_on):
            error = GraphError(424, "FailedDependency", "A request that this one depends on has failed.")
            reply = refused(error)
        else:
            reply = (before_service(bend) if is_struck and bend else None) or perform(part)
        statuses[part.id.lower()] = reply.status
        responses.append(_response(part, reply))
    return Reply({"responses": responses}, content_type="application/json")


_OF_PARTS = {FaultKind.PART_THROTTLED, FaultKind.PART_FAILED}


def _parts(asked: Asked) -> list[Part]:
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        content = json.loads(asked.body) if kind == "application/json" else None
    except (ValueError, RecursionError):
        content = None
    given = content.get("requests") if isinstance(content, dict) else None
    if not isinstance(given, list) or not given:
        raise GraphError(400, "BadRequest", "Invalid batch payload format.")
    if len(given) > _MOST:
        raise GraphError(400, "BadRequest", f"Number of batch request steps exceeds the maximum value of {_MOST}.")
    parts = [_part(one, f"{asked.origin}{VERSION}") for one in given]
    known: set[str] = set()
    for part in parts:
        if part.id.lower() in known:
            raise GraphError(400, "BadRequest", f"Request Id {part.id} has to be unique in a batch.")
        if any(one.lower() not in known for one in part.depends_on):
            raise GraphError(
                400, "BadRequest", f"Request {part.id} depends on a request that does not stand before it."
            )
        known.add(part.id.lower())
    _check_order(parts)
    return parts


def _check_order(parts: list[Part]) -> None:
    """A batch is parallel, or serial, or parallel but for requests that wait for the same one."""
    dependent = [part for part in parts if part.depends_on]
    if not dependent:
        return
    is_serial = (
        all(part.depends_on == [before.id] for before, part in itertools.pairwise(parts)) and not parts[0].depends_on
    )
    is_fan = len({tuple(part.depends_on) for part in dependent}) == 1 and len(dependent[0].depends_on) == 1
    if not is_serial and not is_fan:
        raise GraphError(400, "BadRequest", "The dependencies of the requests are neither serial nor the same.")


def _part(given: Any, base: str) -> Part:
    if not isinstance(given, dict):
        raise GraphError(400, "BadRequest", "Invalid batch payload format.")
    own, method, url = given.get("id"), given.get("method"), given.get("url")
    if not isinstance(own, str) or not own:
        raise GraphError(400, "BadRequest", "Request id is missing.")
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise GraphError(400, "BadRequest", f"Request {own} has no method that a batch knows.")
    if not isinstance(url, str) or not url:
        raise GraphError(400, "BadRequest", f"Request {own} has no url.")
    headers = given.get("headers") or {}
    depends_on = given.get("dependsOn") or []
    if not isinstance(headers, dict) or not isinstance(depends_on, list):
        raise GraphError(400, "BadRequest", "Invalid batch payload format.")
    lowered = {str(name).lower(): str(value) for name, value in headers.items()}
    body = _body(own, given.get("body"), lowered)
    if url.lower().startswith(base.lower()):  # whole, as Microsoft's own clients write it, and nobody's documentation
        url = url[len(base) :]
    is_foreign = url.lower().startswith(("http:", "https:", f"{VERSION}/"))
    url = url if url.startswith("/") else f"/{url}"
    return Part(own, method.upper(), url, lowered, body, [str(one) for one in depends_on], is_foreign)


def _body(own: str, body: Any, headers: dict[str, str]) -> bytes:
    if body is None:
        return b""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        raise GraphError(400, "BadRequest", f"Write request id : {own} does not contain Content-Type header or body.")
    if kind == "application/json":
        return json.dumps(body).encode()
    try:
        return base64.b64decode(str(body), validate=True)
    except ValueError:
        raise GraphError(400, "BadRequest", f"The body of request {own} is not Base64.") from None


def _response(part: Part, reply: Reply) -> dict[str, Any]:
    headers = {"Cache-Control": "private", **reply.headers}
    response: dict[str, Any] = {"id": part.id, "status": reply.status, "headers": headers}
    if reply.raw is not None:
        headers["Content-Type"] = reply.content_type
        response["body"] = base64.b64encode(reply.raw).decode()
    elif reply.content is not None:
        headers["Content-Type"] = reply.content_type
        response["body"] = reply.content
    return response


def asked_first(batch: bytes) -> str:
    """The user whose mailbox the first part of a batch is about; "" where it is about none."""
    found = _USER.search(batch)
    return unquote(found[1].decode("ascii", "replace")).strip("'") if found else ""


_USER = re.compile(rb'"url":\s*"[^"]*?/?users(?:/|\()([^/)"]+)', re.IGNORECASE)
