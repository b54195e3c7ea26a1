"""Mailboxes that have their turns before their time: parked ones, and those that a process held which died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from daemon.context import Context
from daemon.service.owner import is_gone

log = structlog.get_logger()

SILENT = timedelta(minutes=1)  # without a sign of life, four of which are due, a process of another machine is dead


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
        self._heard: dict[str, tuple[datetime, datetime]] = {}  # their last sign of life, and when it was seen here

    def give_back(self) -> None:
        """Free the leases of the dead; their mailboxes are due at once, as turns may be half done."""
        context = self._context
        with context.store.read() as unit:
            owners = unit.mailboxes.owners() - {context.owner}
            alive_at = {one.owner: one.alive_at for one in unit.processes.all() if one.ended_at is None}
        dead = {owner for owner in owners if is_gone(owner) or self._is_silent(owner, alive_at.get(owner))}
        self._heard = {owner: seen for owner, seen in self._heard.items() if owner in owners - dead}
        if dead:
            with context.store.write() as unit:
                for owner in dead:
                    unit.mailboxes.release_owner(owner, due_at=context.clock())
            log.info("leases of dead processes freed", owners=sorted(dead))

    def _is_silent(self, owner: str, alive_at: datetime | None) -> bool:
        """By the time that passes here between two signs: another machine's clock may be wrong.

        Of one that says nothing, such as a command, nothing is known: its leases run out.
        """
        if alive_at is None:
            return False
        now = self._context.clock()
        told, seen_at = self._heard.setdefault(owner, (alive_at, now))
        if told != alive_at:
            self._heard[owner] = alive_at, now
            return False
        return now - seen_at >= SILENT
