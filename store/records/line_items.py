"""The products and services of an opportunity, line by line; its total is kept along."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from store.errors import Invalid, NotFound
from store.models import LineItemRow, OpportunityRow
from store.records.audit import Audit
from store.records.opportunity_rows import OpportunityRecords
from store.records.products import Products
from store.repository import chunks, known_fields
from store.rules import lines as rules
from store.rules.money import from_minor
from store.rules.opportunity import name_of
from store.values import LineItem, Opportunity, Product, Record

_LINES = select(
    LineItemRow.id,
    LineItemRow.number,
    LineItemRow.position,
    LineItemRow.name,
    LineItemRow.description,
    LineItemRow.quantity_milli,
    LineItemRow.price_minor,
    LineItemRow.discount_bp,
    LineItemRow.total_minor,
    LineItemRow.product_id,
    OpportunityRow.currency,
).join(OpportunityRow, OpportunityRow.number == LineItemRow.number)


class LineItems(OpportunityRecords):
    """Every change is refused on a closed record."""

    def of(self, number: int) -> list[LineItem]:
        """The lines of one opportunity, in their order."""
        return self.of_all([number]).get(number, [])

    def of_all(self, numbers: Collection[int]) -> dict[int, list[LineItem]]:
        found: dict[int, list[LineItem]] = {}
        for chunk in chunks(numbers):
            statement = _LINES.where(LineItemRow.number.in_(chunk))
            for row in self._db.execute(statement.order_by(LineItemRow.number, LineItemRow.position)):
                found.setdefault(row.number, []).append(_line_of(row))
        return found

    def add(
        self,
        number: int,
        name: str | None = None,
        *,
        product_id: int | None = None,
        quantity: Decimal | str | int = 1,
        price: Decimal | str | int | None = None,
        discount: Decimal | str | int = 0,
        description: str | None = None,
    ) -> LineItem:
        """One more line at the end, free or from a product, which gives what is left out: name, price, description."""
        opportunity = self._open(number)
        there = self._count(number)
        if there >= rules.MOST_LINES:
            raise Invalid(name_of(opportunity), f"has {there} line items, and more are not allowed")
        product = self._offered(product_id, opportunity) if product_id is not None else None
        if product is None and name is None:
            raise Invalid("name", "must not be empty", "name a product, or what the line is about")
        given = {
            "name": name if name is not None else product.name if product else "",
            "description": description if description is not None else product.description if product else "",
            "quantity": quantity,
            "price": price if price is not None else product.price if product else 0,
            "discount": discount,
        }
        fields = rules.totalled(rules.checked(given, opportunity.currency))
        place = there + 1
        self._db.execute(insert(LineItemRow).values(number=number, position=place, product_id=product_id, **fields))
        return self._done(opportunity, place, None)

    def edit(self, number: int, position: int, **changes: Any) -> LineItem:
        """Change name, description, quantity, price or discount of a line; its total follows."""
        opportunity = self._open(number)
        before = self._at(opportunity, position)
        known_fields("line item", changes, rules.FIELDS)
        whole = {name: getattr(before, name) for name in rules.FIELDS} | changes
        fields = rules.totalled(rules.checked(whole, opportunity.currency))
        self._db.execute(update(LineItemRow).where(*_place(number, position)).values(**fields))
        return self._done(opportunity, position, before)

    def remove(self, number: int, position: int) -> None:
        """Take a line away; those after it move up."""
        opportunity = self._open(number)
        before = self._at(opportunity, position)
        self._db.execute(delete(LineItemRow).where(*_place(number, position)))
        after = (LineItemRow.number == number, LineItemRow.position > position)
        self._db.execute(update(LineItemRow).where(*after).values(position=LineItemRow.position - 1))
        self._beside(Audit).changed(Record.OPPORTUNITY, number, {f"line item {position}": (before, None)})
        self._total(opportunity)

    def move(self, number: int, position: int, to: int) -> list[LineItem]:
        """Give a line another place among the others."""
        opportunity = self._open(number)
        moved = self._at(opportunity, position)
        self._at(opportunity, to)
        ids = self._db.scalars(
            select(LineItemRow.id).where(LineItemRow.number == number).order_by(LineItemRow.position)
        ).all()
        order = list(ids)
        order.insert(to - 1, order.pop(position - 1))
        for place, id in enumerate(order, start=1):
            self._db.execute(update(LineItemRow).where(LineItemRow.id == id).values(position=place))
        self._beside(Audit).changed(Record.OPPORTUNITY, number, {f"place of {moved.name}": (position, to)})
        self._update(number)
        return self.of(number)

    def refuse_priced(self, number: int, currency: str) -> None:
        """Raises Invalid when lines have prices, which would be of another currency then."""
        priced = (LineItemRow.number == number, LineItemRow.price_minor > 0)
        if self._db.scalar(select(LineItemRow.id).where(*priced).limit(1)):
            raise Invalid(
                "currency",
                f"cannot become {currency}: opportunity {number} has line items with prices",
                "remove the lines or set their prices to 0 first",
            )

    def _offered(self, product_id: int, opportunity: Opportunity) -> Product:
        product = self._beside(Products).get(product_id)
        if not product.is_active:
            raise Invalid(f"product {product.name}", "is not offered any more", "offer it again, or add a free line")
        if product.price and product.currency != opportunity.currency:
            raise Invalid(
                f"product {product.name}",
                f"has its price in {product.currency}, and {name_of(opportunity)} is in {opportunity.currency}",
                "add a free line with a price of its own",
            )
        return product

    def _count(self, number: int) -> int:
        counted = select(func.count()).select_from(LineItemRow).where(LineItemRow.number == number)
        return self._db.scalar(counted) or 0

    def _at(self, opportunity: Opportunity, position: int) -> LineItem:
        row = self._db.execute(_LINES.where(*_place(opportunity.number, position))).first()
        if row is None:
            places = range(1, self._count(opportunity.number) + 1)
            raise NotFound(f"{name_of(opportunity)}, line item", position, [str(place) for place in places[:10]])
        return _line_of(row)

    def _done(self, opportunity: Opportunity, position: int, before: LineItem | None) -> LineItem:
        """The line as it is now, after its opportunity's total and the audit trail have followed."""
        after = self._at(opportunity, position)
        field = f"line item {position}"
        changes: dict[str, tuple[object, object]] = {field: (before, after)}
        if before and before.description != after.description:
            changes[f"{field}, description"] = (before.description, after.description)
        self._beside(Audit).changed(Record.OPPORTUNITY, opportunity.number, changes)
        self._total(opportunity)
        return after

    def _total(self, opportunity: Opportunity) -> None:
        totals = self._db.scalars(select(LineItemRow.total_minor).where(LineItemRow.number == opportunity.number))
        self._update(opportunity.number, total_minor=rules.sum_of(totals))


def _place(number: int, position: int) -> tuple[Any, ...]:
    return LineItemRow.number == number, LineItemRow.position == position


def _line_of(row: Any) -> LineItem:
    return LineItem(
        number=row.number,
        position=row.position,
        name=row.name,
        description=row.description,
        quantity=rules.quantity_of(row.quantity_milli),
        price=from_minor(row.price_minor, row.currency),
        discount=rules.discount_of(row.discount_bp),
        total=from_minor(row.total_minor, row.currency),
        currency=row.currency,
        product_id=row.product_id,
        id=row.id,
    )
