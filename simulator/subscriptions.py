"""Subscriptions to what happens in a mailbox: who has which, how far it was told, and when it is forgotten."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
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

    def watermark(self, number: int) -> str:
        return base64.b64encode(json.dumps([self.id, number]).encode()).decode()

    def number_of(self, watermark: str) -> int | None:
        """The event that a watermark of this subscription stands for; None for any other text."""
        try:
            of, number = json.loads(base64.b64decode(watermark, validate=True))
        except (ValueError, TypeError):
            return None
        return number if of == self.id and isinstance(number, int) else None
