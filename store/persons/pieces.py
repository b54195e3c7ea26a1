"""An erasure from its beginning to its end, in transactions that are short, and between which others write."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from store.persons.mail import IsOwn
from store.persons.steps import steps
from store.values import Erased, Erasure

if TYPE_CHECKING:
    from store.database import Store

PIECE = 50  # rows a transaction: it is over in some hundredths of a second


_NOBODY_STOPS_IT = Event()


def go_on(
    store: Store,
    erasure: Erasure,
    is_own: IsOwn,
    pause: Callable[[float], object] = _NOBODY_STOPS_IT.wait,
    piece: int = PIECE,
) -> Erasure | None:
    """Do all that is left of it, but for its end; None where a true `pause` cut it short.

    What is left is looked for without keeping anybody from writing. After each piece others have as long as it took:
    who waits for SQLite looks again now and then, and would find it taken each time.
    """
    for step in steps(is_own):
        with store.read() as unit:
            left = unit.erasing.left(step, erasure)
        for start in range(0, len(left), piece):
            began = time.perf_counter()
            with store.write(erasure.by) as unit:
                erasure = unit.erasing.take(step, erasure, left[start : start + piece])
            if pause(time.perf_counter() - began):
                return None
    return erasure


def erase(store: Store, erasure: Erasure, is_own: IsOwn, piece: int = PIECE) -> Erased:
    """All of it, to its end; what was taken away."""
    done = go_on(store, erasure, is_own, piece=piece) or erasure
    with store.write(erasure.by) as unit:
        return unit.erasing.end(done)
