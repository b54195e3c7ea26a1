"""What the categories of an item name, as numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable

QUESTION, NEW = 0, -1  # among the numbers that categories name: `OPP? choose` and `OPP new`
UNCLEAR = -2_000_000_000  # among them, too: what resembles an opportunity's category and is none


def loosely(number: int) -> int:
    """Among the numbers that categories name: this opportunity's, in another spelling than the one that is offered."""
    return -1 - number


def loose_in(named: Iterable[int]) -> set[int]:
    """The opportunities that are named in another spelling."""
    return {-1 - one for one in named if UNCLEAR < one < NEW}


def numbers_named_in(named: Iterable[int]) -> tuple[int, ...]:
    """All opportunities that are named, in whatever spelling, each once."""
    found = (one if one > 0 else -1 - one for one in named if one > 0 or UNCLEAR < one < NEW)
    return tuple(dict.fromkeys(found))
