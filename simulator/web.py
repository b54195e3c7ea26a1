"""The HTTP side: connections, authentication, and answers that are bent on purpose."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulator.authentication import NtlmHandshake, basic_caller, bearer_caller
from simulator.bending import XML, end_of, instead, is_login_refused
from simulator.control_server import Desk
from simulator.faults import Bend, FaultKind
from simulator.graph.http import answer_graph
from simulator.graph.mail.uploads import PATH as UPLOADS
from simulator.graph.routes import VERSION
from simulator.graph.service import GraphService
from simulator.graph.token_endpoint import answer_for_token
from simulator.graph.tokens import openid_configuration
from simulator.organization import Caller, Organization
from simulator.service import Answer, Service
from simulator.streams import Stream
from simulator.wire import Outgoing, send, send_bent

EWS_PATH = "/EWS/Exchange.asmx"
CONTROL_PATH = "/control"
_TOKEN_PATH = re.compile(r"^/([^/]+)/oauth2/v2\.0/token$")
_OPENID_PATH = re.compile(r"^/([^/]+)(?:/v2\.0)?/\.well-known/openid-configuration$")
_LONGEST_LINE = 65_536
_JSON = "application/json"


class WebServer(ThreadingHTTPServer):
    """One thread a connection; closing it closes the connections and waits for what is under way."""

    daemon_threads = False
    disable_nagle_algorithm = True
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        service: Service,
        graph: GraphService,
        desk: Desk,
        be_away: Callable[[timedelta], None],
        schemes: tuple[str, ...],
        context: ssl.SSLContext | None,
    ) -> None:
        self.service = service
        self.graph = graph
        self.desk = desk
        self.be_away = be_away
        self.schemes = schemes
        self.stopping = threading.Event()
        self._is_over = False
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, Handler)
        if context is not None:  # the handshake is the connection's own thread's business
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def organization(self) -> Organization:
        return self.service.organization

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self.server_address[0]!s}:{self.server_address[1]}"

    def serve(self) -> None:
        """Take connections until `end`: woken by each, so that nobody waits for the server to look up."""
        while not self._is_over:
            self.handle_request()

    def end(self) -> None:
        """Take no connection any more."""
        self._is_over = True
        with suppress(OSError):  # it has just ended by itself
            socket.create_connection(self.socket.getsockname()).close()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self._is_over

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        try:
            if isinstance(request, ssl.SSLSocket):
                request.do_handshake()
            super().finish_request(request, client_address)
        except OSError:
            pass  # the client went away, or does not trust the certificate
        finally:
            with self._lock:
                self._connections.discard(request)

    def close_connections(self) -> None:
        """Wake the threads that wait for another request on an open connection."""
        self.stopping.set()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # closed from the other side
                    connection.shutdown(socket.SHUT_RDWR)


class Handler(BaseHTTPRequestHandler):
    """One connection: lives as long as the client keeps it, and NTLM with it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: WebServer
    ntlm: NtlmHandshake | None = None
    clock_ahead = timedelta(0)

    @property
    def is_secure(self) -> bool:
        return isinstance(self.connection, ssl.SSLSocket)

    @property
    def origin(self) -> str:
        """Scheme and host, as the client wrote them."""
        return f"{'https' if self.is_secure else 'http'}://{self.headers.get('Host') or self.server.name}"

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        path = self.path.partition("?")[0]
        token = _TOKEN_PATH.match(path)
        if path.lower() == EWS_PATH.lower():
            self._ews(body)
        elif path == CONTROL_PATH:
            status, answer = self.server.desk.answer(body)
            self.send(status, answer, _JSON)
        elif token:
            answer_for_token(self.server.service, self, token.group(1), body, self.server.stopping.wait)
        else:
            self._other("POST", body)

    def do_GET(self) -> None:
        self._without_token("GET")

    def do_HEAD(self) -> None:
        self._without_token("HEAD")

    def do_PATCH(self) -> None:
        self._without_token("PATCH")

    def do_PUT(self) -> None:
        self._without_token("PUT")

    def do_DELETE(self) -> None:
        self._without_token("DELETE")

    def do_OPTIONS(self) -> None:
        self._without_token("OPTIONS")

    def _without_token(self, method: str) -> None:
        body = self._body()
        if body is not None:
            self._other(method, body)

    def _other(self, method: str, body: bytes) -> None:
        path = self.path.partition("?")[0]
        openid = _OPENID_PATH.match(path)
        if path.lower().startswith(f"{VERSION}/") or path.startswith(UPLOADS):
            answer_graph(self.server.graph, self, method, body, self.server.stopping.wait)
        elif openid and method in ("GET", "HEAD"):
            status, content = openid_configuration(self.server.organization, self.origin, openid.group(1))
            self.send(status, json.dumps(content).encode() if method == "GET" else b"", _JSON)
        else:
            self.send(404, b"", "text/plain")

    def _body(self) -> bytes | None:
        """The request's body, however it is sent; None when whoever asked has died over it: no request."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            body = self._chunks()
        else:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            body = body if len(body) == length else None
        if body is None:
            self.close_connection = True
            return None
        return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body

    def _chunks(self) -> bytes | None:
        pieces: list[bytes] = []
        while True:
            try:
                length = int(self.rfile.readline(_LONGEST_LINE).partition(b";")[0], 16)
            except ValueError:
                return None
            piece = self.rfile.read(length)
            if len(piece) < length or self.rfile.readline(_LONGEST_LINE).strip():
                return None
            if not length:
                return b"".join(pieces)
            pieces.append(piece)

    def _ews(self, body: bytes) -> None:
        caller = self._caller()
        if caller is None:
            return
        with self.server.service.under_way():
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = self.server.service.answer(caller, body, headers)
            stays_open = answer.stream is not None and (answer.bend is None or answer.bend.fault.kind in _STREAMED)
            if not stays_open and answer.bend is not None and answer.bend.fault.kind is FaultKind.LATENCY:
                # One response message for each item; a page of a folder's changes is one, whatever it names.
                self.server.stopping.wait(answer.bend.lateness(answer.body.count(b"ResponseMessage ResponseClass=")))
        if stays_open and answer.stream is not None:
            self._stream(answer, answer.stream)
        elif answer.bend is not None:
            self._send_bent(answer, answer.bend)
        else:
            self.send(answer.status, answer.body, headers={"Set-Cookie": answer.cookie} if answer.cookie else None)

    def _stream(self, answer: Answer, stream: Stream) -> None:
        """The answer, and what follows it as it happens, in chunks; a fault may cut it after any byte."""
        left = None
        if answer.bend is not None:
            self.server.stopping.wait(
                0 if answer.bend.fault.kind is FaultKind.CUT else answer.bend.fault.delay.total_seconds()
            )
            if answer.bend.fault.kind is FaultKind.CUT:
                left = len(answer.body) // 2 if answer.bend.fault.at is None else answer.bend.fault.at
        self.send_response(answer.status)
        self.send_header("Content-Type", XML)
        self.send_header("Transfer-Encoding", "chunked")
        if answer.cookie:
            self.send_header("Set-Cookie", answer.cookie)
        self.end_headers()
        stream.is_left = self._is_left
        try:
            for piece in itertools.chain((answer.body,), stream.pieces(self.server.stopping)):
                if left is not None and left < len(piece):
                    self._chunk(piece[:left])
                    self.close_connection = True
                    return
                left = None if left is None else left - len(piece)
                self._chunk(piece)
            self._chunk(b"")
        finally:
            stream.left()

    def _chunk(self, piece: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.flush()

    def _is_left(self) -> bool:
        """Whether the client has closed the connection that it was to listen on."""
        if isinstance(self.connection, ssl.SSLSocket):
            return False  # seen when the next piece is written
        try:
            return not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _caller(self) -> Caller | None:
        """Who is calling; None after having answered with a challenge."""
        scheme, _, credentials = (self.headers.get("Authorization") or "").partition(" ")
        caller = None
        match scheme.lower():
            case "basic" if "Basic" in self.server.schemes:
                caller = basic_caller(self.server.organization, credentials)
            case "bearer" if "Bearer" in self.server.schemes:
                caller = bearer_caller(self.server.organization, credentials)
            case "ntlm" if "NTLM" in self.server.schemes:
                self.ntlm = self.ntlm or NtlmHandshake(self.server.organization)
                challenge = self.ntlm.step(credentials)
                if challenge is not None:
                    self.send(401, b"", "text/html", {"WWW-Authenticate": f"NTLM {challenge}"})
                    return None
                caller = self.ntlm.caller
            case "" if self.ntlm is not None:
                caller = self.ntlm.caller
        if caller is None:
            if credentials:
                self.server.service.journal.refused_logins += 1
            self.challenge()
        return caller

    def challenge(self) -> None:
        self.send_response(401)
        for scheme in self.server.schemes:
            self.send_header("WWW-Authenticate", 'Basic realm="simulator"' if scheme == "Basic" else scheme)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, status: int, body: bytes, content_type: str = XML, headers: dict[str, str] | None = None) -> None:
        send(self, Outgoing(status, body, {"Content-Type": content_type, **(headers or {})}))

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The server's clock may be wrong on purpose."""
        ahead = self.clock_ahead or self.server.service.faults.clock_ahead()
        skew = self.server.organization.authority_skew + ahead
        return super().date_time_string((time.time() if timestamp is None else timestamp) + skew.total_seconds())

    def be_away(self, time: timedelta) -> None:
        self.server.be_away(time)

    def log_message(self, format: str, *args: Any) -> None:
        """The journal has it."""

    def _send_bent(self, answer: Answer, bend: Bend) -> None:
        if is_login_refused(bend):
            self.challenge()
            return
        outgoing = instead(bend) or Outgoing(answer.status, answer.body, {"Content-Type": XML}, end_of(answer.body))
        send_bent(self, outgoing, bend, self.server.stopping.wait)


_STREAMED = {FaultKind.CUT, FaultKind.LATENCY}
