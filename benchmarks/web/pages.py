"""Pages over a large firm against a hundredth of it, answered over loopback, and while somebody holds the lock."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx2

from benchmarks.figures import Figure
from benchmarks.records import SMALLER
from benchmarks.web.firm import WHO, clock, firms, middle, opened
from benchmarks.web.served import WAIT, answering, p95, seconds
from store.database import Store

RUNS = 51
HELD = 4.0  # seconds that a writer holds the lock

SAME, ADDED_UP = 1.5, 3.0
LIST = "/opportunities?state=open"
# What is asked for, and how many times as long it may take; adding up looks at each.
PAGES = {
    "list": (LIST, SAME),
    "list, one person's": (f"/opportunities?assigned={WHO.replace(' ', '+')}", SAME),
    "list's totals": ("/opportunities/totals?state=open", SAME),
    "board": ("/board", ADDED_UP),
    "opportunity": ("/opportunities/{opportunity}", SAME),
    "opportunity's history": ("/opportunities/{opportunity}/history", SAME),
    "opportunity's form": ("/opportunities/{opportunity}/edit", SAME),
    "accounts": ("/accounts", SAME),
    "account": ("/accounts/{account}", SAME),
    "contacts": ("/contacts", SAME),
    "contact": ("/contacts/{contact}", SAME),
    "search, a record": ("/search?q=Deal+{opportunity}", SAME),
    "search, words of the history": ("/search?q=seats+rebate", SAME),
    "suggestions": ("/suggest/contacts?q=c{contact}", SAME),
    "my day": ("/day", SAME),
    "review": ("/review", SAME),
    "mailboxes": ("/mailboxes", SAME),
    "bin": ("/bin", SAME),
    "audit trail": ("/audit", SAME),
    "reports": ("/reports", ADDED_UP),
    "report of the pipeline": ("/reports/pipeline", SAME),
    "report of the forecast": ("/reports/forecast", SAME),
    "report of what was won and lost": ("/reports/outcomes", ADDED_UP),
    "report of times in stages": ("/reports/cycle", ADDED_UP),
    "report of activity": ("/reports/activity", SAME),
}


def measure(smaller: int = 1, small: int = SMALLER) -> Iterator[Figure]:
    parts = small, smaller
    with firms(*parts) as files, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stores = [stack.enter_context(closing(opened(file))) for file in files]
        few, many = (stack.enter_context(answering(Path(folder), store, WHO, clock)) for store in stores)
        for name, (path, goal) in PAGES.items():
            taken: tuple[list[float], list[float]] = ([], [])
            asked = [path.format(**middle(part)) for part in parts]
            for client, at in zip((few, many), asked, strict=True):
                seconds(client, at)  # what is made at the first look is there for all others
            for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
                for times, client, at in zip(taken, (few, many), asked, strict=True):
                    times.append(seconds(client, at))
            base, cost = (statistics.median(times) for times in taken)
            facts = {"ms": round(cost * 1000, 1), "small_ms": round(base * 1000, 1)}
            yield Figure(f"page: {name}, against a hundredth of the records", cost / base, goal, True, facts)
        yield _while_locked(many, stores[1])


def _while_locked(client: httpx2.Client, store: Store) -> Figure:
    """Readers are answered while a writer holds the lock."""
    quiet = [seconds(client, LIST) for _ in range(RUNS)]
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write(is_quiet=True) as unit:
            unit.state.put("benchmark", "held")
            holds.set()
            done.wait(WAIT)

    writer = threading.Thread(target=hold)
    writer.start()
    if not holds.wait(WAIT):
        raise RuntimeError("nobody holds the lock")
    busy, until = [], time.perf_counter() + HELD
    while time.perf_counter() < until:
        busy.append(seconds(client, LIST))
    done.set()
    writer.join()
    cost, base = (p95(times) for times in (busy, quiet))
    facts = {"ms": round(cost * 1000, 1), "quiet_ms": round(base * 1000, 1), "answers": len(busy)}
    return Figure("page: list, p95 while a writer holds the lock", cost / base, goal=5, gates=True, facts=facts)
