"""Our side where servers fail: cycles until everything is read and nothing is owed, five minutes of the clock apart.

Run as a process of its own: `python -m benchmarks.until_paid CONFIG [LEAST]`, with so many cycles at least. Prints
one JSON object: cycles, items by outcome, CPU seconds, seconds that the cycles took, requests.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import daemon  # noqa: F401 - first of all, as in the service: it says what libraries load without
from benchmarks.measure import cpu_seconds

MOST = 40  # cycles
BETWEEN = timedelta(minutes=5)


def main(config: str, least: int = 1) -> None:
    import structlog

    from config.settings import load
    from connectors.measured import MEASURED
    from daemon import bootstrap
    from daemon.service.loop import Loop

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    for name in ("connectors.graph.mailbox", "connectors.ews.mailbox"):  # before measuring
        import_module(name)
    settings, later = load(Path(config)).settings, timedelta(0)
    store = bootstrap.open_store(settings)
    context = bootstrap.context(settings, store, clock=lambda: datetime.now(UTC) + later)
    context = replace(context, reconcile_at=None)  # a night's work
    loop, seen, cycles, started, seconds = Loop(context), Counter[str](), 0, cpu_seconds(), 0.0
    while cycles < MOST:
        cycles += 1
        began = time.monotonic()
        [turn] = loop.once()
        seconds += time.monotonic() - began
        seen += turn.seen
        with store.read() as unit:
            [mailbox] = unit.mailboxes.status()
        if not (turn.failure or mailbox.errands_owed) and cycles >= least:
            break
        later += BETWEEN
    else:
        sys.exit(f"after {MOST} cycles: {turn.failure}, {mailbox.errands_owed} are owed")
    with store.read() as unit:
        linked = unit.history.counts()
    told = {"cycles": cycles, "seen": seen, "counts": linked, "cpu": cpu_seconds() - started, "seconds": seconds}
    print(json.dumps(told | {"requests": MEASURED.requests().total}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
