"""The full first cycle against the bare library, the memory it takes, and a cycle without news."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD

MANY, SOME, FEW = 10_000, 3_000, 1_000
RUNS = 3
APPOINTMENTS = 1_000
OPPORTUNITIES = 200


def measure() -> Iterator[Figure]:
    with served(MANY, APPOINTMENTS) as endpoint:
        bare = run("benchmarks.bare", endpoint, ADDRESS, PASSWORD)
    # The same cycle takes 5.6 to 6.2 s, the same bytes 0.8 to 1.2, from one run to the next: the medians count.
    raws, cycles = [], []
    for _ in range(RUNS):
        with served(MANY, APPOINTMENTS) as endpoint, tempfile.TemporaryDirectory() as folder:
            reading = "benchmarks.raw", endpoint, ADDRESS, PASSWORD
            raws.append(run(*reading))
            cycles.append(run("benchmarks.ours", str(a_firm(Path(folder), endpoint))))
            raws.append(run(*reading))
    raw, cost = (statistics.median(one["cpu"] for one in runs) for runs in (raws, cycles))
    peak = max(one["peak"] for one in cycles)
    ours, items = cycles[0], bare["items"]
    for one in cycles:
        again = sum(one["seen"].values()) - items  # appointments that it stamped come once more
        if {items, *(one["items"] for one in raws)} != {MANY + APPOINTMENTS} or not 0 <= again <= APPOINTMENTS:
            sys.exit(f"the sides did not read the same: {items}, {raws[0]['items']} and {again} more")
    yield Figure(
        "first cycle, CPU against the bare exchangelib loop",
        cost / bare["cpu"],
        goal=0.22,
        gates=True,
        facts={"aim": 0.2, "items": items, "seconds": round(cost, 2), "bare": round(bare["cpu"], 2)}
        | {"linked": ours["seen"]["linked"], "stamps": ours["paid"].get("stamp", 0)},
    )
    yield Figure(
        "first cycle, CPU against raw requests and lxml",
        cost / raw,
        goal=7.8,
        gates=True,
        facts={"aim": 6.0, "seconds": round(cost, 2), "raw": round(raw, 2)},
    )
    with served(FEW, APPOINTMENTS * FEW // MANY) as endpoint, tempfile.TemporaryDirectory() as folder:
        few = run("benchmarks.ours", str(a_firm(Path(folder), endpoint)))
        yield Figure(
            "peak memory, 10,000 messages against 1,000",
            peak / few["peak"],
            goal=1.05,
            gates=True,
            facts={"mib": round(peak), "few": round(few["peak"])},
        )
        yield Figure("peak memory, MiB of 10,000 messages", peak, goal=110.0, gates=True, facts={"aim": 110.0})
    yield _on_postgres()


def _on_postgres() -> Figure:
    """The same mailbox for the first time, on either database, in turns: a slow moment of the machine meets both."""
    from tests.postgres import of_this_machine, running_postgres  # as administrators have it, else the tests' own

    cost: dict[str, list[float]] = {"sqlite": [], "postgresql": []}
    with running_postgres(programs=of_this_machine()) as server:
        for _ in range(RUNS):
            for name, seconds in cost.items():
                with (
                    served(SOME, APPOINTMENTS * SOME // MANY) as endpoint,
                    tempfile.TemporaryDirectory() as folder,
                    server.database() as url,
                ):
                    config = a_firm(Path(folder), endpoint, url if name == "postgresql" else "")
                    seconds.append(run("benchmarks.ours", str(config))["cpu"])
    sqlite, postgresql = (statistics.median(seconds) for seconds in cost.values())
    facts = {"seconds": round(postgresql, 2), "sqlite": round(sqlite, 2), "messages": SOME}
    return Figure("first cycle, CPU on PostgreSQL against SQLite", postgresql / sqlite, 1.25, True, facts)


@contextmanager
def served(messages: int, appointments: int) -> Iterator[str]:
    """The endpoint of a mailbox with so many items."""
    with serving("benchmarks.server", str(messages), str(appointments)) as endpoint:
        yield endpoint


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[str]:
    """What a server in a process of its own says of itself; it ends with the block."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def run(module: str, *arguments: str) -> dict[str, Any]:
    """What a measured process printed."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def exchange_section(endpoint: str) -> str:
    return f"""
[exchange]
endpoint = "{endpoint}"
auth = "basic"
access = "direct"
username = "{ADDRESS}"
password = "{PASSWORD}"
"""


def a_firm(folder: Path, endpoint: str, url: str = "", server: str = "") -> Path:
    """A database, of SQLite unless it is named, with contacts and opportunities; the configuration that uses it.

    `server` is the section of the server where that is another than Exchange at this endpoint.
    """
    from simulator.generate import correspondents
    from store.database import migrate, open_store

    url = url or f"sqlite:///{folder / 'dealtrail.sqlite'}"
    migrate(url)
    store = open_store(url)
    created = datetime.now(UTC) - timedelta(days=90)
    with store.write() as unit:
        bob = unit.users.add("Bob", ADDRESS)
        contacts = [unit.contacts.add(one.name, addresses=(one.address,)) for one in correspondents(CONTACTS)]
        for number, contact in enumerate(contacts[:OPPORTUNITIES]):
            unit.opportunities.add(f"Deal {number}", contact_id=contact.id, assigned_to=bob.id, created_at=created)
    store.close()
    config = folder / "config.toml"
    config.write_text(f"""
[database]
url = "{url}"
[linking]
ambiguous = "newest"
{server or exchange_section(endpoint)}
[[mailbox]]
address = "{ADDRESS}"
""")
    return config
