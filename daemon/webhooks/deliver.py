"""Sends what waits for webhooks: each in a thread of its own, so that a slow one keeps nobody else waiting.

What arrived is written down once the receiver has it: a death between the two sends it once more, under the same id.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog

from daemon.attempts import until_asked_again
from daemon.threads import at_work
from store.database import Store
from store.errors import StoreError
from store.values import Delivery, Webhook

if TYPE_CHECKING:
    from daemon.webhooks.sending import Outcome, Sender

log = structlog.get_logger()

LOOK = 2.0  # seconds between two looks at what waits
LEASE = timedelta(minutes=2)  # longer than any one message takes
A_TURN = timedelta(minutes=1)  # of `run --once`, for all that waits
FORGET = timedelta(hours=1)  # how often old deliveries are let go


@dataclass(slots=True)
class Sent:
    """What came of a turn."""

    delivered: int = 0
    failed: int = 0


@dataclass
class Deliverer:
    store: Store
    open_sender: Callable[[], Sender]  # once there is something to send: who has no webhooks loads nothing for them
    clock: Callable[[], datetime]
    owner: str  # of the leases: this process
    is_dead: Callable[[str], bool]  # whether such an owner is no more
    stop: Event
    retention: timedelta = timedelta(days=30)
    _busy: dict[int, Thread] = field(default_factory=dict)  # by webhook
    _counting: Lock = field(default_factory=Lock)
    _forgets_at: datetime | None = None
    _sender: Sender | None = None

    def beside(self) -> AbstractContextManager[None]:
        """At work in threads, while this process does something else; all of them end with it."""
        return at_work("webhooks", self._forever, self.stop, LOOK)

    def once(self) -> Sent:
        """Send what is due now, and wait until that is over, a minute at the most; what is left waits."""
        sent, until = Sent(), time.monotonic() + A_TURN.total_seconds()
        self._start_due(sent, until)
        for thread in list(self._busy.values()):
            thread.join(max(0.0, until - time.monotonic()))
        with self._counting:
            return Sent(sent.delivered, sent.failed)

    def close(self) -> None:
        """Give its connections back."""
        if self._sender is not None:
            self._sender.poster.close()

    # --- the threads --------------------------------------------------------------------------------------------------

    def _forever(self) -> None:
        failures = 0
        while not self.stop.is_set():
            try:
                self._start_due(Sent())
                self._forget()
                failures = 0
                pause = LOOK
            except StoreError as failure:
                failures += 1
                log.error("the database cannot be used", reason=str(failure))
                pause = until_asked_again(failures).total_seconds()
            self.stop.wait(pause)

    def _start_due(self, sent: Sent, until: float | None = None) -> None:
        with self.store.read() as unit:
            due = unit.deliveries.webhooks_due(self.clock())
        self._busy = {id: thread for id, thread in self._busy.items() if thread.is_alive()}
        for id in due:
            if id not in self._busy:
                sender = self._sender = self._sender or self.open_sender()
                of_this = (id, sender, sent, until)
                self._busy[id] = Thread(target=self._tell, args=of_this, name=f"webhook {id}", daemon=True)
                self._busy[id].start()

    def _tell(self, id: int, sender: Sender, sent: Sent, until: float | None) -> None:
        """All that is due of one webhook, until something does not arrive. What is unexpected ends this turn alone."""
        try:
            with self.store.write(is_quiet=True) as unit:
                if not unit.deliveries.claim(id, self.owner, LEASE, self.clock(), self.is_dead):
                    return
            try:
                while not self.stop.is_set() and (until is None or time.monotonic() < until):
                    if (outcome := self._tell_next(id, sender)) is None:
                        break
                    with self._counting:
                        sent.delivered += outcome.has_arrived
                        sent.failed += not outcome.has_arrived
            finally:
                with self.store.write(is_quiet=True) as unit:
                    unit.deliveries.release(id, self.owner)
        except StoreError as failure:
            log.error("the database cannot be used", webhook=id, reason=str(failure))
        except Exception as failure:
            log.error("webhook put off", webhook=id, exc_info=failure)
            self.stop.wait(LOOK)

    def _tell_next(self, id: int, sender: Sender) -> Outcome | None:
        with self.store.read() as unit:
            delivery = unit.deliveries.next(id, self.clock())
            webhook = unit.webhooks.get(id) if delivery else None
        if delivery is None or webhook is None:
            return None
        outcome = sender.send(webhook, delivery)
        self._write_down(webhook, delivery, outcome)
        return outcome

    def _write_down(self, webhook: Webhook, delivery: Delivery, outcome: Outcome) -> None:
        now = self.clock()
        with self.store.write(is_quiet=True) as unit:
            unit.deliveries.claim(webhook.id, self.owner, LEASE, now, self.is_dead)
            if outcome.has_arrived:
                unit.deliveries.arrived(delivery, outcome.status or 0, now)
                is_over = False
            elif outcome.is_gone:
                unit.deliveries.gone(delivery, outcome.reason, now, outcome.status or 0)
                is_over = True
            else:
                is_over = unit.deliveries.failed(delivery, outcome.reason, now, outcome.status, outcome.wait)
        if not outcome.has_arrived and (is_over or not webhook.failures):
            told = "webhook paused" if outcome.is_gone else "webhook given up on" if is_over else "webhook fails"
            log.warning(told, webhook=webhook.id, reason=outcome.reason)
        elif outcome.has_arrived and webhook.failures:
            log.info("webhook reached again", webhook=webhook.id)

    def _forget(self) -> None:
        now = self.clock()
        if self._forgets_at is not None and now < self._forgets_at:
            return
        with self.store.write(is_quiet=True) as unit:
            unit.deliveries.forget(now - self.retention)
        self._forgets_at = now + FORGET
