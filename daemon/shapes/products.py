"""The catalogue, the lines of opportunities, and what opportunities come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.values import LineItem, PersonSum, Product, Sum

    Groups = Sequence[tuple[str | None, Sequence[Sum]]]


def product_shape(product: Product) -> Shape:
    return {
        "id": product.id,
        "name": product.name,
        "description": product.description,
        "price": product.price,
        "currency": product.currency,
        "active": product.is_active,
    }


def line_item_shape(line: LineItem) -> Shape:
    return {
        "position": line.position,
        "name": line.name,
        "description": line.description,
        "quantity": line.quantity,
        "price": line.price,
        "discount": line.discount,
        "total": line.total,
        "currency": line.currency,
        "product": line.product_id,
    }


def sum_shape(one: Sum) -> Shape:
    return {"currency": one.currency, "count": one.count, "total": one.total, "expected_revenue": one.expected}


def groups_shape(name: str, groups: Groups) -> list[Shape]:
    """Each stage or month, by the name of what they are grouped by, with its sums."""
    return [{name: key, "sums": [sum_shape(one) for one in sums]} for key, sums in groups]


def people_shape(people: Sequence[PersonSum]) -> list[Shape]:
    """Each person with what theirs come to, whole and by month."""
    return [
        {
            "person": one.person,
            "sums": [sum_shape(sum) for sum in one.sums],
            "months": groups_shape("month", [(month.month, month.sums) for month in one.months]),
        }
        for one in people
    ]


def page_shape(opportunities: Sequence[Shape], sums: Sequence[Sum]) -> Shape:
    """Some of the opportunities that were meant, and what all of them come to."""
    return {"opportunities": list(opportunities), "totals": [sum_shape(one) for one in sums]}
