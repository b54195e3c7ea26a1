"""A table as it was opened: its rows, as often as they are asked for, and what was found out about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """`rows` gives them anew each time, each with its number; `read` says what a cell holds."""

    name: str
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    read: Callable[[str], str]
    found: str  # in words
    row: str = "line"  # what a row's number counts
    delimiter: str = ","
