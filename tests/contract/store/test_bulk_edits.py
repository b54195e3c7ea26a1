"""Many opportunities in one act: all of them or none, after a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import Invalid, NotFound
from store.unit import Unit
from store.values import Assign, Categorise, Close, MoveTo, Opportunity, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(37)


def three(unit: Unit) -> list[int]:
    account = unit.accounts.add("Fabrikam")
    return [an_opportunity(unit, title, account_id=account.id, probability=30) for title in ("A", "B", "C")]


def all_of(unit: Unit, numbers: list[int]) -> list[Opportunity]:
    return [unit.opportunities.get(number) for number in numbers]


@pytest.mark.row(7)
def test_many_are_assigned_in_one_act_with_a_line_each_in_the_trail(store: Store):
    with store.write() as unit:
        numbers = three(unit)
        cora = unit.users.add("Cora", "cora@us.example")
        unit.opportunities.edit(numbers[0], assigned_to=cora.id)

        report = unit.bulk.carry_out(numbers, Assign(cora.id))
        assert [(line.number, line.before, line.after) for line in report.changes] == [(2, "", "Cora"), (3, "", "Cora")]
        assert [one.assigned_to for one in all_of(unit, numbers)] == [cora.id] * 3
        latest = unit.audit.of(Record.OPPORTUNITY, 2)[0]
        assert (latest.field, latest.before, latest.after) == ("assigned to", None, "Cora")
        unit.bulk.carry_out(numbers, Assign(None))
        assert [one.assigned_to for one in all_of(unit, numbers)] == [None] * 3


def test_a_preview_changes_nothing(store: Store):
    with store.write() as unit:
        numbers = three(unit)
        before = all_of(unit, numbers)

        report = unit.bulk.preview(numbers, MoveTo(unit.stages.find("proposal").id))
        assert [(line.before, line.after) for line in report.changes] == [("Prospecting", "Proposal")] * 3
        assert all_of(unit, numbers) == before


@pytest.mark.row(27)
@pytest.mark.parametrize("act", [Assign(None), Categorise(add=("Hot",)), Close(True, NOON)])
def test_one_that_refuses_keeps_all_as_they_are(store: Store, act):
    with store.write() as unit:
        numbers = three(unit)
        unit.opportunities.close(2, won=False, on=NOON)
        before = all_of(unit, numbers)

        report = unit.bulk.preview(numbers, act)
        assert [(line.number, line.refusal) for line in report.refusals] == [
            (2, "opportunity 2: is closed (Closed Lost) and cannot be changed; reopen it first")
        ]
        with pytest.raises(Invalid, match="1 of 3 opportunities: refuse, so none was changed: opportunity 2"):
            unit.bulk.carry_out(numbers, act)
        assert all_of(unit, numbers) == before


@pytest.mark.row(27)
def test_several_are_closed_in_one_act_and_each_reopens_with_its_own_probability(store: Store):
    with store.write() as unit:
        numbers = three(unit)
        unit.opportunities.edit(3, probability=70)

        unit.bulk.carry_out(numbers, Close(True, NOON, date(2026, 3, 2)))
        closed = all_of(unit, numbers)
        assert {(one.stage_name, one.probability, one.closed_at, one.close_date) for one in closed} == {
            ("Closed Won", 100, NOON, date(2026, 3, 2))
        }
        back = [unit.opportunities.reopen(number, unit.stages.default().id).probability for number in numbers]
        assert back == [30, 30, 70]


@pytest.mark.row(17)
def test_categories_are_put_on_and_taken_off_many(store: Store):
    with store.write() as unit:
        numbers = three(unit)
        unit.opportunities.edit(1, categories=["Cold", "HOT"])

        report = unit.bulk.carry_out(numbers, Categorise(add=("Hot", "hot"), remove=("cold",)))
        assert [(line.before, line.after) for line in report.changes] == [
            ("Cold, HOT", "HOT"),
            ("", "Hot"),
            ("", "Hot"),
        ]
        assert [one.categories for one in all_of(unit, numbers)] == [("HOT",), ("Hot",), ("Hot",)]


def test_what_can_be_done_to_none_is_refused(store: Store):
    with store.write() as unit:
        numbers = three(unit)
        gone = unit.users.add("Bob", "bob@us.example") and unit.users.add("Cy", "cy@us.example")
        unit.users.edit(gone.id, is_active=False)

        with pytest.raises(Invalid, match="user Cy is inactive"):
            unit.bulk.preview(numbers, Assign(gone.id))
        with pytest.raises(Invalid, match="Closed Won is not an open one"):
            unit.bulk.preview(numbers, MoveTo(unit.stages.find("closed won").id))
        with pytest.raises(Invalid, match="category"):
            unit.bulk.preview(numbers, Categorise(add=("a,b",)))
        with pytest.raises(NotFound, match="opportunity: there is none for '99'"):
            unit.bulk.preview([1, 99], Assign(None))


def test_moving_to_a_stage_begins_its_activities_anew(store: Store, clock: Clock):
    with store.write() as unit:
        numbers = three(unit)
        then = clock.forward(timedelta(days=1))

        unit.bulk.carry_out(numbers, MoveTo(unit.stages.find("proposal").id))
        assert {(one.stage_entered_at, one.modified_at) for one in all_of(unit, numbers)} == {(then, then)}


def test_many_cost_no_statement_each(store: Store):
    def statements(numbers: range) -> int:
        counted: list[str] = []
        listen = lambda *asked: counted.append(asked[2])  # noqa: E731  # removed again by its identity
        event.listen(Engine, "before_cursor_execute", listen)
        try:
            with store.write() as unit:
                unit.bulk.carry_out(numbers, Categorise(add=("Hot",)))
                unit.bulk.carry_out(numbers, Close(True, NOON))
        finally:
            event.remove(Engine, "before_cursor_execute", listen)
        return len(counted)

    with store.write() as unit:
        account = unit.accounts.add("Fabrikam")
        for _ in range(60):
            an_opportunity(unit, account_id=account.id)

    assert statements(range(1, 4)) == statements(range(4, 61))
