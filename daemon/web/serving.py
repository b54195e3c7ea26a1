"""Serving the pages until the process is told to stop."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import structlog
import uvicorn
from fastapi import FastAPI

from daemon.web.desk import Desk
from store.errors import StoreError

log = structlog.get_logger()

LOCK_WAIT = timedelta(seconds=5)  # for the database: whoever waits longer is told, and asks again
GRACE = 4  # seconds for answers that are under way when the service stops
IDLE = 30  # seconds that a connection is kept without a request
TURN = 0.0005  # seconds that one thread computes while others wait: an answer waits for its turn several times


class Server(uvicorn.Server):
    """Says when it is ready; ends what would go on without end as soon as it is told to stop."""

    def __init__(self, app: FastAPI, ready: Callable[[], None]) -> None:
        self._desk: Desk = app.state.desk
        web = self._desk.settings.web
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GRACE,
            lifespan="off",
            ws="none",
            ssl_certfile=web.certificate_file,
            ssl_keyfile=web.key_file,
        )
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        sys.setswitchinterval(TURN)
        await super().startup(sockets)
        if self.started:
            log.info("serving", address=self._desk.url)
            self._desk.jobs.hurry()  # what a process that died has left
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.closing.set()
        await super().shutdown(sockets)
        self._desk.jobs.wait(GRACE / 2)  # what does not end by then, another process takes up
        log.info("stopped serving")


@contextmanager
def served_beside(app: FastAPI, *sockets: socket.socket) -> Iterator[None]:
    """Served in a thread, while this process does something else; no signal is its own."""
    is_up = Event()
    server = Server(app, is_up.set)
    thread = Thread(target=server.run, args=(list(sockets),), name="web", daemon=True)
    thread.start()
    while not is_up.wait(0.1):
        if not thread.is_alive():
            raise StoreError("web", "did not start", "see the log")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(GRACE + 1)
