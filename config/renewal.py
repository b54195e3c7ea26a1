"""Settings of a service that goes on: read again once a file, or what a program tells, was changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from config.commands import ToldByCommand
from config.sections import GraphServerSettings
from config.settings import Loaded, Settings

ASKED_EVERY = 300.0  # seconds: programs that tell secrets, whose changes no file shows

_Stamp = tuple[Path, tuple[int, int, int] | None]


class Renewal:
    """For any thread. Between changes it asks for the times of the files, and the programs every five minutes."""

    def __init__(
        self,
        loaded: Loaded,
        read: Callable[[], Loaded],
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loaded, self._read, self._clock = loaded, read, clock
        self._asked_at = clock()
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
            self._seen = stamps
            self._loaded = self._read()
            self._seen = self._stamps()  # it may name other files now
            self._asked_at = self._clock()
            return True

    def _ask_programs(self) -> bool:
        """Whether a program tells another secret than before."""
        before = self._loaded.secrets_of_service()
        if not any(isinstance(key.value, ToldByCommand) for key in before):
            return False
        if self._clock() - self._asked_at < ASKED_EVERY:
            return False
        self._asked_at = self._clock()
        fresh = self._read()
        if [key.value for key in fresh.secrets_of_service()] == [key.value for key in before]:
            return False
        self._loaded = fresh
        return True

    def _stamps(self) -> tuple[_Stamp, ...]:
        servers = self._loaded.settings.server.values()
        named = [one.certificate_file for one in servers if isinstance(one, GraphServerSettings)]
        given = sorted(self._credentials.glob("*")) if self._credentials is not None else ()
        return tuple((path, _stamp(path)) for path in (self._loaded.file, *named, *given) if path is not None)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
