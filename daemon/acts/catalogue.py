"""What records begin with: products and services, and templates of projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daemon.acts.typed import typed_amount
from store.unit import Unit
from store.values import Product, Template


def add_product(
    unit: Unit,
    name: str,
    *,
    price: str | None = None,
    currency: str | None = None,
    default: str,
    description: str | None = None,
) -> Product:
    """Add one to the catalogue; without a price it is free, in the `default` currency where none is named."""
    amount, code = typed_amount(unit, "price", price or 0, currency=currency, default=default)
    return unit.products.add(name, price=amount or 0, currency=code, description=description or "")


def products_found(
    unit: Unit, search: str, *, active_only: bool, limit: int | None = None, offset: int = 0
) -> Sequence[Product]:
    """Those with a part of the name, by name, so many after the first `offset`."""
    return unit.products.all(search, active_only=active_only, limit=limit, offset=offset)


def product_named(unit: Unit, product: str) -> Product:
    """Raises NotFound and Ambiguous."""
    return unit.products.find(product)


def edit_product(unit: Unit, product: str, changed: Mapping[str, Any]) -> Product:
    found, fields = unit.products.find(product), dict(changed)
    if fields.get("price") is not None:
        named = fields.get("currency")
        fields["price"], code = typed_amount(unit, "price", fields["price"], currency=named, default=found.currency)
        fields |= {"currency": code} if code != found.currency else {}
    return unit.products.edit(found.id, **fields)


def delete_product(unit: Unit, product: str) -> Product:
    """Delete one that no opportunity has a line of; what it was."""
    found = unit.products.find(product)
    unit.products.delete(found.id)
    return found


def add_template(unit: Unit, name: str) -> Template:
    """Add one without tasks yet."""
    return unit.templates.add(name)


def templates_found(unit: Unit) -> Sequence[Template]:
    """All, by name."""
    return unit.templates.all()


def template_named(unit: Unit, template: str) -> Template:
    """Raises NotFound and Ambiguous."""
    return unit.templates.find(template)


def rename_template(unit: Unit, template: str, name: str) -> Template:
    return unit.templates.edit(unit.templates.find(template).id, name=name)


def delete_template(unit: Unit, template: str) -> Template:
    """What it was; projects that were made from it keep their tasks."""
    return unit.templates.delete(unit.templates.find(template).id)


def add_template_task(unit: Unit, template: str, title: str, days: int | None) -> Template:
    return unit.templates.add_task(unit.templates.find(template).id, title, days)


def remove_template_task(unit: Unit, template: str, task: str) -> Template:
    return unit.templates.remove_task(unit.templates.find(template).id, task)


def move_template_task(unit: Unit, template: str, task: str, to: int) -> Template:
    return unit.templates.move_task(unit.templates.find(template).id, task, to)
