"""How an answer goes out on its connection, on either face, and what a fault does to it on the way."""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from functools import cache
from io import BufferedIOBase
from typing import Protocol

from simulator.faults import Bend, FaultKind

_BIG = 200_000_000
_ELSEWHERE = "https://mail.elsewhere.example"


@dataclass
class Outgoing:
    """`end` is where a fault that truncates it does so, unless the fault says where; None: in the middle."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    end: int | None = None


class Line(Protocol):
    """The connection that a request came by."""

    headers: Message
    path: str
    connection: socket.socket
    close_connection: bool
    wfile: BufferedIOBase
    clock_ahead: timedelta  # of the clock that the answer shows

    @property
    def origin(self) -> str: ...

    def be_away(self, time: timedelta) -> None: ...

    def send_response(self, code: int) -> None: ...

    def send_header(self, keyword: str, value: str) -> None: ...

    def end_headers(self) -> None: ...


def send(line: Line, outgoing: Outgoing, *, has_body: bool = True) -> None:
    """The answer as it is; of one without content there is no length."""
    _head(line, outgoing, None if outgoing.status == 204 else len(outgoing.body))
    if has_body and outgoing.status != 204:
        line.wfile.write(outgoing.body)
    line.wfile.flush()


def send_bent(line: Line, outgoing: Outgoing, bend: Bend, wait: Callable[[float], object]) -> None:
    """The answer as the fault has it; `wait` so many seconds where it is slow."""
    fault = bend.fault
    match fault.kind:
        case FaultKind.RESET_BEFORE:
            _reset(line)
        case FaultKind.AWAY:
            _reset(line)
            line.be_away(fault.delay)
        case FaultKind.CLOCK_AHEAD:
            line.clock_ahead = fault.delay
            send(line, outgoing)
            line.clock_ahead = timedelta(0)
        case FaultKind.RESET_AFTER:
            if fault.at:
                _begin(line, outgoing, fault.at)
            _reset(line)
        case FaultKind.CUT:
            _begin(line, outgoing, len(outgoing.body) // 2 if fault.at is None else fault.at)
            line.close_connection = True
        case FaultKind.TRUNCATED:
            middle = len(outgoing.body) // 2 if outgoing.end is None else outgoing.end
            outgoing.body = outgoing.body[: middle if fault.at is None else fault.at]
            send(line, outgoing)
        case FaultKind.DRIP:
            _drip(line, outgoing, lambda: wait(fault.delay.total_seconds()))
        case FaultKind.BIG:
            _in_chunks(line, outgoing, _big(outgoing.headers.get("Content-Type", "")))
        case FaultKind.PACKED:
            outgoing.headers["Content-Encoding"] = "gzip"
            outgoing.body = _packed(outgoing.headers.get("Content-Type", ""))
            send(line, outgoing)
        case FaultKind.MOVED:
            send(line, Outgoing(302, headers={"Location": f"{_ELSEWHERE}{line.path.partition('?')[0]}"}))
        case FaultKind.WRONG_TYPE:
            outgoing.headers["Content-Type"] = "image/png"
            send(line, outgoing)
        case _:
            send(line, outgoing)


def _head(line: Line, outgoing: Outgoing, length: int | None) -> None:
    line.send_response(outgoing.status)
    for name, value in outgoing.headers.items():
        line.send_header(name, value)
    if length is not None:
        line.send_header("Content-Length", str(length))
    line.end_headers()


def _begin(line: Line, outgoing: Outgoing, end: int) -> None:
    _head(line, outgoing, len(outgoing.body))
    line.wfile.write(outgoing.body[:end])
    line.wfile.flush()


def _reset(line: Line) -> None:
    """End the connection with a reset instead of a goodbye."""
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close_connection = True


def _drip(line: Line, outgoing: Outgoing, wait: Callable[[], object]) -> None:
    _head(line, outgoing, len(outgoing.body))
    line.close_connection = True
    for position in range(len(outgoing.body)):
        line.wfile.write(outgoing.body[position : position + 1])
        line.wfile.flush()
        if wait():  # it is to stop
            return


def _in_chunks(line: Line, outgoing: Outgoing, pieces: Iterator[bytes]) -> None:
    outgoing.headers["Transfer-Encoding"] = "chunked"
    _head(line, outgoing, None)
    line.close_connection = True
    for piece in pieces:
        line.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    line.wfile.write(b"0\r\n\r\n")


def _big(kind: str) -> Iterator[bytes]:
    """200 MB of an answer that has not ended by then."""
    is_json = "json" in kind
    yield b'{"value":[' if is_json else b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    piece = b'{"id":"' + b"A" * 65_000 + b'"},' if is_json else b"<Item>" + b"A" * 65_000 + b"</Item>"
    for _ in range(_BIG // len(piece)):
        yield piece


@cache
def _packed(kind: str) -> bytes:
    packing = zlib.compressobj(1, wbits=31)  # as gzip has it
    return b"".join((*map(packing.compress, _big(kind)), packing.flush()))
