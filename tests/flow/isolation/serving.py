"""The service's own loop on a clock that goes by while it waits: who had how many turns, and what was asked when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from connectors.measured import MEASURED
from daemon.context import Context, MailboxPlan
from daemon.service.loop import Loop
from tests.flow.faults.life import Passing
from tests.flow.firm import PASSWORD, Firm

Act = Callable[[], object]


@dataclass
class Served:
    """What came of so much of the clock's time."""

    turns: Counter[str] = field(default_factory=Counter)  # that ended well, by mailbox
    failed: Counter[str] = field(default_factory=Counter)
    asked: Counter[datetime] = field(default_factory=Counter)  # requests, answered or not, by minute
    ended: list[tuple[datetime, str]] = field(default_factory=list)  # the turns that ended well, when and whose


def staffed(firm: Firm, office: Context, count: int) -> Context:
    """The office with so many mailboxes more, each of them there on the server."""
    [some] = {(plan.server, plan.server_kind) for plan in office.plans.values()}
    names = [f"user{number:03}@us.example" for number in range(count)]
    for address in names:
        firm.simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
    plans = {one: MailboxPlan(one, ZoneInfo("Europe/Oslo"), *some) for one in names}
    return replace(office, plans={**office.plans, **plans})


def served(
    firm: Firm,
    office: Context,
    how_long: timedelta,
    acts: Mapping[timedelta, Act] | None = None,
    without: Collection[str] = (),
) -> Served:
    """Run for so long, with what happens meanwhile; turns of mailboxes `without` are not waited for."""
    came, clock, begin = Served(), firm.clock, firm.clock.now
    waiting = sorted((acts or {}).items())
    stop = Passing(clock)
    loop = Loop(replace(office, stop=stop))
    stop.is_busy = lambda: bool(set(loop.busy) - set(without))
    counted = MEASURED.requests().total

    def tick() -> None:
        nonlocal counted
        if stop.is_busy():
            return
        total = MEASURED.requests().total
        came.asked[clock.now.replace(second=0, microsecond=0)] += total - counted
        counted = total
        while waiting and clock.now - begin >= waiting[0][0]:
            waiting.pop(0)[1]()
        if clock.now - begin >= how_long:
            stop.set()

    def note(_logger: object, _name: str, event: dict[str, object]) -> dict[str, object]:
        address = str(event.get("mailbox"))
        if event["event"] == "turn done":
            came.turns[address] += 1
            came.ended.append((clock.now, address))
        elif event["event"] == "mailbox parked":
            came.failed[address] += 1
        return event

    with capture_logs([merge_contextvars, note]):
        loop.forever(tick, every=timedelta(seconds=20))
    return came
