"""A table as it was opened: its rows, as often as they are asked for, and what was found out about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Row(StrEnum):
    """What a row's number counts."""

    LINE = "line"
    ROW = "row"


def told_of_table(text: str) -> str:
    """The text itself: marks what is told of a table that was opened."""
    return text


@dataclass(frozen=True, slots=True)
class Source:
    """`rows` gives them anew each time, each with its number; `read` says what a cell holds."""

    name: str
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    read: Callable[[str], str]
    found: tuple[str, ...]  # in words
    row: Row = Row.LINE
    delimiter: str = ","
