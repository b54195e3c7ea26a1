"""A list's page is what the whole list has there, in the same order, and is read from the index of that order."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Store
from store.models import OpportunityRow
from store.records.in_order import numbers_in_order
from store.unit import Unit
from store.values import OpportunityFilter, Record, SortBy, StageKind, State
from tests.contract.store.conftest import NOON
from tests.contract.store.records import an_opportunity

ORDERED = [
    *(SortBy.TITLE, SortBy.PROBABILITY, SortBy.TOTAL, SortBy.REVENUE, SortBy.CREATED),
    *(SortBy.EXPIRES, SortBy.DELIVERY, SortBy.MODIFIED),
]
SPREAD = (None, 3, 1, 2, 1, None)  # values that some share, and that some have not


def some_of_each(unit: Unit) -> None:
    """Open and closed ones and one in the bin, with values that some share and some lack."""
    won = next(stage.id for stage in unit.stages.all() if stage.kind is StageKind.WON)
    for each, (value, is_closed) in enumerate(product(SPREAD, (False, True))):
        number = an_opportunity(unit, f"Deal {value}")
        at = NOON + timedelta(days=value or 0)
        values: dict[str, object] = {
            "total_minor": 100 * (value or 0),
            "probability": 100 if is_closed else 10 * (value or 0),
            "currency": "NOK" if value == 1 else "EUR",
            "created_at": at,
            "modified_at": at if value else None,
            "expiration_date": at.date() if value else None,
            "delivery_date": at.date() if value and each % 3 else None,
        }
        if is_closed:
            values |= {"closed_at": at, "stage_id": won, "probability_before": 50}
        unit.connection.execute(update(OpportunityRow).where(OpportunityRow.number == number).values(values))
    unit.bin.delete(Record.OPPORTUNITY, an_opportunity(unit, "Gone"))


@pytest.mark.parametrize("sort", ORDERED)
def test_a_page_has_what_the_whole_list_has_there(store: Store, sort: SortBy):
    with store.write() as unit:
        some_of_each(unit)
        for state, descending in product((State.OPEN, State.CLOSED, State.ALL, State.WON), (False, True)):
            wanted = OpportunityFilter(state=state)
            whole = unit.pipeline.numbers(wanted, sort=sort, descending=descending)
            for limit, offset in ((5, 0), (4, 3), (100, 0), (3, 100)):
                asked: dict[str, Any] = {"sort": sort, "descending": descending, "limit": limit, "offset": offset}
                listed = [one.number for one in unit.listed.page(wanted, (), **asked)]
                shown = [one.number for one in unit.pipeline.page(wanted, **asked)]

                assert listed == shown == whole[offset : offset + limit], (state, asked)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ORDERED)
def test_a_page_is_read_from_the_indexes_of_its_order(store: Store, sort: SortBy, *, descending: bool):
    """Of each part so many rows, without putting the rest in order."""
    found = numbers_in_order(OpportunityFilter(state=State.OPEN), sort, descending=descending, limit=5)
    with store.read() as unit:
        plan = the_plan(unit, found)

    read = [step for step in plan if "SCAN opp" in step or "SEARCH opp" in step or " on opp" in step]
    parts = 2 if sort in (SortBy.EXPIRES, SortBy.DELIVERY, SortBy.MODIFIED) else 1
    assert len(read) == parts
    assert all("ix_opportunities_open_by_" in step for step in read), "\n".join(plan)
    sorted_again = [step for step in plan if "TEMP B-TREE" in step or "Sort Key" in step]
    assert len(sorted_again) == parts - 1, "\n".join(plan)  # the few of both parts


def the_plan(unit: Unit, statement: Select[int]) -> list[str]:
    is_sqlite = unit.connection.dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    asked = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if is_sqlite:
        return [row[3] for row in unit.connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    for way in ("seqscan", "bitmapscan"):  # of an empty table all is read, and sorted
        unit.connection.execute(text(f"SET LOCAL enable_{way} = off"))
    return [row[0] for row in unit.connection.execute(text(f"EXPLAIN {asked}"))]
