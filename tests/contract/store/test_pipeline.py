"""Which opportunities a filter means, in what order they come, and what they come to."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from store.database import Store
from store.records.listed import BEGINNING
from store.rules.sums import added_up
from store.unit import Unit
from store.values import (
    Actor,
    FieldKind,
    Listed,
    ListName,
    MonthSum,
    OpportunityFilter,
    Record,
    Role,
    SortBy,
    State,
    Sum,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(17, 19)


@pytest.fixture
def deals(store: Store) -> Store:
    """Four: 1 is rich in fields, 2 is in yen, 3 is won, 4 is in the recycle bin."""
    with store.write() as unit:
        bob, fabrikam, ann = (
            unit.users.add("Bob", "bob@us.example"),
            unit.accounts.add("Fabrikam"),
            unit.contacts.add("Ann"),
        )
        seat = unit.products.add("Seat", price="100")
        an_opportunity(
            unit,
            "Ångström chairs",
            contact_id=ann.id,
            assigned_to=bob.id,
            stage_id=unit.stages.find("Proposal").id,
            type_id=unit.lists.find(ListName.TYPE, "renewal").id,
            source_id=unit.lists.find(ListName.SOURCE, "web").id,
            payment_terms_id=unit.lists.find(ListName.PAYMENT_TERMS, "net 30").id,
            probability=40,
            close_date=date(2026, 5, 31),
            expiration_date=date(2026, 4, 1),
            delivery_date=date(2026, 6, 1),
            initiated_account_id=fabrikam.id,
            competitors="Contoso Ltd",
            comments="Åpent spørsmål",
            categories=["Hot", "EMEA"],
            external_id="X-1",
        )
        unit.line_items.add(1, product_id=seat.id, quantity=10)
        unit.opportunities.remind(1, NOON)
        given = {"account_id": fabrikam.id, "created_at": NOON - timedelta(days=9)}
        an_opportunity(unit, "Desks", currency="JPY", probability=50, close_date=date(2026, 4, 1), **given)
        unit.line_items.add(2, "Desk", price=333)
        an_opportunity(unit, "Lamps", account_id=fabrikam.id)
        unit.opportunities.close(3, won=True, on=NOON)
        an_opportunity(unit, "Gone", account_id=fabrikam.id)
        unit.bin.delete(Record.OPPORTUNITY, 4)
    return store


def stage(unit: Unit, name: str) -> int:
    return unit.stages.find(name).id


MEANT: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2, 3]),
    ({"numbers": (3, 4, 1)}, [1, 3]),
    ({"numbers": ()}, []),
    ({"state": State.OPEN}, [1, 2]),
    ({"state": State.CLOSED}, [3]),
    ({"state": State.WON}, [3]),
    ({"state": State.LOST}, []),
    ({"title": "angstrom"}, [1]),
    ({"text": "CONTOSO"}, [1]),
    ({"text": "desk"}, [2]),
    ({"competitors": "contoso"}, [1]),
    ({"comments": "apent sp"}, [1]),
    ({"comments": "%"}, []),
    ({"assigned_to": (1,)}, [1]),
    ({"assigned_to": (None,)}, [2, 3]),
    ({"assigned_to": (1, None)}, [1, 2, 3]),
    ({"type_ids": (None,)}, [2, 3]),
    ({"source_ids": (None,)}, [2, 3]),
    ({"payment_terms_ids": (None,)}, [2, 3]),
    ({"stage_ids": (None,)}, []),
    ({"account_ids": (1,)}, [2, 3]),
    ({"contact_ids": (1,)}, [1]),
    ({"account_ids": (1,), "contact_ids": (1,)}, [1, 2, 3]),
    ({"initiated_account_ids": (1,)}, [1]),
    ({"initiated_contact_ids": (1,)}, []),
    ({"categories": ("hot",)}, [1]),
    ({"categories": (None,)}, [2, 3]),
    ({"categories": ("emea", None)}, [1, 2, 3]),
    ({"product_ids": (1,)}, [1]),
    ({"currencies": ("jpy",)}, [2]),
    ({"external_id": "X-1"}, [1]),
    ({"probability": (40, 50)}, [1, 2]),
    ({"probability": (41, 100)}, [2, 3]),
    ({"total": (Decimal("1000"), None)}, [1]),
    ({"total": (Decimal("333"), Decimal("999.99"))}, [2]),
    ({"revenue": (Decimal("167"), Decimal("400"))}, [1, 2]),
    ({"revenue": (None, Decimal("166.99"))}, [3]),
    ({"close_date": (date(2026, 4, 1), date(2026, 5, 30))}, [2]),
    ({"expiration_date": (date(2026, 4, 1), date(2026, 4, 1))}, [1]),
    ({"delivery_date": (None, date(2026, 6, 1))}, [1]),
    ({"created": (None, NOON.date() - timedelta(days=1))}, [2]),
    ({"closed": (NOON.date(), NOON.date())}, [3]),
    ({"created": (date.min, date.max), "closed": (date.min, date.max)}, [3]),
    ({"reminder": True}, [1]),
    ({"state": State.OPEN, "account_ids": (1,)}, [2]),
]


@pytest.mark.parametrize(("asked", "numbers"), MEANT)
def test_a_filter_means_those_to_which_all_of_it_applies(deals: Store, asked, numbers: list[int]):
    with deals.read() as unit:
        wanted = OpportunityFilter(**asked)

        assert unit.pipeline.numbers(wanted) == numbers
        assert [one.number for one in unit.pipeline.page(wanted)] == numbers


@pytest.mark.parametrize(
    ("day", "minute"), [(date(2025, 3, 30), "2025-03-30T21:59"), (date(2025, 10, 26), "2025-10-26T22:59")]
)
def test_the_day_on_which_clocks_change_ends_at_its_own_midnight(store: Store, day: date, minute: str):
    last = datetime.fromisoformat(f"{minute}:00+00:00")
    oslo = {"zone": "Europe/Oslo"}
    with store.write() as unit:
        an_opportunity(unit, "Late that evening", created_at=last)
        an_opportunity(unit, "The next day", created_at=last + timedelta(minutes=1))

        assert unit.pipeline.numbers(OpportunityFilter(created=(day, day), **oslo)) == [1]
        assert unit.pipeline.numbers(OpportunityFilter(created=(day + timedelta(days=1), None), **oslo)) == [2]


@pytest.mark.row(12)
@pytest.mark.parametrize(("asked", "numbers"), MEANT)
def test_what_a_filter_means_adds_up_to_what_each_of_them_is(deals: Store, asked: dict[str, Any], numbers: list[int]):
    with deals.read() as unit:
        wanted = OpportunityFilter(**asked)
        each = [
            Sum(one.currency, 1, one.total, one.expected_revenue)
            for one in (unit.opportunities.get(number) for number in numbers)
        ]

        assert unit.pipeline.sums(wanted) == added_up(each)
        for parts in (unit.pipeline.by_stage(wanted), unit.pipeline.by_month(wanted), unit.pipeline.by_person(wanted)):
            assert added_up(sum for part in parts for sum in part.sums) == added_up(each)


@pytest.mark.row(12, 17)
@pytest.mark.parametrize("currencies", [("EUR", "NOK"), ("KWD",), ("JPY", "KRW"), ("EUR", "JPY", "KWD")])
@pytest.mark.parametrize("amount", ["999.99", "1000", "1000.001"])
def test_an_amount_is_asked_for_in_each_currencys_own_unit_whichever_there_are(
    store: Store, currencies: tuple[str, ...], amount: str
):
    with store.write() as unit:
        for currency in currencies:
            for price in (999, 1000, 1001):
                unit.line_items.add(an_opportunity(unit, currency=currency, probability=100), "Desk", price=price)

        for name in ("total", "revenue"):
            least = unit.pipeline.sums(OpportunityFilter(**{name: (Decimal(amount), None)}))
            most = unit.pipeline.sums(OpportunityFilter(**{name: (None, Decimal(amount))}))
            prices = (999, 1000, 1001)
            assert [one.total for one in least] == [sum(p for p in prices if p >= Decimal(amount)) for _ in currencies]
            assert [one.total for one in most] == [sum(p for p in prices if p <= Decimal(amount)) for _ in currencies]


@pytest.mark.parametrize(
    ("sort", "up"),
    [
        (SortBy.NUMBER, [1, 2, 3]),
        (SortBy.TITLE, [1, 2, 3]),
        (SortBy.PARTY, [1, 2, 3]),
        (SortBy.ASSIGNED, [1, 2, 3]),
        (SortBy.STAGE, [2, 1, 3]),
        (SortBy.PROBABILITY, [1, 2, 3]),
        (SortBy.TOTAL, [3, 2, 1]),
        (SortBy.REVENUE, [3, 2, 1]),
        (SortBy.TYPE, [1, 2, 3]),
        (SortBy.SOURCE, [1, 2, 3]),
        (SortBy.TERMS, [1, 2, 3]),
        (SortBy.CLOSE_DATE, [2, 1, 3]),
        (SortBy.EXPIRES, [1, 2, 3]),
        (SortBy.DELIVERY, [1, 2, 3]),
        (SortBy.CREATED, [2, 1, 3]),
        (SortBy.MODIFIED, [1, 2, 3]),
        (SortBy.CLOSED, [3, 1, 2]),
        (SortBy.CURRENCY, [1, 3, 2]),
    ],
)
def test_a_list_is_in_the_order_that_was_asked_for_on_both_databases(deals: Store, sort: SortBy, up: list[int]):
    with deals.read() as unit:
        assert [one.number for one in unit.pipeline.page(OpportunityFilter(), sort=sort)] == up
        assert [one.number for one in unit.listed.page(OpportunityFilter(), {"stage"}, sort=sort)] == up
        down = [unit.pipeline.page(OpportunityFilter(), sort=sort, descending=True, limit=2)]
        down += [unit.listed.page(OpportunityFilter(), (), sort=sort, descending=True, limit=2)]
        assert [one.number for one in down[0]] == [one.number for one in down[1]]


def test_what_has_no_value_comes_last_in_either_order(deals: Store):
    with deals.read() as unit:
        down = unit.pipeline.page(OpportunityFilter(), sort=SortBy.CLOSE_DATE, descending=True)

        assert [one.number for one in down] == [1, 2, 3]


def test_a_list_comes_page_by_page(deals: Store):
    with deals.read() as unit:
        pages = [[one.number for one in unit.pipeline.page(OpportunityFilter(), limit=2, offset=n)] for n in (0, 2, 4)]

        assert pages == [[1, 2], [3], []]


def test_a_list_reads_of_each_what_it_shows_and_nothing_else(deals: Store):
    with deals.write(Actor("Bob", None, Role.OWNER)) as unit:
        unit.fields.add(Record.OPPORTUNITY, "Seats", FieldKind.NUMBER)
        unit.fields.set(Record.OPPORTUNITY, 1, {"Seats": "12"})
        whole = {one.number: one for one in unit.pipeline.page(OpportunityFilter())}
        names = {1: ("Ann", "Bob", "Fabrikam"), 2: ("Fabrikam", None, None), 3: ("Fabrikam", None, None)}

        every = unit.listed.page(OpportunityFilter(), Listed._fields)
        for one in every:
            known = whole[one.number]
            assert (one.account or one.contact, one.assigned, one.initiator) == names[one.number]
            assert one.stage == known.stage_name
            told = ("type", "source", "payment_terms", "lost_reason")
            assert [getattr(one, name) or "" for name in told] == [getattr(known, name) for name in told]
            same = set(Listed._fields) & {field.name for field in fields(known)} - {"stage", *told, "number", "title"}
            assert {name: getattr(one, name) for name in same} == {name: getattr(known, name) for name in same}
        assert [one.fields and one.fields[0][1].number for one in every] == [12_000_000, (), ()]
        assert [one.total_minor for one in every] == [100_000, 333, 0]

        for part in Listed._fields[2:]:
            [alone, *_] = unit.listed.page(OpportunityFilter(), {part})
            given = {name for name, value in alone._asdict().items() if value not in (None, ())}
            assert given <= {"number", "title", part}
            assert getattr(alone, part) == getattr(every[0], part)


def test_of_long_texts_a_list_reads_the_beginning(deals: Store):
    with deals.write() as unit:
        unit.opportunities.edit(1, comments="so long " * 500)

        [one] = unit.listed.page(OpportunityFilter(numbers=(1,)), {"comments"})

        assert len(one.comments or "") == BEGINNING


@pytest.mark.row(12)
def test_the_sums_are_taken_by_currency(deals: Store):
    with deals.read() as unit:
        assert unit.pipeline.sums(OpportunityFilter(state=State.OPEN)) == [
            Sum("EUR", 1, Decimal("1000.00"), Decimal("400.00")),
            Sum("JPY", 1, Decimal("333"), Decimal("167")),
        ]


def test_the_pipeline_shows_every_stage_and_the_forecast_every_month_with_something_in_it(deals: Store):
    with deals.read() as unit:
        stages = unit.pipeline.by_stage(OpportunityFilter(state=State.OPEN))
        months = unit.pipeline.by_month(OpportunityFilter())

        assert [(one.stage, sum(s.count for s in one.sums)) for one in stages] == [
            ("Prospecting", 1),
            ("Qualification", 0),
            ("Needs Analysis", 0),
            ("Proposal", 1),
            ("Negotiation", 0),
            ("Closed Won", 0),
            ("Closed Lost", 0),
        ]
        assert months == [
            MonthSum("2026-04", (Sum("JPY", 1, Decimal("333"), Decimal("167")),)),
            MonthSum("2026-05", (Sum("EUR", 1, Decimal("1000.00"), Decimal("400.00")),)),
            MonthSum(None, (Sum("EUR", 1, Decimal("0.00"), Decimal("0.00")),)),
        ]


def test_sums_of_the_largest_totals_stay_exact(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("A")
        for _ in range(20):
            number = an_opportunity(unit, account_id=account.id, probability=100, currency="JPY")
            unit.line_items.add(number, "All", price=10**15)

        for asked in ({}, {"title": "seats"}, {"total": (Decimal(1), None)}):  # where sums are kept, and where not
            wanted = OpportunityFilter(**asked)
            assert unit.pipeline.sums(wanted)[0].total == 20 * 10**15


@pytest.mark.row(12)
def test_what_people_will_bring_is_summed_by_month_and_whole_each_currency_by_itself(store: Store):
    with store.write() as unit:
        ada, bob = unit.users.add("ada", "ada@us.example").id, unit.users.add("Bob", "bob@us.example").id
        for person, currency, price, month in (
            (bob, "EUR", 100, 4),
            (bob, "EUR", 50, 5),
            (bob, "NOK", 7, 4),
            (ada, "EUR", 1, None),
            (None, "EUR", 2, 4),
        ):
            close = date(2026, month, 1) if month else None
            number = an_opportunity(unit, assigned_to=person, currency=currency, close_date=close, probability=50)
            unit.line_items.add(number, "x", price=price)

        people = unit.pipeline.by_person(OpportunityFilter(state=State.OPEN))

    assert [(one.person, [month.month for month in one.months]) for one in people] == [
        ("ada", [None]),
        ("Bob", ["2026-04", "2026-05"]),
        (None, ["2026-04"]),
    ]
    assert people[1].sums == (
        Sum("EUR", 2, Decimal("150.00"), Decimal("75.00")),
        Sum("NOK", 1, Decimal("7.00"), Decimal("3.50")),
    )
