"""Threads that work beside what a process does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def at_work(name: str, work: Callable[[], object], stop: Event, patience: float) -> Iterator[None]:
    """`work` goes on in a thread meanwhile; at the end it is told to stop, and waited for so many seconds."""
    thread = Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(patience)
