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
ASKING = "secrets"  # the thread that waits for them

_Stamp = tuple[Path, tuple[int, int, int] | None]


class Renewal:
    """For any thread. Between changes it asks for the times of the files, and the programs every five minutes.

    Programs are asked beside whoever renews: one that hangs holds nobody up, and what was told before stays meanwhile.
    """

    def __init__(
        self,
        loaded: Loaded,
        read: Callable[[], Loaded],
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loaded, self._read, self._clock = loaded, read, clock
        self._asked_at = clock()
        self._asking: Future[Loaded | None] | None = None
        directory = environ.get("CREDENTIALS_DIRECTORY", "")
        self._credentials = Path(directory) if directory else None
        self._seen = self._stamps()
        self._lock = Lock()

    @property
    def settings(self) -> Settings:
        """Those that were read last."""
        return self._loaded.settings

    def renew(self) -> bool:
        """Whether a file or a secret was changed since it was last asked, and is used from now on.

        Raises ConfigError, once, for what cannot be used: then what was read before stays in use.
        """
        with self._lock:
            stamps = self._stamps()
            if stamps == self._seen:
                return self._ask_programs()
            self._seen, self._asking = stamps, None
            self._loaded = self._read()
            self._seen = self._stamps()  # it may name other files now
            self._asked_at = self._clock()
            return True

    def _ask_programs(self) -> bool:
        """Whether one told another secret than before, when they were asked last."""
        if self._asking is None:
            self._begin_to_ask()
        elif self._asking.done():
            asked, self._asking = self._asking, None
            if fresh := asked.result():
                self._loaded = fresh
                return True
        return False

    def _begin_to_ask(self) -> None:
        if self._clock() - self._asked_at < ASKED_EVERY:
            return  # at once: every turn asks, and there may be a thousand mailboxes with keys of their own
        self._asked_at, before = self._clock(), self._loaded
        if not any(isinstance(key.value, ToldByCommand) for key in before.secrets_of_service()):
            return
        self._asking = Future()
        Thread(target=_ask, args=(self._asking, self._read, before), name=ASKING, daemon=True).start()

    def _stamps(self) -> tuple[_Stamp, ...]:
        servers = self._loaded.settings.server.values()
        named = [one.certificate_file for one in servers if isinstance(one, GraphServerSettings)]
        given = sorted(self._credentials.glob("*")) if self._credentials is not None else ()
        return tuple((path, _stamp(path)) for path in (self._loaded.file, *named, *given) if path is not None)


def _ask(asking: Future[Loaded | None], read: Callable[[], Loaded], before: Loaded) -> None:
    """What is told now, where that is another than before."""
    try:
        fresh = read()
        is_same = [key.value for key in fresh.secrets_of_service()] == [
            key.value for key in before.secrets_of_service()
        ]
    except BaseException as failure:  # noqa: BLE001 - raised again by whoever asks what came of it
        asking.set_exception(failure)
    else:
        asking.set_result(None if is_same else fresh)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
