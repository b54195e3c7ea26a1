"""Faults of the Graph face: what is said instead of an answer, and what is done to one."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection
from typing import Any

from simulator.faults import Bend, FaultKind
from simulator.graph.call import Reply
from simulator.graph.errors import refusal

_FOREIGN = "https://graph.example.net"


def before_service(bend: Bend) -> Reply | None:
    """The answer of a server that does nothing; None when the request is carried out first."""
    seconds = bend.fault.delay.total_seconds()
    wait = {"Retry-After": f"{seconds:g}"} if seconds >= 1 else {}
    match bend.fault.kind:
        case FaultKind.UNAUTHORIZED | FaultKind.TOKEN_REVOKED:
            return _error(401, "InvalidAuthenticationToken", "Access token has been revoked.")
        case FaultKind.FORBIDDEN:
            return _error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        case FaultKind.NOT_FOUND:
            return _error(404, "ResourceNotFound", "Resource could not be discovered.")
        case FaultKind.SERVER_ERROR:
            return _error(500, "InternalServerError", "An internal server error occurred. The operation failed.")
        case FaultKind.UNAVAILABLE | FaultKind.PART_FAILED:
            return _error(503, "UnknownError", "", wait)
        case FaultKind.BUSY | FaultKind.THROTTLED | FaultKind.PART_THROTTLED | FaultKind.BUSY_ITEM:
            return _error(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", wait)
        case FaultKind.REFUSED:
            error = refusal(bend.fault.code)
            return _error(error.status, error.code, error.message)
        case FaultKind.CONFLICT:
            error = refusal("ErrorIrresolvableConflict")
            return _error(412, error.code, error.message)
        case FaultKind.HTML:
            page = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
            return Reply(raw=page, content_type="text/html")
        case FaultKind.EMPTY:
            return Reply(raw=b"")
        case FaultKind.BOMB:
            depth = 10_000
            return Reply(raw=b'{"value":' + b"[" * depth + b"]" * depth + b"}")
        case FaultKind.BIG | FaultKind.PACKED | FaultKind.RESET_BEFORE | FaultKind.MOVED | FaultKind.AWAY:
            return Reply(raw=b"")
    return None


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    content = {"error": {"code": code, "message": message, "innerError": {"date": "2026-01-01T00:00:00"}}}
    return Reply(content, status=status, headers=headers or {}, content_type="application/json")


def on_reply(reply: Reply, bend: Bend, *, is_part: bool = False) -> None:
    """Bend what the service says, in place; a part of a batch stays JSON that can be put into another."""
    rows = reply.content.get("value") if isinstance(reply.content, dict) else None
    match bend.fault.kind:
        case FaultKind.FOREIGN_LINK if isinstance(reply.content, dict):
            names = [name for name in ("@odata.nextLink", "@odata.deltaLink") if name in reply.content]
            for name in names or ["@odata.nextLink"]:
                path = str(reply.content.get(name, "/v1.0/users")).partition("://")[2].partition("/")[2]
                reply.content[name] = f"{_FOREIGN}/{path}"
        case FaultKind.ENDLESS if isinstance(reply.content, dict) and "@odata.deltaLink" in reply.content:
            reply.content["@odata.nextLink"] = reply.content.pop("@odata.deltaLink")
        case FaultKind.TWICE if isinstance(rows, list):
            rows += copy.deepcopy(rows)
        case FaultKind.REVERSED if isinstance(rows, list):
            rows.reverse()
        case FaultKind.UNKNOWN if isinstance(reply.content, dict):
            for told in (reply.content, *(row for row in rows or () if isinstance(row, dict))):
                told["novelty"] = {"@odata.type": "#microsoft.graph.novelty", "since": "2031"}
        case FaultKind.BAD_ITEM if isinstance(rows, list) and rows:
            rows[0] = {**rows[0], **_nonsense(rows[0])}
        case FaultKind.BAD_ITEM if isinstance(reply.content, dict):
            reply.content.update(_nonsense(reply.content))
        case FaultKind.CONTROL_CHARACTER if is_part:
            for row in rows if isinstance(rows, list) else [reply.content]:
                if isinstance(row, dict) and isinstance(row.get("subject"), str):
                    row["subject"] = f"\0\x1f{row['subject']}"
        case FaultKind.CONTROL_CHARACTER if isinstance(reply.content, dict):
            text = json.dumps(reply.content)
            reply.raw = text.replace('"subject": "', '"subject": "\\ud83d\\u0000\\u001f', 1).encode()


def show_badly(content: Any, ids: Collection[str]) -> None:
    """Wherever one of these things is shown, its values are of the wrong kinds."""
    rows = content.get("value") if isinstance(content, dict) else None
    for row in rows if isinstance(rows, list) else [content]:
        if isinstance(row, dict) and row.get("id") in ids and "@removed" not in row:
            row.update(_nonsense(row))


def _nonsense(row: dict[str, Any]) -> dict[str, Any]:
    """Values of the wrong kind for what the row holds, its id left alone."""
    wrong: dict[type, Any] = {str: 17, bool: "perhaps", dict: "no object", list: "no list", int: {}, type(None): []}
    kept = ("id", "@odata.type", "@odata.etag", "@odata.context")
    return {name: wrong.get(type(value)) for name, value in row.items() if name not in kept}
