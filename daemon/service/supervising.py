"""One process for each firm of an installation: begun, listened to, and begun again when it ends or hangs.

None of them has another's files, secrets or memory, and what becomes of one concerns no other.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import structlog

log = structlog.get_logger()

LOOK = 0.5  # seconds between two looks whether one has ended
STARTING = 2  # processes that load at once: thirty would keep each other from it
LOADED = 30.0  # seconds after which one that says nothing is not waited for any more
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # before one that ended is begun again
WENT_WELL = 600.0  # seconds after which its next end is a first one
HANGS = 300.0  # seconds without a sign of life
GRACE = 60.0  # seconds for all of them to end
LONGEST_LINE = 64 * 1024
REASONS = 3  # the last lines that are no events: what it ended with

# It ends with whoever began it, however that ends.
_BECOME = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execve(sys.argv[1], sys.argv[1:], os.environ)"


@dataclass(frozen=True, slots=True)
class FirmProcess:
    """What is run for a firm, and what it has around it."""

    firm: str
    command: Sequence[str]
    environment: Mapping[str, str]


class Supervisor:
    """Keeps them running. `hindrance` says what keeps a firm from being started; "" where nothing does."""

    def __init__(
        self,
        firms: Sequence[FirmProcess],
        hindrance: Callable[[str, Sequence[str]], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hindrance, self._clock = hindrance, clock
        self._selector = selectors.DefaultSelector()
        self._kept = [_Kept(one, self._selector, clock) for one in firms]

    @property
    def line(self) -> str:
        """How they stand, for whoever asks systemd."""
        away = [one.firm for one in self._kept if not one.is_running]
        return f"{len(self._kept)} firms" + (f"; not running: {', '.join(away)}" if away else "; all run")

    def forever(self, stop: Event, tick: Callable[[], None]) -> None:
        """Until it is to stop; `tick` is called again and again while this goes on."""
        with tempfile.TemporaryDirectory(prefix="dealtrail-firms-") as folder:
            try:
                while not stop.is_set():
                    tick()
                    self._see_to_all(Path(folder))
                    self._listen()
            finally:
                self._end()

    def _see_to_all(self, folder: Path) -> None:
        for one in self._kept:
            one.notice_its_end()
        now = self._clock()
        for one in self._kept:
            starting = sum(other.is_starting for other in self._kept)
            if one.is_running or now < one.next_at or starting >= STARTING:
                continue
            running = [other.firm for other in self._kept if other.is_running]
            if reason := self._hindrance(one.firm, running):
                one.failed()
                log.error("a firm is not started", firm=one.firm, reason=reason, again_in_seconds=one.pause)
            else:
                one.start(folder)

    def _listen(self) -> None:
        for key, _ in self._selector.select(LOOK):
            key.data()

    def _end(self) -> None:
        running = [one for one in self._kept if one.is_running]
        for one in running:
            one.tell(signal.SIGTERM)
        until = self._clock() + GRACE
        while any(one.is_running for one in running) and self._clock() < until:
            self._listen()
            for one in running:
                one.notice_its_end(is_expected=True)
        for one in running:
            if one.is_running:
                log.warning("a firm's process did not end in time and is cut off", firm=one.firm)
                one.tell(signal.SIGKILL)
                one.notice_its_end(is_expected=True, waits=True)
        self._selector.close()


class _Kept:
    """One firm's process, as it comes and goes."""

    def __init__(self, of: FirmProcess, selector: selectors.BaseSelector, clock: Callable[[], float]) -> None:
        self.firm, self._of, self._selector, self._clock = of.firm, of, selector, clock
        self.next_at = clock()
        self.pause = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._manager: socket.socket | None = None
        self._began = self._heard = clock()
        self._is_ready = False
        self._rest = b""
        self._said: list[str] = []

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def is_starting(self) -> bool:
        return self.is_running and not self._is_ready and self._clock() - self._began < LOADED

    def start(self, folder: Path) -> None:
        place = folder / self.firm
        place.unlink(missing_ok=True)
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._manager.bind(str(place))
        told = {"NOTIFY_SOCKET": str(place), "WATCHDOG_USEC": str(int(HANGS * 1_000_000))}
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-c", _BECOME, *self._of.command],
            env={**self._of.environment, **told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for whoever tells all of them to end
        )
        self._began = self._heard = self._clock()
        self._is_ready, self._rest, self._said = False, b"", []
        assert self._process.stderr is not None  # noqa: S101 - it was asked for a pipe
        os.set_blocking(self._process.stderr.fileno(), False)
        self._selector.register(self._process.stderr, selectors.EVENT_READ, self._read)
        self._selector.register(self._manager, selectors.EVENT_READ, self._hear)
        log.info("a firm is started", firm=self.firm, process=self._process.pid)

    def failed(self) -> None:
        """It is tried again, each time later."""
        if self._clock() - self._began >= WENT_WELL:
            self.pause = 0.0
        self.pause = min(max(2 * self.pause, FIRST_PAUSE), LONGEST_PAUSE)
        self.next_at = self._clock() + self.pause

    def tell(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def notice_its_end(self, *, is_expected: bool = False, waits: bool = False) -> None:
        if self._process is None:
            return
        if self._clock() - self._heard > HANGS and not is_expected:
            log.error("a firm's process hangs, and is ended", firm=self.firm)
            self.tell(signal.SIGKILL)
            waits = True
        code = self._process.wait() if waits else self._process.poll()
        if code is None:
            return
        self._read(is_last=True)
        for end in (self._process.stderr, self._manager):
            if end is not None:
                self._selector.unregister(end)
                end.close()
        self._process = self._manager = None
        if is_expected:
            log.info("a firm is stopped", firm=self.firm)
            return
        self.failed()
        why = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        reason = " ".join(self._said) or "it said nothing"
        log.error("a firm's process ended", firm=self.firm, how=why, reason=reason, again_in_seconds=self.pause)

    def _hear(self) -> None:
        if self._manager is None:
            return
        try:
            told = self._manager.recv(4096).decode(errors="replace").splitlines()
        except BlockingIOError:
            return
        self._heard = self._clock()
        self._is_ready = self._is_ready or "READY=1" in told

    def _read(self, *, is_last: bool = False) -> None:
        """Pass its log on, with the firm's name in each line."""
        if self._process is None or self._process.stderr is None:
            return
        try:
            while content := os.read(self._process.stderr.fileno(), LONGEST_LINE):
                self._rest += content
                self._write()
        except BlockingIOError:
            pass
        self._write(is_last=is_last)

    def _write(self, *, is_last: bool = False) -> None:
        *lines, self._rest = self._rest.split(b"\n")
        if is_last or len(self._rest) > LONGEST_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            if text := line.decode(errors="replace").strip():
                self._pass_on(text)

    def _pass_on(self, text: str) -> None:
        try:
            event = json.loads(text)
        except ValueError:
            event = None
        if isinstance(event, dict):
            _say(event | {"firm": self.firm})
            return
        self._said = [*self._said, text][-REASONS:]
        _say({"firm": self.firm, "event": text, "level": "error"})


def _say(event: Mapping[str, object]) -> None:
    print(json.dumps(event, ensure_ascii=False), file=sys.stderr, flush=True)
