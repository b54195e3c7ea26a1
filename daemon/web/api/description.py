"""What OpenAPI says beyond what FastAPI finds by itself: problems, tags of records, and pages."""

from __future__ import annotations

from typing import Any

from daemon.web.api.schemas.base import Problem

INTRODUCTION = "The record of dealtrail for programs: the shapes of `--json`, over HTTP. See docs/api.md."

TAGGED = "x-tagged"  # of a route that is otherwise than its method has it: whether what it answers has a tag

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_TEXT = {"type": "string"}
_WITH_PROBLEM = {"content": {"application/problem+json": {"schema": _PROBLEM}}}


# How a message of a webhook is signed, as Standard Webhooks has it, and what a receiver answers.
_SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": told}
    for name, told in (
        ("webhook-id", "The same however often it is sent."),
        ("webhook-timestamp", "When it was sent this time, in seconds since 1970."),
        ("webhook-signature", "One for each secret that holds, with a space between: v1,BASE64."),
    )
]
_ARRIVED = {
    "2XX": {"description": "It arrived. Whatever else is answered, it is sent again."},
    "410": {"description": "The receiver wants no more; the webhook is paused."},
}


def described(found: dict[str, Any]) -> dict[str, Any]:
    """The same with what all operations share."""
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for path in found["paths"].values():
        for method, operation in path.items():
            _describe(method, operation)
    for operations in found["webhooks"].values():
        operations["post"] |= {"parameters": _SIGNED, "responses": _ARRIVED}
    return found


def _is_tagged(method: str, status: str, content: dict[str, Any], given: set[str]) -> bool:
    """Records are, read or as they are after a change; what is only told of an act is not."""
    if method == "get":
        return content.get("type") != "array"
    return status == "201" or (method != "delete" and "If-Match" in given)


def _describe(method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    given = {one["name"] for one in operation.get("parameters", ())}
    status = next(iter(answers))
    content: dict[str, Any] = next(iter(answers[status]["content"].values()))["schema"]
    headers: dict[str, Any] = {}
    if "cursor" in given:
        headers["Link"] = {"description": 'The next page, as rel="next", where there is one.', "schema": _TEXT}
    elif operation.pop(TAGGED, _is_tagged(method, status, content, given)):
        headers["ETag"] = {"description": "Of the record as it is; If-Match takes it.", "schema": _TEXT}
    if status == "201":
        headers["Location"] = {"description": "Where it is.", "schema": _TEXT}
    if headers:
        answers[status]["headers"] = headers
    if method == "get" and "ETag" in headers:
        answers["304"] = {"description": "As the program has it (If-None-Match)."}
    if "If-Match" in given:
        answers["412"] = {"description": "The record is another by now; `now` is what it is."} | _WITH_PROBLEM
        answers["428"] = {"description": "The change does not say what it is made of."} | _WITH_PROBLEM
    answers["4XX"] = {"description": "Refused, with the reason."} | _WITH_PROBLEM
    answers["5XX"] = {"description": "Fails, or is busy: Retry-After says when to try again."} | _WITH_PROBLEM
