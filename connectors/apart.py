"""Work that is done apart: by processes of its own, so that this one computes something else meanwhile.

Threads of one Python compute one at a time. What is handed over is a function and its arguments, what comes back is
plain values: made of what is named beforehand, and of nothing else, whatever has become of a process that reads what
strangers wrote. Nothing rests on it: without an answer the work is done here, and only here. Such a process gets no
environment but where its modules are, no file and no connection but the one to this process, and ends with it.

`python -m connectors.apart FD MODULE …` is one, that has loaded these modules before it takes anything.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, timezone
from functools import cache, partial
from importlib import import_module
from multiprocessing.connection import Connection
from operator import attrgetter
from threading import Condition
from typing import Any, TypeVar

import structlog

log = structlog.get_logger()

R = TypeVar("R")
Work = Callable[..., Any]

PATIENCE = 60  # seconds for one piece of work, which takes hundredths of one
MOST_DEATHS = 3  # after which this process does all by itself, until it is started again
_READY = b"ready"
_PLAIN: tuple[Callable[..., Any], ...] = (datetime, timedelta, timezone, frozenset, partial)


class Apart:
    """So many processes at the most, while anybody needs them. For any thread.

    `look` is what whoever stores what was read wants worked out of each item, too; `made_of` are the classes of what
    comes back, and functions that may be in it; `loads` the modules that are loaded beforehand.
    """

    def __init__(self, most: int, look: Work, made_of: Iterable[Callable[..., Any]], loads: Iterable[str]) -> None:
        self.look = look
        self._most = most
        self._loads = tuple(loads)
        self._known = {(one.__module__, one.__qualname__): one for one in (*made_of, *_PLAIN)}
        self._changed = Condition()
        self._users = 0
        self._deaths = 0
        self._alive: list[_Process] = []
        self._idle: list[_Process] = []

    def begin(self) -> None:
        """Somebody needs it from now on. A process is started where there are fewer than who need one; nobody waits."""
        with self._changed:
            self._users += 1
            if len(self._alive) < min(self._users, self._most) and self._deaths < MOST_DEATHS:
                self._start()

    def end(self) -> None:
        """Somebody needs it no more; with the last of them the processes end, those at work once they are done."""
        with self._changed:
            self._users -= 1
            idle = self._idle if not self._users else []
            ended, self._idle = list(idle), [one for one in self._idle if one not in idle]
            self._alive = [one for one in self._alive if one not in ended]
        for process in ended:
            process.end()

    def do(self, work: Callable[..., R], *arguments: Any) -> R | None:
        """What `work` returns, done apart; None where no process is at hand yet, or it died over it or gave it up."""
        process = self._taken()
        if process is None:
            return None
        try:
            found: R = _Values(process.answer(work, arguments), self._known).load()
        except Exception as problem:  # noqa: BLE001 - whatever it sent, or did not: the work is done here
            self._bury(process, problem)
            return None
        self._give_back(process)
        return found

    def _start(self) -> None:
        try:
            process = _Process(self._loads)
        except OSError as problem:
            self._deaths = MOST_DEATHS
            log.warning("no process can be started to read mail apart: it is read here", reason=str(problem))
            return
        self._alive.append(process)
        self._idle.append(process)

    def _taken(self) -> _Process | None:
        with self._changed:
            while any(one.is_ready() for one in self._alive):
                for process in self._idle:
                    if process.is_ready():
                        self._idle.remove(process)
                        return process
                self._changed.wait()
        return None

    def _give_back(self, process: _Process) -> None:
        with self._changed:
            is_kept = self._users > 0
            if is_kept:
                self._idle.append(process)
            else:
                self._alive.remove(process)
            self._changed.notify_all()
        if not is_kept:
            process.end()

    def _bury(self, process: _Process, problem: Exception) -> None:
        with self._changed:
            self._alive.remove(process)
            self._deaths += 1
            is_over = self._deaths >= MOST_DEATHS
            if self._users and not is_over:
                self._start()
            self._changed.notify_all()
        process.end()
        then = "mail is read here until the service is started again" if is_over else "another one is started"
        log.warning("a process that reads mail apart failed", reason=type(problem).__name__, then=then)


class _Process:
    """One, seen from here."""

    def __init__(self, loads: Iterable[str]) -> None:
        ours, theirs = socket.socketpair()
        for way in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", PATIENCE, 0))
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this program, and modules that it names
                [sys.executable, "-m", __name__, str(theirs.fileno()), *loads],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=(theirs.fileno(),),
            )
        self._connection = Connection(ours.detach())
        self._is_ready = False

    def is_ready(self) -> bool:
        """Whether it has loaded what it needs. One that died over it is ready, too, and found dead when it is asked."""
        if not self._is_ready and self._connection.poll():
            self._is_ready = True
        return self._is_ready

    def answer(self, work: Work, arguments: tuple[Any, ...]) -> bytes:
        self._connection.send_bytes(pickle.dumps((work, arguments), pickle.HIGHEST_PROTOCOL))
        found = self._connection.recv_bytes()
        return self._connection.recv_bytes() if found == _READY else found

    def end(self) -> None:
        """At once: it has nothing to clean up, and nobody waits for it."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


class _Values(pickle.Unpickler):
    """Reads what is made of these, and nothing else."""

    def __init__(self, content: bytes, known: Mapping[tuple[str, str], Callable[..., Any]]) -> None:
        super().__init__(io.BytesIO(content))
        self._known = known

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        try:
            return self._known[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an answer") from None


# --- the other side ---------------------------------------------------------------------------------------------------


class _Writer(pickle.Pickler):
    """Writes our values as calls of their classes, which take less than half as long to read as their state."""

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if is_dataclass(kind):
            return kind, _fields_of(kind)(value)
        return NotImplemented


@cache
def _fields_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [one.name for one in fields(kind)]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _written(value: Any) -> bytes:
    file = io.BytesIO()
    _Writer(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def _serve(connection: Connection) -> None:
    """One piece of work after the other, until nobody is there any more."""
    connection.send_bytes(_READY)
    while True:
        try:
            work, arguments = pickle.loads(connection.recv_bytes())  # noqa: S301 - from whom this process is
        except (EOFError, OSError):
            return
        try:
            answer = _written(work(*arguments))
        except Exception:  # noqa: BLE001 - who asked does it again, and says what is wrong
            answer = _written(None)
        connection.send_bytes(answer)


def main(descriptor: str, *loads: str) -> None:
    for told in (signal.SIGINT, signal.SIGTERM):  # which a whole service gets: the one that asks decides
        signal.signal(told, signal.SIG_IGN)
    for module in loads:
        import_module(module)
    try:
        _serve(Connection(int(descriptor)))
    finally:
        os._exit(0)  # at once: nothing is to be cleaned up


if __name__ == "__main__":
    main(*sys.argv[1:])
