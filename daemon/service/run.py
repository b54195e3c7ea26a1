"""The service: signals, systemd's notifications, and the loop between them."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from queue import SimpleQueue
from threading import Thread
from types import FrameType

import structlog

from daemon.context import Context
from daemon.service.loop import Loop
from daemon.service.notify import Notifier
from daemon.service.watch import Watch

log = structlog.get_logger()

TICK = timedelta(seconds=30)  # without a watchdog


def serve(context: Context, notifier: Notifier) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends the process at once, which loses nothing."""
    told = SimpleQueue[int]()

    def hear(number: int, _frame: FrameType | None) -> None:
        """In the middle of anything, locks that are held included: setting an event here may wait for itself."""
        signal.signal(number, signal.SIG_DFL)
        told.put(number)

    def stop() -> None:
        told.get()
        notifier.stopping()
        context.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, hear)
    Thread(target=stop, name="stop", daemon=True).start()
    log.info("started", mailboxes=len(context.plans), workers=context.workers)
    notifier.ready()
    notifier.status(f"{len(context.plans)} mailboxes; waiting for the database")
    all_ended = Loop(context).forever(Watch(context, notifier).tick, notifier.watchdog_every or TICK)
    log.info("stopped")
    if not all_ended:
        os._exit(0)  # a thread hangs in a request; waiting for it would keep the service from stopping
