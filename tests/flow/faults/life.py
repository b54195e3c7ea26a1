"""The service's own loop through a trouble, on the test's clock: what it says, what it asks, and what comes of it.

Bob's and Eve's mailboxes are read; then the trouble begins, mail comes in all the while and a reminder is owed, and
what was wrong is put right. It is over when everything is as it would be without the trouble.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Event
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.processors import add_log_level
from structlog.testing import capture_logs

from config.log import Repeats
from daemon.acts import read_status, troubles
from daemon.context import Context
from daemon.service.loop import Loop
from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Clock, Firm

EVERY = timedelta(minutes=1)  # a mailbox has its turn
BEGINS, ENDS = timedelta(minutes=5), timedelta(minutes=25, seconds=30)  # the trouble
GIVES_UP = timedelta(hours=3)
MAIL = timedelta(minutes=4)  # between two mails to each
TITLE = "200 seats"
REMINDED = "40 more"

Act = Callable[["Life"], object]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it."""

    said: str  # of Bob's mailbox while the trouble lasted; "" where it went on
    lines: int  # in the log, that Bob's mailbox is in trouble
    in_status: int  # lines about it
    a_minute: int  # requests for Bob's mailbox, at most; those that failed without reaching the server included
    in_all: int  # the same while the trouble lasted
    back_after: timedelta | None  # what was wrong was put right; None: never
    others_wait: timedelta  # between two turns of the other mailbox, at most
    lost: int
    doubled: int
    sent: int


