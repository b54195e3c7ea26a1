"""What this process asked servers, and what came of it: counted for whoever watches it. For any thread.

One for the process, as the requests of all its mailboxes are: a watcher asks how a server answers, not who asked it.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

NOTHING = "none"  # as an answer: no connection, cut, or too late


@dataclass(slots=True)
class Asked:
    """The answer of one request, once there is any: an HTTP status."""

    answer: str = NOTHING


@dataclass(frozen=True, slots=True)
class Requests:
    """All that were made until now."""

    answers: Mapping[tuple[str, str, str], int]  # by server's kind, what was asked, and the answer
    seconds: Mapping[tuple[str, str], float]  # by server's kind and what was asked
    waits: Mapping[str, int]  # how often a kind of server asked to wait
    waited: Mapping[str, float]  # for how long, in seconds

    @property
    def total(self) -> int:
        return sum(self.answers.values())


def _alone(name: str, **told: str) -> AbstractContextManager[object]:
    return nullcontext()


@dataclass(slots=True)
class Measured:
    around: Callable[..., AbstractContextManager[object]] = _alone  # what watches each request as it is made
    _lock: Lock = field(default_factory=Lock)
    _answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _seconds: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    _waits: Counter[str] = field(default_factory=Counter)
    _waited: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def request(self, server: str, what: str) -> Iterator[Asked]:
        """One request to a kind of server; what is asked is one of few words, never an address or an id."""
        asked, began = Asked(), time.perf_counter()
        try:
            with self.around("request", server=server, request=what):
                yield asked
        finally:
            took = time.perf_counter() - began
            with self._lock:
                self._answers[server, what, asked.answer] += 1
                self._seconds[server, what] += took

    def asked_to_wait(self, server: str, wait: timedelta) -> None:
        with self._lock:
            self._waits[server] += 1
            self._waited[server] += wait.total_seconds()

    def requests(self) -> Requests:
        with self._lock:
            return Requests(dict(self._answers), dict(self._seconds), dict(self._waits), dict(self._waited))


MEASURED = Measured()
