"""What a turn works with: what is the same for all mailboxes, handed down by the bootstrap, and one mailbox's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from threading import Event
from zoneinfo import ZoneInfo

from connectors.agent import VERSION
from connectors.gates import GateState
from connectors.mailbox import Mailbox
from daemon.bell import Bell
from daemon.jobs import Work
from daemon.lacking import Untold
from daemon.language import ENGLISH, Language
from daemon.link import HistoryPolicy, LinkPolicy, WatchRule
from daemon.news import Attention
from daemon.progress import Progress
from daemon.stamping import BeingWritten, ListBeingWritten
from store.database import Store
from store.values import AS_USUAL, EVERY_MAILBOX, AtOnce, DueMailbox, Keeping, Reconciled, Share

ENOUGH = 25  # pages that a turn brings in before it gives way: what was read ahead by then is read once more


@dataclass(frozen=True, slots=True)
class MailboxPlan:
    """What the configuration says of one mailbox."""

    address: str
    zone: ZoneInfo
    server: str = "exchange"  # by its name in the configuration
    server_kind: str = "ews"
    is_shared: bool = False
    watch: WatchRule = field(default_factory=WatchRule)


@dataclass(frozen=True, slots=True)
class Context:
    store: Store
    open_mailbox: Callable[[str], Mailbox]  # by address
    plans: Mapping[str, MailboxPlan]  # by address
    policy: LinkPolicy
    clock: Callable[[], datetime]
    owner: str  # of the leases: this process
    share: Share = EVERY_MAILBOX  # of the mailboxes, which have their turns here
    is_worker: bool = False  # gives turns, and leaves to the service what is done once for all mailboxes
    every: timedelta = timedelta(seconds=30)
    refresh: timedelta = timedelta(minutes=15)
    lease: timedelta = timedelta(minutes=10)
    backfill: timedelta = timedelta(days=90)
    series_before: timedelta = timedelta(days=90)  # the window in which the meetings of series are looked at
    series_after: timedelta = timedelta(days=30)
    retire: timedelta = timedelta(days=30)  # a closed opportunity stays in the category lists that long
    workers: int = 4
    at_once: AtOnce = AS_USUAL  # how much may go from a mailbox in one turn and be believed
    language: Language = ENGLISH  # of what is written to Outlook
    currency: str = "EUR"  # of the opportunities that are made
    reconcile_at: time | None = None  # when a mailbox's night begins, in `zone`; None: only when a person asks
    zone: tzinfo = UTC
    history: HistoryPolicy = field(default_factory=HistoryPolicy)
    kept: Mapping[Keeping, timedelta] = field(default_factory=dict)  # for how long; what is not in it, for ever
    version: str = VERSION  # of this program
    works: Mapping[str, Work] = field(default_factory=dict)  # by kind: what people ask for, and nobody waits for
    bell: Bell | None = None  # rung where the server tells of news at once
    stop: Event = field(default_factory=Event)
    progress: Progress = field(default_factory=Progress)
    give_back: Callable[[], None] = lambda: None  # connections that mailboxes share, and what is held of limits
    gates: Callable[[], Sequence[GateState]] = tuple  # what is held of limits
    renewed: Callable[[], bool] = lambda: False  # whether mailboxes log in another way than when last asked

    @property
    def takes(self) -> str:
        """Of a worker, which mailboxes it takes, as it was told; "" of a service."""
        return " ".join(self.share.patterns) or "*" if self.is_worker else ""

    def close(self) -> None:
        """Give back what mailboxes share, once all of them are closed."""
        self.give_back()


@dataclass(slots=True)
class Cycle:
    """One mailbox's turn: what it works with, and what it has done so far."""

    context: Context
    plan: MailboxPlan
    due: DueMailbox
    mailbox: Mailbox
    seen: Counter[str] = field(default_factory=Counter)  # items by outcome, "quarantined" included
    paid: Counter[str] = field(default_factory=Counter)  # errands by kind
    has_stamped: bool = False  # it, or one before it that was cut short, wrote stamps: what was there before is stored
    # Of items that were read, by id: what the server did not tell of them, and that it is kept or missed.
    untold: dict[str, Untold] = field(default_factory=dict)
    has_reread: bool = False  # what was in quarantine was read again
    reconciled: Reconciled | None = None  # what came of it, where the mailbox was compared with the server
    being_written: list[BeingWritten] = field(default_factory=list)  # stamps, while the next page is decided
    list_being_written: ListBeingWritten | None = None  # the category list, while pages are read
    attention: Attention = field(default_factory=Attention)  # where to look; everywhere, unless it is handed on
    listens: bool = False  # whether the server is asked where to look
    is_waited_for: Callable[[], bool] = lambda: False  # whether other mailboxes are due, and nobody is free for them
    pages: int = 0  # that brought something: a turn that gives way is further than when it began
    gives_way: bool = False  # it brought in much while others wait, and goes on in a turn after theirs
    has_listened: bool = False  # it was, in this turn

    @property
    def now(self) -> datetime:
        return self.context.clock()

    def brings_in_more(self) -> bool:
        """False where the daemon is to stop, and once others wait and this turn has brought in enough."""
        self.gives_way = self.gives_way or (self.pages >= ENOUGH and self.is_waited_for())
        return not (self.gives_way or self.context.stop.is_set())
