"""Rounds by comparison: what is there now against what the client was told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace

# What there is, by the id that it keeps: its id of today, and something that tells a change.
Versions = Mapping[str, tuple[str, Hashable]]
Gone = tuple[str, str]  # both ids of what is not there any more; or, of what has another id today, that of before


@dataclass(frozen=True, slots=True)
class Outside:
    """The version of what does not belong to the set: a client is told that it is gone whenever it changes."""

    version: Hashable


@dataclass(frozen=True, slots=True)
class Round:
    """One run from a delta link (or from nothing) to the next delta link."""

    known: Versions = field(default_factory=dict)  # what the client knows when it is over
    changed: tuple[str, ...] = ()  # what it tells
    news: tuple[str, ...] = ()  # of that, what no round has told before
    gone: tuple[Gone, ...] = ()
    number: int = -1  # of the last change that it has seen
    updates: frozenset[str] = frozenset()  # of what it tells, what the client knows already
    since: int = -1  # the number of the round before

    def after(self, present: Callable[[], Versions], number: int, *, replays: bool = False) -> Round:
        """The round that follows; `present` is asked only where anything happened since. `replays` tells the news of
        this one again."""
        again = self.news if replays else ()
        if self.number == number:  # nothing has happened at all
            is_quiet = not (self.news or self.gone) and again == self.changed
            if is_quiet:
                return self
            return replace(self, changed=again, news=(), gone=(), updates=frozenset(again), since=self.number)
        now = present()
        is_first = self.number < 0
        changed = [
            key
            for key, version in now.items()
            if self.known.get(key) != version and not (is_first and isinstance(version[1], Outside))
        ]
        told = dict.fromkeys(changed)
        changed += [key for key in again if key in now and key not in told]
        gone = tuple((key, own) for key, (own, _) in self.known.items() if key not in now or now[key][0] != own)
        has = {key for key, (_, version) in self.known.items() if not isinstance(version, Outside)}
        updates = frozenset(key for key in changed if key in has)
        known = now if told or gone or is_first else self.known  # one dictionary for as long as nothing changes
        return Round(known, tuple(changed), tuple(told), gone, number, updates, self.number)

    def page(self, offset: int, size: int) -> tuple[tuple[str, ...], tuple[Gone, ...], int | None]:
        """What changed and what went, from here on, and where the next page begins; None behind the last."""
        changed = self.changed[offset : offset + size]
        behind = max(0, offset - len(self.changed))
        gone = self.gone[behind : behind + size - len(changed)]
        reached = offset + len(changed) + len(gone)
        return changed, gone, reached if reached < len(self.changed) + len(self.gone) else None
