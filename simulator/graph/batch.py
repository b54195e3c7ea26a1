"""$batch: up to twenty calls in one request, each with headers, preferences, permissions and faults of its own."""

from __future__ import annotations

import base64
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.faults import Bend, FaultKind
from simulator.graph.bending import before_service
from simulator.graph.call import Reply
from simulator.graph.errors import GraphError
from simulator.graph.routes import VERSION
from simulator.journal import Request

if TYPE_CHECKING:
    from simulator.graph.service import Asked, GraphService
    from simulator.organization import Token

_MOST = 20
_METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


@dataclass
class _Part:
    id: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    depends_on: list[str] = field(default_factory=list)


def batch_reply(service: GraphService, asked: Asked, token: Token, bend: Bend | None) -> Reply:
    """The answers to all parts; raises GraphError when the batch as a whole is refused."""
    parts = _parts(asked)
    responses = []
    statuses: dict[str, int] = {}
    for number, part in enumerate(parts):
        is_struck = bend is not None and bend.fault.kind in _OF_PARTS and number == len(parts) - 1
        if any(statuses[one.lower()] >= 400 for one in part.depends_on):
            error = GraphError(424, "FailedDependency", "A request that this one depends on has failed.")
            reply = service.refused(error)
        else:
            reply = (before_service(bend) if is_struck and bend else None) or _performed(service, asked, token, part)
        statuses[part.id.lower()] = reply.status
        responses.append(_response(part, reply))
    return Reply({"responses": responses}, content_type="application/json")


_OF_PARTS = {FaultKind.PART_THROTTLED, FaultKind.PART_FAILED}


def _parts(asked: Asked) -> list[_Part]:
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
    parts = [_part(one) for one in given]
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


def _check_order(parts: list[_Part]) -> None:
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


def _part(given: Any) -> _Part:
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
    return _Part(own, method.upper(), url, lowered, body, [str(one) for one in depends_on])


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


def _performed(service: GraphService, asked: Asked, token: Token, part: _Part) -> Reply:
    from simulator.graph.service import Asked as AskedOnce

    whole = f"{asked.origin}{VERSION}"  # which Microsoft's own clients write, and nobody's documentation
    url = part.url.removeprefix(whole) if part.url.lower().startswith(whole.lower()) else part.url
    is_foreign = url.lower().startswith(("http:", "https:", f"{VERSION}/"))
    url = url if url.startswith("/") else f"/{url}"
    record = Request("", is_part=True, target=part.url, bytes_in=len(part.body))
    record.headers = {name: value for name, value in part.headers.items() if name != "authorization"}
    service.journal.add(record)
    if is_foreign:
        record.status = 404
        return service.refused(GraphError(404, "BadRequest", f"Resource not found for the segment '{url[:100]}'."))
    path, _, query = url.partition("?")
    headers = {**part.headers, "authorization": asked.headers.get("authorization", "")}
    inner = AskedOnce(part.method, url, headers, part.body, asked.origin)
    try:
        reply, _ = service.perform(inner, path, query, token, record, is_part=True)
    except GraphError as error:
        reply = service.refused(error)
    except Exception:  # noqa: BLE001 - as of any request
        reply = service.crashed()
    record.status = reply.status
    return reply


def _response(part: _Part, reply: Reply) -> dict[str, Any]:
    headers = {"Cache-Control": "private", **reply.headers}
    response: dict[str, Any] = {"id": part.id, "status": reply.status, "headers": headers}
    if reply.raw is not None:
        headers["Content-Type"] = reply.content_type
        response["body"] = base64.b64encode(reply.raw).decode()
    elif reply.content is not None:
        headers["Content-Type"] = reply.content_type
        response["body"] = reply.content
    return response
