"""Somebody who is signed in, and what the interface answers them: in this process, or in one of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx2
import psutil

from benchmarks.quiet import until
from config.settings import load
from daemon.web.app import create_app
from daemon.web.desk import Desk
from daemon.web.serving import Server
from daemon.web.signing_in import cookie_name
from daemon.web.sockets import listening
from store.database import Store

WAIT = 30
NAME = "dealtrail"  # of the cookie, without https


@contextmanager
def answering(folder: Path, store: Store, who: str, clock: Callable[[], datetime]) -> Iterator[httpx2.Client]:
    """A server over the store in a thread, and a client in which that user is signed in."""
    socket = listening("127.0.0.1:0")
    settings = load(a_configuration(folder, "sqlite:///unused", socket.getsockname()[1])).settings
    desk = Desk(settings, store, clock)
    is_ready = threading.Event()
    server = Server(create_app(desk), is_ready.set)
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    if not is_ready.wait(WAIT):
        raise RuntimeError("the server does not start")
    try:
        with httpx2.Client(base_url=desk.url, cookies={cookie_name(desk): signed_in(store, who)}, timeout=WAIT) as one:
            yield one
    finally:
        server.should_exit = True
        thread.join(WAIT)


@contextmanager
def a_process(config: Path, port: int) -> Iterator[psutil.Popen]:
    """`dealtrail web` by this configuration, once it answers."""
    command = [sys.executable, "-m", "daemon.cli.main", "web", "--config", str(config)]
    with psutil.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            until(lambda: answers(port))
            yield server
        finally:
            if server.is_running():
                server.terminate()


@contextmanager
def asking(port: int, cookies: dict[str, str]) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=WAIT) as client:
        yield client


def a_configuration(folder: Path, url: str, port: int) -> Path:
    file = folder / f"{port}.toml"
    file.write_text(f'[database]\nurl = "{url}"\n[log]\nlevel = "error"\n[web]\nlisten = "127.0.0.1:{port}"\n')
    return file


def a_port() -> int:
    with listening("127.0.0.1:0") as probe:
        port: int = probe.getsockname()[1]
        return port


def signed_in(store: Store, who: str) -> str:
    """The key of a session, as signing in makes it."""
    with store.write(is_quiet=True) as unit:
        return unit.sessions.begin(unit.users.find(who), "benchmark")


def seconds(client: httpx2.Client, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return taken


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def answers(port: int, path: str = "/sign-in") -> bool:
    """Whether a server is up."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=WAIT).status_code == 200
    except httpx2.TransportError:
        return False
