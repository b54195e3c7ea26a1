"""A server that keeps its clients waiting: a first cycle against reading alone, by as many threads.

It takes 30 ms for each request and 1 ms for each item that is read whole or written, and as a second one 30 ms flat.
`python -m benchmarks.latency cycle|read CONFIG` is one side in a process of its own; it prints seconds as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import daemon  # noqa: F401 - first of all, as in the service: it says what libraries load without
from benchmarks.cycle import a_firm, run, serving
from benchmarks.figures import Figure
from benchmarks.measure import cpu_seconds
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD

if TYPE_CHECKING:
    from daemon.context import Context

DELAY, PER_ITEM = timedelta(milliseconds=30), timedelta(milliseconds=1)
OTHERS = ("cora@us.example", "dan@us.example", "eve@us.example")
ONE, FOUR = 4_000, 1_000  # messages in one mailbox, and in each of four
RUNS = 3
AIM = 1.15
# Mailboxes, whether the server takes time for items as well, and the most that is let pass; the last is only told.
FIGURES = ((1, True, 1.5), (4, True, 6.0), (4, False, AIM))


def measure() -> Iterator[Figure]:
    for mailboxes, is_slow_by_items, goal in FIGURES:
        messages = ONE if mailboxes == 1 else FOUR
        reading, ours = _both(mailboxes, messages, PER_ITEM if is_slow_by_items else timedelta(0))
        facts = {name: round(value, 2) for name, value in ours.items()}
        facts |= {f"reading_{name}": round(value, 2) for name, value in reading.items()}
        whose = f"{mailboxes} mailbox{'es' if mailboxes > 1 else ''}"
        server = "30 ms and 1 ms an item" if is_slow_by_items else "30 ms flat"
        yield Figure(
            f"first cycle of {whose} against reading alone, {server}, time",
            ours["seconds"] / reading["seconds"],
            goal=goal,
            gates=goal > AIM,
            facts={"aim": AIM} | facts,
        )


def _both(mailboxes: int, messages: int, per_item: timedelta) -> tuple[dict[str, float], dict[str, float]]:
    """Reading alone and the cycle, in turns, each the median of its runs."""
    sides: dict[str, list[dict[str, Any]]] = {"read": [], "cycle": []}
    for _ in range(RUNS):
        for which, runs in sides.items():
            runs.append(_one(which, mailboxes, messages, per_item))
    if any(one["items"] < messages * mailboxes for runs in sides.values() for one in runs):
        sys.exit("the sides did not read everything")
    reading, ours = (
        {name: statistics.median(one[name] for one in runs) for name in ("seconds", "cpu")} for runs in sides.values()
    )
    return reading, ours


def _one(which: str, mailboxes: int, messages: int, per_item: timedelta) -> dict[str, Any]:
    arguments = (str(mailboxes), str(messages), str(per_item.total_seconds()))
    with serving("benchmarks.latency", "serve", *arguments) as endpoint, tempfile.TemporaryDirectory() as folder:
        config = a_firm(Path(folder), endpoint)
        more = "".join(
            f'[[mailbox]]\naddress = "{one}"\nusername = "{one}"\npassword = "{PASSWORD}"\nfolders = ["inbox"]\n'
            for one in OTHERS[: mailboxes - 1]
        )
        config.write_text(f'{config.read_text()}folders = ["inbox"]\n{more}[sync]\nnotifications = "off"\n')
        return run("benchmarks.latency", which, str(config))


def serve(mailboxes: str, messages: str, per_item: str) -> None:
    """A slow server; prints its endpoint, and ends with its input."""
    from simulator.faults import Fault, FaultKind
    from simulator.generate import correspondents, fill_inbox
    from simulator.server import Simulator

    people, now = correspondents(CONTACTS), datetime.now(UTC)
    late = Fault(FaultKind.LATENCY, times=sys.maxsize, delay=DELAY, per_item=timedelta(seconds=float(per_item)))
    with Simulator() as simulator:
        for address in (ADDRESS, *OTHERS)[: int(mailboxes)]:
            fill_inbox(simulator.add_mailbox(address, PASSWORD), int(messages), people, now)
        simulator.faults.inject(late)
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
    import connectors.ews.mailbox  # noqa: F401 - loaded by either side before it is measured

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
    which, *arguments = sys.argv[1:]
    if which == "serve":
        serve(*arguments)
    else:
        side(which, *arguments)
