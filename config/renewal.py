"""Settings of a service that goes on: read again once a file, or what a program tells, was changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread

from config.commands import ToldByCommand
from config.sections import GraphServerSettings
from config.settings import Loaded, Settings

ASKED_EVERY = 300.0  # seconds: programs that tell secrets, whose changes no file shows
READING = "settings"  # the thread that waits for them, and for files

_Stamp = tuple[Path, tuple[int, int, int] | None]


class Renewal:
    """For any thread. Between changes it asks for the times of the files, and the programs every five minutes.

    What is read, and the programs that it names, are asked beside whoever renews: one that hangs holds nobody up, and
    what was read before stays meanwhile.
    """

    def __init__(
        self,
        loaded: Loaded,
        read: Callable[[], Loaded],
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loaded, self._read, self._clock = loaded, read, clock
        self._read_at = clock()
        self._reading: Future[Loaded | None] | None = None
        directory = environ.get("CREDENTIALS_DIRECTORY", "")
        self._credentials = Path(directory) if directory else None
        self._seen = self._stamps()
        self._lock = Lock()

    @property
    def settings(self) -> Settings:
        """Those that were read last."""
        return self._loaded.settings

    def renew(self) -> bool:
        """Whether a file or a secret was changed and has been read since, and is used from now on.

        Raises ConfigError, once, for what cannot be used: then what was read before stays in use.
        """
        with self._lock:
            stamps = self._stamps()
            if stamps != self._seen:
                self._seen = stamps
                self._begin_to_read(None)  # whatever is being read is older
            elif self._reading is None:
                self._ask_programs()
            elif self._reading.done():
                reading, self._reading = self._reading, None
                if fresh := reading.result():
                    self._loaded = fresh
                    self._seen = self._stamps()  # it may name other files now
                    return True
            return False

    def _ask_programs(self) -> None:
        """Ask them once it is time, where there are any."""
        if self._clock() - self._read_at < ASKED_EVERY:
            return  # at once: every turn asks, and there may be a thousand mailboxes with keys of their own
        self._read_at = self._clock()
        if any(isinstance(key.value, ToldByCommand) for key in self._loaded.secrets_of_service()):
            self._begin_to_read(self._loaded)

    def _begin_to_read(self, before: Loaded | None) -> None:
        self._read_at, self._reading = self._clock(), Future()
        Thread(target=_reads, args=(self._reading, self._read, before), name=READING, daemon=True).start()

    def _stamps(self) -> tuple[_Stamp, ...]:
        servers = self._loaded.settings.server.values()
        named = [one.certificate_file for one in servers if isinstance(one, GraphServerSettings)]
        given = sorted(self._credentials.glob("*")) if self._credentials is not None else ()
        return tuple((path, _stamp(path)) for path in (self._loaded.file, *named, *given) if path is not None)


def _reads(reading: Future[Loaded | None], read: Callable[[], Loaded], before: Loaded | None) -> None:
    """What it says now; None where its secrets are those of before."""
    try:
        fresh = read()
        is_same = before is not None and _secrets(fresh) == _secrets(before)
    except BaseException as failure:  # noqa: BLE001 - raised again by whoever asks what came of it
        reading.set_exception(failure)
    else:
        reading.set_result(None if is_same else fresh)


def _secrets(loaded: Loaded) -> list[object]:
    return [key.value for key in loaded.secrets_of_service()]


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
