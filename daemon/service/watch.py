"""What systemd hears of a running service: that it really goes on, and one line about how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from daemon.context import Context
from daemon.health import Judge, summary
from daemon.service.notify import Notifier
from store.errors import StoreError

EVERY = timedelta(minutes=1)  # the line for people

log = structlog.get_logger()


class Watch:
    def __init__(self, context: Context, notifier: Notifier) -> None:
        self._context, self._notifier = context, notifier
        self._judge = Judge(context.store, context.progress, context.clock)
        self._next: datetime | None = None
        self._is_doubted = False

    def tick(self) -> None:
        """The loop goes round: the watchdog is fed, unless all that mailboxes do hangs, which a restart puts right."""
        verdict = self._judge.lives()
        if verdict.is_fine:
            self._notifier.watchdog()
        elif not self._is_doubted:
            log.error("the watchdog is not fed any more", reason=verdict.says)
        self._is_doubted = not verdict.is_fine
        now = self._context.clock()
        progress = self._context.progress
        if (progress.is_registered or progress.hindrance) and (self._next is None or now >= self._next):
            self._next = now + EVERY
            self._notifier.status(self._line(now))

    def _line(self, now: datetime) -> str:
        if hindrance := self._context.progress.in_the_way:
            return hindrance
        try:
            with self._context.store.read() as unit:
                return summary(unit.watching.standing(), now)
        except StoreError as failure:
            return str(failure)
