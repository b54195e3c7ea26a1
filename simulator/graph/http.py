"""The Graph face on a connection: answers go out compressed where the client takes that, bent where a fault strikes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from simulator.faults import FaultKind
from simulator.graph.asked import Answered, Asked
from simulator.graph.mail.uploads import PATH
from simulator.graph.service import GraphService
from simulator.wire import Line, Outgoing, send, send_bent

_WORTH_COMPRESSING = 1000


def answer_graph(
    service: GraphService, handler: Line, method: str, body: bytes, wait: Callable[[float], object]
) -> None:
    """Answer a request below the version's path; `wait` so many seconds where a fault delays the answer."""
    headers = _headers(handler)
    asked = Asked(method, handler.path, headers, body, handler.origin)
    with service.under_way(asked) as refused:
        is_upload = asked.target.startswith(PATH)
        answered = refused or (service.upload(asked) if is_upload else service.answer(asked))
        if answered.bend is not None and answered.bend.fault.kind is FaultKind.LATENCY:
            wait(answered.bend.lateness(_items_in(answered) if answered.bend.fault.per_item else 0))
    if answered.bend is None:
        send(handler, _outgoing(headers, answered), has_body=method != "HEAD")
        return
    outgoing = Outgoing(answered.status, answered.body, answered.headers)
    if answered.bend.fault.kind not in _OF_BYTES:
        outgoing = _outgoing(headers, answered)
    send_bent(handler, outgoing, answered.bend, wait)


# Where it matters after which byte of what is said the answer ends.
_OF_BYTES = (FaultKind.CUT, FaultKind.TRUNCATED, FaultKind.RESET_AFTER, FaultKind.DRIP, FaultKind.PACKED)


def _headers(handler: Line) -> dict[str, str]:
    """By name in lower case; several of one name are one with commas."""
    found: dict[str, str] = {}
    for name, value in handler.headers.items():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _outgoing(headers: dict[str, str], answered: Answered) -> Outgoing:
    """Packed where the client takes that."""
    accepted = [one.partition(";")[0].strip() for one in headers.get("accept-encoding", "").lower().split(",")]
    if "gzip" not in accepted or len(answered.body) < _WORTH_COMPRESSING:
        return Outgoing(answered.status, answered.body, answered.headers)
    body = gzip.compress(answered.body, compresslevel=1, mtime=0)
    return Outgoing(answered.status, body, {**answered.headers, "Content-Encoding": "gzip"})


def _items_in(answered: Answered) -> int:
    """How many things an answer is about: those of a list, the parts of a batch, or itself."""
    if "json" not in answered.headers.get("Content-Type", ""):
        return 1
    told = json.loads(answered.body)
    return next((len(told[name]) for name in ("value", "responses") if isinstance(told.get(name), list)), 1)
