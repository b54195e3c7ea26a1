"""Which thread a message belongs to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def thread_of(identity: str, parents: Sequence[str], threads: Mapping[str, str]) -> str:
    """The thread of the first message above it that is known, `threads` by identity; else that message itself.

    A message that nothing is above begins a thread of its own.
    """
    ends = (parents[-1], parents[0]) if parents else ()
    known = (threads[parent] for parent in ends if parent in threads)
    return next(known, parents[-1] if parents else identity)


def depth_of(parents: Sequence[str], traits: Mapping[str, Any]) -> int:
    """How many messages an item is known to answer to, at the least."""
    return len(parents) or int("answer" in traits)
