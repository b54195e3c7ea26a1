"""The service: signals, systemd's notifications, and the loop between them."""

from __future__ import annotations

import os
from datetime import timedelta

import structlog

from daemon.context import Context
from daemon.service.loop import Loop
from daemon.service.notify import Notifier
from daemon.service.signals import ENDS, heard
from daemon.service.watch import Watch

log = structlog.get_logger()

TICK = timedelta(seconds=30)  # without a watchdog


def serve(context: Context, notifier: Notifier) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends the process at once, which loses nothing."""

    def stop() -> None:
        notifier.stopping()
        context.stop.set()

    with heard(ENDS, stop):
        all_ended = _served(context, notifier)
    if not all_ended:
        os._exit(0)  # a thread hangs in a request; waiting for it would keep the service from stopping


def _served(context: Context, notifier: Notifier) -> bool:
    """Whether all turns ended in time after the stop."""
    log.info("started", mailboxes=len(context.plans), workers=context.workers)
    notifier.ready()
    notifier.status(f"{len(context.plans)} mailboxes; waiting for the database")
    all_ended = Loop(context).forever(Watch(context, notifier).tick, notifier.watchdog_every or TICK)
    log.info("stopped")
    return all_ended
