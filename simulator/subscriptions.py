"""Subscriptions to what happens in a mailbox: who has which, how far it was told, and when it is forgotten."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STREAMED_FOR = timedelta(minutes=30)  # a streaming one without a connection is kept so long


@dataclass(slots=True)
class Telling:
    """Ways in which servers differ in telling of news, to be switched on one by one; all off, it is as documented."""

    unknown_operations: frozenset[str] = frozenset()  # "Subscribe", "GetStreamingEvents" …
    forgets_subscriptions_after: timedelta | None = None  # counted from their beginning, however they are used
    tells_of_strangers: bool = False  # each answer with events names one more folder that nobody has
    always_more_events: bool = False  # the last of them never comes
    most_events: int = 50  # of one subscription in one answer
    most_streams: int = 10  # connections of one account that wait for events
    heart_beat: timedelta = timedelta(seconds=45)  # between signs of life on such a connection
    deaf_streams: bool = False  # nothing but signs of life comes on them
    servers: int = 1  # that keep mailboxes, each the subscriptions that were made on it
    homes: dict[str, int] = field(default_factory=dict)  # on which a mailbox is, where it was moved: by address

    def home(self, address: str) -> int:
        """The server that keeps a mailbox."""
        address = address.casefold()
        return self.homes.get(address, zlib.crc32(address.encode()) % self.servers)

    def routed(self, headers: Mapping[str, str], acting: str) -> int:
        """The server that a request comes to: the cookie's, else the anchor's, else that of whom it is for."""
        found = _AFFINITY.search(headers.get("cookie", ""))
        if found is not None and int(found[1]) < self.servers:
            return int(found[1])
        return self.home(headers.get("x-anchormailbox") or acting)


def affinity(headers: Mapping[str, str], server: int) -> str:
    """The cookie by which further requests come to the same server, where the client wants that; else ""."""
    wants = headers.get("x-preferserveraffinity", "").casefold() == "true"
    return f"X-BackEndOverrideCookie=ex{server}~1942062522; path=/; HttpOnly" if wants else ""


_AFFINITY = re.compile(r"(?:^|;)\s*X-BackEndOverrideCookie=ex(\d{1,3})~1942062522(?:;|$)")


@dataclass
class Subscription:
    id: str
    address: str  # of the mailbox
    caller: str
    is_streaming: bool
    folders: frozenset[str] | None  # None: all
    kinds: frozenset[str]
    number: int  # the last event that was told
    began: datetime
    lifetime: timedelta  # without being asked for
    expires: datetime
    stream: int = 0  # the connection that it is told on, newest first
    server: int = 0  # that keeps it

    def watermark(self, number: int) -> str:
        return base64.b64encode(json.dumps([self.id, number]).encode()).decode()

    def number_of(self, watermark: str) -> int | None:
        """The event that a watermark of this subscription stands for; None for any other text."""
        try:
            of, number = json.loads(base64.b64decode(watermark, validate=True))
        except (ValueError, TypeError):
            return None
        return number if of == self.id and isinstance(number, int) else None
