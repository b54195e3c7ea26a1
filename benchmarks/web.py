"""Pages of the browser interface over a large firm against a hundredth of it, answered over loopback.

Each figure is of the same page of two servers, in turns; and while somebody else holds the database's lock.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from benchmarks.figures import Figure
from benchmarks.records import OPPORTUNITIES, SMALLER, a_record_system
from config.settings import load
from daemon.web.app import create_app
from daemon.web.desk import Desk
from daemon.web.serving import Server
from daemon.web.signing_in import cookie_name
from daemon.web.sockets import listening
from store.database import Store

RUNS = 51
HELD = 4.0  # seconds that a writer holds the lock
WAIT = 30

# What is asked for, in a firm of so many opportunities; adding up looks at each.
PAGES = {
    "list": ("/opportunities?state=open", 1.5),
    "list, one person's": ("/opportunities?assigned=User+6", 1.5),
    "opportunity": ("/opportunities/{middle}", 1.5),
    "search": ("/search?q=Deal+{middle}", 1.5),
    "suggestions": ("/suggest/contacts?q=c{middle}", 1.5),
    "list's totals": ("/opportunities/totals?state=open", 3.0),
    "board": ("/board", 3.0),
}


def measure(smaller: int = 1, small: int = SMALLER) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        stores = [stack.enter_context(_closing(a_record_system(folder, part))) for part in (small, smaller)]
        few, many = (stack.enter_context(_answering(folder, store)) for store in stores)
        for name_of, (path, goal) in PAGES.items():
            taken: tuple[list[float], list[float]] = ([], [])
            for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
                for times, client, part in zip(taken, (few, many), (small, smaller), strict=True):
                    times.append(_seconds(client, path.format(middle=OPPORTUNITIES // part // 2)))
            base, cost = (statistics.median(times) for times in taken)
            facts = {"ms": round(cost * 1000, 1), "small_ms": round(base * 1000, 1)}
            title = f"page: {name_of}, against a hundredth of the records"
            yield Figure(title, cost / base, goal=goal, gates=True, facts=facts)
        yield _while_locked(many, stores[1])


def _while_locked(client: httpx2.Client, store: Store) -> Figure:
    """Readers are answered while a writer holds the lock."""
    path = PAGES["list"][0]
    quiet = [_seconds(client, path) for _ in range(RUNS)]
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write(is_quiet=True) as unit:
            unit.state.put("benchmark", "held")
            holds.set()
            done.wait(HELD)

    writer = threading.Thread(target=hold)
    writer.start()
    if not holds.wait(WAIT):
        raise RuntimeError("nobody holds the lock")
    busy, until = [], time.perf_counter() + HELD - 1
    while time.perf_counter() < until:
        busy.append(_seconds(client, path))
    done.set()
    writer.join()
    cost, base = (_p95(times) for times in (busy, quiet))
    facts = {"ms": round(cost * 1000, 1), "quiet_ms": round(base * 1000, 1), "answers": len(busy)}
    return Figure("page: list, p95 while a writer holds the lock", cost / base, goal=5, gates=True, facts=facts)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _seconds(client: httpx2.Client, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return taken


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _answering(folder: Path, store: Store) -> Iterator[httpx2.Client]:
    """A server over the store, and a client in which User 6 is signed in."""
    socket = listening("127.0.0.1:0")
    port = socket.getsockname()[1]
    file = folder / f"{port}.toml"
    file.write_text(f'[database]\nurl = "sqlite:///unused"\n[web]\nlisten = "127.0.0.1:{port}"\n')
    desk = Desk(load(file).settings, store, lambda: datetime.now(UTC))
    is_ready = threading.Event()
    server = Server(create_app(desk), is_ready.set)
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    if not is_ready.wait(WAIT):
        raise RuntimeError("the server does not start")
    with store.write(is_quiet=True) as unit:
        key = unit.sessions.begin(unit.users.find("User 6"), "benchmark")
    try:
        with httpx2.Client(base_url=desk.url, cookies={cookie_name(desk): key}, timeout=WAIT) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(WAIT)