class Passing(Event):
    """A stop that is never waited for: what the loop would sleep goes by on the clock, once no turn is under way."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.is_busy: Callable[[], bool] = lambda: False

    def wait(self, timeout: float | None = None) -> bool:
        while self.is_busy():
            super().wait(0.001)
        if timeout is not None and timeout > 0.1:  # for less the loop waits only for a turn to end
            self._clock.tick(timedelta(seconds=timeout))
        return self.is_set()


@dataclass
class Life:
    """One service. `strikes` begins the trouble, `mended` ends it."""

    firm: Firm
    office: Context
    strikes: Act
    mended: Act
    deals: list[Opportunity] = field(default_factory=list)
    mails: Counter[str] = field(default_factory=Counter)  # to whom, how many

    @property
    def since(self) -> timedelta:
        return self.firm.clock.now - MORNING

    def lived(self) -> Told:
        """To the end."""
        firm = self.firm
        self.deals = [firm.opportunity(TITLE, assigned_to=firm.people[BOB])]
        with firm.store.write() as unit:
            unit.contacts.add("Zoe Other", addresses=("zoe@client.example",))
        said, in_status, minutes, counted, back_at = "", 0, Counter[int](), 0, None
        waiting: list[tuple[timedelta, Act]] = [(BEGINS, Life._begin), (ENDS, self.mended)]
        stop = Passing(firm.clock)
        loop = Loop(replace(self.office, stop=stop))
        stop.is_busy = lambda: bool(loop.busy)

        def tick() -> None:
            nonlocal said, in_status, counted, back_at
            if loop.busy:
                return
            news = self._asked_for_bob() - counted
            counted += news
            minutes[int(self.since / timedelta(minutes=1))] += news
            self._bring_mail()
            while waiting and self.since >= waiting[0][0]:
                waiting.pop(0)[1](self)
            if BEGINS < self.since < ENDS and (news or self.since.seconds % 30 == 0):
                reason, lines = self._in_status()
                said, in_status = reason or said, max(in_status, lines)
            if not waiting and (news or self.since.seconds % 30 == 0) and self._is_all_well():
                back_at = self.since
            if back_at is not None or self.since > GIVES_UP:
                stop.set()

        repeats = Repeats(lambda: self.since.total_seconds())
        with capture_logs([merge_contextvars, add_log_level, repeats]) as log:
            assert loop.forever(tick, every=timedelta(seconds=20))
        during = [count for minute, count in minutes.items() if BEGINS <= timedelta(minutes=minute) < ENDS]
        return Told(
            said=self._in_words(said),
            lines=sum(one.get("mailbox") == BOB and one["event"] == "mailbox parked" for one in log),
            in_status=in_status,
            a_minute=max(during),
            in_all=sum(during),
            back_after=back_at - ENDS if back_at is not None else None,
            others_wait=_longest(log),
            lost=len(self._missing()),
            doubled=self._doubled(),
            sent=len(firm.simulator.sent),
        )

    # --- what happens -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        firm = self.firm
        self.deals.append(firm.opportunity(REMINDED, contact="Zoe", assigned_to=firm.people[BOB]))
        with firm.store.write() as unit:
            unit.opportunities.remind(self.deals[1].number, MORNING + timedelta(days=1))
        self.strikes(self)

    def _bring_mail(self) -> None:
        for address in (BOB, EVE):
            while self.mails[address] <= self.since / MAIL and self.since < ENDS:
                if address.casefold() not in self.firm.simulator.organization.mailboxes:
                    break  # nobody delivers to a mailbox that is not there
                self.mails[address] += 1
                subject = _subject(address, self.mails[address])
                self.firm.outlook(address).deliver_mail(ANN, subject, sent_at=self.firm.clock.now)

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def _asked_for_bob(self) -> int:
        journal = self.firm.simulator.journal
        asked = sum(one.acting == BOB and not one.is_part for one in journal.requests)
        return asked + journal.refused_logins + journal.token_requests

    def _in_status(self) -> tuple[str, int]:
        with self.firm.store.read() as unit:
            shape = read_status(unit, "OPP-", self.firm.clock.now)
        [bob] = [one for one in shape["mailboxes"] if one["address"] == BOB]
        found = troubles(shape, self.firm.context.plans[BOB].zone)
        reason = bob["last_error"] if bob["state"] == "parked" else ""
        return reason or "", sum(bool(reason) and reason in one and BOB in one for one in found)

    def _missing(self) -> set[str]:
        with self.firm.store.read() as unit:
            known = {line.subject for deal in self.deals for line in unit.opportunities.history(deal.number)}
        return {
            f"{address.partition('@')[0]} {number + 1}"
            for address in (BOB, EVE)
            for number in range(self.mails[address])
        } - known

    def _doubled(self) -> int:
        with self.firm.store.read() as unit:
            told = [line.subject for deal in self.deals for line in unit.opportunities.history(deal.number)]
        tasks = self.firm.simulator.mailbox(BOB).folder("tasks").items.values()
        listed = self.firm.outlook(BOB).category_list()
        found = [Counter(told), Counter(task.get("Subject") for task in tasks), Counter(listed)]
        return sum(count - 1 for counter in found for count in counter.values())

    def _is_all_well(self) -> bool:
        with self.firm.store.read() as unit:
            if any(one.failures for one in unit.mailboxes.status()):
                return False
        return not self._missing() and self._is_task_there() and self._are_stamped()

    def _is_task_there(self) -> bool:
        tasks = self.firm.simulator.mailbox(BOB).folder("tasks").items.values()
        return any(REMINDED in task.get("Subject") for task in tasks)

    def _are_stamped(self) -> bool:
        items = self.firm.simulator.mailbox(BOB).folder("inbox").items.values()
        return all(item.categories for item in items)

    def _in_words(self, reason: str) -> str:
        simulator = self.firm.simulator
        for name in (simulator.endpoint, simulator.graph_url, simulator.url, simulator.url.partition("//")[2]):
            reason = reason.replace(name, "the endpoint")
        return re.sub(rf"^({re.escape(BOB)}|the endpoint): ", "", reason)


def _subject(address: str, number: int) -> str:
    return f"{address.partition('@')[0]} {number}"


def _longest(log: Iterable[Any]) -> timedelta:
    """Between two turns of Eve's mailbox that went well, while the trouble lasted."""
    well = [one["cycle"] for one in log if one["event"] == "turn done" and one["mailbox"] == EVE]
    at = [datetime.strptime(cycle, "%H%M%S").replace(tzinfo=UTC) for cycle in well]
    started = [MORNING.replace(hour=one.hour, minute=one.minute, second=one.second) for one in at]
    return max(
        (after - before for before, after in pairwise(started) if MORNING + BEGINS <= after <= MORNING + ENDS),
        default=ENDS - BEGINS,
    )
