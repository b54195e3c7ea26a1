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
TOTALS, TOTALS_OF_ALL = "/opportunities/totals?state=open", "/opportunities/totals?state=all"
# What is asked for, and how many times as long it may take; adding up looks at each.
PAGES = {
    "list": (LIST, SAME),
    "list, one person's": (f"/opportunities?assigned={WHO.replace(' ', '+')}", SAME),
    "list by total": (f"{LIST}&sort=total", SAME),
    "list by title": (f"{LIST}&sort=title", SAME),
    "list by revenue": (f"{LIST}&sort=revenue", SAME),
    "list by expiry": (f"{LIST}&sort=expires", SAME),
    "list by creation": (f"{LIST}&sort=created", SAME),
    "list by currency": (f"{LIST}&sort=currency", SAME),
    "list by whom they are linked to": (f"{LIST}&sort=party", SAME),
    "list by whom they are assigned to": (f"{LIST}&sort=assigned", SAME),
    "list by stage": (f"{LIST}&sort=stage", SAME),
    "list by source": (f"{LIST}&sort=source", SAME),
    "list of closed ones by total": ("/opportunities?state=closed&sort=total", SAME),
    "list of closed ones by source": ("/opportunities?state=closed&sort=source", SAME),
    "list of all by whom they are linked to": ("/opportunities?state=all&sort=party", SAME),
    "list of all by title": ("/opportunities?state=all&sort=title", SAME),
    "list, one person's by total": (f"/opportunities?assigned={WHO.replace(' ', '+')}&sort=total", SAME),
    "list, one person's by stage": (f"/opportunities?assigned={WHO.replace(' ', '+')}&sort=stage", SAME),
    "list, one person's by type": (f"/opportunities?assigned={WHO.replace(' ', '+')}&sort=type", SAME),
    "list, one person's by source, of which the first have none of theirs": (
        f"/opportunities?assigned={WHO.replace(' ', '+')}&sort=source",
        SAME,
    ),
    "list, one person's by whom they are linked to": (
        f"/opportunities?assigned={WHO.replace(' ', '+')}&sort=party",
        SAME,
    ),
    "list of many by amount, by whom they are linked to": (f"{LIST}&min-total=1500&sort=party", SAME),
    "list of few by amount, by whom they are linked to": (f"{LIST}&min-total=99999&sort=party", SAME),
    "list of many by amount, by stage": (f"{LIST}&min-total=1500&sort=stage", SAME),
    "list of few by amount": (f"{LIST}&min-total=99999", SAME),
    "list of few by currency": (f"{LIST}&currency=nok", SAME),
    "list of few by title": (LIST + "&search=deal+{nines}", SAME),
    "list's totals": (TOTALS, SAME),
    "totals by amount": (f"{TOTALS}&min-total=1500", ADDED_UP),
    "totals by title": (f"{TOTALS}&search=deal+5", ADDED_UP),
    "totals of few by title": (TOTALS + "&search=deal+{nines}", SAME),
    "totals by month": (f"{TOTALS}&close-from=2025-01-01&close-to=2025-01-31", SAME),
    "totals by day": (f"{TOTALS}&close-from=2025-01-02&close-to=2025-03-30", ADDED_UP),
    "totals by type": (f"{TOTALS}&type=none", ADDED_UP),
    "totals by amount of open and closed ones": (f"{TOTALS_OF_ALL}&min-total=1500", ADDED_UP),
    "totals by an odd amount of open and closed ones": (f"{TOTALS_OF_ALL}&min-total=1234.56", ADDED_UP),
    "totals by day of open and closed ones": (f"{TOTALS_OF_ALL}&close-from=2025-01-02&close-to=2025-03-30", ADDED_UP),
    "totals by type of open and closed ones": (f"{TOTALS_OF_ALL}&type=none", ADDED_UP),
    "totals by words that titles have": (f"{TOTALS}&text=deal+5", ADDED_UP),
    "totals by words of comments": (f"{TOTALS}&comments=order+55", ADDED_UP),
    "totals by words anywhere": (f"{TOTALS}&text=order+55", ADDED_UP),
    "totals of few by words of comments": (TOTALS + "&comments=order+{nines}", SAME),
    "totals of few by words anywhere": (TOTALS + "&text=order+{nines}", SAME),
    "list of few by words of comments": (LIST + "&comments=order+{nines}", SAME),
    "list of few by words anywhere": (LIST + "&text=order+{nines}", SAME),
    "board": ("/board", SAME),
    "board of few by title": ("/board?search=deal+{nines}", SAME),
    "opportunity": ("/opportunities/{opportunity}", SAME),
    "opportunity's history": ("/opportunities/{opportunity}/history", SAME),
    "opportunity's form": ("/opportunities/{opportunity}/edit", SAME),
    "opportunity on paper": ("/opportunities/{opportunity}/print", SAME),
    "opportunity's deletion": ("/opportunities/{opportunity}/delete", SAME),
    "item of a history": ("/history/{item}", SAME),
    "accounts": ("/accounts", SAME),
    "account": ("/accounts/{account}", SAME),
    "account's history": ("/accounts/{account}/history", SAME),
    "account's merging": ("/accounts/{account}/merge", SAME),
    "contacts": ("/contacts", SAME),
    "contacts, few by name": ("/contacts?q=c1{nines}", SAME),
    "contacts, few by two letters": ("/contacts?q=zz", SAME),
    "contact": ("/contacts/{contact}", SAME),
    "contact's history": ("/contacts/{contact}/history", SAME),
    "search, a record": ("/search?q=Deal+{opportunity}", SAME),
    "search, words of the history": ("/search?q=seats+rebate", SAME),
    "suggestions": ("/suggest/contacts?q=c{contact}", SAME),
    "my day": ("/day", SAME),
    "agenda": ("/agenda", SAME),
    "agenda of a day": ("/agenda?when=today", SAME),
    "agenda of a month": ("/agenda?when=this+month", SAME),
    "tasks": ("/tasks", SAME),
    "projects": ("/projects", SAME),
    "products": ("/products", SAME),
    "project": ("/projects/{project}", SAME),
    "campaigns": ("/marketing", SAME),
    "campaign": ("/marketing/{campaign}", SAME),
    "review": ("/review", SAME),
    "mailboxes": ("/mailboxes", SAME),
    "bin": ("/bin", SAME),
    "emptying the bin": ("/bin/empty", SAME),
    "sources": ("/settings/lists/source", SAME),
    "audit trail": ("/audit", SAME),
    "users": ("/settings/users", SAME),
    "stages": ("/settings/stages", SAME),
    "webhooks": ("/settings/webhooks", SAME),
    "webhook": ("/settings/webhooks/1", SAME),
    "reports": ("/reports", SAME),
    "report of the pipeline": ("/reports/pipeline", SAME),
    "report of the forecast": ("/reports/forecast", SAME),
    "report of what was won and lost": ("/reports/outcomes", SAME),
    "report of times in stages": ("/reports/cycle", SAME),
    "report of activity": ("/reports/activity", SAME),
}
# What is not reached, and is told without a gate.
NOT_REACHED = {
    "totals by title of open and closed ones": (f"{TOTALS_OF_ALL}&search=deal+5", ADDED_UP),
    "totals by words of comments that one of nine has": (f"{TOTALS}&comments=order+5", ADDED_UP),
    "totals by words that all comments have": (f"{TOTALS}&comments=reference", ADDED_UP),
}
# Asked for again, as whoever turns a list's pages does, while nothing changed.
AGAIN = {
    "totals, asked for again, by words of comments that one of nine has": (f"{TOTALS}&comments=order+5", ADDED_UP),
    "totals, asked for again, by words that all comments have": (f"{TOTALS}&comments=reference", ADDED_UP),
}


def measure(smaller: int = 1, small: int = SMALLER) -> Iterator[Figure]:
    parts = small, smaller
    with firms(*parts) as files, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stores = [stack.enter_context(closing(opened(file))) for file in files]
        few, many = (stack.enter_context(answering(Path(folder), store, WHO, clock)) for store in stores)
        for name, (path, goal) in (PAGES | NOT_REACHED | AGAIN).items():
            is_anew = path.startswith("/opportunities/totals") and name not in AGAIN
            taken: tuple[list[float], list[float]] = ([], [])
            asked = [path.format(**middle(part)) for part in parts]
            for client, at in zip((few, many), asked, strict=True):
                seconds(client, at)  # what is made at the first look is there for all others
            for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
                for times, client, at, store in zip(taken, (few, many), asked, stores, strict=True):
                    if is_anew:  # totals are remembered until something changes
                        with store.write():
                            pass
                    times.append(seconds(client, at))
            base, cost = (statistics.median(times) for times in taken)
            facts = {"ms": round(cost * 1000, 1), "small_ms": round(base * 1000, 1)}
            yield Figure(
                f"page: {name}, against a hundredth of the records", cost / base, goal, name not in NOT_REACHED, facts
            )
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
