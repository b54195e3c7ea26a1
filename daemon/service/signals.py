"""Signals that ask to stop, heard in the middle of anything."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from types import FrameType

ENDS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heard(numbers: Sequence[int], act: Callable[[], object], *, ends_at_once: bool = True) -> Iterator[None]:
    """`act`, by a thread of its own, when the first of these comes; a second one ends the process at once.

    Where it does not, a second one does what it did before. Python runs a handler in the middle of whatever the main
    thread does, which is mostly waiting for that very stop, with its lock in hand now and then: to set it there may
    wait for itself for ever. So the handler takes no lock.
    """
    told = SimpleQueue[bool]()
    before = {number: signal.getsignal(number) for number in numbers}

    def hear(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL if ends_at_once else before[number])
        told.put(True)

    def tell() -> None:
        if told.get():
            act()

    for number in numbers:
        signal.signal(number, hear)
    Thread(target=tell, name="signals", daemon=True).start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        told.put(False)
