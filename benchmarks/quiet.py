"""What a mailbox without news costs its server and us, and how soon news in it is stamped: the real service at work."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

from benchmarks.cycle import a_firm
from benchmarks.figures import Figure
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD
from simulator.generate import correspondents
from simulator.server import Simulator
from simulator.xml import SOAP

FOLDERS = 100
TURNS = 30
MAILS = 40
PATIENCE = 60.0  # seconds


def measure() -> Iterator[Figure]:
    with Simulator() as simulator, serving(simulator, 'interval = "1s"', FOLDERS) as service:
        until(lambda: simulator.journal.count("GetEvents") >= 5)
        simulator.journal.clear()
        before = cpu_of(service)
        until(lambda: simulator.journal.count("GetEvents") >= TURNS)
        asked, cost = len(simulator.journal.requests), cpu_of(service) - before
        bare = bare_posts(simulator)
        yield Figure(f"turn without news, {FOLDERS} folders, requests", asked / TURNS, goal=1.1, gates=True)
        yield Figure(
            "turn without news, CPU against two bare POSTs",
            cost / TURNS / bare,
            goal=3.0,
            gates=True,
            facts={"ms": round(1000 * cost / TURNS, 2), "bare_ms": round(1000 * bare, 2)},
        )
    with Simulator() as simulator, serving(simulator, 'interval = "5m"\nnotifications = "stream"', 0):
        until(lambda: any(one.stream for one in simulator.organization.subscriptions.values()))
        stamped_after(simulator, MAILS)  # what it does of its own at the start is over
        took = sorted(stamped_after(simulator, number) for number in range(MAILS))
        facts = {"p50": round(took[MAILS // 2], 2), "slowest": round(took[-1], 2), "mails": MAILS}
        seconds = took[int(MAILS * 0.95) - 1]
        yield Figure("arrival to stamp, streaming, p95 in seconds", seconds, goal=3.0, gates=True, facts=facts)


@contextmanager
def serving(simulator: Simulator, sync: str, folders: int) -> Iterator[psutil.Process]:
    """The service on a mailbox with so many folders beside the usual ones."""
    a_mailbox(simulator, folders)
    with tempfile.TemporaryDirectory() as folder, at_work(a_firm(Path(folder), simulator.endpoint), sync) as service:
        yield service


def a_mailbox(simulator: Simulator, folders: int) -> None:
    simulator.add_mailbox(ADDRESS, PASSWORD)
    for number in range(folders):
        simulator.outlook(ADDRESS).make_folder(f"Inbox/{number}")


@contextmanager
def at_work(config: Path, sync: str) -> Iterator[psutil.Process]:
    """The service by this configuration, with that in its section [sync], and nothing to do at night."""
    config.write_text(f'{config.read_text()}\n[sync]\nreconcile_at = "off"\n{sync}\n[log]\nlevel = "error"\n')
    command = [sys.executable, "-m", "daemon.cli.main", "run", "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as service:
        try:
            yield psutil.Process(service.pid)
        finally:
            service.terminate()


def cpu_of(service: psutil.Process) -> float:
    times = service.cpu_times()
    return float(times.user + times.system)


def bare_posts(simulator: Simulator) -> float:
    """The processor time of two requests as anybody would send them, answered with as much."""
    body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body><x/></s:Body></s:Envelope>'
    with requests.Session() as session:
        session.auth = (ADDRESS, PASSWORD)
        began = time.thread_time()  # of this thread: what answers is in the same process, and is not meant
        for _ in range(2 * TURNS):
            session.post(simulator.endpoint, body, timeout=10)
        return (time.thread_time() - began) / TURNS


def stamped_after(simulator: Simulator, number: int) -> float:
    """Seconds from a mail's arrival until it carries a category."""
    sender = correspondents(CONTACTS)[number].address
    began = time.monotonic()
    mail = simulator.outlook(ADDRESS).deliver_mail(sender, f"news {number}")
    until(lambda: bool(simulator.mailbox(ADDRESS).items[mail].categories))
    return time.monotonic() - began


def until(claim: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not claim():
        if time.monotonic() > give_up_at:
            sys.exit("the service did not get there")
        time.sleep(0.01)  # the service is another process, which tells nobody: it is looked at until it has acted
