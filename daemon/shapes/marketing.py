"""Campaigns, and what they brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.values import MarketingActivity, Track


def marketing_shape(one: MarketingActivity) -> Shape:
    return {
        "id": one.id,
        "title": one.title,
        "type": one.type or None,
        "start": one.starts_on,
        "end": one.ends_on,
        "budget": None if one.budget is None else {"amount": f"{one.budget:f}", "currency": one.currency},
    }


def tracked_shape(one: MarketingActivity, sums: Track, opportunities: Sequence[Shape]) -> Shape:
    """A campaign with the opportunities that name it as their initiator."""
    return marketing_shape(one) | {
        "count": sums.count,
        "open": sums.open,
        "closed": sums.closed,
        "expected_revenue": {currency: f"{sum_:f}" for currency, sum_ in (sums.expected or {}).items()},
        "expected_revenue_open": {currency: f"{sum_:f}" for currency, sum_ in (sums.expected_open or {}).items()},
        "opportunities": list(opportunities),
    }
