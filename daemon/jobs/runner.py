"""Takes what is to be done, does it, and says meanwhile that it lives; what the dead have left is taken up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Any

import structlog

from connectors.characters import clean
from connectors.errors import MailboxError
from daemon.attempts import backoff
from daemon.signs import Signs
from store.database import Store
from store.errors import DatabaseError, LeaseLost, StoreError
from store.unit import Unit
from store.values import Job

log = structlog.get_logger()

_AT_ONCE: defaultdict[str, Lock] = defaultdict(Lock)  # a process does one job at a time, whichever runner has it

BEAT = 10.0  # seconds between two signs of life of who works on a job
ATTEMPTS = 5  # of what a person asked for; what comes again is tried for as long as it is wanted


@dataclass(frozen=True, slots=True)
class Done:
    """It is over, with what is to be known of it."""

    outcome: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again:
    """It is done for now, or was cut short: it comes again then."""

    due_at: datetime


Came = Done | Again | None  # None: its end was committed with its work
Work = Callable[[Job], Came]


@dataclass
class Runner:
    """Does jobs of the kinds that it has work for; for any thread, one job at a time."""

    store: Store
    clock: Callable[[], datetime]
    owner: str  # this process
    is_gone: Callable[[str], bool]  # whether such an owner was a process of this machine that has ended
    is_here: Callable[[str], bool]  # whether such an owner is a process of this machine: of its death its kernel knows
    stop: Event
    works: Mapping[str, Work]  # by kind
    beats: bool = True  # whether others may see it by its signs alone
    lasting: frozenset[str] = frozenset()  # kinds that come again, and are never given up
    _signs: Signs = field(init=False)
    _holds: bool = False  # one that it is at, or whose end it could not write down

    def __post_init__(self) -> None:
        self._signs = Signs(self.clock)

    def run_due(self) -> int:
        """Do whatever is due, one after the other; how many were begun. Ends early when the process is to stop.

        Raises DatabaseError where the database is of another version by now: what this program knows nothing of is not
        tried in vain until it is given up.
        """
        begun = 0
        self.store.check()
        with _AT_ONCE[self.owner]:
            self.take_up()
            while not self.stop.is_set() and (job := self._next()) is not None:
                begun += 1
                self._do(job)
        return begun

    def take_up(self) -> None:
        """Let what nobody works on be taken: what the dead hold, those of this machine by its kernel, others by their
        silence; and what this process holds, which could not write down what came of it.
        """
        with self.store.look() as unit:
            held = unit.jobs.held()
        self._signs.forget_all_but({(job.id, job.lease_owner) for job in held})
        dead = [job for job in held if job.lease_owner == self.owner or self._is_dead(job)]
        if not dead:
            return
        with self.store.write_beside() as unit:
            freed = [job for job in dead if unit.jobs.free(job)]
        if freed:
            log.info("jobs that nobody works on are taken up", jobs=[_named(job) for job in freed])

    def leave(self) -> None:
        """What it holds, others may take: the process ends."""
        if not self._holds:
            return
        with self.store.write_beside() as unit:
            unit.jobs.release(self.owner)

    def beat(self) -> None:
        """Say that what it holds is being worked on."""
        with self.store.write_beside() as unit:
            unit.jobs.beat(self.owner)

    # --- one job ------------------------------------------------------------------------------------------------------

    def _is_dead(self, job: Job) -> bool:
        owner = job.lease_owner or ""
        if self.is_here(owner):
            return self.is_gone(owner)
        return self._signs.is_silent((job.id, owner), job.beat)

    def _next(self) -> Job | None:
        now, kinds = self.clock(), list(self.works)
        with self.store.look() as unit:
            if not unit.jobs.due(kinds, now):
                return None
        with self.store.write_beside() as unit:
            job = unit.jobs.claim(self.owner, kinds, now)
        self._holds = job is not None
        return job

    def _do(self, job: Job) -> None:
        """Do one; whatever becomes of it, nothing else is kept from being done."""
        if self._is_last(job, job.attempts - 1):  # whoever took it died over it, each time
            died = StoreError(job.kind, "each process that took it up ended over it", "the log says how")
            self._give_up(job, job.reason or str(died))
            return
        try:
            with self._alive():
                came = self.works[job.kind](job)
        except LeaseLost as failure:
            self._lost(job, failure)
        except (StoreError, MailboxError) as failure:
            self._failed(job, str(failure))
        except Exception as failure:
            log.error("a job met what was not expected", job=_named(job), exc_info=failure)
            self._failed(job, str(StoreError(job.kind, "something unexpected went wrong", "the log says what")))
        else:
            self._ended(job, came)

    def _ended(self, job: Job, came: Came) -> None:
        match came:
            case Done(outcome):
                self._written(job, lambda unit: unit.jobs.end(job, outcome, self.clock()))
            case Again(due_at):
                self._written(job, lambda unit: unit.jobs.again(job, due_at))
            case None:
                self._holds = False

    def _lost(self, job: Job, failure: LeaseLost) -> None:
        log.warning("job is another's by now", job=_named(job), reason=str(failure))
        self._holds = False

    def _failed(self, job: Job, reason: str) -> None:
        reason = clean(reason)  # or it could not be written down, and the job would be begun again at each look
        if self._is_last(job, job.attempts):
            self._give_up(job, reason)
            return
        log.warning("job put off", job=_named(job), reason=reason)
        due_at = self.clock() + backoff(job.attempts)
        self._written(job, lambda unit: unit.jobs.put_off(job, reason, due_at))

    def _is_last(self, job: Job, attempts: int) -> bool:
        return attempts >= ATTEMPTS and job.kind not in self.lasting

    def _give_up(self, job: Job, reason: str) -> None:
        log.error("job given up", job=_named(job), reason=reason)
        self._written(job, lambda unit: unit.jobs.give_up(job, reason, self.clock()))

    def _written(self, job: Job, write: Callable[[Unit], None]) -> None:
        """Take note of what came of it; where that fails, the job stays this process's until it is taken up."""
        try:
            with self.store.write_beside() as unit:
                write(unit)
            self._holds = False
        except LeaseLost as failure:
            self._lost(job, failure)
        except DatabaseError as failure:
            log.error("the database cannot be used", job=_named(job), reason=str(failure))

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Others see that it is at work, however long it takes."""
        if not self.beats:
            yield
            return
        is_over = Event()
        thread = Thread(target=self._beat_until, args=(is_over,), name="job's signs of life", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _beat_until(self, is_over: Event) -> None:
        while not is_over.wait(BEAT):
            try:
                self.beat()
            except StoreError as failure:
                log.warning("the database cannot be used", reason=str(failure))


def _named(job: Job) -> str:
    return f"{job.kind}: {job.key}"
