"""How each mailbox of a process is told of its news: decided once, by the configuration and by what its login may."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Protocol

from connectors.errors import CredentialsRefused, MailboxError, Throttled
from connectors.ews.news.pull import NOT_FOR_DELEGATES, Off, Pull, Rest, without_archive
from connectors.ews.news.stream import SILENCE, Ring, Stream
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.login import login_of
from connectors.mailbox import Folder, Heard, News

TURNED_OFF = "notifications are off in the configuration"
MOST_TOGETHER = 200  # subscriptions on one connection
MOST_CONNECTIONS = 3  # of one login: an Exchange on premises allows no more


class Ear(Protocol):
    """Of one mailbox."""

    def news(self, folders: Sequence[Folder]) -> News: ...

    def close(self) -> None: ...


class Ears:
    """`every` is how often each mailbox is asked. With `ring` the server tells at once, and who has news is rung.

    With `gives_back` a mailbox that is closed takes its leave; otherwise the server forgets it by itself.
    """

    def __init__(
        self,
        every: timedelta,
        ring: Ring | None = None,
        *,
        gives_back: bool = False,
        silence: timedelta = SILENCE,
        pace: float = 1.0,
    ) -> None:
        self._every = every
        self._gives_back = gives_back
        self._ring = ring
        self._stream: Callable[[Ring], Stream] = lambda ring: Stream(ring, silence, pace)
        self._streams: dict[Hashable, list[Stream]] = {}
        self._lock = Lock()

    def of(self, connection: Connection) -> Ear:
        if connection.server.access == "delegate" and connection.server.auth != "oauth2":
            return Off(NOT_FOR_DELEGATES)
        pull = Pull(connection, self._every, gives_back=self._gives_back)
        return pull if self._ring is None else Streamed(connection, self, pull)

    def stream_of(self, connection: Connection) -> Stream | None:
        """The connection with a place for this mailbox, beside others of its login; None where there may be no more.

        The place is taken at once: of mailboxes that join at the same time none takes another's.
        """
        if self._ring is None:
            return None
        with self._lock:
            streams = self._streams.setdefault(login_of(connection.server), [])
            found = next((stream for stream in streams if len(stream.seats) < MOST_TOGETHER), None)
            if found is None and len(streams) < MOST_CONNECTIONS:
                found = self._stream(self._ring)
                streams.append(found)
            if found is not None:
                found.seats.add(connection.address)
            return found


class Streamed:
    """Told at once while the server keeps the connection; asked once each turn otherwise."""

    def __init__(self, connection: Connection, ears: Ears, pull: Pull) -> None:
        self._connection = connection
        self._ears = ears
        self._pull = pull
        self._stream: Stream | None = None
        self._is_live = False
        self._rest = Rest()

    def news(self, folders: Sequence[Folder]) -> News:
        caught = self._stream.caught(self._connection.address) if self._stream else None
        if caught is None:
            self._is_live = False
            self._join()
            return self._pull.news(folders)
        news = News(
            Heard.AT_ONCE,
            caught.folder_ids,
            is_everywhere=caught.is_everywhere,
            are_folders_other=caught.are_folders_other,
        )
        if not self._is_live:  # what happened before the stream began is told for the last time in the other way
            asked = self._pull.news(folders)
            self._pull.give_back()
            self._is_live = True
            self._rest.end()
            news = replace(
                news,
                folder_ids=news.folder_ids | asked.folder_ids,
                is_everywhere=news.is_everywhere or asked.is_everywhere,
                are_folders_other=news.are_folders_other or asked.are_folders_other,
            )
        return without_archive(news, folders)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.leave(self._connection.address)
            self._stream = None
        self._pull.close()

    def _join(self) -> None:
        address = self._connection.address
        if self._stream is not None and self._stream.has(address):
            return  # the next connection tells of it
        if not self._rest.is_over():
            return
        self._rest.begin()  # until it is heard of
        self._stream = self._stream or self._ears.stream_of(self._connection)
        if self._stream is None:
            return
        try:
            self._stream.join(address, self._connection.another)
        except (Throttled, CredentialsRefused):
            raise
        except MailboxError:
            return  # asking goes on
