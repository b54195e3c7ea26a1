"""Fifty people who click while the daemon takes in mail, on both databases.

They are a process of their own: `python -m benchmarks.web.people PORT KEY PEOPLE SECONDS SEED` clicks as so many of
them would, and prints what each click took as JSON: `[page, seconds, status]`. The same seed clicks the same.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.cycle import OPPORTUNITIES, a_firm
from benchmarks.figures import Figure
from benchmarks.quiet import at_work
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD
from benchmarks.web.served import NAME, WAIT, a_port, a_process, p95, signed_in
from simulator.generate import correspondents, fill_inbox
from simulator.server import Simulator
from store.database import open_store

PEOPLE, LASTS = 50, 40
THINKS = 2.0, 8.0  # seconds between one's clicks, at least and at most
THERE, ARRIVES = 2_000, 0.2  # mails in the mailbox at first, and seconds until the next one comes
SEED = 12

WRITES = "note"
CLICKS = {  # how often each is meant
    "/opportunities?state=open": 3,
    "/board": 2,
    "/opportunities/{number}": 4,
    "/opportunities/{number}/history": 3,
    "/contacts/{number}": 2,
    "/search?q=Deal+{number}": 2,
    "/day": 2,
    WRITES: 2,
}


def measure(
    people: int = PEOPLE, lasts: int = LASTS, databases: tuple[str, ...] = ("sqlite", "postgresql")
) -> Iterator[Figure]:
    for database in databases:
        with _url(database) as url, Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
            yield _beside_the_daemon(simulator, Path(folder), url, database, people, lasts)


def _beside_the_daemon(simulator: Simulator, folder: Path, url: str, database: str, people: int, lasts: int) -> Figure:
    mailbox = simulator.add_mailbox(ADDRESS, PASSWORD)
    config = a_firm(folder, simulator.endpoint, url)
    port = a_port()
    config.write_text(f'{config.read_text()}\n[web]\nlisten = "127.0.0.1:{port}"\n')
    with closing(open_store(url or f"sqlite:///{folder / 'dealtrail.sqlite'}")) as store:
        key = signed_in(store, "Bob")
        with a_process(config, port):
            _clicks(port, key, 1, 5, SEED, thinks=0)  # what is made at the first look is there for all others
            fill_inbox(mailbox, THERE, correspondents(CONTACTS), datetime.now(UTC))
            with at_work(config, 'interval = "1s"'), _mail_that_comes(simulator):
                busy = _clicks(port, key, people, lasts, SEED)
            quiet = _clicks(port, key, 1, 15, SEED, thinks=0)  # of pages that show as much as the busy ones had to
        with store.read() as unit:
            taken_in = unit.arrivals.newest()
    failed = [click for click in busy if click[2] not in (200, 303)]
    if failed or taken_in < THERE // 2:
        sys.exit(f"{len(failed)} of {len(busy)} clicks failed, {taken_in} mails came in: {failed[:3]}")
    usual = {page: statistics.median(took for at, took, _ in quiet if at == page) for page in CLICKS}
    times = [took / usual[page] for page, took, _ in busy]
    facts = {
        "clicks": len(busy),
        "p95_ms": round(p95([took for _, took, _ in busy]) * 1000, 1),
        "quiet_ms": round(statistics.median(usual.values()) * 1000, 1),
        "mails": taken_in,
    }
    name = f"{people} people clicking while the daemon syncs, {database}, p95 against the same pages' quiet median"
    return Figure(name, p95(times), goal=3, gates=True, facts=facts)


@contextmanager
def _url(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""  # a file of the firm's own
        return
    from tests.postgres import running_postgres  # the tests' own server, whole and real

    # Tests do without autovacuum. A firm's server counts what came: what was planned without any would stay.
    with running_postgres("autovacuum=on") as server, server.database() as url:
        yield url


@contextmanager
def _mail_that_comes(simulator: Simulator) -> Iterator[None]:
    senders, is_over = correspondents(CONTACTS), threading.Event()

    def deliver() -> None:
        number = 0
        while not is_over.wait(ARRIVES):
            simulator.outlook(ADDRESS).deliver_mail(senders[number % CONTACTS].address, f"news {number}")
            number += 1

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(WAIT)


# --- the people -------------------------------------------------------------------------------------------------------


def _clicks(port: int, key: str, people: int, lasts: int, seed: int, thinks: int = 1) -> list[tuple[str, float, int]]:
    words = [str(one) for one in (port, key, people, lasts, seed, thinks)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.web.people", *words], check=True, stdout=subprocess.PIPE, text=True
    )
    return [tuple(click) for click in json.loads(done.stdout)]


def clicked(port: int, key: str, people: int, lasts: float, seed: int, thinks: bool) -> list[tuple[str, float, int]]:
    """What each click took."""
    clicks: list[tuple[str, float, int]] = []
    until = time.monotonic() + lasts
    everybody = [
        threading.Thread(target=_person, args=(port, key, random.Random(f"{seed} {n}"), until, thinks, clicks))  # noqa: S311
        for n in range(people)
    ]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    return clicks


def _person(
    port: int, key: str, chance: random.Random, until: float, thinks: bool, clicks: list[tuple[str, float, int]]
) -> None:
    pages, often = list(CLICKS), list(CLICKS.values())
    headers = {"sec-fetch-site": "same-origin"}
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", cookies={NAME: key}, headers=headers, timeout=WAIT
    ) as browser:
        if thinks:
            time.sleep(chance.uniform(0, THINKS[1]))  # people do not begin all at once: the pauses are the load
        while time.monotonic() < until:
            (page,) = chance.choices(pages, often)
            number = chance.randint(1, OPPORTUNITIES)
            began = time.perf_counter()
            try:
                status = _click(browser, page, number, chance)
            except httpx2.HTTPError:
                status = 0
            clicks.append((page, time.perf_counter() - began, status))
            if thinks:
                time.sleep(chance.uniform(*THINKS))  # they read what they were shown


def _click(browser: httpx2.Client, page: str, number: int, chance: random.Random) -> int:
    if page != WRITES:
        return browser.get(page.format(number=number)).status_code
    note: dict[str, Any] = {"title": "Called", "text": "They want it.", "once": f"{chance.getrandbits(64):x}"}
    return browser.post(f"/opportunities/{number}/write/note", data=note).status_code


if __name__ == "__main__":
    port, key, people, lasts, seed, thinks = sys.argv[1:]
    print(json.dumps(clicked(int(port), key, int(people), float(lasts), int(seed), thinks == "1")))
