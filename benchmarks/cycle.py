"""The full first cycle against the bare library, the memory it takes, and a cycle without news."""

from __future__ import annotations

import json
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

MANY, FEW = 10_000, 1_000
APPOINTMENTS = 1_000
OPPORTUNITIES = 200


def measure() -> Iterator[Figure]:
    with served(MANY, APPOINTMENTS) as endpoint, tempfile.TemporaryDirectory() as folder:
        bare = run("benchmarks.bare", endpoint, ADDRESS, PASSWORD)
        ours = run("benchmarks.ours", str(a_firm(Path(folder), endpoint)))
        stamps = ours["paid"].get("stamp", 0)
        items = bare["items"]
        again = sum(ours["seen"].values()) - items  # appointments that it stamped come once more
        if items != MANY + APPOINTMENTS or not 0 <= again <= APPOINTMENTS:
            sys.exit(f"the two sides did not read the same: {items} and {again} more")
        yield Figure(
            "first cycle, CPU against the bare exchangelib loop",
            ours["cpu"] / bare["cpu"],
            goal=0.5,
            gates=True,
            facts={"aim": 0.15, "items": items, "seconds": round(ours["cpu"], 2), "bare": round(bare["cpu"], 2)}
            | {"linked": ours["seen"]["linked"], "stamps": stamps},
        )
    with served(FEW, APPOINTMENTS * FEW // MANY) as endpoint, tempfile.TemporaryDirectory() as folder:
        few = run("benchmarks.ours", str(a_firm(Path(folder), endpoint)))
        yield Figure(
            "peak memory, 10,000 messages against 1,000",
            ours["peak"] / few["peak"],
            goal=1.2,
            gates=True,
            facts={"aim": 1.1, "mib": round(ours["peak"]), "few": round(few["peak"])},
        )


@contextmanager
def served(messages: int, appointments: int) -> Iterator[str]:
    """The endpoint of a mailbox with so many items."""
    command = [sys.executable, "-m", "benchmarks.server", str(messages), str(appointments)]
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


def a_firm(folder: Path, endpoint: str) -> Path:
    """A database with contacts and opportunities, and the configuration that uses it."""
    from simulator.generate import correspondents
    from store.database import migrate, open_store

    url = f"sqlite:///{folder / 'dealtrail.sqlite'}"
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
[exchange]
endpoint = "{endpoint}"
auth = "basic"
access = "direct"
username = "{ADDRESS}"
password = "{PASSWORD}"
[[mailbox]]
address = "{ADDRESS}"
""")
    return config
