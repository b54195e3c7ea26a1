"""The daemon as a process of its own, and systemd's side of the conversation with it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.service.cli.line import Ended

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; whatever takes longer is broken


def until(condition: Callable[[], Any], what: str, *, patience: float = PATIENCE) -> None:
    """Wait for something that another process or thread brings about."""
    give_up_at = time.monotonic() + patience
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < give_up_at, f"it did not come to this: {what}"
        pause.wait(0.01)


class Manager:
    """The socket on which systemd hears from a service: at once, whatever the test is at meanwhile."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.told: list[str] = []
        self._heard = SimpleQueue[str]()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def hear(self, message: str) -> None:
        """Wait until the service says this; everything heard so far is in `told`."""
        while True:
            self.told.append(self._heard.get(timeout=PATIENCE))
            if self.told[-1] == message:
                return

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.address)
        self._ear.join(PATIENCE)
        self._socket.close()

    def _listen(self) -> None:
        while message := self._socket.recv(4096):
            self._heard.put(message.decode())


@dataclass
class Daemon:
    """A running `dealtrail run`."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)  # what it wrote to standard error so far
    out: str = ""
    _came: threading.Condition = field(default_factory=threading.Condition)
    _readers: list[threading.Thread] = field(default_factory=list)

    def listen(self) -> None:
        for reader in (self._read_log, self._read_out):
            thread = threading.Thread(target=reader, daemon=True)
            thread.start()
            self._readers.append(thread)

    @property
    def log(self) -> list[dict[str, Any]]:
        """What it logged so far; fails where a line is not JSON."""
        return [json.loads(line) for line in list(self.lines)]

    def events(self, name: str, **fields: str) -> list[dict[str, Any]]:
        return [one for one in self.log if one["event"] == name and fields.items() <= one.items()]

    def logs(self, name: str, *, times: int = 1, **fields: str) -> None:
        """Wait until it has logged an event of this name and these fields so many times."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.events(name, **fields)) >= times or self.has_ended, PATIENCE)
        assert came, f"no {name!r} in time: {self.lines}"
        assert len(self.events(name, **fields)) >= times, f"it ended before {name!r}: {self.lines}"

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> int:
        """Ask it to stop, as systemd does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def close(self) -> None:
        self.process.kill()
        self.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._came:
                self.lines.append(line)
                self._came.notify_all()
        with self._came:
            self._came.notify_all()

    def _read_out(self) -> None:
        assert self.process.stdout is not None
        self.out = self.process.stdout.read()


@contextmanager
def dealtrail(
    config: Path, *words: str, before: Sequence[str] = (), pass_fds: Sequence[int] = (), **environment: str
) -> Iterator[Daemon]:
    """A process of the command line on this configuration; ended at the end, whatever became of it.

    `before` is a program that becomes it, with these descriptors.
    """
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "daemon.cli.main", "--config", str(config), *words],
        pass_fds=pass_fds,
        cwd=ROOT,
        env=own_environment() | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    daemon = Daemon(process)
    daemon.listen()
    try:
        yield daemon
    finally:
        daemon.close()


# Each in a process of its own would take most of its time to load.
_ONE_AFTER_THE_OTHER = """
import shlex, sys
from daemon.cli.main import main
config, mark, *lines = sys.argv[1:]
for line in lines:
    code = main(["--config", config, *shlex.split(line)])
    for stream in (sys.stdout, sys.stderr):
        print(mark, code, file=stream, flush=True)
"""
_MARK = "--- it ended with"


def typed(config: Path, lines: Sequence[str], *, before: Sequence[str] = (), **environment: str) -> dict[str, Ended]:
    """How each of these command lines ended, typed one after the other into one process, which `before` becomes."""
    command = [*before, sys.executable, "-c", _ONE_AFTER_THE_OTHER, str(config), _MARK, *lines]
    process = subprocess.run(
        command,
        cwd=ROOT,
        env=own_environment() | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    out, err = (re.split(rf"{_MARK} (\d+)\n", text) for text in (process.stdout, process.stderr))
    ended = [Ended(int(out[at + 1]), out[at], err[at]) for at in range(0, 2 * len(lines), 2)]
    return dict(zip(lines, ended, strict=True))


def own_environment() -> dict[str, str]:
    """What a process has around it, without the settings of a real installation."""
    systemds = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "CREDENTIALS_DIRECTORY", "JOURNAL_STREAM")
    return {
        name: text for name, text in os.environ.items() if not name.startswith("DEALTRAIL_") and name not in systemds
    }
