"""An opportunity in a list: what pages draw its row of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.own_fields import values_shape
from daemon.shapes.words import Shape, key_of
from store.rules.money import expected_revenue, from_minor

if TYPE_CHECKING:
    from store.values import Listed


def listed_shape(one: Listed, prefix: str) -> Shape:
    """With its key and its amounts; None for what was not read."""
    total, currency = one.total_minor, one.currency
    is_worth = total is not None and currency is not None
    expected = expected_revenue(total or 0, one.probability or 0)
    return one._asdict() | {
        "key": key_of(one.number, prefix),
        "total": from_minor(total or 0, currency or "") if is_worth else None,
        "expected_revenue": from_minor(expected, currency or "") if is_worth else None,
        "fields": values_shape({field.name: (field, value) for field, value in one.fields}),
    }
