"""Amounts that were stored with a library's decimal places keep what they meant, and doubtful ones are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, text

from store.database import Store, migrate, open_store
from store.engine import place_of
from store.values import OpportunityFilter, Record
from tests.contract.store.conftest import NOON
from tests.contract.store.test_migrations import direct, upgrade


class Before:
    """A database as it was before, written to as it was then."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, table: str, **values: Any) -> int:
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        key = "number" if table == "opportunities" else "id"
        insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        back = "" if table == "field_values" else f" RETURNING {key}"
        found = self._db.execute(text(insert + back), values)
        return found.scalar_one() if back else 0

    def told(self, record: str, id: int, field: str, after: str) -> None:
        self.add(
            "changes", at=self._now(), actor="Bob", record=record, record_id=id, field=field, before=None, after=after
        )

    def opportunity(self, currency: str, *lines: tuple[int, str | None]) -> int:
        """With a line for each: what was stored, and what the trail says of it."""
        account = self.add("accounts", name="Fabrikam", folded="fabrikam", phone="", web="", address="")
        texts = dict.fromkeys(("competitors", "comments", "folded_competitors", "folded_comments"), "")
        number = self.add(
            "opportunities",
            title="Seats",
            folded="seats",
            account_id=account,
            probability=50,
            currency=currency,
            total_minor=sum(minor for minor, _ in lines),
            activity_reminders=False,
            reminder_epoch=0,
            created_at=self._now(),
            active_at=self._now(),
            modified_at=self._now(),
            reminder_on=False,
            **texts,
        )
        for position, (minor, shown) in enumerate(lines, start=1):
            one = {"name": "Seat", "description": "", "quantity_milli": 1000, "discount_bp": 0}
            amounts = {"price_minor": minor, "total_minor": minor}
            self.add("line_items", number=number, position=position, **one, **amounts)
            if shown:
                told = f"1 x Seat at {shown} = {shown} {currency}"
                self.told("opportunity", number, f"line item {position}", told)
        return number

    def _now(self) -> Any:
        is_sqlite = self._db.dialect.name == "sqlite"
        return NOON.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite else NOON


def before(url: str) -> Connection:
    place_of(url).create()
    connection = direct(url)
    upgrade(connection, "0003")
    return connection


def migrated(url: str, connection: Connection) -> Store:
    connection.commit()
    connection.close()
    migrate(url)
    return open_store(url, clock=lambda: NOON)


def doubts(store: Store) -> list[tuple[str, int, str, str | None]]:
    with store.read() as unit:
        found = unit.audit.latest(actor="upgrade")
    return sorted((one.record.value, one.record_id, one.field, one.after) for one in found)


AMOUNTS = [  # of a currency: as it was stored, as the trail shows it, and as it is now
    ("EUR", 120_050, "1200.50", "1200.50"),
    ("JPY", 1_200, "1200", "1200"),
    ("IQD", 1_200, "1200", "1200.000"),  # one library table for all its versions: needs no trail
    ("ALL", 1_200, None, "1200.00"),
    ("HUF", 12_500_000, "125000.00", "125000.00"),
    ("HUF", 12_500_000, "12500000", "12500000.00"),  # written under the newer table
    ("RSD", 500, "500", "500.00"),
    ("RSD", 50_000, "500.00", "500.00"),
]


def test_an_amount_is_what_it_was_shown_as(empty_url: str):
    with before(empty_url) as connection:
        was = Before(connection)
        numbers = [was.opportunity(currency, (stored, shown)) for currency, stored, shown, _ in AMOUNTS]
        store = migrated(empty_url, connection)

    with store.read() as unit:
        found = [(unit.opportunities.get(number), *unit.line_items.of(number)) for number in numbers]
    assert [(str(line.price), str(line.total), str(one.total)) for one, line in found] == [
        (now, now, now) for *_, now in AMOUNTS
    ]
    assert doubts(store) == []
    store.close()


def test_lines_of_two_tables_add_up_to_what_each_was(empty_url: str):
    with before(empty_url) as connection:
        number = Before(connection).opportunity("HUF", (12_500_000, "125000.00"), (90_000, "90000"))
        store = migrated(empty_url, connection)

    with store.read() as unit:
        found = unit.opportunities.get(number)
        listed = unit.pipeline.numbers(OpportunityFilter(total=(Decimal(215_000), Decimal(215_000))))
    assert (found.total, found.expected_revenue) == (Decimal("215000.00"), Decimal("107500.00"))
    assert listed == [number]
    store.close()


@pytest.mark.row(42)
def test_what_nobody_wrote_down_is_kept_as_the_locked_library_showed_it_and_told(empty_url: str):
    with before(empty_url) as connection:
        was = Before(connection)
        number = was.opportunity("HUF", (12_500_000, None), (0, None))
        seat = was.add(
            "products", name="Seat", folded="seat", description="", price_minor=700, currency="RSD", is_active=True
        )
        fair = was.add("marketing", title="Fair", folded="fair", budget_minor=70_000, currency="COP")
        store = migrated(empty_url, connection)

    with store.read() as unit:
        amounts = [
            unit.opportunities.get(number).total,
            unit.products.get(seat).price,
            unit.marketing.get(fair).budget,
        ]
    check = "please check: it may have been meant as"
    assert amounts == [Decimal("125000.00"), Decimal("700.00"), Decimal("700.00")]
    assert doubts(store) == [
        ("marketing", fair, "budget", f"700.00 COP; {check} 70000 COP"),
        ("opportunity", number, "line item 1", f"125000.00 HUF; {check} 12500000 HUF"),
        ("product", seat, "price", f"700 RSD; {check} 7.00 RSD"),
    ]
    store.close()


@pytest.mark.row(42)
def test_products_budgets_and_fields_of_the_firms_own_are_known_by_the_trail(empty_url: str):
    with before(empty_url) as connection:
        was = Before(connection)
        account = was.add("accounts", name="Fabrikam", folded="fabrikam", phone="", web="", address="")
        field = was.add(
            "fields", record="account", name="Limit 100%_a", folded="limit", kind="money", choices="[]", position=1
        )
        was.add("field_values", field_id=field, record_id=account, number=900, currency="HUF")
        was.told("account", account, "Limit 100%_a", "5 EUR")
        was.told("account", account, "Limit 100%_a", "900 HUF")
        seat = was.add(
            "products", name="Seat", folded="seat", description="", price_minor=700, currency="RSD", is_active=True
        )
        was.told("product", seat, "price", "7.00")
        fair = was.add("marketing", title="Fair", folded="fair", budget_minor=700, currency="COP")
        was.told("marketing", fair, "budget", "700")
        store = migrated(empty_url, connection)

    with store.read() as unit:
        limit = unit.fields.shown(Record.ACCOUNT, account)
        price, budget = unit.products.get(seat).price, unit.marketing.get(fair).budget
    assert limit == {"Limit 100%_a": "900.00 HUF"}
    assert (str(price), str(budget)) == ("7.00", "700.00")
    assert doubts(store) == []
    store.close()
