"""Deltas by comparison: what is there now against what the client was told, page by page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

Versions = Mapping[str, Hashable]  # what there is, by its id in EWS's form, with something that tells a change


class RoundLost(Exception):
    """The token is not one that the server gave out, or it is forgotten."""


@dataclass(frozen=True, slots=True)
class Round:
    """One run from a delta link (or from nothing) to the next delta link."""

    scope: str  # what it is a delta of: "calendarview/<folder>"
    options: Mapping[str, Any]  # of its first request, which its links carry on
    known: Versions  # what the client knows when it is over
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    number: int = -1  # of the last change that it has seen


@dataclass(frozen=True, slots=True)
class Page:
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    token: str
    is_last: bool
    options: Mapping[str, Any]


@dataclass
class Rounds:
    """Everything that tokens stand for."""

    _rounds: dict[str, Round] = field(default_factory=dict)

    def begin(self, scope: str, options: Mapping[str, Any]) -> Round:
        """A round that starts from nothing."""
        return Round(scope, options, {})

    def resume(self, token: str, scope: str, epoch: int) -> tuple[Round, int | None]:
        """The round of a token, and how much of it the client has; None where it has all. Raises RoundLost."""
        given, _, rest = token.partition(".")
        key, _, offset = rest.partition(".")
        found = self._rounds.get(key)
        if found is None or given != str(epoch) or found.scope != scope:
            raise RoundLost
        try:
            return found, int(offset) if offset else None
        except ValueError:
            raise RoundLost from None

    def page(
        self, before: Round, offset: int | None, present: Callable[[], Versions], number: int, size: int, epoch: int
    ) -> Page:
        """The next page; `present` is asked only where a new round begins and something may have changed since."""
        if offset is None:
            current, offset = self._compared(before, present, number), 0
        else:
            current = before
        rows = [*((one, False) for one in current.changed), *((one, True) for one in current.gone)]
        given, rest = rows[offset : offset + size], len(rows) - offset - size
        key = self._key(current)
        token = f"{epoch}.{key}" if rest <= 0 else f"{epoch}.{key}.{offset + size}"
        return Page(
            tuple(one for one, is_gone in given if not is_gone),
            tuple(one for one, is_gone in given if is_gone),
            token,
            rest <= 0,
            current.options,
        )

    def _compared(self, before: Round, present: Callable[[], Versions], number: int) -> Round:
        if before.number == number:  # nothing has happened at all
            return before if not (before.changed or before.gone) else _quiet(before)
        now = present()
        changed = tuple(key for key, version in now.items() if before.known.get(key) != version)
        gone = tuple(key for key in before.known if key not in now)
        known = before.known if not (changed or gone) else now
        return Round(before.scope, before.options, known, changed, gone, number)

    def _key(self, current: Round) -> str:
        key = uuid.uuid4().hex
        self._rounds[key] = current
        return key


def _quiet(before: Round) -> Round:
    return Round(before.scope, before.options, before.known, number=before.number)
