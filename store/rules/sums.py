"""What opportunities come to, added up by currency and never across currencies. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from store.values import Decided, Sum

# Sums are taken of two halves: a hundred thousand large totals are more than the 64 bits that SQLite adds up in.
HALF = 1_000_000_000


def rounded(amount: int) -> int:
    """Its first two digits, with 0 for each other: sums are kept by it, so that amounts as people ask begin one."""
    return amount // _unit(amount) * _unit(amount)


def rounded_up(amount: int) -> int:
    """The same, or the next where it is more."""
    return -(-amount // _unit(amount)) * _unit(amount)


def _unit(amount: int) -> int:
    return int(10 ** max(0, len(str(amount)) - 2))


def whole(high: object, low: object) -> int:
    """What the two halves of a sum come to, as databases give them."""
    return int(str(high)) * HALF + int(str(low))


def added_up(sums: Iterable[Sum]) -> list[Sum]:
    """One for each currency, in their order."""
    found: dict[str, Sum] = {}
    for one in sums:
        had = found.get(one.currency)
        found[one.currency] = (
            Sum(one.currency, had.count + one.count, had.total + one.total, had.expected + one.expected) if had else one
        )
    return [found[currency] for currency in sorted(found)]


def decided_added_up(sums: Iterable[Decided]) -> list[Decided]:
    """One for each currency, in their order."""
    found: dict[str, Decided] = {}
    for one in sums:
        had = found.get(one.currency, Decided(one.currency))
        found[one.currency] = Decided(
            one.currency,
            had.won + one.won,
            had.won_total + one.won_total,
            had.lost + one.lost,
            had.lost_total + one.lost_total,
        )
    return [found[currency] for currency in sorted(found)]


def less(one: Decided) -> Decided:
    """As much to take off."""
    return Decided(one.currency, -one.won, -one.won_total, -one.lost, -one.lost_total)
