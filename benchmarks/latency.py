"""A server whose every answer takes 30 ms: the first cycle of four mailboxes by four threads, against reading alone.

`python -m benchmarks.latency cycle|read CONFIG` is one side in a process of its own; it prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cycle import a_firm, run, serving
from benchmarks.figures import Figure
from benchmarks.measure import cpu_seconds
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD

if TYPE_CHECKING:
    from daemon.context import Context

DELAY = timedelta(milliseconds=30)
OTHERS = ("cora@us.example", "dan@us.example", "eve@us.example")
MESSAGES = 1_000  # a mailbox


def measure() -> Iterator[Figure]:
    with serving("benchmarks.latency", "serve") as endpoint, tempfile.TemporaryDirectory() as folder:
        config = a_firm(Path(folder), endpoint)
        more = "".join(
            f'[[mailbox]]\naddress = "{one}"\nusername = "{one}"\npassword = "{PASSWORD}"\nfolders = ["inbox"]\n'
            for one in OTHERS
        )
        config.write_text(f'{config.read_text()}folders = ["inbox"]\n{more}[sync]\nnotifications = "off"\n')
        reading = run("benchmarks.latency", "read", str(config))
        ours = run("benchmarks.latency", "cycle", str(config))
    if reading["items"] != MESSAGES * (1 + len(OTHERS)) or ours["items"] < reading["items"]:
        sys.exit(f"the sides did not read the same: {ours['items']} and {reading['items']}")
    facts = {"seconds": round(ours["seconds"], 2), "reading": round(reading["seconds"], 2)}
    facts |= {"cpu": round(ours["cpu"], 2), "reading_cpu": round(reading["cpu"], 2)}
    yield Figure(
        "first cycle of 4 mailboxes, 30 ms server, against reading alone, time",
        ours["seconds"] / reading["seconds"],
        goal=4.0,
        gates=True,
        facts={"aim": 1.15} | facts,
    )


def serve() -> None:
    """A slow server; prints its endpoint, and ends with its input."""
    from simulator.faults import Fault, FaultKind
    from simulator.generate import correspondents, fill_inbox
    from simulator.server import Simulator

    people, now = correspondents(CONTACTS), datetime.now(UTC)
    with Simulator() as simulator:
        for address in (ADDRESS, *OTHERS):
            fill_inbox(simulator.add_mailbox(address, PASSWORD), MESSAGES, people, now)
        simulator.faults.inject(Fault(FaultKind.LATENCY, times=sys.maxsize, delay=DELAY))
        print(simulator.endpoint, flush=True)
        sys.stdin.read()


def side(which: str, config: str) -> None:
    import structlog

    from config.settings import load
    from daemon import bootstrap
    from daemon.service import Loop

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings = load(Path(config)).settings
    context = replace(bootstrap.context(settings, bootstrap.open_store(settings)), reconcile_at=None)  # a night's work
    loop = Loop(context)
    began, cost = time.monotonic(), cpu_seconds()
    if which == "read":
        with ThreadPoolExecutor(context.workers) as pool:
            items = sum(pool.map(lambda address: read(context, address), context.plans))
    else:
        items = sum(sum(turn.seen.values()) for turn in loop.once())
    print(json.dumps({"seconds": time.monotonic() - began, "cpu": cpu_seconds() - cost, "items": items}))


def read(context: Context, address: str) -> int:
    """How many messages its inbox holds, each read as a cycle reads it."""
    mailbox = context.open_mailbox(address)
    inbox = next(one for one in mailbox.folders() if one.wellknown == "inbox")
    cursor, is_last, items = None, False, 0
    while not is_last:
        page = mailbox.changes(inbox, cursor)
        cursor, is_last, items = page.cursor, page.is_last, items + len(page.changes)
    mailbox.close()
    return items


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        side(*sys.argv[1:])
