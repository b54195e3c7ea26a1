"""The service's own loop through a trouble of its database, on the test's clock; see `life`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.contextvars import merge_contextvars
from structlog.processors import add_log_level
from structlog.testing import capture_logs

from config.log import Repeats
from daemon.acts import Answer, Severity, judged
from daemon.health import Judge
from daemon.service.loop import Loop
from store.database import open_store
from store.errors import StoreError
from tests.databases import a_file
from tests.flow.faults.database_troubles import DatabaseTrouble, Struck, a_small_disk
from tests.flow.faults.life import BEGINS, ENDS, EVERY, GIVES_UP, TITLE, Act, Life, Passing
from tests.flow.firm import BOB, Clock, a_firm
from tests.postgres import PostgresServer
from tests.simulated import simulated

LOCK_WAIT = timedelta(seconds=1)
LOOK_AGAIN = timedelta(seconds=30)  # between two looks of an administrator
TICK = timedelta(seconds=150)  # as often as the shipped unit's watchdog is fed, and so the longest pause


@dataclass(frozen=True, slots=True)
class DatabaseTold:
    """What came of it; sentences are "" where there was nothing to say."""

    logged: str
    lines: int  # in the log
    ready: str  # what /readyz says when it answers 503
    checked: str  # `status --check`, where it is not OK
    back_after: timedelta | None  # what was wrong was put right; None: never
    lost: int
    doubled: int
    sent: int


class DatabaseLife(Life):
    """One service whose database is in trouble."""

    said: str = ""
    ready: str = ""
    checked: str = ""

    def through(self) -> DatabaseTold:
        """To the end."""
        firm, back_at = self.firm, None
        self.deals = [firm.opportunity(TITLE, assigned_to=firm.people[BOB])]
        with firm.store.write() as unit:
            unit.contacts.add("Zoe Other", addresses=("zoe@client.example",))
        waiting: list[tuple[timedelta, Act]] = [(BEGINS, Life._begin), (ENDS, self.mended)]
        stop = Passing(firm.clock)
        loop = Loop(replace(self.office, stop=stop))
        stop.is_busy = lambda: bool(loop.busy)
        judge = Judge(firm.store, self.office.progress, firm.clock)

        look_at = timedelta(0)

        def tick() -> None:
            nonlocal back_at, look_at
            if loop.busy:
                return
            self._bring_mail()
            if len(waiting) == 1 and self.since >= look_at:
                look_at = self.since + LOOK_AGAIN
                self._look(judge)
            while waiting and self.since >= waiting[0][0]:
                waiting.pop(0)[1](self)
            if not waiting and self._is_back():
                back_at = self.since
            if back_at is not None or self.since > GIVES_UP:
                stop.set()

        repeats = Repeats(lambda: self.since.total_seconds())
        with capture_logs([merge_contextvars, add_log_level, repeats]) as log:
            assert loop.forever(tick, every=TICK)
        told = [one for one in log if one["event"] in ("the database cannot be used", "mailbox parked")]
        assert not [one for one in log if "exc_info" in one]
        return DatabaseTold(
            logged=told[0]["reason"] if told else "",
            lines=len(told),
            ready=self.ready,
            checked=self.checked,
            back_after=back_at - ENDS if back_at is not None else None,
            lost=len(self._missing()),
            doubled=self._doubled(),
            sent=len(firm.simulator.sent),
        )

    def _look(self, judge: Judge) -> None:
        """As an administrator does, from outside; what was said last is what stands."""
        verdict, answer = judge.works(), self._answer()
        self.ready = self.ready if verdict.is_fine else verdict.says
        self.checked = self.checked if answer.severity is Severity.OK else f"{answer.severity.name}: {answer.says}"

    def _answer(self) -> Answer:
        firm = self.firm
        try:
            with closing(open_store(firm.url, clock=firm.clock, lock_wait=LOCK_WAIT)) as store:
                store.check()
                return judged(store, "OPP", firm.context.plans[BOB].zone, firm.clock.now)
        except StoreError as failure:
            return Answer(Severity.CRITICAL, str(failure), {})

    def _is_back(self) -> bool:
        try:
            return self._is_all_well()
        except StoreError:
            return False


def lived_through(trouble: DatabaseTrouble, folder: Path, server: PostgresServer | None) -> DatabaseTold:
    """What came of it, on a SQLite file in the folder or on the server."""
    clock, ending = Clock(), ExitStack()
    with ending, simulated(clock=clock) as simulator:
        if server:  # whose user may look into no folder of a test
            place = Path(ending.enter_context(tempfile.TemporaryDirectory(dir=server.home)))
        else:
            place = folder / "database"
            place.mkdir()
        if trouble.is_on_small_disk and ending.enter_context(a_small_disk(place)) is None:
            pytest.skip("this user may not mount a small disk to fill")
        url = ending.enter_context(_on_server(server, place)) if server else a_file(place / "dealtrail.sqlite")
        firm = ending.enter_context(a_firm(simulator, clock, place, url))
        firm.store.close()
        firm.store = open_store(url, clock=clock, lock_wait=LOCK_WAIT)
        ending.callback(firm.store.close)
        firm.context = replace(firm.context, store=firm.store)
        struck, during = Struck(firm, place, server), ExitStack()
        life = DatabaseLife(
            firm,
            replace(firm.context, every=EVERY, workers=1),
            lambda _life: during.enter_context(trouble.during(struck)),
            lambda _life: during.close(),
        )
        told = life.through()
    names = {url.rpartition("/")[2]: "dealtrail", f":{server.port}": ""} if server else {str(place): "…"}
    return _in_words(told, names)


@contextmanager
def _on_server(server: PostgresServer, place: Path) -> Iterator[str]:
    """A database whose files are in a place of their own, where that is a disk of its own."""
    with server.database() as url:
        if place.is_mount():
            with server.elsewhere(url, place):
                yield url
        else:
            yield url


def _in_words(told: DatabaseTold, names: dict[str, str]) -> DatabaseTold:
    """Without what differs from one life to the next."""

    def plain(text: str) -> str:
        for name, other in names.items():
            text = text.replace(name, other)
        text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "HH:MM", text)
        text = re.sub(r'"(pg_tblspc|base)/[^"]*"', '"base/…"', text)
        return re.sub(r"failures in a row: \d+|for \d+ minutes", lambda found: re.sub(r"\d+", "n", found[0]), text)

    changes: dict[str, Callable[[str], str]] = dict.fromkeys(("logged", "ready", "checked"), plain)
    return replace(told, **{name: change(getattr(told, name)) for name, change in changes.items()})
