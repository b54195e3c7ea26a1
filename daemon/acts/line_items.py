"""The products and services of an opportunity, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.unit import Unit
from store.values import LineItem, Opportunity


def add_line(
    unit: Unit,
    opportunity: str,
    name: str | None = None,
    *,
    product: str | None = None,
    quantity: str | None = None,
    discount: str | None = None,
    **fields: Any,
) -> LineItem:
    """Add a line, from the product that is named or free; one of it, without a discount, unless they are given."""
    number = unit.opportunities.find(opportunity).number
    return unit.line_items.add(
        number,
        name,
        product_id=unit.products.find(product).id if product is not None else None,
        quantity=quantity if quantity is not None else 1,
        discount=discount if discount is not None else 0,
        **fields,
    )


def lines_of(unit: Unit, opportunity: str) -> tuple[Opportunity, Sequence[LineItem]]:
    """The opportunity that was named, and its lines in their order; raises NotFound and Ambiguous."""
    found = unit.opportunities.find(opportunity)
    return found, unit.line_items.of(found.number)


def edit_line(unit: Unit, opportunity: str, place: int, **changes: Any) -> LineItem:
    return unit.line_items.edit(unit.opportunities.find(opportunity).number, place, **changes)


def move_line(unit: Unit, opportunity: str, place: int, to: int) -> list[LineItem]:
    """All lines in their new order."""
    return unit.line_items.move(unit.opportunities.find(opportunity).number, place, to)


def remove_line(unit: Unit, opportunity: str, place: int) -> tuple[int, list[LineItem]]:
    """The opportunity's number, and the lines that are left."""
    number = unit.opportunities.find(opportunity).number
    unit.line_items.remove(number, place)
    return number, unit.line_items.of(number)
