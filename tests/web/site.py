"""A firm's interface as its people reach it: the real application on a real socket over a real database."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from config.settings import load
from daemon.web.app import create_app
from daemon.web.desk import Desk
from daemon.web.serving import Server
from daemon.web.signing_in import cookie_name
from daemon.web.sockets import listening
from store.database import open_store
from store.unit import Unit
from store.values import Actor, Role, User
from tests.contract.store.conftest import Clock

TLS = ssl.create_default_context()  # made once: each client would read all certificates of the system
WAIT = 30  # seconds for what happens at once


@dataclass
class Site:
    app: FastAPI
    desk: Desk
    clock: Any  # moved by the test
    users: dict[str, User] = field(default_factory=dict)  # by their first name, small

    @property
    def url(self) -> str:
        return self.desk.url

    @contextmanager
    def writing(self, who: str = "ann") -> Iterator[Unit]:
        with self.desk.store.write(Actor.of(self.users[who])) as unit:
            yield unit

    def key_of(self, who: str) -> str:
        """A session of this user, as signing in makes it."""
        with self.desk.store.write() as unit:
            return unit.sessions.begin(self.users[who], "test")

    @contextmanager
    def as_(self, who: str = "") -> Iterator[httpx2.Client]:
        """A client that behaves as a browser does where this user is signed in; nobody for ""."""
        cookies = {cookie_name(self.desk): self.key_of(who)} if who else {}
        headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
        with httpx2.Client(base_url=self.url, cookies=cookies, headers=headers, timeout=WAIT, verify=TLS) as client:
            yield client


@contextmanager
def serving(
    folder: Path,
    database_url: str,
    more: str = "",
    clock: Callable[[], datetime] | None = None,
    lock_wait: timedelta = timedelta(seconds=5),
) -> Iterator[Site]:
    """Ann, who owns the database, and Bob, a member, are its users, unless it has some. `more` is added to the
    configuration, to [web] first;
    PORT in it is where it listens."""
    socket = listening("127.0.0.1:0")
    port = socket.getsockname()[1]
    file = folder / "config.toml"
    file.write_text(
        f'[database]\nurl = "{database_url}"\n[sync]\ntime_zone = "Europe/Oslo"\n'
        f'[web]\nlisten = "127.0.0.1:{port}"\n{more.replace("PORT", str(port))}'
    )
    clock = clock or Clock()
    store = open_store(database_url, clock=clock, lock_wait=lock_wait)
    desk = Desk(load(file).settings, store, clock)
    app = create_app(desk)
    site = Site(app, desk, clock)
    with store.write() as unit:
        if not unit.users.all():
            unit.users.add("Ann Owner", "ann@us.example", Role.OWNER)
            unit.users.add("Bob Seller", "bob@us.example")
        site.users = {user.email.partition("@")[0]: user for user in unit.users.all()}
    is_ready = threading.Event()
    server = Server(app, is_ready.set)
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    assert is_ready.wait(WAIT)
    try:
        yield site
    finally:
        server.should_exit = True
        thread.join(WAIT)
        store.close()


def fields_of(html: str) -> dict[str, Any]:
    """What a browser would send of the page's first guarded form: its fields with their values."""
    from lxml import html as parser

    return values_of(parser.fromstring(html).xpath("//form[@data-guarded]")[0])


def forms_of(page: str, action: str = "") -> list[dict[str, Any]]:
    """What a browser would send of each form of the page, or of those that go to `action`; buttons left out."""
    from lxml import html as parser

    found = parser.fromstring(page).xpath("//form[@method='post']")
    return [values_of(form) for form in found if not action or form.get("action") == action]


def values_of(form: Any) -> dict[str, Any]:
    """As the HTML standard reads them: the line end that a textarea begins with is no part of its text."""
    found = dict(form.fields)
    for area in form.xpath(".//textarea"):
        found[area.name] = (found[area.name] or "").removeprefix("\n")
    return found
