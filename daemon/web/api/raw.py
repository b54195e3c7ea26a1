"""What is sent and handed out as it is, and not as JSON: files and tables."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from daemon.web.api.access import Call
from daemon.web.api.answering import is_known
from daemon.web.api.refusing import Refused
from daemon.web.handing_out import attached

KIND = "application/octet-stream"

OCTETS: Any = {"description": "As it is.", "content": {KIND: {"schema": {"type": "string", "format": "binary"}}}}
RAW_BODY: Any = {"requestBody": {"required": True, "content": OCTETS["content"]}}


async def sent(request: Request) -> bytes:
    """The body as it is; raises Refused for one that says it is something else, as a form is."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != KIND:
        raise Refused(415, f"the body is to be {KIND}, whatever is in it", {"accept-post": KIND})
    return await request.body()


def handed_out(call: Call, content: bytes, name: str, *, tag: str = "", kind: str = KIND) -> Response:
    """To be kept under that name; 304 where the program has it."""
    headers = attached(name)
    if tag:
        headers["etag"] = tag
        if is_known(call.request, tag):
            return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
