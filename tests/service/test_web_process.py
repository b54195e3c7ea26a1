"""`dealtrail web` as a process: ready, over https, and gone when it is told to."""

from __future__ import annotations

import signal
import socket
import ssl
import time
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
import trustme

from simulator.server import Simulator
from store.database import open_store
from tests.databases import a_file
from tests.service.process import Manager, dealtrail
from tests.service.site import BOB, a_site

ENDS_IN = timedelta(seconds=5)
MANY = httpx2.Limits(max_connections=200)


def a_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def a_configuration(folder: Path, more: str) -> Path:
    file = folder / "config.toml"
    file.write_text(f'[database]\nurl = "{a_file(folder / "store.sqlite")}"\n[log]\nformat = "json"\n[web]\n{more}')
    return file


def a_session(folder: Path) -> str:
    """Of Bob's, who is the only user."""
    with closing(open_store(f"sqlite:///{folder / 'store.sqlite'}")) as store, store.write() as unit:
        return unit.sessions.begin(unit.users.add("Bob Berg", "bob@us.example"), "test")


def test_it_serves_https_by_itself_and_ends_in_time_with_an_open_stream(tmp_path: Path) -> None:
    authority, port = trustme.CA(), a_free_port()
    certificate = authority.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "web.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "web.key")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    url = f"https://localhost:{port}"
    files = f'certificate_file = "{tmp_path}/web.pem"\nkey_file = "{tmp_path}/web.key"\n'
    config = a_configuration(tmp_path, f'listen = "127.0.0.1:{port}"\nurl = "{url}"\n{files}')
    cookies = {"__Host-dealtrail": a_session(tmp_path)}

    with (
        closing(Manager(str(tmp_path / "notify"))) as manager,
        dealtrail(config, "web", NOTIFY_SOCKET=manager.address) as server,
        httpx2.Client(base_url=url, verify=trust, cookies=cookies, timeout=30) as browser,
    ):
        manager.hear("READY=1")
        answer = browser.get("/me")
        assert "Bob Berg" in answer.text
        assert "max-age" in answer.headers["strict-transport-security"]
        with browser.stream("GET", "/news") as stream:
            next(stream.iter_lines())
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            code = server.wait()
            assert time.monotonic() - began < ENDS_IN.total_seconds()

    assert code in (0, -signal.SIGTERM), server.lines
    assert server.events("serving", address=url)
    assert server.events("stopped serving")


def test_it_ends_in_time_with_a_hundred_open_streams(tmp_path: Path) -> None:
    port = a_free_port()
    config = a_configuration(tmp_path, f'listen = "127.0.0.1:{port}"\n')
    cookies = {"dealtrail": a_session(tmp_path)}

    with (
        closing(Manager(str(tmp_path / "notify"))) as manager,
        dealtrail(config, "web", NOTIFY_SOCKET=manager.address) as server,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=30, limits=MANY) as browser,
        ExitStack() as streams,
    ):
        manager.hear("READY=1")
        for _ in range(100):
            next(streams.enter_context(browser.stream("GET", "/news")).iter_lines())
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        code = server.wait()
        assert time.monotonic() - began < ENDS_IN.total_seconds()

    assert code in (0, -signal.SIGTERM), server.lines


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('sign_in = ["proxy"]\n', "nobody to believe"),
        ('listen = "192.0.2.1:8480"\nurl = "https://crm.us.example"\n', "name another address or port"),
    ],
)
def test_it_says_why_it_does_not_start(tmp_path: Path, more: str, sentence: str) -> None:
    with dealtrail(a_configuration(tmp_path, more), "web") as server:
        assert server.wait() == 1
        assert sentence in "".join(server.lines)


def test_the_daemon_serves_browsers_too_and_both_end_in_time(tmp_path: Path, simulator: Simulator) -> None:
    site, port = a_site(tmp_path, simulator), a_free_port()
    with site.config.open("a") as file:
        file.write(f'\n[web]\nlisten = "127.0.0.1:{port}"\nurl = "http://localhost:{port}"\n')
    with closing(open_store(f"sqlite:///{site.database}")) as store, store.write() as unit:
        cookies = {"dealtrail": unit.sessions.begin(unit.users.find(BOB), "test")}

    with site.run("--web") as daemon, httpx2.Client(base_url=f"http://localhost:{port}", cookies=cookies) as browser:
        daemon.logs("turn done", mailbox=BOB)
        with browser.stream("GET", "/news", timeout=30) as stream:
            next(stream.iter_lines())
            began = time.monotonic()
            code = daemon.stop()
            assert time.monotonic() - began < ENDS_IN.total_seconds()

    assert code == 0, daemon.lines
