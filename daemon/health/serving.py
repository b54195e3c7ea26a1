"""Told over HTTP, to this machine alone: /healthz, /readyz and /metrics."""

from __future__ import annotations

import os
import re
import socket
import socketserver
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import structlog

from daemon.health.exposition import exposed
from daemon.health.figures import Figures
from daemon.health.judging import Judge, Verdict
from store.errors import StoreError

log = structlog.get_logger()

PATIENCE = 10  # seconds for a request to come, and for its answer to be taken
PLAIN = "text/plain; charset=utf-8"
_LOCAL = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?")

Answer = tuple[int, str, str]  # status, kind of content, and text
Page = Callable[[str], Answer]  # of the kinds of content that are accepted


@contextmanager
def told_at(listen: str, judge: Judge, figures: Figures) -> Iterator[None]:
    """Served in a thread, while this process does something else. Raises StoreError where it cannot listen there."""

    def verdict(found: Verdict) -> Answer:
        return (200 if found.is_fine else 503), PLAIN, f"{found.says}\n"

    pages: Mapping[str, Page] = {
        "/healthz": lambda _: verdict(judge.lives()),
        "/readyz": lambda _: verdict(judge.works()),
        "/metrics": lambda accept: (200, *exposed(figures, accept)),
    }
    server = _Server(listen, pages)
    Thread(target=server.serve_forever, name="health", daemon=True).start()
    log.info("telling how it is", at=listen)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 16

    def __init__(self, listen: str, pages: Mapping[str, Page]) -> None:
        self.pages, self._path = pages, Path(listen) if listen.startswith("/") else None
        self.is_named = self._path is None  # by HTTP's Host, which a page in a browser might make up
        self.address_family = _family(listen)
        place: Any = str(self._path) if self._path else (_host(listen), int(listen.rpartition(":")[2]))
        try:
            super().__init__(place, _Handler, bind_and_activate=False)
            self._bind()
        except (OSError, OverflowError) as failure:
            self.server_close()
            is_other = self._path is not None and self._path.exists()
            reason = "something else is there" if is_other else getattr(failure, "strerror", None) or str(failure)
            raise StoreError(f"health.listen {listen}", reason.lower(), "name another address or path") from None

    def _bind(self) -> None:
        if self._path is None:
            self.server_bind()
        else:
            if self._path.is_socket():  # of one that was killed
                self._path.unlink()
            before = os.umask(0o117)  # its owner and its group
            try:
                self.socket.bind(str(self._path))
            finally:
                os.umask(before)
        self.server_activate()

    def server_close(self) -> None:
        super().server_close()
        if self._path and self._path.is_socket():
            with suppress(OSError):
                self._path.unlink()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever goes away in the middle is no fault of ours."""
        failure = sys.exc_info()[1]
        if not isinstance(failure, OSError):
            log.error("asked how it is, and not answered", exc_info=failure)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE
    protocol_version = "HTTP/1.1"

    def version_string(self) -> str:
        return "dealtrail"

    def log_message(self, format: str, *args: Any) -> None:
        """A scrape a quarter of a minute is no news."""

    def address_string(self) -> str:
        return "local"

    def do_GET(self) -> None:
        self._answer(*self._found())

    def do_HEAD(self) -> None:
        self._answer(*self._found())

    def _found(self) -> Answer:
        if self.server.is_named and not _LOCAL.fullmatch(self.headers.get("Host", "")):
            return 421, PLAIN, "this is told to this machine alone\n"
        page = self.server.pages.get(self.path.partition("?")[0])
        return (
            page(self.headers.get("Accept", ""))
            if page
            else (404, PLAIN, f"there are {', '.join(self.server.pages)}\n")
        )

    def _answer(self, status: int, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _family(listen: str) -> socket.AddressFamily:
    if listen.startswith("/"):
        return socket.AF_UNIX
    return socket.AF_INET6 if listen.startswith("[") else socket.AF_INET


def _host(listen: str) -> str:
    return listen.rpartition(":")[0].strip("[]")
