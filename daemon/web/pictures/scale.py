"""A scale from zero to beyond all values, with ticks at numbers that people count by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        """Zero among them, the lowest first."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * n for n in range(count + 1)]

    def share(self, value: Decimal) -> Decimal:
        """Where the value is between both ends, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[Decimal | int], *, is_whole: bool = False) -> Scale:
    """The scale of these values; `is_whole` where there is nothing between 1 and 2."""
    given = [Decimal(value) for value in values]
    low, high = min([*given, Decimal(0)]), max([*given, Decimal(0)])
    if low == high:
        high = Decimal(1)
    step = _nice((high - low) / MOST_TICKS)
    if is_whole:
        step = max(step, Decimal(1))
    ends = ((low / step).to_integral_value(ROUND_FLOOR), (high / step).to_integral_value(ROUND_CEILING))
    return Scale(ends[0] * step, ends[1] * step, step)


def _nice(rough: Decimal) -> Decimal:
    """The least of 1, 2 and 5 times a power of ten that is as much as this."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(step * power for step in STEPS if step * power >= rough)
