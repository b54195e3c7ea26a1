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
        self._listeners: set[asyncio.Queue[str]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._seen = ""

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events (HTML standard, 9.2) until the browser goes or the process ends."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=4)
        self._listeners.add(queue)
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
            self._listeners.discard(queue)

    async def _look(self) -> None:
        """Look at the database while anybody listens."""
        self._seen = await self._newest()
        waited = 0.0
        while self._listeners:
            if self._closing.is_set():
                self._tell(": the service stops\n\n")
                return
            await asyncio.sleep(_TICK)
            waited += _TICK
            if waited >= LOOKS_EVERY:
                waited = 0.0
                if (newest := await self._newest()) != self._seen:
                    self._seen = newest
                    self._tell(f"event: changed\ndata: {newest}\n\n")

    def _tell(self, event: str) -> None:
        for queue in self._listeners:
            if not queue.full():  # a browser that does not read has enough to read
                queue.put_nowait(event)

    async def _newest(self) -> str:
        return await run_in_threadpool(self._read)

    def _read(self) -> str:
        try:
            with self._store.read() as unit:
                return f"{unit.audit.newest()}.{unit.arrivals.newest()}"
        except (StoreError, SQLAlchemyError):
            return self._seen  # it is looked again soon
