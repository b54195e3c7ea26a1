"""What a cycle works with: handed down by the bootstrap, the same for all mailboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from threading import Event
from zoneinfo import ZoneInfo

from connectors.mailbox import Mailbox
from daemon.bell import Bell
from daemon.policy import HistoryPolicy, LinkPolicy
from daemon.watch import WatchRule
from store.database import Store


@dataclass(frozen=True, slots=True)
class MailboxPlan:
    """What the configuration says of one mailbox."""

    address: str
    zone: ZoneInfo
    is_shared: bool = False
    watch: WatchRule = field(default_factory=WatchRule)


@dataclass(frozen=True, slots=True)
class Office:
    store: Store
    open_mailbox: Callable[[str], Mailbox]  # by address
    plans: Mapping[str, MailboxPlan]  # by address
    policy: LinkPolicy
    clock: Callable[[], datetime]
    owner: str  # of the leases: this process
    every: timedelta = timedelta(seconds=30)
    refresh: timedelta = timedelta(minutes=15)
    lease: timedelta = timedelta(minutes=10)
    backfill: timedelta = timedelta(days=90)
    series_before: timedelta = timedelta(days=90)  # the window in which the meetings of series are looked at
    series_after: timedelta = timedelta(days=30)
    retire: timedelta = timedelta(days=30)  # a closed opportunity stays in the category lists that long
    workers: int = 4
    currency: str = "EUR"  # of the opportunities that are made
    reconcile_at: time | None = None  # when a mailbox's night begins, in `zone`; None: only when a person asks
    zone: tzinfo = UTC
    history: HistoryPolicy = field(default_factory=HistoryPolicy)
    bell: Bell | None = None  # rung where the server tells of news at once
    stop: Event = field(default_factory=Event)
