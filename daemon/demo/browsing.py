"""The story's firm in a browser: its pages, and the daemon beside them, while the simulated servers run."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config import log
from config.settings import load
from daemon.cli.base.output import say
from daemon.demo.letters import JONAS, KARI
from daemon.demo.records import NAMES
from daemon.demo.stage import CommandLine, DemoFailed, chapter, shown
from simulator.server import Simulator

_PATIENCE = 30  # seconds that the daemon has to end in
_NEWS_EVERY = "1s"  # so that somebody who looks on does not wait


def reserved(address: str) -> socket.socket:
    """The socket that pages will be served on, ours from now on; raises DemoFailed where another program has it."""
    from daemon.web import listening
    from store.errors import StoreError

    try:
        made = listening(address)
        made.listen()
    except (StoreError, OSError):
        port = address.rpartition(":")[2]
        raise DemoFailed(
            f"port {port} is taken by another program, perhaps another demo; end that, or name another port, "
            f"with --port or as in: make demo-web PORT={int(port) + 1}"
        ) from None
    return made


@contextmanager
def browsed(line: CommandLine, socket: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    """Pages are served, and the daemon runs: its process. Links that sign in are said."""
    from daemon import bootstrap
    from daemon.web import LOCK_WAIT, Desk, Welcome, create_app, served_beside

    settings = load(line.config).settings
    with ExitStack() as ending:
        log.configure("json", "info", ending.enter_context(line.log.open("a", encoding="utf-8")))
        store = ending.enter_context(closing(bootstrap.open_store(settings, _now, lock_wait=LOCK_WAIT)))
        desk = Desk(settings, store, _now, welcome=(links := Welcome(settings.web)))
        ending.enter_context(served_beside(create_app(desk), socket))
        daemon = ending.enter_context(_running(line))
        with store.read() as unit:
            users = {user.email: user.id for user in unit.users.all()}
        chapter("The firm is served to your browser, until Ctrl-C")
        for address, what in ((KARI, "who owns it"), (JONAS, "who is a member")):
            say(f"As {NAMES[address]}, {what} (the link signs in one browser, once):")
            say(f"  {links.link(users[address])}", "bold cyan")
        yield daemon


def say_how_news_come(simulator: Simulator, folder: Path) -> None:
    """A command that lets mail arrive, which is seen in the open page."""
    mail = {
        "sender": "Ann Lee <ann.lee@fabrikam.example>",
        "subject": "We take them",
        "body": "200 desks, and 12 more for the board.",
    }
    told = json.dumps({"mailbox": KARI, "act": "deliver_mail", "arguments": mail})
    authority = shown(simulator.ca_file or folder)
    say()
    say("The simulated servers and the daemon run beside it. Open OPP-1's history, and let Ann write to Kari:")
    say(f"  curl --cacert {authority} {simulator.url}/control -d {shlex.quote(told)}", "cyan")
    say(f"Everything is in {shown(folder)}, and made anew by the next demo.")


@contextmanager
def _running(line: CommandLine) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon in a process of its own, which Ctrl-C at the terminal does not reach: it is ended here."""
    command = [sys.executable, "-m", "daemon.cli.main", "--config", str(line.config), "run"]
    environment = os.environ | {"DEALTRAIL_SYNC__INTERVAL": _NEWS_EVERY}
    with line.log.open("a", encoding="utf-8") as log:
        daemon = subprocess.Popen(command, stderr=log, env=environment, start_new_session=True)  # noqa: S603  # ours
    try:
        yield daemon
    finally:
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


def _now() -> datetime:
    return datetime.now(UTC)
