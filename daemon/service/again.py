"""Mailboxes that have their turns before their time: parked ones, and those that a process held which died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from daemon.context import Context
from daemon.service.owner import is_gone
from daemon.signs import Signs

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


class Dead:
    """Knows processes that died: of this machine by its kernel, of others by their silence."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._signs = Signs(context.clock)

    def give_back(self) -> None:
        """Free the leases of the dead; their mailboxes are due at once, as turns may be half done."""
        context = self._context
        with context.store.read() as unit:
            owners = unit.mailboxes.owners() - {context.owner}
            alive_at = {one.owner: one.alive_at for one in unit.processes.all() if one.ended_at is None}
        dead = {owner for owner in owners if is_gone(owner) or self._is_silent(owner, alive_at.get(owner))}
        self._signs.forget_all_but(owners - dead)
        if dead:
            with context.store.write() as unit:
                for owner in dead:
                    unit.mailboxes.release_owner(owner, due_at=context.clock())
            log.info("leases of dead processes freed", owners=sorted(dead))

    def _is_silent(self, owner: str, alive_at: datetime | None) -> bool:
        """Of one that says nothing, such as a command, nothing is known: its leases run out."""
        return alive_at is not None and self._signs.is_silent(owner, alive_at)
