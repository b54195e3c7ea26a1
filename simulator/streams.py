"""A connection that stays open: what happens is told on it until its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

from lxml import etree

from simulator.soap import envelope
from simulator.xml import S

LOOK = 0.01  # seconds between two looks at what happened


@dataclass
class Stream:
    """`told` gives the content of the next answer, None where there is nothing to tell; `is_over` ends it."""

    told: Callable[[], str | None]
    sign_of_life: str
    goodbye: Callable[[], str | None]  # once its time is over
    heart_beat: float  # seconds
    is_left: Callable[[], bool] = lambda: False  # whether nobody listens any more
    left: Callable[[], None] = lambda: None
    check: Callable[[etree._Element], None] = field(default=lambda body: None)
    changed: Callable[[bytes], bytes] = bytes  # as it goes out

    def pieces(self, stopping: Event) -> Iterator[bytes]:
        beat_at = time.monotonic() + self.heart_beat
        while not stopping.wait(LOOK) and not self.is_left():
            content = self.told()
            last = self.goodbye()
            for one in (content, last):
                if one is not None:
                    yield self._envelope(one)
                    beat_at = time.monotonic() + self.heart_beat
            if last is not None:
                return
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + self.heart_beat
                yield self._envelope(self.sign_of_life)

    def _envelope(self, content: str) -> bytes:
        answer = envelope(content)
        found = etree.fromstring(answer).find(f"{S}Body")
        if found is not None:
            self.check(found[0])
        return self.changed(answer)
