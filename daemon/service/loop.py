"""Who is due, isolation between mailboxes, and a clean stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import structlog

from connectors.errors import MailboxError
from connectors.stopping import Stopped
from daemon.attempts import until_asked_again
from daemon.context import Context, Cycle
from daemon.outlook import notice_prefix, with_prefixes
from daemon.reconcile import reconcile
from daemon.service.again import Dead, try_again
from daemon.service.alive import Heart
from daemon.service.beside import Beside
from daemon.service.collector import share_one_heap
from daemon.service.schedule import is_tried_at_start
from daemon.service.turn import Turn
from daemon.service.turns import Turns
from daemon.sync import run_cycle, settle_in
from store.errors import StoreError

log = structlog.get_logger()

LOOK_AGAIN = timedelta(seconds=5)  # at the latest: another process may have made a mailbox due
OTHERS_AT_WORK = timedelta(seconds=1)  # between two looks at a due mailbox that another process holds
LISTEN = 0.1  # seconds between two looks at the bell
# For requests under way when the daemon is to stop, of the ten seconds until its process is over; the next start
# repeats what it cuts.
GRACE = timedelta(seconds=7)


class Loop:
    """Gives every due mailbox its turn, each in a thread."""

    def __init__(self, context: Context) -> None:
        share_one_heap()
        self._turns = Turns(context)
        self._dead = Dead(context)
        self._beside = Beside(self._turns)

    @property
    def busy(self) -> Collection[str]:
        """The mailboxes that have their turn now."""
        return self._turns.busy

    @property
    def _context(self) -> Context:
        return self._turns.context

    def once(self, only: str | None = None) -> list[Turn]:
        """One full turn of every mailbox, due or not, or of one; in the order of the configuration."""
        addresses = [only] if only else list(self._context.plans)
        try:
            self._register()
            self._dead.give_back()
            with ThreadPoolExecutor(self._context.workers, thread_name_prefix="mailbox") as pool:
                turns = list(pool.map(self._usual_turn, addresses))
                # One mailbox's news may owe stamps to another whose turn was over by then.
                goes_on = not self._context.stop.is_set()
                owing = [turn.address for turn in turns if goes_on and not turn.failure and self._owes(turn)]
                again = {turn.address: turn for turn in pool.map(self._usual_turn, owing)}
                if only is None:
                    self._beside.do_what_is_due()
                return [turn + again[turn.address] if turn.address in again else turn for turn in turns]
        finally:
            self._leave()

    def settle(self, address: str) -> Turn:
        """Take what is known of the mailbox over to the server that it is on now, and nothing else."""
        try:
            self._register()
            self._dead.give_back()
            return self._turns.named(address, settle_in) or self._at_work_elsewhere(address)
        finally:
            self._leave()

    def reconcile(self, only: str | None = None, *, is_full: bool = False) -> list[Turn]:
        """A turn of every mailbox, or of one, in which it is compared with the server item by item, and repaired.

        Where another process is at work on a mailbox, that one is asked to do it.
        """
        addresses = [only] if only else list(self._context.plans)

        def work(cycle: Cycle) -> None:
            run_cycle(cycle, lambda cycle: reconcile(cycle, is_full=is_full))

        def turn(address: str) -> Turn:
            return self._turns.named(address, work) or self._asked(address, is_full)

        try:
            self._register()
            self._dead.give_back()
            with ThreadPoolExecutor(self._context.workers, thread_name_prefix="mailbox") as pool:
                return list(pool.map(turn, addresses))
        finally:
            self._leave()

    def compare(self, only: str | None = None, *, is_full: bool = False) -> list[Turn]:
        """What `reconcile` would find. Writes nothing, takes no lease, and gets in nobody's way."""
        addresses = [only] if only else list(self._context.plans)
        try:
            with ThreadPoolExecutor(self._context.workers, thread_name_prefix="mailbox") as pool:
                return list(pool.map(lambda address: self._compared(address, is_full), addresses))
        finally:
            self._turns.connections.close_all()

    def forever(self, tick: Callable[[], None], every: timedelta) -> bool:
        """Turns until the stop event is set; `tick` is called at least once in `every` while the loop is alive.

        False when a turn did not end within the grace after the stop.
        """
        context = self._context
        heart, self._turns.listens = Heart(context), True
        self._start_over_until_registered(tick, every, heart)
        pool = ThreadPoolExecutor(context.workers, thread_name_prefix="mailbox")
        running: set[Future[Turn]] = set()
        failures = 0
        try:
            while not context.stop.is_set():
                context.progress.loops()
                tick()
                running = {turn for turn in running if not turn.done()}
                try:
                    if heart.beat():  # however much is due that nobody holds
                        self._dead.give_back()
                    self._beside.see_to()
                    self._turns.see_to_logins()
                    self._answer_the_bell()
                    is_started = len(running) < context.workers and self._start_next(pool, running)
                    self._see_who_waits(len(running))
                    pause = timedelta(0) if is_started else self._until_due(min(every, LOOK_AGAIN), running)
                    failures, context.progress.hindrance = 0, ""
                except StoreError as failure:
                    failures, context.progress.hindrance = failures + 1, str(failure)
                    log.error("the database cannot be used", reason=str(failure))
                    pause = min(every, until_asked_again(failures))
                self._pause(pause)
                if pause and self._turns.next_due and self._turns.next_due > context.clock():
                    self._turns.next_due = None  # meanwhile another process may have made a mailbox due
        finally:
            context.stop.set()
            context.progress.is_ending = True
            pool.shutdown(wait=False, cancel_futures=True)
            self._beside.end()
            all_ended = self._await({*running, *self._beside.running})
            self._leave(heart)
        return all_ended

    def _pause(self, pause: timedelta) -> None:
        """Wait, or until it is to stop, or the bell is rung."""
        stop, bell = self._context.stop, self._context.bell
        if bell is None:
            stop.wait(pause.total_seconds())
            return
        until = time.monotonic() + pause.total_seconds()
        while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, LISTEN)):
            if bell.waits_for(self._turns.busy):
                return

    def _answer_the_bell(self) -> None:
        bell = self._context.bell
        if bell is not None and (addresses := bell.answer(self._turns.busy)):
            with self._context.store.write(is_quiet=True) as unit:
                unit.mailboxes.hurry(addresses, self._context.clock())
            self._turns.next_due = None

    # --- turns --------------------------------------------------------------------------------------------------------

    def _start_next(self, pool: ThreadPoolExecutor, running: set[Future[Turn]]) -> bool:
        next_due = self._turns.when_due()
        if next_due is None or next_due > self._context.clock():
            return False
        due = self._turns.claim(address=None)
        if due is None:  # another process works on it, unless it has died over it
            self._dead.give_back()
            return False
        if due.address in self._turns.busy:  # a turn longer than the interval: it comes again
            return False
        self._turns.busy.add(due.address)
        running.add(pool.submit(self._turns.give, due))
        return True

    def _see_who_waits(self, running: int) -> None:
        """Let turns that have much to bring in know whether others wait for one of them to end."""
        if running >= self._context.workers and self._turns.are_others_due():
            self._turns.are_waiting.set()
        else:
            self._turns.are_waiting.clear()

    def _usual_turn(self, address: str) -> Turn:
        return self._turns.named(address) or self._at_work_elsewhere(address)

    def _at_work_elsewhere(self, address: str) -> Turn:
        return Turn(address, f"{address}: another dealtrail process is at work on it")

    def _asked(self, address: str, in_full: bool) -> Turn:
        try:
            with self._context.store.write() as unit:
                unit.mailboxes.ask_to_reconcile(address, in_full=in_full, now=self._context.clock())
        except StoreError as failure:
            return Turn(address, failure=str(failure))
        asked = "it was asked to reconcile it at its next turn; dealtrail status shows what it found"
        return Turn(address, f"{address}: another dealtrail process is at work on it; {asked}")

    def _compared(self, address: str, is_full: bool) -> Turn:
        try:
            with self._context.store.read() as unit:
                due = unit.mailboxes.look_at(address)
            if due is None:
                return Turn(address, f"{address}: it was never looked at; begin with: dealtrail run --once")
            cycle = Cycle(self._context, self._context.plans[address], due, self._turns.connections.of(address))
            reconcile(cycle, is_full=is_full, is_dry=True)
        except (MailboxError, StoreError) as failure:
            return Turn(address, str(failure))
        except Stopped:
            return Turn(address)
        return Turn(address, "", due.id, reconciled=cycle.reconciled)

    def _owes(self, turn: Turn) -> bool:
        if turn.mailbox_id is None:
            return False
        with self._context.store.read() as unit:
            return bool(unit.errands.due(turn.mailbox_id, now=self._context.clock(), limit=1))

    # --- beginning and end --------------------------------------------------------------------------------------------

    def _register(self) -> None:
        if self._context.is_worker:
            self._turns.context = with_prefixes(self._context)
            return
        with self._context.store.write(is_quiet=True) as unit:
            unit.mailboxes.register({plan.address: plan.is_shared for plan in self._context.plans.values()})
            unit.quarantine.want_after_upgrade(self._context.version)
        self._turns.context = notice_prefix(self._context)

    def _start_over_until_registered(self, tick: Callable[[], None], every: timedelta, heart: Heart) -> None:
        failures = 0
        while not self._context.stop.is_set():
            self._context.progress.loops()
            tick()
            try:
                self._register()
                heart.begin()
                self._dead.give_back()
                # Whoever put right what a mailbox was parked for, and restarts the service, waits for no next try.
                if parked := try_again(self._context, lambda _, kind: is_tried_at_start(kind)):
                    log.info("parked mailboxes tried again", mailboxes=parked)
            except StoreError as failure:
                failures, self._context.progress.hindrance = failures + 1, str(failure)
                log.error("the database cannot be used", reason=str(failure))
                self._context.stop.wait(min(every, until_asked_again(failures)).total_seconds())
            else:
                self._context.progress.is_registered, self._context.progress.hindrance = True, ""
                return

    def _until_due(self, longest: timedelta, running: set[Future[Turn]]) -> timedelta:
        """How long nothing happens: until a mailbox is due, a worker may be free, or it is time to look again."""
        if len(running) >= self._context.workers:
            return min(longest, timedelta(milliseconds=100))
        next_due = self._turns.when_due()
        if next_due is None:
            return longest
        wait_for_it = next_due - self._context.clock()
        if wait_for_it <= timedelta(0):
            return min(longest, OTHERS_AT_WORK)
        return max(min(longest, wait_for_it), timedelta(milliseconds=50))

    def _await(self, running: set[Future[Any]]) -> bool:
        # `wait` takes what was cancelled before a thread had it for something that goes on for ever.
        ended = wait({one for one in running if not one.done()}, timeout=GRACE.total_seconds())
        if ended.not_done:
            log.warning(
                "turns did not end in time and are cut off: the next start repeats them", turns=len(ended.not_done)
            )
        return not ended.not_done

    def _leave(self, heart: Heart | None = None) -> None:
        def rest() -> None:
            if heart:
                heart.end()
            with self._context.store.write(is_quiet=True) as unit:
                unit.mailboxes.release_owner(self._context.owner)

        for leave in (self._beside.leave, rest):  # the first waits for nobody who writes, as what is cut off may
            try:
                leave()
            except StoreError as failure:
                log.warning("leases stay until they run out", reason=str(failure))
        self._turns.connections.close_all()
