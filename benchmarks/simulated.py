"""Sixteen workers against one, by simulation: first cycles of many mailboxes on PostgreSQL, a worker a machine.

Real are the program, its transactions and the locks that each takes, in the order and at the moments in which one
process took them, which reads eight mailboxes one after the other on a real server of PostgreSQL. Modelled are the mail
server, which answers whoever asks in 30 ms; the workers, each with a processor of its own; the database, whose
statements take as long as they took one process, whoever else asks, as if it had a processor for each and room in its
log; and its locks, which are given in the order in which they are asked for. The clock is virtual.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.cycle import serving
from benchmarks.figures import Figure
from benchmarks.virtual import WRITERS, Point, Step, Turn, Wanted, time_of
from benchmarks.writers import OWN, SHARED, an_office, begin
from daemon.progress import Progress
from daemon.service import Loop
from store.database import Store
from store.state import State
from store.turns import Turns

WORKERS = 16
OFFICES = 42  # of six mailboxes each, in one firm; each with mail and opportunities of its own
FIRST = 2  # turns that take note of records which were made just now, as a firm does once: they are left out
SIGN = "sign"  # of the last change: a row that all write last


def measure() -> Iterator[Figure]:
    turns = recorded()[FIRST:]
    firm = [_of_office(turn, office) for office in range(OFFICES) for turn in turns]
    alone, together = (time_of(firm, workers) for workers in (1, WORKERS))
    written = [step for turn in turns for step in turn if step.points]
    facts = {
        "mailboxes": len(firm),
        "messages": len(firm) * (OWN + SHARED),
        "times": round(alone / together, 1),
        "a_turn": round(sum(step.seconds for turn in turns for step in turn) / len(turns), 2),
        "writing": round(sum(step.seconds for step in written) / len(turns), 2),
        "writing_alone": round(
            sum(step.seconds for step in written if (WRITERS, False) in _locks(step)) / len(turns), 3
        ),
        "modelled": "the mail server, a processor for each worker and for each of its statements, the order of locks",
    }
    yield Figure("sixteen workers against one, first cycles by simulation, time", together / alone, 1 / 14, True, facts)


def recorded() -> list[Turn]:
    """The turns of eight mailboxes, as one process takes them one after the other."""
    from tests.postgres import running_postgres  # the tests' own server, whole and real

    with (
        running_postgres() as server,
        serving("benchmarks.writers", "serve") as endpoint,
        tempfile.TemporaryDirectory() as folder,
        server.database() as url,
    ):
        config = an_office(Path(folder), endpoint, url)
        begin(config)
        return _turns(config)


def _turns(config: Path) -> list[Turn]:
    import connectors.ews.mailbox  # noqa: F401 - loaded before it is measured
    from config.settings import load
    from daemon import bootstrap

    settings = load(config).settings
    context = replace(bootstrap.context(settings, bootstrap.open_store(settings)), reconcile_at=None, is_worker=True)
    recording = _Recording()
    with recording.of_store():
        turns = Loop(replace(context, workers=1)).once()
    if failures := [turn.failure for turn in turns if turn.failure]:
        raise RuntimeError("\n".join(failures))
    return recording.turns


@dataclass
class _Recording:
    """What turns did, by the clock: transactions that write, with what they lock, and all that is between them."""

    turns: list[Turn] = field(default_factory=list)
    _steps: list[Step] = field(default_factory=list)
    _points: list[Point] = field(default_factory=list)
    _last: float = 0.0

    @contextmanager
    def of_store(self) -> Iterator[None]:
        """Of all stores of this process meanwhile."""
        import store.history.mail
        import store.history.saving

        write, beside, hold = Store.write, Store._beside, Turns.hold
        leave_sign, make_active = State.leave_sign, store.history.saving.make_active
        begins, ends = Progress.begins, Progress.ends

        def turn_begins(progress: Progress, address: str) -> None:
            self._steps, self._last = [], time.perf_counter()
            begins(progress, address)

        def turn_ends(progress: Progress, *given: Any, **named: Any) -> None:
            self.turns.append((*self._steps, Step((), self._since())))
            ends(progress, *given, **named)

        @contextmanager
        def alone(store: Store, *given: Any, **named: Any) -> Iterator[Any]:
            with self._transaction(is_shared=False), write(store, *given, **named) as unit:
                yield unit

        def among(store: Store, work: Callable[..., Any]) -> Any:
            with self._transaction(is_shared=True):
                return beside(store, work)

        def names(turns: Turns, wanted: Iterable[str]) -> None:
            wanted = sorted(set(wanted))
            self._takes((f"name {name}", False) for name in wanted)
            hold(turns, wanted)

        def active(db: Any, numbers: Iterable[Any], now: Any) -> None:
            numbers = sorted(set(numbers))
            self._takes((f"opportunity {number}", False) for number in numbers)
            make_active(db, numbers, now)

        def signs(state: State) -> None:
            self._takes([(SIGN, False)])
            leave_sign(state)

        patches: list[tuple[Any, str, Any, Any]] = [
            (Store, "write", alone, write),
            (Store, "_beside", among, beside),
            (Turns, "hold", names, hold),
            (State, "leave_sign", signs, leave_sign),
            (Progress, "begins", turn_begins, begins),
            (Progress, "ends", turn_ends, ends),
            *((module, "make_active", active, make_active) for module in (store.history.mail, store.history.saving)),
        ]
        for where, name, new, _ in patches:
            setattr(where, name, new)
        try:
            yield
        finally:
            for where, name, _, old in patches:
                setattr(where, name, old)

    @contextmanager
    def _transaction(self, *, is_shared: bool) -> Iterator[None]:
        self._steps.append(Step((), self._since()))
        self._takes([(WRITERS, is_shared)])
        try:
            yield
        finally:
            self._steps.append(Step(tuple(self._points), self._since()))
            self._points = []

    def _takes(self, wanted: Iterable[Wanted]) -> None:
        self._points.append(Point(self._since(), tuple(wanted)))

    def _since(self) -> float:
        now = time.perf_counter()
        passed, self._last = now - self._last, now
        return passed


def _of_office(turn: Turn, office: int) -> Turn:
    """The same turn of another office: its mail and its opportunities are others, the database is the same."""

    def there(wanted: Wanted) -> Wanted:
        name, is_shared = wanted
        return (name if name in (WRITERS, SIGN) else f"{office} {name}", is_shared)

    return tuple(
        replace(step, points=tuple(replace(one, locks=tuple(map(there, one.locks))) for one in step.points))
        for step in turn
    )


def _locks(step: Step) -> set[Wanted]:
    return {wanted for point in step.points for wanted in point.locks}
