"""How each mailbox of a process is told of its news: decided once, by the configuration and by what its login may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from connectors.ews.news.pull import NOT_FOR_DELEGATES, Off, Pull
from connectors.ews.wire.connection import Connection
from connectors.mailbox import Folder, News

TURNED_OFF = "notifications are off in the configuration"


class Ear(Protocol):
    """Of one mailbox."""

    def news(self, folders: Sequence[Folder]) -> News: ...

    def close(self) -> None: ...


class Ears:
    """`every` is how often each mailbox is asked."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def of(self, connection: Connection) -> Ear:
        if connection.server.access == "delegate" and connection.server.auth != "oauth2":
            return Off(NOT_FOR_DELEGATES)
        return Pull(connection, self._every)
