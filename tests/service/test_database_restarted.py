"""PostgreSQL is restarted under load: the service, its pages and programs go on without being restarted themselves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event

import httpx2
import pytest

from simulator.server import Simulator
from store.database import open_store
from store.values import Actor
from tests.postgres import FAST, IMMEDIATE, PASSWORD, PostgresServer, running_postgres
from tests.sampled import one_of
from tests.service.process import Daemon, until
from tests.service.site import BOB, EVE, Site, a_site
from tests.service.test_web_process import a_free_port

BACK_IN = 15.0  # seconds, of which the service waits one between two tries: every half of its watchdog's time
WATCHDOG = "2000000"  # microseconds
WAYS = {"fast": FAST, "immediate": IMMEDIATE}
TRIED = sorted(WAYS) if os.environ.get("EVERY_BORDER") else [one_of("how PostgreSQL ends", sorted(WAYS))]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that keeps what it committed, however it ends."""
    with running_postgres(loses_a_moment=False) as server:
        yield server


@pytest.fixture
def site(tmp_path: Path, simulator: Simulator, server: PostgresServer) -> Iterator[Site]:
    """With pages, and a place to ask how it is."""
    with server.database() as url:
        site, port = a_site(tmp_path, simulator, url), a_free_port()
        with site.config.open("a") as file:
            file.write(f'[web]\nlisten = "127.0.0.1:{port}"\nurl = "http://localhost:{port}"\n')
            file.write(f'[health]\nlisten = "127.0.0.1:{a_free_port()}"\n')
        yield site


def setting(site: Site, section: str, name: str) -> str:
    _, _, rest = site.config.read_text().partition(f"[{section}]")
    return rest.partition(f'{name} = "')[2].partition('"')[0]


class Clerk:
    """Adds one account after the other through the interface for programs, each until it is told that it is there."""

    def __init__(self, site: Site) -> None:
        self.added: list[str] = []
        self.answers: set[int] = set()
        self.stop = Event()
        self._url = setting(site, "web", "url")
        with closing(open_store(site.url)) as store, store.write() as unit:
            bob = unit.users.find(BOB)
            unit.act_as(Actor.of(bob))
            self._token = unit.tokens.add(bob, "clerk", timedelta(days=1), may_write=True)

    def work(self) -> None:
        headers = {"authorization": f"Bearer {self._token}"}
        with httpx2.Client(base_url=f"{self._url}/api/v1", headers=headers, timeout=30) as browser:
            while not self.stop.is_set():
                name = f"Account {len(self.added) + 1}"
                self._add(browser, name)
                self.added.append(name)

    def _add(self, browser: httpx2.Client, name: str) -> None:
        while True:
            answer = browser.post("/accounts", json={"name": name}, headers={"idempotency-key": name.replace(" ", "-")})
            self.answers.add(answer.status_code)
            if answer.status_code == 201:
                return
            assert answer.status_code == 503, answer.text
            assert "Traceback" not in answer.text
            self.stop.wait(0.05)


def accounts(site: Site) -> list[str]:
    with closing(open_store(site.url)) as store, store.read() as unit:
        return [one.name for one in unit.accounts.all()]


def ready(site: Site) -> tuple[int, str]:
    answer = httpx2.get(f"http://{setting(site, 'health', 'listen')}/readyz", timeout=30)
    return answer.status_code, answer.text


@pytest.mark.parametrize("how", TRIED)
def test_the_service_and_its_pages_go_on_by_themselves(site: Site, server: PostgresServer, how: str):
    clerk, mails = Clerk(site), {}
    with (
        site.run("--web", NOTIFY_SOCKET="/nowhere/notify", WATCHDOG_USEC=WATCHDOG) as daemon,
        ThreadPoolExecutor(1) as desk,
    ):
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        working = desk.submit(clerk.work)
        try:
            for number in range(20):
                mails[f"mail {number}"] = site.deliver(f"mail {number}")
            until(lambda: working.done() or len(clerk.added) > 5, "the clerk is at work")

            assert not working.done(), working.exception()
            server.stop(WAYS[how])
            until(lambda: 503 in clerk.answers, "a program was told")
            daemon.logs("the database cannot be used")
            told, alive = ready(site), len(clerk.added)
            mails["meanwhile"] = site.deliver("meanwhile")
            server.start()
            began = time.monotonic()

            until(lambda: working.done() or len(clerk.added) > alive + 5, "the clerk is at work again")
            until(lambda: all(map(site.is_stamped, mails.values())), "all mail is stamped")
            took = time.monotonic() - began
        finally:
            clerk.stop.set()
        working.result()
        until(lambda: ready(site)[0] == 200, "it is ready")
        assert daemon.stop() == 0

    assert took < BACK_IN
    assert told[0] == 503
    assert is_told(daemon, told[1])
    assert sorted(accounts(site)) == sorted(clerk.added)
    assert site.history() == sorted(mails)
    assert len(site.simulator.outlook(BOB).items("tasks")) == 1


def is_told(daemon: Daemon, ready: str) -> bool:
    """In sentences alone, and without the password."""
    lines = "".join(daemon.lines)
    reasons = [one["reason"] for one in daemon.events("the database cannot be used")]
    return (
        all(one.startswith("database test_") and len(one) < 300 for one in [*reasons, ready])
        and "Traceback" not in lines
        and PASSWORD not in lines + ready
    )
