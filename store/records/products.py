"""The catalogue of products and services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from store.errors import Invalid, NotFound, Taken
from store.models import LineItemRow, ProductRow
from store.records.audit import Audit
from store.repository import Repository, known_fields, likely, number_of, the_one
from store.rules.money import from_minor, known_currency, to_minor
from store.text import line, named, prose
from store.values import Product, Record

_PRODUCTS = select(
    ProductRow.id,
    ProductRow.name,
    ProductRow.description,
    ProductRow.price_minor,
    ProductRow.currency,
    ProductRow.is_active,
)
_FIELDS = ("name", "description", "price", "currency", "is_active")


class Products(Repository):
    def add(
        self, name: str, *, price: Decimal | str | int = 0, currency: str = "EUR", description: str = ""
    ) -> Product:
        """A new product; raises Taken when another one has the name."""
        values = self._values({"name": name, "description": description, "price": price}, currency)
        new = insert(ProductRow).values(**values, is_active=True).returning(ProductRow.id)
        product = self.get(self._db.execute(new).scalar_one())
        self._beside(Audit).did(Record.PRODUCT, product.id, "added")
        return product

    def get(self, id: int) -> Product:
        found = self._select(_PRODUCTS.where(ProductRow.id == id))
        if not found:
            raise NotFound("product", id)
        return found[0]

    def find(self, text: str) -> Product:
        """The product by id, name or a part of it that only one has; NotFound, Ambiguous."""
        text = text.strip()
        if by_id := self._select(_PRODUCTS.where(ProductRow.id == (number_of(text) or 0))):
            return by_id[0]
        found = self.all(text, active_only=False) if text else []
        return the_one(
            "product",
            text,
            [(product, product.name) for product in found],
            lambda: likely(self._db, ProductRow.name, ProductRow.folded, text),
        )

    def all(
        self, search: str = "", *, active_only: bool = True, limit: int | None = None, offset: int = 0
    ) -> list[Product]:
        """Those whose name contains `search`, by name, so many after the first `offset`."""
        part = ProductRow.folded.contains(named(search), autoescape=True)
        statement = _PRODUCTS.where(part).order_by(ProductRow.folded).limit(limit).offset(offset or None)
        return self._select(statement.where(ProductRow.is_active) if active_only else statement)

    def edit(self, id: int, **changes: Any) -> Product:
        """Change name, description, price, currency or is_active; lines that were made from it stay as they are."""
        before = self.get(id)
        known_fields("product", changes, _FIELDS)
        if "currency" in changes and "price" not in changes:
            changes["price"] = before.price
        values = self._values(changes, changes.get("currency", before.currency), but=id)
        if values:
            self._db.execute(update(ProductRow).where(ProductRow.id == id).values(**values))
        after = self.get(id)
        told = {name.replace("is_active", "offered"): (getattr(before, name), getattr(after, name)) for name in _FIELDS}
        self._beside(Audit).changed(Record.PRODUCT, id, told)
        return after

    def delete(self, id: int) -> None:
        """Take it out of the catalogue; raises Invalid when an opportunity has a line of it."""
        product = self.get(id)
        lines = select(func.count()).select_from(LineItemRow).where(LineItemRow.product_id == id)
        if used := self._db.scalar(lines):
            raise Invalid(f"product {product.name}", f"is in {used} line items", "retire it instead")
        self._db.execute(delete(ProductRow).where(ProductRow.id == id))
        self._beside(Audit).did(Record.PRODUCT, id, "deleted", product.name)

    def _values(self, given: dict[str, Any], currency: str, but: int | None = None) -> dict[str, Any]:
        """The columns that hold what was given."""
        values = {name: value for name, value in given.items() if name == "is_active"}
        code = known_currency("currency", currency)
        if "name" in given:
            name = line("name", given["name"])
            same = select(ProductRow.id).where(ProductRow.folded == named(name))
            if (other := self._db.scalar(same)) and other != but:
                raise Taken(f"name {name}", f"belongs to product {other}")
            values |= {"name": name, "folded": named(name)}
        if "description" in given:
            values["description"] = prose("description", given["description"], longest=10_000)
        if "price" in given:
            values |= {"price_minor": to_minor("price", given["price"], code), "currency": code}
        return values

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Product]:
        return [
            Product(id, name, description, from_minor(price, currency), currency, is_active)
            for id, name, description, price, currency, is_active in self._db.execute(statement)
        ]
