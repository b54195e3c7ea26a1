"""Work that is done apart: by processes of its own, so that this one computes something else meanwhile.

Threads of one Python compute one at a time. What is handed over is a function and its arguments, what comes back is
plain values: made of what is named beforehand, and of nothing else, whatever has become of a process that reads what
strangers wrote. Nothing rests on it: without an answer the work is done here, and only here. Such a process gets no
environment but where its modules are, no file and no connection but the one to this process, and ends with it.

`connectors.apart_worker` is the other side.
"""

from __future__ import annotations

import io
import os
import pickle
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from threading import Condition
from typing import Any, TypeVar

import structlog

from connectors import apart_worker
from connectors.limits import LARGEST
from connectors.stopping import NEVER, Stop, Stopped

log = structlog.get_logger()

R = TypeVar("R")
Work = Callable[..., Any]

PATIENCE = 60  # seconds for one piece of work, which takes hundredths of one
LOOK = 100  # milliseconds between two looks whether it is to stop
MOST = 4 * LARGEST  # bytes of an answer: it says what it was asked in fewer
MOST_DEATHS = 3  # after which this process does all by itself, until it is started again
_SIZE = struct.Struct("!i")  # of a message, before it
_PIECE = 1 << 20  # bytes that are received at once
_PLAIN: tuple[Callable[..., Any], ...] = (datetime, timedelta, timezone, frozenset, partial)


class Apart:
    """So many processes at the most, while anybody needs them. For any thread.

    `look` is what whoever stores what was read wants worked out of each item, too; `made_of` are the classes of what
    comes back, and functions that may be in it; `loads` the modules that are loaded beforehand. Once it is to `stop`
    nobody waits for any of them.
    """

    def __init__(
        self,
        most: int,
        look: Work,
        made_of: Iterable[Callable[..., Any]],
        loads: Iterable[str],
        stop: Stop = NEVER,
    ) -> None:
        self.look = look
        self._most = most
        self._loads = tuple(loads)
        self._stop = stop
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
        """What `work` returns, done apart; None where no process is at hand yet, or it died over it or gave it up.

        Raises Stopped at once when it is to stop.
        """
        process = self._taken()
        if process is None:
            return None
        try:
            found: R = _Values(process.answer(work, arguments), self._known).load()
        except Exception as problem:  # noqa: BLE001 - whatever it sent, or did not: the work is done here
            self._bury(process, problem)
            return None
        except Stopped:
            self._give_up(process)
            raise
        self._give_back(process)
        return found

    def _start(self) -> None:
        try:
            process = _Process(self._loads, self._stop)
        except OSError as problem:
            self._deaths = MOST_DEATHS
            log.warning("no process can be started to read mail apart: it is read here", reason=str(problem))
            return
        self._alive.append(process)
        self._idle.append(process)

    def _taken(self) -> _Process | None:
        with self._changed:
            while any(one.is_ready() for one in self._alive):
                self._stop.look()
                for process in self._idle:
                    if process.is_ready():
                        self._idle.remove(process)
                        return process
                self._changed.wait()
        self._stop.look()
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

    def _give_up(self, process: _Process) -> None:
        with self._changed:
            self._alive.remove(process)
            self._changed.notify_all()
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

    def __init__(self, loads: Iterable[str], stop: Stop) -> None:
        ours, theirs = socket.socketpair()
        self._connection = _Line(ours, stop)
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - this program, and modules that it names
                    [sys.executable, "-m", apart_worker.__name__, str(theirs.fileno()), *loads],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    pass_fds=(theirs.fileno(),),
                )
        except BaseException:
            self._connection.close()
            raise
        self._is_ready = False

    def is_ready(self) -> bool:
        """Whether it has loaded what it needs. One that died over it is ready, too, and found dead when it is asked."""
        if not self._is_ready and self._connection.poll():
            self._is_ready = True
        return self._is_ready

    def answer(self, work: Work, arguments: tuple[Any, ...]) -> bytes:
        until = time.monotonic() + PATIENCE
        self._connection.send(pickle.dumps((work, arguments), pickle.HIGHEST_PROTOCOL), until)
        found = self._connection.receive(until)
        return self._connection.receive(until) if found == apart_worker.READY else found

    def end(self) -> None:
        """At once: it has nothing to clean up, and nobody waits for it."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


class _Line:
    """Messages as multiprocessing has them, to and from a process that may hang at any byte.

    Whoever sends or receives raises TimeoutError once its time is over, and Stopped at once when it is to stop.
    """

    def __init__(self, connected: socket.socket, stop: Stop) -> None:
        connected.setblocking(False)
        self._socket, self._stop = connected, stop

    def poll(self, seconds: float = 0) -> bool:
        """Whether anything came, or the other end is closed."""
        return self._may(select.POLLIN, seconds * 1000)

    def send(self, message: bytes, until: float) -> None:
        for part in (_SIZE.pack(len(message)), message):
            left = memoryview(part)
            while left:
                self._wait(select.POLLOUT, until)
                with suppress(BlockingIOError):  # room was there for less than is sent at once
                    left = left[self._socket.send(left) :]

    def receive(self, until: float) -> bytes:
        [size] = _SIZE.unpack(self._receive(_SIZE.size, until))
        if not 0 <= size <= MOST:
            raise ValueError("an answer is longer than any")
        return self._receive(size, until)

    def close(self) -> None:
        self._socket.close()

    def _receive(self, size: int, until: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            self._wait(select.POLLIN, until)
            piece = self._socket.recv(min(size - len(found), _PIECE))
            if not piece:
                raise EOFError
            found += piece
        return bytes(found)

    def _wait(self, event: int, until: float) -> None:
        """Looks at the time whatever comes: it may come a byte at a time, and never end."""
        while True:
            self._stop.look()
            if time.monotonic() > until:
                raise TimeoutError
            if self._may(event, LOOK):
                return

    def _may(self, event: int, milliseconds: float) -> bool:
        looking = select.poll()
        looking.register(self._socket, event)
        return bool(looking.poll(milliseconds))


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
