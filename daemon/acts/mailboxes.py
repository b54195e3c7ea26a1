"""Mailboxes beside their work: forgotten, or held while the database is exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from store.addresses import normalise
from store.database import Store
from store.errors import DatabaseDamaged, DatabaseMissing, StoreError
from store.unit import Unit

LONGEST = timedelta(hours=12)  # that a lease of ours holds others off, should this process be forgotten


def forget_mailbox(unit: Unit, address: str) -> str:
    """Be done with one that left the configuration; its address as it is stored. Raises as the store does."""
    wanted = normalise(address) or address
    unit.mailboxes.forget(wanted)
    return wanted


@contextmanager
def alone(opened: Callable[[], Store], now: datetime) -> Iterator[None]:
    """Hold every mailbox, so that nobody works on them meanwhile; raises StoreError naming who does.

    Where there is no database that could be read, nobody can be at work on it.
    """
    from daemon.service import this_process  # loads all that a turn needs: no command on records has use for it

    store = opened()
    try:
        _hold(store, now)
    except (DatabaseDamaged, DatabaseMissing):
        store.close()
        yield
        return
    try:
        yield
    finally:
        with store.write() as unit:
            unit.mailboxes.release_owner(this_process())
        store.close()


def _hold(store: Store, now: datetime) -> None:
    from daemon.service import is_gone, this_process

    with store.write() as unit:
        held = unit.mailboxes.hold_all(owner=this_process(), lease=LONGEST, now=now, is_dead=is_gone)
    if held:
        who = ", ".join(f"{address} by {_process(owner)}" for address, owner in sorted(held.items()))
        store.close()
        raise StoreError("database", f"is being worked on: {who}", "stop the service first: systemctl stop dealtrail")


def _process(owner: str) -> str:
    """`host/pid/start` in words."""
    host, _, process = owner.rpartition("/")[0].rpartition("/")
    return f"process {process} on {host}" if host and process else owner
