"""Two processes against one on PostgreSQL: first cycles of eight mailboxes, with a server of 30 ms a request.

Every fifth mail is in two mailboxes. Counted beside the time is how long transactions that write waited for each other,
mails that became two items, and good mail in quarantine.
`python -m benchmarks.writers cycle CONFIG WHICH OF` is one process, with every OF-th mailbox; it prints its times.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import psycopg

import daemon  # noqa: F401 - first of all, as in the service: it says what libraries load without
from benchmarks.cycle import a_firm, serving
from benchmarks.figures import Figure
from benchmarks.latency import DELAY
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

ADDRESSES = (ADDRESS, *(f"user{number}@us.example" for number in range(2, 9)))
OWN, SHARED = 800, 200  # messages in each mailbox, and of them those that its neighbour has as well
RUNS = 3
LOOK = 0.02  # seconds between two looks at who waits

# Transactions that wait for another's lock, and those that hold what they wrote and do not wait.
_WAITING = "wait_event_type = 'Lock'"
_LOOK = (
    f"SELECT count(*) FILTER (WHERE {_WAITING}),"
    f" count(*) FILTER (WHERE backend_xid IS NOT NULL AND coalesce(NOT {_WAITING}, TRUE))"
    " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_DOUBLED = "SELECT count(*) FROM (SELECT 1 FROM items GROUP BY kind, identity HAVING count(*) > 1) AS doubled"


@dataclass(frozen=True, slots=True)
class _Run:
    seconds: float
    wrong: int
    waited: float = 0  # of what was held


def measure() -> Iterator[Figure]:
    from tests.postgres import of_this_machine, running_postgres  # as administrators have it, else the tests' own

    runs: dict[int, list[_Run]] = {1: [], 2: []}
    watched: list[_Run] = []  # runs of their own: who looks takes of the processors what the others are timed with
    with running_postgres(programs=of_this_machine()) as server:
        for _ in range(RUNS):
            for processes, done in runs.items():
                done.append(_one(server, processes))
            watched.append(_one(server, 2, is_watched=True))
    one, two = (statistics.median(run.seconds for run in done) for done in runs.values())
    each = {"runs": [round(run.seconds, 2) for run in runs[2]], "alone": [round(run.seconds, 2) for run in runs[1]]}
    facts = {"mailboxes": len(ADDRESSES), "messages": len(ADDRESSES) * (OWN + SHARED)} | each
    yield Figure("two processes against one, eight first cycles on PostgreSQL, time", two / one, 1 / 1.5, False, facts)
    waited = statistics.median(run.waited for run in watched)
    yield Figure("what two processes waited for locks, of what they held", waited, 0.1, False)
    wrong = sum(run.wrong for done in (*runs.values(), watched) for run in done)
    yield Figure("mails that became two items, and good mail in quarantine", wrong, 0, True)


def _one(server: PostgresServer, processes: int, *, is_watched: bool = False) -> _Run:
    with (
        serving("benchmarks.writers", "serve") as endpoint,
        tempfile.TemporaryDirectory() as folder,
        server.database() as url,
    ):
        config = an_office(Path(folder), endpoint, url)
        begin(config)
        with _watched(url) if is_watched else nullcontext([(0, 0)]) as looked:
            told = _all_of(config, processes)
        waiting, holding = (sum(column) for column in zip(*looked, strict=True))
        # From the moment at which all of them were loaded.
        seconds = max(one["ended"] for one in told) - max(one["began"] for one in told)
        return _Run(seconds, _wrong(url), waiting / max(holding, 1))


def _all_of(config: Path, processes: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.writers", "cycle", str(config)]
    running = [
        subprocess.Popen(
            [*command, str(number), str(processes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(processes)
    ]
    for one in running:
        assert one.stdout
        one.stdout.readline()  # it is loaded
    for one in running:
        assert one.stdin
        one.stdin.close()
    told = []
    for one in running:
        assert one.stdout
        with one.stdout:
            told.append(json.loads(one.stdout.read()))
        if one.wait():
            sys.exit("a process failed")
    return told


@contextmanager
def _watched(url: str) -> Iterator[list[tuple[int, int]]]:
    """How many transactions waited and how many held something, at each look."""
    looked: list[tuple[int, int]] = [(0, 0)]
    is_over = Event()

    def watch() -> None:
        with psycopg.connect(url, autocommit=True) as db:
            while not is_over.wait(LOOK):
                if found := db.execute(_LOOK).fetchone():
                    looked.append((int(found[0]), int(found[1])))

    watching = Thread(target=watch)
    watching.start()
    try:
        yield looked
    finally:
        is_over.set()
        watching.join()


def _wrong(url: str) -> int:
    with psycopg.connect(url) as db:
        counts = [db.execute(asked).fetchone() for asked in (_DOUBLED, "SELECT count(*) FROM quarantine")]
        copies = db.execute("SELECT count(*) FROM pointers").fetchone()
    if copies != (len(ADDRESSES) * (OWN + SHARED),):
        sys.exit(f"not all was read: {copies}")
    return sum(int(found[0]) for found in counts if found)


def an_office(folder: Path, endpoint: str, url: str) -> Path:
    """The configuration of these mailboxes, each with its inbox."""
    config = a_firm(folder, endpoint, url)
    others = "".join(
        f'[[mailbox]]\naddress = "{one}"\nusername = "{one}"\npassword = "{PASSWORD}"\nfolders = ["inbox"]\n'
        for one in ADDRESSES[1:]
    )
    config.write_text(f'{config.read_text()}folders = ["inbox"]\n{others}[sync]\nnotifications = "off"\n')
    return config


def begin(config: Path) -> None:
    """What the service does before its workers."""
    from config.settings import load
    from daemon import bootstrap
    from daemon.outlook import notice_prefix

    settings = load(config).settings
    with closing(bootstrap.open_store(settings)) as store:
        with store.write() as unit:
            unit.mailboxes.register(dict.fromkeys(ADDRESSES, False))
        notice_prefix(bootstrap.context(settings, store))


def serve() -> None:
    """A slow server; prints its endpoint, and ends with its input."""
    from simulator.faults import Fault, FaultKind
    from simulator.generate import correspondents, fill_inbox
    from simulator.server import Simulator

    people, now = correspondents(CONTACTS), datetime.now(UTC)
    with Simulator() as simulator:
        for number, address in enumerate(ADDRESSES):
            mailbox = simulator.add_mailbox(address, PASSWORD)
            fill_inbox(mailbox, OWN, people, now, seed=100 + number)
            fill_inbox(mailbox, SHARED, people, now, seed=1 + number // 2)
        simulator.faults.inject(Fault(FaultKind.LATENCY, times=sys.maxsize, delay=DELAY, per_item=timedelta(0)))
        print(simulator.endpoint, flush=True)
        sys.stdin.read()


def cycle(config: str, which: str, of: str) -> None:
    import structlog

    import connectors.ews.mailbox  # noqa: F401 - loaded before it is measured
    from config.settings import load
    from daemon import bootstrap
    from daemon.service import Loop

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings = load(Path(config)).settings
    context = replace(bootstrap.context(settings, bootstrap.open_store(settings)), reconcile_at=None, is_worker=True)
    mine = {address: context.plans[address] for address in ADDRESSES[int(which) :: int(of)]}
    loop = Loop(replace(context, plans=mine))
    print("loaded", flush=True)
    sys.stdin.read()
    began = time.monotonic()
    turns = loop.once()
    if failures := [turn.failure for turn in turns if turn.failure]:
        sys.exit("\n".join(failures))
    print(json.dumps({"began": began, "ended": time.monotonic()}))


if __name__ == "__main__":
    act, *arguments = sys.argv[1:]
    if act == "serve":
        serve()
    else:
        cycle(*arguments)
