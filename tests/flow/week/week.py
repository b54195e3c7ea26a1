"""The week, hour by hour: people at work, servers that fail, a service that is killed, and all agrees at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.databases import a_file
from tests.flow.week.clerks import at_work
from tests.flow.week.clock import SharedClock
from tests.flow.week.life import Life
from tests.flow.week.site import MONDAY, Taken, a_site
from tests.flow.week.troubles import all_is_right, in_turn, strike
from tests.simulated import simulated

SLICE, LONG_SLICE = timedelta(minutes=15), timedelta(hours=1)
WORK = range(6, 18)  # hours at which people do something
DAY = timedelta(days=1)
Tell = Callable[[str], object]
Act = Callable[[], object]


@dataclass(frozen=True)
class Size:
    people: int
    days: int
    acts: int  # each quarter of an hour
    faults: float = 0.3  # the chance of some, each quarter of an hour
    kills: float = 0.05


@dataclass
class Told:
    """What came of it."""

    differences: list[str]
    taken: list[Taken] = field(default_factory=list)  # by the process that lives to the end
    deaths: int = 0
    mails: int = 0
    done: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)  # lines of the log

    @property
    def grown(self) -> list[str]:
        """What the process took more of than at first, on whichever day: than after its first whole day, where it had
        one. Before that it has not met as much at once as it ever will.
        """
        grown_up = [one for one in self.taken if one.at >= self.taken[0].at + DAY]
        first, *later = grown_up if len(grown_up) > 1 else self.taken
        allowed = (1.1 * first.mib + 4, first.threads + 1, first.files + 4)
        return [
            f"{had:.0f} {name}, on {one.at:%d %B %H:%M} {has:.0f}"
            for one in later
            for name, had, has, most in zip(TAKEN, first[2:], one[2:], allowed, strict=True)
            if has > most
        ]


TAKEN = ("MiB", "threads", "files")


def live(
    seed: str, size: Size, folder: Path, url: str = "", *, is_validated: bool = True, tell: Tell = lambda _: None
) -> Told:
    """One week. `url` is that of a database with dealtrail's tables; "" for a new SQLite file in the folder.

    In its first half the service is killed, and mailboxes move to the other server. The process that is there then
    lives to the end, and shows every midnight what it takes. `is_validated`: what the simulator answers is checked
    against Microsoft's schemas, too, which takes longer than all the rest.
    """
    random = Random(seed)  # noqa: S311 - the same life again from the same seed
    clock = SharedClock(folder / "clock", MONDAY)
    schemas = {} if is_validated else {"schema_dir": None, "graph_schema_dir": None}
    with ExitStack() as ending:
        simulator = ending.enter_context(simulated(tls=True, clock=clock, folder=folder, **schemas))
        url = url or a_file(folder / "week.sqlite")
        site = ending.enter_context(a_site(folder, simulator, clock, url, size.people))
        clerks = ending.enter_context(at_work(folder, site.config, url, clock, random))
        week = _Week(Life(site, clerks, random), size, Told([]), tell)
        site.begin()
        site.pass_by(SLICE)  # everything was looked at once
        week.goes_by(MONDAY + size.days * DAY / 2)
        week.comes_to_rest()
        site.stays = True
        week.told.taken.append(site.taken())
        week.goes_by(MONDAY + size.days * DAY)
        week.comes_to_rest()
        week.told.taken.append(site.taken())
        return week.ended()


class _Week:
    def __init__(self, life: Life, size: Size, told: Told, tell: Tell) -> None:
        self.told = told
        self._life, self._site, self._random, self._size, self._tell = life, life.site, life.random, size, tell
        self._troubles = in_turn(life)
        self._putting_right: list[Act] = []

    def goes_by(self, until: datetime) -> None:
        while (now := self._site.clock()) < until:
            is_day = now.hour in WORK
            if is_day:
                for _ in range(self._size.acts):
                    self._life.act()
            self._goes_wrong()
            self._site.pass_by(SLICE if is_day else LONG_SLICE, self._dies_after())
            if self._site.clock().date() != now.date():
                self._day_is_over()

    def comes_to_rest(self) -> None:
        """Nothing is wrong any more for two hours: a refused login is tried again after one."""
        all_is_right(self._life, self._putting_right)
        self._putting_right = []
        for _ in range(8):
            self._site.pass_by(SLICE)

    def ended(self) -> Told:
        told, site = self.told, self._site
        told.differences = list(self._life.differences())
        site.end()
        told.deaths, told.mails, told.done = site.deaths, len(self._life.mails), self._life.done
        told.unexpected = [line for line in site.log.splitlines() if "unexpected" in line or "Traceback" in line]
        return told

    def _goes_wrong(self) -> None:
        random = self._random
        while self._putting_right and random.random() < 0.4:
            self._putting_right.pop(0)()
        if self._putting_right or random.random() >= self._size.faults:
            return
        if random.random() < 0.25:
            name, begins, ends = next(self._troubles)
            begins()
            self._putting_right.append(ends)
        else:
            name = strike(self._life)
        self.told.struck[name] += 1

    def _dies_after(self) -> int | None:
        """So many requests; None: not in this slice."""
        dies = self._random.random() < self._size.kills and not self._site.stays
        return self._random.randint(1, 40) if dies else None

    def _day_is_over(self) -> None:
        taken = self._site.taken()
        if self._site.stays:
            self.told.taken.append(taken)
        self._tell(f"{taken.at:%A %H:%M}: {taken.mib:.0f} MiB, {taken.threads} threads, {taken.files} files")
