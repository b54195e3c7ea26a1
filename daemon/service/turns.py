"""The turns of mailboxes: leased, given one at a time each, and what comes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from threading import Event

import structlog

from connectors.errors import MailboxError, Unreachable
from connectors.stopping import Stopped
from daemon.context import Context, Cycle
from daemon.outlook import must_have_prefix
from daemon.reconcile import look_closer
from daemon.service.absences import Absence, Absences
from daemon.service.again import try_again
from daemon.service.connections import Connections
from daemon.service.hourly import Hour
from daemon.service.schedule import is_tried_with_another_login, next_sync
from daemon.service.turn import Turn
from daemon.sync import run_cycle
from daemon.tracing import TRACING
from store.errors import DatabaseLocked, LeaseLost, StoreError
from store.values import DueMailbox

log = structlog.get_logger()

Work = Callable[[Cycle], None]


def usual(cycle: Cycle) -> None:
    """What a turn does."""
    run_cycle(cycle, look_closer)


class Turns:
    """Those of one process, which keeps mailboxes open between them. For any thread."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.connections = Connections(context.open_mailbox)
        self.listens = False  # who gives one turn only looks everywhere in it
        self.busy: set[str] = set()
        self.are_waiting = Event()  # mailboxes are due, and all who give turns are at work
        self.next_due: datetime | None = None  # as seen since the last pause
        self.share = context.share
        self._at_work: set[str] = set()  # mailboxes that had a turn here
        self._absences = Absences(context.clock, context.plans)
        self._hour = Hour()

    def when_due(self) -> datetime | None:
        """When the next turn is due; who has leased one has just seen it, and it is not looked up again."""
        if self.next_due is None:
            with self.context.store.read() as unit:
                self.next_due = unit.mailboxes.next_due(self.share)
        return self.next_due

    def are_others_due(self) -> bool:
        """Whether any mailbox is due that has no turn here: one that is longer than the interval is due itself."""
        now, next_due = self.context.clock(), self.when_due()
        if next_due is None or next_due > now:
            return False
        with self.context.store.read() as unit:
            due = unit.mailboxes.due(now, limit=len(self.busy) + 1, share=self.share)
        return not self.busy.issuperset(due)

    def named(self, address: str, work: Work = usual) -> Turn | None:
        """The turn; None where another process is at work on the mailbox."""
        try:
            due = self.claim(address)
        except StoreError as failure:
            return Turn(address, failure=str(failure))
        return self.give(due, work) if due is not None else None

    def claim(self, address: str | None) -> DueMailbox | None:
        """Lease a mailbox that is due, or the named one. Raises StoreError where a worker's prefix is no more."""
        while True:
            due = self._claim(address)
            if due is None or due.address in self.context.plans:
                return due
            self._leave_to_others(due)

    def _claim(self, address: str | None) -> DueMailbox | None:
        context = self.context
        with context.store.write_beside() as unit:
            if context.is_worker:  # with the old one it would take what the service stamps for its users' wishes
                must_have_prefix(context, unit)
            due = unit.mailboxes.claim(
                owner=context.owner,
                lease=context.lease,
                every=context.every,
                now=context.clock(),
                address=address,
                only_due=address is None,
                share=self.share,
            )
            if self.listens:
                self.next_due = unit.mailboxes.next_due(self.share)
        return due

    def _leave_to_others(self, due: DueMailbox) -> None:
        """A mailbox that this process's configuration lacks, and another's has: it does not know how to log in."""
        self.share = replace(self.share, without=self.share.without | {due.id})
        self.next_due = None
        with self.context.store.write_beside() as unit:
            unit.mailboxes.leave(due)
        log.warning(
            "a mailbox is left to other processes: this one's configuration does not have it", mailbox=due.address
        )

    def give(self, due: DueMailbox, work: Work = usual) -> Turn:
        """One mailbox's turn. The only place that catches everything: one mailbox's trouble is never another's."""
        context, started = self.context, time.monotonic()
        context.progress.begins(due.address)
        with structlog.contextvars.bound_contextvars(mailbox=due.address, cycle=f"{context.clock():%H%M%S}"):
            cycle: Cycle | None = None
            absence: Absence | None = None
            try:
                if absence := self._absences.of(due.address):
                    raise absence.failure
                cycle = Cycle(
                    context,
                    context.plans[due.address],
                    due,
                    self.connections.of(due.address),
                    listens=self.listens,
                    is_waited_for=self.are_waiting.is_set,
                )
                if self.listens:
                    cycle.attention = self.connections.attention_to(due.address, cycle.attention)
                with TRACING.span("turn", mailbox=TRACING.mailbox(due.address, due.id)):
                    work(cycle)
                if due.failures:
                    with context.store.write() as unit:
                        unit.mailboxes.recovered(due)
                if cycle.gives_way:
                    with context.store.write_beside() as unit:
                        unit.mailboxes.hurry([due.address], context.clock())
                self._follow(self._absences.told(due.address, None))
            except Stopped:
                return self._broken_off(due, cycle)
            except Exception as failure:  # noqa: BLE001 - logged, parked, and the others go on
                if isinstance(failure, DatabaseLocked) and context.stop.is_set():  # nobody waits for its turn any more
                    return self._broken_off(due, cycle)
                reason = self._park(due, failure, absence)
                self._hour.count(context.clock(), is_failed=True)
                context.progress.ends(due.address, cycle)
                return Turn(due.address, reason, due.id, *((cycle.seen, cycle.paid) if cycle else ()))
            finally:
                self.busy.discard(due.address)
            context.progress.ends(due.address, cycle, at=context.clock())
            context.progress.locked_out = ""
            seconds = round(time.monotonic() - started, 3)
            seen, paid = cycle.seen.total(), cycle.paid.total()
            is_first = due.address not in self._at_work
            self._at_work.add(due.address)
            # A turn without news is no fact, but for the first: now the mailbox is known to be at work.
            tell = log.info if seen or paid or due.failures or is_first else log.debug
            tell("turn done", seconds=seconds, seen=seen, paid=paid)
            self._hour.count(context.clock(), seen=seen, paid=paid)
            return Turn(due.address, "", due.id, cycle.seen, cycle.paid, cycle.reconciled)

    def _broken_off(self, due: DueMailbox, cycle: Cycle | None) -> Turn:
        """Nothing went wrong: the next start goes on where this one was."""
        self.context.progress.breaks_off(due.address, cycle)
        return Turn(due.address, "", due.id, *((cycle.seen, cycle.paid) if cycle else ()))

    def _park(self, due: DueMailbox, failure: Exception, absence: Absence | None) -> str:
        context = self.context
        if isinstance(failure, MailboxError | StoreError):
            reason = str(failure)
            log.warning("mailbox parked", kind=type(failure).__name__, reason=reason)
        else:
            reason = f"{due.address}: an unexpected {type(failure).__name__}; the log has the details"
            log.error("mailbox parked", kind=type(failure).__name__, exc_info=failure)
        self.connections.close(due.address)
        if isinstance(failure, LeaseLost):
            return reason
        back = self._absences.told(due.address, failure) if absence is None else []
        until = next_sync(context.clock(), context.every, failure, due.failures + 1)
        if absence is not None:
            until = min(until, absence.ask_again_at)
        try:
            with context.store.write() as unit:
                unit.mailboxes.park(due, reason=reason, kind=type(failure).__name__, until=until)
            context.progress.locked_out = ""
            if absence is not None and not self._absences.is_away(due.address):
                back = [due.address]  # it came back meanwhile
            self._follow(back)
        except StoreError as trouble:
            log.error("the database cannot be used", reason=str(trouble))
            context.progress.locked_out = str(trouble)
        return reason

    def _follow(self, back: Collection[str]) -> None:
        """These mailboxes' server answers again: those that wait for it have their turns now."""
        if back:
            try_again(self.context, lambda address, kind: kind == Unreachable.__name__ and address in back)
            self.next_due = None

    def see_to_logins(self) -> None:
        """What was changed of how mailboxes log in holds from their next turn on, which refused ones have at once."""
        if not self.context.renewed():
            return
        self.connections.outdate()
        self._absences.forget()
        refused = try_again(self.context, lambda _, kind: is_tried_with_another_login(kind))
        self.next_due = None
        log.info("the configuration was changed: mailboxes log in with what it has now", tried_again=refused)
