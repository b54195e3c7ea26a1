"""News: pages that are open are told that something changed, and look again by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Event

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from store.database import Store
from store.errors import StoreError

LOOKS_EVERY = 2.0  # seconds, at the database, however many pages are open
_TICK = 0.25  # seconds until the end of the process is noticed
_ALIVE_EVERY = 20.0  # seconds between signs of life, which keep proxies from closing a quiet connection


class News:
    """One for each process. What is told is a number that grows, never what changed: each page asks with its rights."""

    def __init__(self, store: Store, closing: Event) -> None:
        self._store = store
        self._closing = closing
        self._told: dict[asyncio.Queue[str], str] = {}  # each listener, and the newest that they know of
        self._looking: asyncio.Task[None] | None = None
        self.seen = ""  # the newest, when it was looked last; a page that is made later shows at least that

    async def stream(self, since: str | None) -> AsyncIterator[str]:
        """Server-sent events (HTML standard, 9.2) until the browser goes or the process ends.

        `since`: what had been seen when the page was made, so that nothing is missed until its stream stands; None
        where that is not known: all that comes after the first line.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=4)
        if since is None:
            since = self.seen = await self._newest()
        self._told[queue] = since
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield "retry: 5000\n\n"
            while not self._closing.is_set():
                try:
                    yield await asyncio.wait_for(queue.get(), _ALIVE_EVERY)
                except TimeoutError:
                    yield ": alive\n\n"
        finally:
            del self._told[queue]

    async def _look(self) -> None:
        """Look at the database while anybody listens."""
        waited = LOOKS_EVERY
        while self._told:
            if self._closing.is_set():
                self._tell_all(": the service stops\n\n")
                return
            if waited >= LOOKS_EVERY:
                waited = 0.0
                self.seen = await self._newest()
            for queue in [queue for queue, told in self._told.items() if told != self.seen]:
                self._told[queue] = self.seen
                _tell(queue, f"id: {self.seen}\nevent: changed\ndata: {self.seen}\n\n")
            await asyncio.sleep(_TICK)
            waited += _TICK

    def _tell_all(self, event: str) -> None:
        for queue in self._told:
            _tell(queue, event)

    async def _newest(self) -> str:
        return await run_in_threadpool(self._read)

    def _read(self) -> str:
        try:
            with self._store.read() as unit:
                return f"{unit.audit.newest()}.{unit.arrivals.newest()}"
        except (StoreError, SQLAlchemyError):
            return self.seen  # it is looked again soon


def _tell(queue: asyncio.Queue[str], event: str) -> None:
    if not queue.full():  # a browser that does not read has enough to read
        queue.put_nowait(event)
