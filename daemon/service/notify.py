"""Tells systemd how the service is doing: the notify protocol, which is one datagram a message."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

_PATIENCE = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Notifier:
    """Speaks to the service manager where there is one; a missing or broken one never hinders the daemon."""

    address: str = ""  # "" outside systemd; "@…" in the abstract namespace
    watchdog_every: timedelta | None = None  # how often `watchdog()` is due; None when nobody watches

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Notifier:
        limit = environ.get("WATCHDOG_USEC", "")
        is_watched = limit.isdecimal() and environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        every = timedelta(microseconds=int(limit)) / 2 if is_watched and int(limit) else None
        return cls(environ.get("NOTIFY_SOCKET", ""), every)

    def ready(self) -> None:
        self._send("READY=1")

    def watchdog(self) -> None:
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send("STATUS=" + " ".join(text.split()))

    def _send(self, message: str) -> None:
        if self.address[:1] not in ("/", "@"):
            return
        address = "\0" + self.address[1:] if self.address[0] == "@" else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
                manager.settimeout(_PATIENCE)  # a manager that does not read must not stop the daemon
                manager.sendto(message.encode(errors="replace"), address)
        except (OSError, ValueError):
            pass  # systemd notices silence by itself
