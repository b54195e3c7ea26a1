"""Mailboxes that have their turns before their time: parked ones, and those that a process held which died."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from daemon.context import Context
from daemon.service.owner import is_gone

log = structlog.get_logger()


def try_again(context: Context, is_meant: Callable[[str, str], bool]) -> list[str]:
    """Make parked mailboxes due, by address and the kind of failure that they are parked for; whose they are."""
    now = context.clock()
    with context.store.read() as unit:
        parked = sorted(address for address, kind in unit.mailboxes.parked(now).items() if is_meant(address, kind))
    if parked:
        with context.store.write() as unit:
            for address in parked:
                unit.mailboxes.try_again(address, now)
    return parked


def free_dead_leases(context: Context) -> None:
    with context.store.read() as unit:
        dead = {owner for owner in unit.mailboxes.owners() if is_gone(owner)}
    if dead:
        with context.store.write() as unit:
            for owner in dead:
                unit.mailboxes.release_owner(owner, due_at=context.clock())  # its turn may be half done
        log.info("leases of dead processes freed", owners=sorted(dead))
