"""A list's page is what the whole list has there, in the same order, and is read from the index of that order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Store
from store.models import OpportunityRow
from store.records.by_party import kinds, names_at, reached
from store.records.by_value import MOST, ranked
from store.records.in_order import numbers_in_order
from store.records.looked_for import among_the_first
from store.unit import Unit
from store.values import ListName, OpportunityFilter, Record, SortBy, StageKind, State
from tests.contract.store.conftest import NOON
from tests.contract.store.records import an_opportunity

ORDERED = [
    *(SortBy.TITLE, SortBy.PROBABILITY, SortBy.TOTAL, SortBy.REVENUE, SortBy.CREATED),
    *(SortBy.EXPIRES, SortBy.DELIVERY, SortBy.MODIFIED, SortBy.CURRENCY),
]
BY_VALUE = [SortBy.ASSIGNED, SortBy.STAGE, SortBy.TYPE, SortBy.SOURCE, SortBy.TERMS, SortBy.REASON]
SPREAD = (None, 3, 1, 2, 1, None)  # values that some share, and that some have not


def some_of_each(unit: Unit) -> None:
    """Open and closed ones and one in the bin, with values that some share and some lack."""
    # Two of one name, the later of whom has the earlier opportunities.
    people = {
        value: unit.users.add(name, f"{value}@us.example").id for value, name in ((1, "Bo"), (3, "BO"), (2, "Al"))
    }
    accounts = [unit.accounts.add(name).id for name in ("Fabrikam", "Fabrikam", "Acme", "Zeta")]
    contacts = [unit.contacts.add(name).id for name in ("Ann", "FABRIKAM", "Zoe")]
    unit.contacts.add("Aaron"), unit.accounts.add("Aalto")  # who have none
    stages = [stage.id for stage in unit.stages.all() if stage.kind is StageKind.OPEN]
    lists = {
        name: [one.id for one in unit.lists.all(name)]
        for name in (ListName.TYPE, ListName.SOURCE, ListName.PAYMENT_TERMS)
    }
    won = next(stage.id for stage in unit.stages.all() if stage.kind is StageKind.WON)
    for each, (value, is_closed) in enumerate(product(SPREAD, (False, True))):
        party = {"contact_id": contacts[each % 3]} if each % 5 < 2 else {"account_id": accounts[each % 4]}
        number = an_opportunity(unit, f"Deal {value}", **party)
        at = NOON + timedelta(days=value or 0)
        values: dict[str, object] = {
            "total_minor": 100 * (value or 0),
            "probability": 100 if is_closed else 10 * (value or 0),
            "currency": "NOK" if value == 1 else "EUR",
            "created_at": at,
            "modified_at": at if value else None,
            "expiration_date": at.date() if value else None,
            "delivery_date": at.date() if value and each % 3 else None,
            "assigned_to": people[value] if value else None,
            "stage_id": stages[-value] if value else None,
            "type_id": lists[ListName.TYPE][value - 1] if value and each % 3 else None,
            "source_id": lists[ListName.SOURCE][-value] if value else None,
            "payment_terms_id": lists[ListName.PAYMENT_TERMS][value % 2] if value else None,
        }
        if is_closed:
            values |= {"closed_at": at, "stage_id": won, "probability_before": 50}
        unit.connection.execute(update(OpportunityRow).where(OpportunityRow.number == number).values(values))
    unit.bin.delete(Record.OPPORTUNITY, an_opportunity(unit, "Gone"))


@pytest.mark.parametrize("sort", [*ORDERED, *BY_VALUE, SortBy.PARTY])
def test_a_page_has_what_the_whole_list_has_there(store: Store, sort: SortBy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.records.listed.FEW", 0)  # as if there were many
    with store.write() as unit:
        some_of_each(unit)
        for state, descending in product((State.OPEN, State.CLOSED, State.ALL, State.WON), (False, True)):
            wanted = OpportunityFilter(state=state)
            whole = unit.pipeline.numbers(wanted, sort=sort, descending=descending)
            for limit, offset in ((5, 0), (1, 0), (1, 2), (4, 3), (100, 0), (3, 100)):
                asked: dict[str, Any] = {"sort": sort, "descending": descending, "limit": limit, "offset": offset}
                listed = [one.number for one in unit.listed.page(wanted, (), **asked)]
                shown = [one.number for one in unit.pipeline.page(wanted, **asked)]

                assert listed == shown == whole[offset : offset + limit], (state, asked)


ASKED: dict[str, dict[str, Any]] = {
    "a title": {"title": "deal 1"},
    "a title that none has": {"title": "nothing"},
    "a currency": {"currencies": ("nok",)},
    "an amount": {"total": (Decimal("0.02"), Decimal(2))},
    "an amount that none has": {"total": (Decimal(99), None)},
    "an expected revenue": {"revenue": (None, Decimal("0.01"))},
    "a probability": {"probability": (10, 20)},
    "a day": {"expiration_date": (None, NOON.date() + timedelta(days=1))},
    "a reminder": {"reminder": False},
    "words of comments": {"comments": "anything"},
    "a title and a person": {"title": "deal", "assigned_to": (1,)},
    "a person": {"assigned_to": (1,)},
    "nobody": {"assigned_to": (None,)},
}


@pytest.mark.parametrize("first", [1, 3, 1_000])
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_page_of_those_that_are_looked_for_has_what_the_whole_list_has_there(
    store: Store, asked: dict[str, Any], first: int, monkeypatch: pytest.MonkeyPatch
):
    for name in ("looked_for.FIRST", "looked_for.OF_VALUES", "looked_for.OF_THEIRS", "by_party.FAR"):
        monkeypatch.setattr(f"store.records.{name}", first)
    monkeypatch.setattr("store.records.listed.FEW", 0)  # as if there were many
    among_the_first.cache_clear(), names_at.cache_clear()
    with store.write() as unit:
        some_of_each(unit)
        for sort, state, descending in product(
            (SortBy.NUMBER, SortBy.TOTAL, SortBy.EXPIRES, SortBy.PARTY, SortBy.STAGE, SortBy.SOURCE, SortBy.ASSIGNED),
            (State.OPEN, State.CLOSED, State.ALL),
            (False, True),
        ):
            wanted = OpportunityFilter(state=state, **asked)
            whole = unit.pipeline.numbers(wanted, sort=sort, descending=descending)
            for limit, offset in ((5, 0), (2, 1), (100, 0)):
                page = unit.listed.page(
                    wanted, ("total_minor",), sort=sort, descending=descending, limit=limit, offset=offset
                )

                assert [one.number for one in page] == whole[offset : offset + limit], (state, sort, limit, offset)
    among_the_first.cache_clear(), names_at.cache_clear()


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("state", "of"), [(State.OPEN, {"open"}), (State.CLOSED, {"closed"}), (State.ALL, {"open", "closed"})]
)
@pytest.mark.parametrize("sort", ORDERED)
def test_a_page_is_read_from_the_indexes_of_its_order(
    store: Store, sort: SortBy, state: State, of: set[str], *, descending: bool
):
    """Of each part so many rows, without putting the rest in order."""
    found = numbers_in_order(OpportunityFilter(state=state), sort, descending=descending, limit=5)
    with store.read() as unit:
        plan = the_plan(unit, found)

    read = [step for step in plan if "SCAN opp" in step or "SEARCH opp" in step or " on opp" in step]
    parts = len(of) * (2 if sort in (SortBy.EXPIRES, SortBy.DELIVERY, SortBy.MODIFIED) else 1)
    assert len(read) == parts
    for state_of in of:
        assert len([step for step in read if f"ix_opportunities_{state_of}_by_" in step]) == parts / len(of), plan
    sorted_again = [step for step in plan if "TEMP B-TREE" in step or "Sort Key" in step]
    assert len(sorted_again) == (parts > 1), "\n".join(plan)  # the few of all parts


def test_values_share_a_place_where_they_are_ordered_by_the_same():
    assert ranked([(4, "al"), (1, "bo"), (3, "bo"), (2, "cy")]) == ((4, 0), (1, 1), (3, 1), (2, 2), (None, 4))
    assert ranked([]) == ((None, 0),)


def test_a_page_by_party_is_one_of_those_that_are_linked_to_one_kind_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.records.listed.FEW", 0)
    with store.write() as unit:
        ann, zoe = (unit.contacts.add(name).id for name in ("Ann", "Zoe"))
        numbers = [an_opportunity(unit, contact_id=one) for one in (zoe, ann, zoe)]
        listed = unit.listed.page(OpportunityFilter(state=State.OPEN), (), sort=SortBy.PARTY, limit=2)

        assert kinds(False, True) == ("contact_id",)
        assert [one.number for one in listed] == [numbers[1], numbers[0]]


@pytest.mark.parametrize(
    ("found", "descending", "until"),
    [
        (["ann", "max"], False, [("account_id", "ann")]),
        ([None, None], False, [("account_id", None)]),  # all that there are
        ([None, "max"], False, []),  # nobody knows who is behind it
        (["eve", "max", None, "ned"], False, [("account_id", "eve"), ("contact_id", "ned")]),
        (["zoe", "zoe", None, "ned"], False, []),  # before her there may be others
        (["eve", "bob", None, "dan"], True, [("account_id", "eve"), ("contact_id", "dan")]),
        (["eve", "bob", None, "pat"], True, []),
    ],
)
def test_names_reach_as_far_as_all_kinds_were_walked(
    found: list[str | None], until: list[tuple[str, str | None]], *, descending: bool
):
    of = ("account_id", "contact_id")[: len(found) // 2]

    assert reached(of, found, descending=descending) == tuple(until)


def test_of_many_values_all_opportunities_are_put_in_order(store: Store):
    with store.write() as unit:
        for each in range(MOST + 1):
            user = unit.users.add(f"User {each:03}", f"{each}@us.example").id
            an_opportunity(unit, assigned_to=user)
        wanted = OpportunityFilter(state=State.OPEN)
        listed = unit.listed.page(wanted, (), sort=SortBy.ASSIGNED, descending=True, limit=2)

        assert ranked((each, each) for each in range(MOST + 1)) == ()
        assert [one.number for one in listed] == unit.pipeline.numbers(wanted)[:-3:-1]


def the_plan(unit: Unit, statement: Select[int]) -> list[str]:
    is_sqlite = unit.connection.dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    asked = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if is_sqlite:
        return [row[3] for row in unit.connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    for way in ("seqscan", "bitmapscan"):  # of an empty table all is read, and sorted
        unit.connection.execute(text(f"SET LOCAL enable_{way} = off"))
    return [row[0] for row in unit.connection.execute(text(f"EXPLAIN {asked}"))]
