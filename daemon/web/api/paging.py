"""Pages of lists: a program goes on behind the last row that it saw, by a cursor that it need not understand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from daemon.shapes import Shape
from daemon.web.api.access import Call
from daemon.web.api.answering import json_of
from daemon.web.api.refusing import not_meant
from store.paging import Place

MOST = 1_000  # rows of a page
LARGEST = 2**63

_NOT_OURS = "it is none of this list; take it from the Link header of the page before"


class Asked(BaseModel):
    """What may be asked of every list that has pages; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows of a page.")] = 100
    cursor: Annotated[
        str, Query(max_length=2_000, description="Where to go on: as the Link header of the page before says.")
    ] = ""

    def place(self, order: str, *kinds: type) -> Place:
        """Where to go on; raises Refused for a cursor of another list or order. `kinds` are of its columns."""
        return _read(self.cursor, order, kinds) if self.cursor else ()


def listed(call: Call, asked: Asked, found: Shape | Sequence[Shape], order: str, place: Place | None) -> Response:
    """A page; where there are more, `place` is where its last row stands."""
    if place is None:
        return json_of(found)
    query = [(name, text) for name, text in call.request.query_params.multi_items() if name != "cursor"]
    request = call.request
    path = f"{request.scope['root_path']}{request.scope['path'].removeprefix(request.scope['root_path'])}"
    return json_of(found, {"link": f'<{path}?{urlencode([*query, ("cursor", _written(order, place))])}>; rel="next"'})


def _written(order: str, place: Place) -> str:
    told = json.dumps([order, *(_told(value) for value in place)], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(text: str, order: str, kinds: Sequence[type]) -> Place:
    try:
        told = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if not isinstance(told, list) or told[:1] != [order] or len(told) != len(kinds) + 1:
            raise ValueError("of another list")
        return tuple(_value(value, kind) for value, kind in zip(told[1:], kinds, strict=True))
    except (ValueError, binascii.Error, RecursionError):
        raise not_meant("cursor", _NOT_OURS) from None


def _value(value: Any, kind: type) -> Any:
    """Raises ValueError for what is no such value: whoever wrote it, it is no place of ours."""
    if value is None:
        return None
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST:
        return value
    if kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()
        return value
    if kind is datetime and isinstance(value, str) and (moment := datetime.fromisoformat(value)).tzinfo:
        return moment
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("another kind")
