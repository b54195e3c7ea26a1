"""Products and line items: kept exact, in one currency, with the opportunity's total."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from store.database import Store
from store.errors import Invalid, NotFound, Taken
from store.values import Record
from tests.contract.store.conftest import Clock
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(11)


@pytest.mark.row(12)
def test_the_total_and_the_expected_revenue_follow_the_lines(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit, probability=30)
        seat = unit.products.add("Seat", price="129.90")
        unit.line_items.add(number, product_id=seat.id, quantity="2.5", discount="5")
        unit.line_items.add(number, "Installation", price="100")

        found = unit.opportunities.get(number)
        assert [line.total for line in unit.line_items.of(number)] == [Decimal("308.51"), Decimal("100.00")]
        assert (found.total, found.expected_revenue) == (Decimal("408.51"), Decimal("122.55"))
        unit.line_items.edit(number, 2, quantity=3)
        assert unit.opportunities.get(number).total == Decimal("608.51")
        unit.line_items.remove(number, 1)
        assert unit.opportunities.get(number).total == Decimal("300.00")
        assert [(line.position, line.name) for line in unit.line_items.of(number)] == [(1, "Installation")]


def test_a_line_from_a_product_takes_what_is_left_out_and_outlives_its_changes(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        seat = unit.products.add("Seat", price="10", description="Red")
        line = unit.line_items.add(number, product_id=seat.id)
        unit.products.edit(seat.id, price="20", name="Chair")

        assert unit.line_items.of(number) == [line]
        assert (line.name, line.description, line.price, line.product_id) == ("Seat", "Red", Decimal("10.00"), seat.id)


def test_lines_are_put_in_another_order(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        for name in "abcd":
            unit.line_items.add(number, name)

        moved = unit.line_items.move(number, 4, 2)
        assert [(line.position, line.name) for line in moved] == [(1, "a"), (2, "d"), (3, "b"), (4, "c")]
        with pytest.raises(NotFound, match=rf"opportunity {number}, line item: there is none for '5'"):
            unit.line_items.move(number, 1, 5)


def test_all_lines_are_in_the_currency_of_the_opportunity(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        dollars = unit.products.add("Seat", price="10", currency="usd")

        with pytest.raises(Invalid, match="product Seat: has its price in USD, and opportunity 1 is in EUR"):
            unit.line_items.add(number, product_id=dollars.id)
        unit.opportunities.edit(number, currency="USD")
        unit.line_items.add(number, product_id=dollars.id)
        with pytest.raises(Invalid, match="currency: cannot become EUR: opportunity 1 has line items with prices"):
            unit.opportunities.edit(number, currency="EUR")
        with pytest.raises(Invalid, match="'XXQ' is not a currency"):
            unit.opportunities.edit(number, currency="XXQ")


@pytest.mark.row(27)
def test_the_lines_of_a_closed_record_stay_as_they_are(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.line_items.add(number, "Seat", price=1)
        unit.line_items.add(number, "Desk", price=1)
        before = unit.line_items.of(number)
        unit.opportunities.close(number, won=True, on=clock())

        for change in (
            lambda: unit.line_items.add(number, "More"),
            lambda: unit.line_items.edit(number, 1, quantity=2),
            lambda: unit.line_items.move(number, 1, 2),
            lambda: unit.line_items.remove(number, 1),
        ):
            with pytest.raises(Invalid, match=r"is closed.*reopen it first"):
                change()
        assert unit.line_items.of(number) == before


def test_a_product_is_retired_and_deleted_only_when_no_line_has_it(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        seat, desk = unit.products.add("Seat"), unit.products.add("Desk")
        unit.line_items.add(number, product_id=seat.id)
        unit.products.edit(seat.id, is_active=False)

        assert unit.products.all() == [desk]
        with pytest.raises(Invalid, match="product Seat: is not offered any more"):
            unit.line_items.add(number, product_id=seat.id)
        with pytest.raises(Invalid, match="product Seat: is in 1 line items"):
            unit.products.delete(seat.id)
        with pytest.raises(Taken, match="belongs to product"):
            unit.products.add(" SEAT ")
        unit.products.delete(desk.id)
        with pytest.raises(NotFound):
            unit.products.find("desk")


@pytest.mark.row(1)
def test_what_was_done_to_a_line_is_in_the_audit_trail(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.line_items.add(number, "Seat", price=2)
        unit.line_items.edit(number, 1, quantity=3)

        latest = unit.audit.of(Record.OPPORTUNITY, number)[0]
        assert (latest.field, latest.before) == ("line item 1", "1 x Seat at 2.00 = 2.00 EUR")
        assert latest.after == "3 x Seat at 2.00 = 6.00 EUR"


@pytest.mark.parametrize(
    "broken", ["quantity_milli = -1", "price_minor = -1", "discount_bp = 10001", "total_minor = -1", "product_id = 99"]
)
def test_the_database_itself_holds_the_rules_of_a_line(store: Store, broken: str):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.line_items.add(number, "Seat", price=2)
        before = unit.line_items.of(number)

    with pytest.raises(Invalid, match="breaks a rule of the database"), store.write() as unit:
        unit.connection.execute(text(f"UPDATE line_items SET {broken}"))  # noqa: S608  # the cases above

    with store.read() as unit:
        assert unit.line_items.of(number) == before
