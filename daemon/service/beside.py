"""What a process of the service does beside the turns of mailboxes: each day's work, and what people ask for."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from daemon.context import Context
from daemon.jobs import Came, Runner, Work
from daemon.service import daily
from daemon.service.owner import is_contained, is_gone, is_here
from daemon.service.turns import Turns
from store.errors import StoreError
from store.values import Job

log = structlog.get_logger()

LOOK = timedelta(seconds=15)  # for what is due, and for what the dead hold
SETTLE = timedelta(minutes=10)  # between two looks at what is to be done every day


class Beside:
    """One thread, so that no mailbox waits for it. A worker leaves what is done every day to the service."""

    def __init__(self, turns: Turns) -> None:
        self._turns, context = turns, turns.context
        works: Mapping[str, Work] = {} if context.is_worker else {daily.KIND: self._daily}
        self._runner = Runner(
            context.store,
            context.clock,
            context.owner,
            is_gone,
            is_here,
            context.stop,
            {**works, **context.works},
            beats=context.store.is_for_machines or is_contained(),
            lasting=frozenset({daily.KIND}),
        )
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="beside")
        self._look_at: datetime | None = None
        self._settle_at: datetime | None = None
        self._running: Future[None] | None = None

    @property
    def _context(self) -> Context:
        return self._turns.context

    def _daily(self, job: Job) -> Came:
        return daily.work(self._context, job)

    @property
    def running(self) -> list[Future[None]]:
        """What is under way."""
        return [self._running] if self._running is not None and not self._running.done() else []

    def see_to(self) -> None:
        """Once in a while, however often it is called: look for what is due, and do it in the thread."""
        now = self._context.clock()
        if not self.running and (self._look_at is None or now >= self._look_at):
            self._look_at = now + LOOK
            self._running = self._threads.submit(self.do_what_is_due)

    def do_what_is_due(self) -> None:
        """All of it, here and now; what fails is logged, and keeps nothing else from being done."""
        try:
            now = self._context.clock()
            if not self._context.is_worker and (self._settle_at is None or now >= self._settle_at):
                daily.keep(self._context)
                self._settle_at = now + SETTLE
            self._runner.run_due()
        except StoreError as failure:
            log.warning("what is done beside the turns is put off", reason=str(failure))

    def end(self) -> None:
        """Begin nothing more; what is under way sees the stop by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def leave(self) -> None:
        """What is held, others may take."""
        self._runner.leave()
