"""Where the week happens: people on both servers, their customers and opportunities, and the service's process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import NamedTuple

import psutil

from simulator.server import Simulator
from store.database import Store, open_store
from tests.flow.firm import CLIENT, PASSWORD, RIGHTS, SECRET, TENANT
from tests.flow.week.clock import SharedClock
from tests.flow.week.deal import Deal
from tests.flow.week.service import POOLED

MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)
SERVICE = "svc@us.example"
PATIENCE = 600.0  # seconds, in which the machine may do other things


class Taken(NamedTuple):
    at: datetime
    process: int
    mib: float
    threads: int
    files: int


@dataclass
class Site:
    folder: Path
    simulator: Simulator
    clock: SharedClock
    store: Store
    url: str
    on_premises: list[str]
    in_cloud: list[str]
    password: str = PASSWORD
    secret: str = SECRET
    deals: list[Deal] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    stays: bool = False  # the process is to live on to the end

    @property
    def people(self) -> list[str]:
        return self.on_premises + self.in_cloud

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    # --- the configuration ---

    def configure(self) -> None:
        """Write it as it is to be now: the service reads it again."""
        ca_file, simulator = json.dumps(str(self.simulator.ca_file)), self.simulator
        servers = f"""
[exchange]
endpoint = "{simulator.endpoint}"
auth = "basic"
username = "{SERVICE}"
password = "{self.password}"
access = "impersonation"
timeout = "10s"
ca_file = {ca_file}
[server.cloud]
kind = "graph"
tenant_id = "{TENANT}"
client_id = "{CLIENT}"
client_secret = "{self.secret}"
authority = "{simulator.url}"
endpoint = "{simulator.graph_url}"
timeout = "10s"
ca_file = {ca_file}
"""
        mailboxes = [f'[[mailbox]]\naddress = "{one}"\nserver = "exchange"\n' for one in self.on_premises]
        mailboxes += [f'[[mailbox]]\naddress = "{one}"\nserver = "cloud"\n' for one in self.in_cloud]
        general = f'[database]\nurl = "{self.url}"\n[sync]\ninterval = "30m"\ntime_zone = "Europe/Oslo"\n'
        self.config.write_text(f"{general}[linking]\nown_domains = ['us.example']\n{servers}{''.join(mailboxes)}")
        self.config.chmod(0o600)

    # --- the process ---

    def begin(self) -> None:
        command = [sys.executable, "-m", "tests.flow.week.service", str(self.config), str(self.folder / "clock")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self) -> None:
        """Without a chance to do anything more."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.deaths += 1

    def end(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0, self.log[-2000:]
        self.process = None

    def pass_by(self, by: timedelta, kill_after: int | None = None) -> None:
        """So much time; the service dies once it made so many requests, and is there again."""
        journal = self.simulator.journal
        before = len(journal.requests)
        self.clock.let_pass(by)
        if kill_after is not None:
            self._await(lambda: self.clock.has_passed or len(journal.requests) - before >= kill_after)
            self.kill()
            self.begin()
        self._await(lambda: self.clock.has_passed)

    def _await(self, has_come: Callable[[], bool]) -> None:
        assert self.process is not None
        pause, give_up_at = Event(), monotonic() + PATIENCE
        while not has_come():
            assert self.process.poll() is None, f"the service ended: {self.log[-2000:]}"
            assert monotonic() < give_up_at, f"the service does not come to an end: {self.log[-2000:]}"
            pause.wait(0.005)

    def taken(self) -> Taken:
        """By the process, when what only refers to itself is gone; its threads and files without those in pools."""
        assert self.process is not None
        self.process.send_signal(signal.SIGUSR1)
        self.pass_by(timedelta(minutes=1))
        seen = psutil.Process(self.process.pid)
        threads, files = map(int, (self.folder / POOLED).read_text().split())
        mib = seen.memory_info().rss / 2**20
        return Taken(self.clock(), seen.pid, mib, seen.num_threads() - threads, seen.num_fds() - files)


@contextmanager
def a_site(folder: Path, simulator: Simulator, clock: SharedClock, url: str, count: int) -> Iterator[Site]:
    """So many people, half of them on each server, each with an opportunity of their own and a customer."""
    names = [f"user{number:03}@us.example" for number in range(count)]
    store = open_store(url, clock=clock)
    site = Site(folder, simulator, clock, store, url, names[: count // 2], names[count // 2 :])
    simulator.add_account(SERVICE, PASSWORD)
    simulator.allow_impersonation(SERVICE)
    simulator.add_application(TENANT, CLIENT, SECRET)
    simulator.grant(CLIENT, *RIGHTS)
    with store.write() as unit:
        for number, address in enumerate(names):
            simulator.add_mailbox(address, PASSWORD, zone="Europe/Oslo")
            simulator.outlook(address).make_folder("Inbox/Done")
            user = unit.users.add(address.partition("@")[0], address)
            customer = f"ann@client{number:03}.example"
            contact = unit.contacts.add(f"Ann {number}", addresses=(customer,))
            made = unit.opportunities.add(
                f"{number} seats", contact_id=contact.id, assigned_to=user.id, created_at=clock() - timedelta(days=30)
            )
            site.deals.append(Deal(made.number, made.title, customer, address))
    site.configure()
    try:
        yield site
    finally:
        if site.process is not None:
            site.process.kill()
            site.process.wait()
        store.close()
