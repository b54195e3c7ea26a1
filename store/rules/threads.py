"""Which thread a message belongs to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tied:
    """The threads of some messages, and what becomes of others for their sake."""

    threads: Sequence[str]  # of each message
    joined: Mapping[str, str]  # threads that turn out to be parts of others: each with what it is a part of
    names: Mapping[str, str]  # the thread of every message that is known or named


def tied(messages: Iterable[tuple[str, Sequence[str]]], known: Mapping[str, str]) -> Tied:
    """The threads of messages, each an identity and what it names; `known` are threads by identity.

    A thread is everything that is tied together by names, those included of messages that nobody has seen: whatever
    comes first, the end is the same.
    """
    names, joined = dict(known), dict[str, str]()
    threads = []
    for identity, parents in messages:
        mine = (*reversed(parents), identity)  # the beginning of the thread first: it is called by that
        found = dict.fromkeys(_last(names[name], joined) for name in mine if name in names)
        thread, *others = found or (mine[0],)
        joined.update(dict.fromkeys(others, thread))
        names.update(dict.fromkeys(mine, thread))
        threads.append(thread)
    return Tied(
        threads=[_last(thread, joined) for thread in threads] if joined else threads,
        joined={thread: _last(thread, joined) for thread in joined},
        names={name: _last(thread, joined) for name, thread in names.items()} if joined else names,
    )


def _last(thread: str, joined: Mapping[str, str]) -> str:
    while thread in joined:
        thread = joined[thread]
    return thread


def depth_of(parents: Sequence[str], traits: Mapping[str, Any]) -> int:
    """How many messages an item is known to answer to, at the least."""
    return len(parents) or int("answer" in traits)
