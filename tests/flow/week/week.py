"""The week, hour by hour: people at work, servers that fail, a service that is killed, and all agrees at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from simulator.faults import Fault, FaultKind
from tests.databases import a_file
from tests.flow.week.clock import SharedClock
from tests.flow.week.life import Life
from tests.flow.week.site import MONDAY, SERVICE, Site, a_site
from tests.simulated import simulated

SLICE = timedelta(minutes=15)
DAY = timedelta(days=1)

# Whatever asks for no waiting by a clock that no test turns.
KINDS = (
    FaultKind.FORBIDDEN,
    FaultKind.NOT_FOUND,
    FaultKind.THROTTLED,
    FaultKind.SERVER_ERROR,
    FaultKind.UNAVAILABLE,
    FaultKind.HTML,
    FaultKind.EMPTY,
    FaultKind.WRONG_TYPE,
    FaultKind.TRUNCATED,
    FaultKind.CUT,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
    FaultKind.BUSY,
    FaultKind.BOMB,
    FaultKind.TWICE,
    FaultKind.REVERSED,
    FaultKind.UNKNOWN,
    FaultKind.UNAUTHORIZED,
)


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
    taken: list[tuple[float, int, int]] = field(default_factory=list)  # of the process: MiB, threads, files
    deaths: int = 0
    mails: int = 0
    done: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)  # lines of the log

    @property
    def grown(self) -> list[str]:
        """What the process took more of in the end than at first."""
        first, last = self.taken
        allowed = (1.1 * first[0] + 4, first[1] + 1, first[2] + 4)
        names = ("MiB", "threads", "files")
        return [
            f"{had:.0f} {name}, later {has:.0f}"
            for name, had, has, most in zip(names, first, last, allowed, strict=True)
            if has > most
        ]


def live(seed: str, size: Size, folder: Path, url: str = "") -> Told:
    """One week. `url` is that of a database with dealtrail's tables; "" for a new SQLite file in the folder.

    A process that lives through the last day, or the last half of the only one, shows what it takes at both its ends.
    """
    random = Random(seed)  # noqa: S311 - the same life again from the same seed
    clock = SharedClock(folder / "clock", MONDAY)
    with ExitStack() as ending:
        simulator = ending.enter_context(simulated(tls=True, clock=clock, folder=folder))
        site = ending.enter_context(
            a_site(folder, simulator, clock, url or a_file(folder / "week.sqlite"), size.people)
        )
        life, told = Life(site, random), Told([])
        site.begin()
        site.pass_by(SLICE)  # everything was looked at once
        troubles, last = _in_turn(life), MONDAY + size.days * DAY - DAY / 2
        putting_right: list[Callable[[], object]] = []
        while clock() < last:
            for _ in range(size.acts):
                life.act()
            while putting_right and random.random() < 0.4:
                putting_right.pop(0)()
            if not putting_right and random.random() < size.faults:
                if random.random() < 0.25:
                    name, begins, ends = next(troubles)
                    begins()
                    putting_right.append(ends)
                    told.struck[name] += 1
                else:
                    told.struck[_strike(life)] += 1
            site.pass_by(SLICE, random.randint(1, 40) if random.random() < size.kills else None)
        _all_is_right(life, putting_right)
        for _ in range(5):  # an hour and a quarter: a refused login is tried again
            site.pass_by(SLICE)
        told.taken.append(site.taken())
        while clock() < last + DAY / 2:
            for _ in range(size.acts):
                life.act()
            if random.random() < size.faults:
                told.struck[_strike(life)] += 1
            site.pass_by(SLICE)
        _all_is_right(life, [])
        for _ in range(8):
            site.pass_by(SLICE)
        told.taken.append(site.taken())
        told.differences = list(life.differences())
        site.end()
        told.deaths, told.mails, told.done = site.deaths, len(life.mails), life.done
        told.unexpected = [line for line in site.log.splitlines() if "unexpected" in line or "Traceback" in line]
    return told


def _strike(life: Life) -> str:
    random = life.random
    kind = random.choice(KINDS)
    mailbox = random.choice([*life.site.people, "", ""])
    after, times, delay = random.randint(0, 10), random.randint(1, 6), timedelta(seconds=random.choice([0, 30, 300]))
    life.site.simulator.faults.inject(Fault(kind, "*", times, after, delay, mailbox=mailbox))
    return kind.value


def _all_is_right(life: Life, putting_right: list[Callable[[], object]]) -> None:
    for ends in putting_right:
        ends()
    life.site.simulator.faults.clear()


Trouble = tuple[str, Callable[[], object], Callable[[], object]]


def _in_turn(life: Life) -> Iterator[Trouble]:
    """What happens to servers and mailboxes as a whole, one after the other and from the beginning again."""
    site, simulator = life.site, life.site.simulator
    number = 0
    while True:
        number += 1
        yield "the server is away", simulator.go_away, simulator.start
        yield "the password is changed", lambda new=f"password {number}": _new_password(site, new), site.configure
        some = life.random.sample(site.on_premises, len(site.on_premises) // 2)
        yield (
            "rights are revoked",
            lambda some=some: simulator.allow_impersonation(SERVICE, some),
            lambda: simulator.allow_impersonation(SERVICE, None),
        )
        gone = life.random.choice(site.people)
        yield "a mailbox is deleted", lambda gone=gone: _delete(life, gone), lambda gone=gone: _restore(life, gone)
        if len(site.on_premises) > 2:
            moved = life.random.choice(site.on_premises)
            yield "a mailbox is moved to the cloud", lambda moved=moved: _move(site, moved), lambda: None
        yield "sync states are forgotten", simulator.expire_sync_states, simulator.expire_tokens


def _new_password(site: Site, password: str) -> None:
    """The server has it at once; the configuration gets it when somebody notices."""
    site.simulator.change_password(SERVICE, password)
    site.password = password


def _delete(life: Life, address: str) -> None:
    mailboxes = life.site.simulator.organization.mailboxes
    mailboxes[f"away {address}"] = mailboxes.pop(address)
    life.away.add(address)


def _restore(life: Life, address: str) -> None:
    mailboxes = life.site.simulator.organization.mailboxes
    mailboxes[address] = mailboxes.pop(f"away {address}")
    life.away.discard(address)


def _move(site: Site, address: str) -> None:
    """An administrator writes where it is now, and starts the service anew."""
    site.on_premises.remove(address)
    site.in_cloud.append(address)
    site.configure()
    site.end()
    site.begin()
