"""What is answered: JSON as `--json` prints it, with a tag by which a change says what it was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from daemon.shapes import Shape, plain


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, and what hangs on it and comes and goes without anybody changing the record: its history."""

    record: Shape
    more: Shape = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        return self.record | self.more

    @property
    def tag(self) -> str:
        """A strong validator (RFC 9110, 8.8.3) in two halves: the first is what changes of the record are held to."""
        halves = [self.record, self.more] if self.more else [self.record]
        return f'"{"-".join(map(_hash, halves))}"'

    def is_meant_by(self, tags: str) -> bool:
        """Whether a list of tags, or "*", has the record as it is."""
        given = _strong(tags)
        return "*" in given or _hash(self.record) in [tag.strip('"').partition("-")[0] for tag in given]


def are_strong(tags: str) -> bool:
    """Whether any of them can be compared: weak ones never hold (RFC 9110, 13.1.1)."""
    return bool(_strong(tags))


def _strong(tags: str) -> list[str]:
    return [tag for tag in map(str.strip, tags.split(",")) if tag == "*" or tag.startswith('"')]


def written(value: Any) -> str:
    return json.dumps(value, default=plain, separators=(",", ":"))


def answer(request: Request, shown: Shown) -> Response:
    """One record; 304 where the program has it as it is."""
    headers = {"etag": shown.tag}
    if is_known(request, shown.tag):
        return Response(status_code=304, headers=headers)
    return json_of(shown.shape, headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether the program has it as it is (RFC 9110, 13.1.2)."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def json_of(value: Shape | Sequence[Shape], headers: Mapping[str, str] | None = None, *, status: int = 200) -> Response:
    return Response(written(value), status, headers=dict(headers or {}), media_type="application/json")


def _hash(shape: Shape) -> str:
    return hashlib.sha256(written(shape).encode()).hexdigest()[:20]
