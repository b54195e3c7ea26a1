"""Three thousand mailboxes at a turn a minute by one process, with a server that takes 30 ms: how late turns are, and
what of a core that takes.

`python -m benchmarks.many serve MAILBOXES` is the server, in a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.cycle import a_firm, serving
from benchmarks.figures import Figure
from benchmarks.quiet import at_work, cpu_of
from benchmarks.server import ADDRESS, PASSWORD
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from store.database import Store, open_store
from store.models import MailboxRow

MAILBOXES = 3_000
DELAY = timedelta(milliseconds=30)
EVERY, LATE = 60, 5.0  # seconds between two turns of a mailbox; how late one in twenty may be
FOR = 90  # seconds for which it is looked at, twice a second
SETTLED = 1_200  # seconds after which all have had their first turn
LOGIN = "svc@us.example"
SYNC = f'interval = "{EVERY}s"\nworkers = 16'


def measure() -> Iterator[Figure]:
    with serving("benchmarks.many", "serve", str(MAILBOXES)) as endpoint, tempfile.TemporaryDirectory() as folder:
        config = a_firm(Path(folder), endpoint)
        text = config.read_text().replace('access = "direct"', 'access = "impersonation"')
        text = text.replace(f'username = "{ADDRESS}"', f'username = "{LOGIN}"')
        of_bob = f'[[mailbox]]\naddress = "{ADDRESS}"\n'
        config.write_text(text.replace(of_bob, "".join(f'[[mailbox]]\naddress = "{one}"\n' for one in _addresses())))
        with (
            at_work(config, SYNC) as service,
            closing(open_store(f"sqlite:///{folder}/dealtrail.sqlite")) as store,
        ):
            _until_all_had_a_turn(store)
            began, before = time.monotonic(), cpu_of(service)
            late = sorted(_looked_at(store))
            cores = (cpu_of(service) - before) / (time.monotonic() - began)
    seconds = late[int(len(late) * 0.95)]
    facts = {"p50": round(late[len(late) // 2], 2), "most": round(late[-1], 2), "mailboxes": MAILBOXES}
    yield Figure(
        "3,000 mailboxes by one process, how late the latest turn is, p95 in seconds", seconds, LATE, True, facts
    )
    yield Figure("3,000 mailboxes by one process, of a core", cores, 1.0, True)


def _addresses() -> list[str]:
    return [f"user{number}@us.example" for number in range(MAILBOXES)]


def _until_all_had_a_turn(store: Store) -> None:
    give_up_at = time.monotonic() + SETTLED
    while time.monotonic() < give_up_at:
        with store.read() as unit:
            had = unit.connection.scalar(select(func.count(MailboxRow.folders_listed_at)))
        if had == MAILBOXES:
            time.sleep(EVERY)  # what waited meanwhile is made up for
            return
        time.sleep(1)  # the service is another process, which tells nobody: it is looked at until it has acted
    sys.exit("not all mailboxes had their first turn")


def _looked_at(store: Store) -> Iterator[float]:
    """How late the latest turn is, each time."""
    for _ in range(2 * FOR):
        with store.read() as unit:
            first = unit.mailboxes.next_due()
        yield max(0.0, (datetime.now(UTC) - first).total_seconds()) if first else 0.0
        time.sleep(0.5)  # what happens meanwhile is what is measured


def main(_: str, mailboxes: str) -> None:
    with Simulator() as simulator:
        simulator.add_account(LOGIN, PASSWORD)
        simulator.allow_impersonation(LOGIN)
        for number in range(int(mailboxes)):
            simulator.add_mailbox(f"user{number}@us.example")
        simulator.faults.inject(Fault(FaultKind.LATENCY, times=sys.maxsize, delay=DELAY))
        print(simulator.endpoint, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
