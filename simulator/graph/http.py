"""The Graph face on a connection: answers go out compressed where the client takes that, bent where a fault strikes."""

from __future__ import annotations

import gzip
import json
import socket
import struct
from collections.abc import Callable
from email.message import Message
from io import BufferedIOBase
from typing import Protocol

from simulator.faults import FaultKind
from simulator.graph.asked import Answered, Asked
from simulator.graph.mail.uploads import PATH
from simulator.graph.service import GraphService

_WORTH_COMPRESSING = 1000
_BIG = 200_000_000
_PIECE = b'{"id":"' + b"A" * 65_000 + b'"},'


class Handler(Protocol):
    """The connection that a request came by."""

    headers: Message
    path: str
    connection: socket.socket
    close_connection: bool
    wfile: BufferedIOBase

    @property
    def origin(self) -> str: ...

    def send_response(self, code: int) -> None: ...

    def send_header(self, keyword: str, value: str) -> None: ...

    def end_headers(self) -> None: ...


def answer_graph(
    service: GraphService, handler: Handler, method: str, body: bytes, wait: Callable[[float], object]
) -> None:
    """Answer a request below the version's path; `wait` so many seconds where a fault delays the answer."""
    headers = _headers(handler)
    asked = Asked(method, handler.path, headers, body, handler.origin)
    with service.under_way(asked) as refused:
        is_upload = asked.target.startswith(PATH)
        answered = refused or (service.upload(asked) if is_upload else service.answer(asked))
        if not _bent(handler, method, answered, wait):
            _send(handler, method, answered, _packed(headers, answered))


def _headers(handler: Handler) -> dict[str, str]:
    """By name in lower case; several of one name are one with commas."""
    found: dict[str, str] = {}
    for name, value in handler.headers.items():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _packed(headers: dict[str, str], answered: Answered) -> bytes:
    accepted = [one.partition(";")[0].strip() for one in headers.get("accept-encoding", "").lower().split(",")]
    if "gzip" not in accepted or len(answered.body) < _WORTH_COMPRESSING:
        return answered.body
    answered.headers["Content-Encoding"] = "gzip"
    return gzip.compress(answered.body, compresslevel=1, mtime=0)


def _head(handler: Handler, answered: Answered, length: int | None) -> None:
    handler.send_response(answered.status)
    for name, value in answered.headers.items():
        handler.send_header(name, value)
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()


def _send(handler: Handler, method: str, answered: Answered, body: bytes) -> None:
    _head(handler, answered, None if answered.status == 204 else len(body))
    if method != "HEAD" and answered.status != 204:
        handler.wfile.write(body)
    handler.wfile.flush()


def _bent(handler: Handler, method: str, answered: Answered, wait: Callable[[float], object]) -> bool:
    """Whether a fault has seen to the answer."""
    if answered.bend is None:
        return False
    fault = answered.bend.fault
    match fault.kind:
        case FaultKind.LATENCY:
            wait(answered.bend.lateness(_items_in(answered) if fault.per_item else 0))
        case FaultKind.RESET_BEFORE | FaultKind.RESET_AFTER:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.close_connection = True
            return True
        case FaultKind.CUT:
            end = len(answered.body) // 2 if fault.at is None else fault.at
            _head(handler, answered, len(answered.body))
            handler.wfile.write(answered.body[:end])
            handler.close_connection = True
            return True
        case FaultKind.TRUNCATED:
            answered.body = answered.body[: len(answered.body) // 2 if fault.at is None else fault.at]
            _send(handler, method, answered, answered.body)
            return True
        case FaultKind.BIG:
            _big(handler, answered)
            return True
    return False


def _items_in(answered: Answered) -> int:
    """How many things an answer is about: those of a list, the parts of a batch, or itself."""
    if "json" not in answered.headers.get("Content-Type", ""):
        return 1
    told = json.loads(answered.body)
    return next((len(told[name]) for name in ("value", "responses") if isinstance(told.get(name), list)), 1)


def _big(handler: Handler, answered: Answered) -> None:
    answered.headers["Transfer-Encoding"] = "chunked"
    _head(handler, answered, None)
    handler.close_connection = True
    sent = 0
    piece = b'{"value":['
    while sent < _BIG:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        sent += len(piece)
        piece = _PIECE
    handler.wfile.write(b"0\r\n\r\n")
