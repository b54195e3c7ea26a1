"""What the repositories of a unit share: its connection, its clock, and finding a record by what a person typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar

from sqlalchemy import Connection

from store.errors import Ambiguous, Invalid, NotFound
from store.text import fold

T = TypeVar("T")

CHUNK = 500  # values in one IN list: far below what either database takes in a statement


class Repository:
    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._db = connection
        self._clock = clock


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The distinct values, in lists that fit an IN list."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def the_one(subject: str, asked: object, found: Sequence[tuple[T, str]], names: Callable[[], Iterable[str]]) -> T:
    """The only record among those found, each with its name; else Ambiguous, or NotFound with the nearest `names`.

    A record whose whole name was asked for wins over those that only contain it.
    """
    if len(found) > 1:
        exact = [record for record, name in found if fold(name) == fold(str(asked))]
        if len(exact) == 1:
            return exact[0]
        raise Ambiguous(subject, asked, [name for _, name in found])
    if not found:
        raise NotFound(subject, asked, nearest(str(asked), names()))
    return found[0][0]


def nearest(asked: str, names: Iterable[str]) -> list[str]:
    by_fold = {fold(name): name for name in names}
    return [by_fold[match] for match in get_close_matches(fold(asked), by_fold, n=3, cutoff=0.5)]


def number_of(text: str) -> int | None:
    """The record's id that the text is; None when it is a name. Nothing has an id beyond nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def known_fields(subject: str, changes: Mapping[str, object], allowed: Iterable[str]) -> None:
    """Raises Invalid for a change of something that the record does not have."""
    allowed = sorted(allowed)
    if unknown := sorted(set(changes) - set(allowed)):
        raise Invalid(subject, f"has no field {unknown[0]!r}", f"it has {', '.join(allowed)}")
