"""How long this process's transactions took, and waited for their turn; for any thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from threading import Lock


@dataclass(frozen=True, slots=True)
class Spent:
    """What the transactions of one kind came to: how many, how many of them failed, and seconds."""

    count: int = 0
    failed: int = 0
    seconds: float = 0.0


def _alone(name: str, **told: str) -> AbstractContextManager[object]:
    return nullcontext()


@dataclass(slots=True)
class Transactions:
    around: Callable[..., AbstractContextManager[object]] = _alone  # what watches each transaction as it goes on
    reading: Spent = Spent()
    writing: Spent = Spent()
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def measured(self, *, writes: bool) -> Iterator[None]:
        """One transaction with all that is done in it, and with the wait of a writer for its turn."""
        began, failed = time.perf_counter(), 1
        try:
            with self.around("transaction", kind="write" if writes else "read"):
                yield
            failed = 0
        finally:
            took = time.perf_counter() - began
            with self._lock:
                if writes:
                    self.writing = _more(self.writing, failed, took)
                else:
                    self.reading = _more(self.reading, failed, took)


def _more(spent: Spent, failed: int, took: float) -> Spent:
    return replace(spent, count=spent.count + 1, failed=spent.failed + failed, seconds=spent.seconds + took)
