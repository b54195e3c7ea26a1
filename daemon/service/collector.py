"""How often memory is searched for what only refers to itself.

Python looks after every 700 new objects, and again and again through all that a process has: a tenth of a first cycle
went into looking for what is not there. Nothing of a page is in a circle: it is freed as soon as nobody needs it.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from functools import cache

NEW = 50_000  # objects, about those of a page of mail, after which the new ones are looked at
OF_ANSWERS = 5_000  # where what answers browsers leaves circles behind: looked for more rarely, they took 30 MB


@cache
def look_rarely(new: int = NEW) -> None:
    """From now on; what there is by then, the program itself, is left out. Once for the process."""
    gc.freeze()
    gc.set_threshold(new, 10, 10)


def share_one_heap() -> None:
    """From now on threads take memory from one heap: each with its own keeps what it let go of from the others.

    They compute one at a time anyway. glibc's own way (`M_ARENA_MAX` of malloc.h); elsewhere nothing happens.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(-8, 1)
