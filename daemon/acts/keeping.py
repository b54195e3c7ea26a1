"""What is kept beside the records, to be read instead of worked out: whether it holds, and putting it right."""

from __future__ import annotations

from store.unit import Unit


def wrong_sums(unit: Unit) -> int:
    """How much of it is not what counting comes to."""
    return unit.sums.wrong()


def count_sums_anew(unit: Unit) -> None:
    unit.sums.count_anew()
