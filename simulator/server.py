"""The simulator: an EWS endpoint on loopback, with its state, its faults and its journal."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulator.authentication import basic_caller
from simulator.faults import Bend, FaultKind, Faults
from simulator.journal import Journal
from simulator.mailboxes.mailbox import Clock, Mailbox
from simulator.organization import Caller, Organization, Sent
from simulator.schema import load_schema
from simulator.service import Answer, Service
from simulator.soap import SoapFault, fault

EWS_PATH = "/EWS/Exchange.asmx"


def _now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """Start it with `with Simulator() as simulator:`; everything that it holds is gone afterwards.

    `schema_dir` holds Microsoft's messages.xsd and types.xsd: with it every request and answer is checked, and what is
    wrong stands in `journal.violations`. `clock` gives the server's time.
    """

    def __init__(
        self, *, port: int = 0, host: str = "127.0.0.1", clock: Clock = _now, schema_dir: Path | None = None
    ) -> None:
        self.organization = Organization(clock)
        self.journal = Journal()
        self.faults = Faults()
        self._address = (host, port)
        self._service = Service(
            self.organization, self.journal, self.faults, load_schema(schema_dir.resolve()) if schema_dir else None
        )
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    # --- life ---

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._server = _Server(self._address, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and wait for what is under way."""
        if self._server is not None and self._thread is not None:
            self._server.stopping.set()
            self._server.shutdown()
            self._thread.join()
            self._server.close_connections()
            self._server.server_close()
            self._server = self._thread = None

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the simulator is not running")
        return self._server.server_address[1]

    @property
    def endpoint(self) -> str:
        """The address to put into a client's configuration."""
        return f"http://{self._address[0]}:{self.port}{EWS_PATH}"

    # --- who is there ---

    def add_mailbox(
        self,
        address: str,
        password: str | None = None,
        *,
        name: str = "",
        zone: str = "UTC",
        with_archive: bool = False,
    ) -> Mailbox:
        """A mailbox whose owner may log in with `password` (None: nobody may log in as its owner)."""
        with self.organization.lock:
            display = name or address.partition("@")[0].replace(".", " ").title()
            mailbox = Mailbox(address, display, zone, self.organization.clock, with_archive=with_archive)
            self.organization.add_mailbox(mailbox, password)
            return mailbox

    def add_account(self, name: str, password: str) -> None:
        """A service account without a mailbox."""
        with self.organization.lock:
            self.organization.passwords[name.casefold()] = password

    def allow_impersonation(self, account: str, addresses: Iterable[str] | None = None) -> None:
        """Let an account, or an application by its client id, act as these mailboxes; None: as all."""
        with self.organization.lock:
            allowed = None if addresses is None else {address.casefold() for address in addresses}
            self.organization.impersonation[account.casefold()] = allowed

    def allow_delegate(self, account: str, address: str) -> None:
        """Give an account full access to another mailbox."""
        with self.organization.lock:
            self.organization.delegates.setdefault(account.casefold(), set()).add(address.casefold())

    def mailbox(self, address: str) -> Mailbox:
        mailbox = self.organization.mailbox(address)
        if mailbox is None:
            raise KeyError(address)
        return mailbox

    @property
    def sent(self) -> list[Sent]:
        """Everything that went, or would have gone, to other people."""
        return self.organization.sent

    def expire_sync_states(self) -> None:
        """Forget every sync state that was given out."""
        with self.organization.lock:
            self.organization.state_epoch += 1

    # --- for the handler ---

    def caller(self, authorization: str) -> Caller | None:
        scheme, _, credentials = authorization.partition(" ")
        return basic_caller(self.organization, credentials) if scheme.lower() == "basic" else None

    def answer(self, caller: Caller, body: bytes) -> Answer:
        return self._service.answer(caller, body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing the server waits for what is under way
    disable_nagle_algorithm = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        super().__init__(address, _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        try:
            super().finish_request(request, client_address)
        except (ConnectionError, TimeoutError):
            pass  # the client went away
        finally:
            with self._lock:
                self._connections.discard(request)

    def close_connections(self) -> None:
        """Wake the threads that wait for another request on an open connection."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # closed from the other side
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.partition("?")[0].lower() == EWS_PATH.lower():
            self._ews(body)
        else:
            self._send(404, b"", "text/plain")

    def do_GET(self) -> None:
        self._send(404, b"", "text/plain")

    def _ews(self, body: bytes) -> None:
        simulator = self.server.simulator
        authorization = self.headers.get("Authorization") or ""
        caller = simulator.caller(authorization)
        if caller is None:
            if authorization:
                simulator.journal.refused_logins += 1
            self._challenge()
            return
        answer = simulator.answer(caller, body)
        if answer.bend is None:
            self._send(answer.status, answer.body)
        else:
            _BENT[answer.bend.fault.kind](self, answer, answer.bend)

    def _challenge(self) -> None:
        self._send(401, b"", "text/html", {"WWW-Authenticate": 'Basic realm="simulator"'})

    def _send(
        self,
        status: int,
        body: bytes,
        content_type: str = "text/xml; charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _reset(self) -> None:
        """End the connection with a reset instead of a goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """The journal has it."""

    # --- bent answers ---

    def bent_unauthorized(self, _answer: Answer, _bend: Bend) -> None:
        self._challenge()

    def bent_server_error(self, _answer: Answer, _bend: Bend) -> None:
        self._send(500, b"The server has encountered an error.", "text/plain")

    def bent_unavailable(self, _answer: Answer, bend: Bend) -> None:
        self._send(503, b"", "text/html", {"Retry-After": str(int(bend.fault.delay.total_seconds()))})

    def bent_html(self, _answer: Answer, _bend: Bend) -> None:
        self._send(200, b"<!DOCTYPE html><html><body>Please sign in</body></html>", "text/html")

    def bent_empty(self, _answer: Answer, _bend: Bend) -> None:
        self._send(200, b"")

    def bent_truncated(self, answer: Answer, _bend: Bend) -> None:
        self._send(answer.status, answer.body[: len(answer.body) // 2])

    def bent_cut(self, answer: Answer, _bend: Bend) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def bent_reset(self, _answer: Answer, _bend: Bend) -> None:
        self._reset()

    def bent_busy(self, _answer: Answer, bend: Bend) -> None:
        milliseconds = int(bend.fault.delay.total_seconds() * 1000)
        self._send(500, fault(SoapFault("ErrorServerBusy", back_off_ms=milliseconds)))

    def bent_refused(self, _answer: Answer, bend: Bend) -> None:
        self._send(500, fault(SoapFault(bend.fault.code)))

    def bent_latency(self, answer: Answer, bend: Bend) -> None:
        self.server.stopping.wait(bend.fault.delay.total_seconds())
        self._send(answer.status, answer.body)


_BENT: dict[FaultKind, Callable[[_Handler, Answer, Bend], None]] = {
    FaultKind.UNAUTHORIZED: _Handler.bent_unauthorized,
    FaultKind.SERVER_ERROR: _Handler.bent_server_error,
    FaultKind.UNAVAILABLE: _Handler.bent_unavailable,
    FaultKind.HTML: _Handler.bent_html,
    FaultKind.EMPTY: _Handler.bent_empty,
    FaultKind.TRUNCATED: _Handler.bent_truncated,
    FaultKind.CUT: _Handler.bent_cut,
    FaultKind.RESET_BEFORE: _Handler.bent_reset,
    FaultKind.RESET_AFTER: _Handler.bent_reset,
    FaultKind.BUSY: _Handler.bent_busy,
    FaultKind.REFUSED: _Handler.bent_refused,
    FaultKind.LATENCY: _Handler.bent_latency,
}
