"""The products and services of an opportunity, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daemon.acts.typed import typed_amount, typed_number, typed_per_cent
from store.errors import Invalid
from store.rules.lines import is_one_sum
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
    found = unit.opportunities.find(opportunity)
    return unit.line_items.add(
        found.number,
        name,
        product_id=unit.products.find(product).id if product is not None else None,
        **_read(
            unit,
            found,
            {"quantity": quantity if quantity is not None else 1, "discount": discount if discount is not None else 0},
        ),
        **_read(unit, found, fields),
    )


def lines_of(unit: Unit, opportunity: str) -> tuple[Opportunity, Sequence[LineItem]]:
    """The opportunity that was named, and its lines in their order; raises NotFound and Ambiguous."""
    found = unit.opportunities.find(opportunity)
    return found, unit.line_items.of(found.number)


def edit_line(unit: Unit, opportunity: str, place: int, **changes: Any) -> LineItem:
    found = unit.opportunities.find(opportunity)
    return unit.line_items.edit(found.number, place, **_read(unit, found, changes))


def move_line(unit: Unit, opportunity: str, place: int, to: int) -> list[LineItem]:
    """All lines in their new order."""
    return unit.line_items.move(unit.opportunities.find(opportunity).number, place, to)


def remove_line(unit: Unit, opportunity: str, place: int) -> tuple[int, list[LineItem]]:
    """The opportunity's number, and the lines that are left."""
    number = unit.opportunities.find(opportunity).number
    unit.line_items.remove(number, place)
    return number, unit.line_items.of(number)


def set_amount(unit: Unit, opportunity: Opportunity, amount: str, *, currency: str | None = None) -> None:
    """Let the opportunity be worth this one sum: its one free line item, which is made where it has none.

    In the currency that the amount names, or that is given, or that it has. Raises Invalid where it has other lines.
    """
    price, named = typed_amount(unit, "amount", amount, currency=currency, default=opportunity.currency)
    lines = unit.line_items.of(opportunity.number)
    if lines and not is_one_sum(lines):
        what = f"{len(lines)} line items make" if len(lines) > 1 else f"the line item {lines[0].name} makes"
        raise Invalid("amount", f"{what} what it is worth", "change them: dealtrail opportunity item edit")
    if named != opportunity.currency:
        if lines:
            unit.line_items.edit(opportunity.number, 1, price=0)
        unit.opportunities.edit(opportunity.number, currency=named)
    if lines:
        unit.line_items.edit(opportunity.number, 1, price=price)
    else:
        unit.line_items.add(opportunity.number, opportunity.title, price=price)


def _read(unit: Unit, opportunity: Opportunity, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with what was typed as numbers; an amount that names a currency has to name the opportunity's."""
    read = dict(fields)
    if "quantity" in read:
        read["quantity"] = typed_number(unit, "quantity", read["quantity"])
    if "discount" in read:
        read["discount"] = typed_per_cent(unit, "discount", read["discount"])
    if read.get("price") is not None:
        own = opportunity.currency
        read["price"], _ = typed_amount(unit, "price", read["price"], currency=own, default=own)
    return read
