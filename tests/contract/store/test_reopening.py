"""Closing and reopening: where one comes back to, with what, and why it was lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from runpy import run_path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from store import migrations
from store.database import Store
from store.errors import Invalid, NotFound
from store.unit import Unit
from store.values import Close, ListName, MoveTo, Opportunity, OpportunityFilter, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity

pytestmark = pytest.mark.row(27)


def in_stage(unit: Unit, stage: str, **given: object) -> int:
    return an_opportunity(unit, stage_id=unit.stages.find(stage).id, **given)


def closed(unit: Unit, number: int, *, won: bool = False, **given: int) -> Opportunity:
    return unit.opportunities.close(number, won=won, on=NOON, **given)


def reason(unit: Unit, name: str) -> int:
    return unit.lists.find(ListName.LOST_REASON, name).id


@pytest.mark.parametrize("won", [True, False])
def test_it_comes_back_to_the_stage_that_it_was_closed_from_as_if_it_had_not_been(
    store: Store, clock: Clock, won: bool
):
    with store.write() as unit:
        number = in_stage(unit, "Negotiation", probability=70)
        before = unit.opportunities.get(number)
        closed(unit, number, won=won)
        clock.forward(timedelta(days=30))

        after = unit.opportunities.reopen(number)

    changed = {"modified_at"}
    assert {name for name in before.__slots__ if getattr(before, name) != getattr(after, name)} == changed


def test_in_another_stage_it_begins_anew(store: Store, clock: Clock):
    with store.write() as unit:
        number = in_stage(unit, "Negotiation", probability=70)
        closed(unit, number)
        later = clock.forward(timedelta(days=30))

        after = unit.opportunities.reopen(number, unit.stages.find("Qualification").id)

    assert (after.stage_name, after.probability, after.stage_entered_at) == ("Qualification", 70, later)


@pytest.mark.parametrize("replacement", ["Proposal", None])
def test_where_its_stage_was_deleted_meanwhile_it_comes_to_the_replacement_or_where_new_ones_begin(
    store: Store, replacement: str | None
):
    with store.write() as unit:
        number = in_stage(unit, "Negotiation")
        closed(unit, number)
        instead = unit.stages.find(replacement).id if replacement else None
        unit.stages.delete(unit.stages.find("Negotiation").id, instead)

        after = unit.opportunities.reopen(number)

        assert after.stage_name == (replacement or unit.stages.default().name)


def test_one_that_had_no_stage_comes_back_to_where_new_ones_begin(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.opportunities.edit(number, stage_id=None)
        closed(unit, number)

        assert unit.opportunities.reopen(number).stage == unit.stages.default()


def test_many_that_were_closed_in_one_act_come_back_each_to_its_own(store: Store):
    with store.write() as unit:
        numbers = [in_stage(unit, name) for name in ("Proposal", "Qualification")]
        unit.bulk.carry_out(numbers, Close(False, NOON, lost_reason_id=reason(unit, "price")))
        lost = [unit.opportunities.get(number).lost_reason for number in numbers]

        back = [unit.opportunities.reopen(number) for number in numbers]

    assert lost == ["Price", "Price"]
    assert [(one.stage_name, one.lost_reason) for one in back] == [("Proposal", ""), ("Qualification", "")]


def test_closed_again_it_comes_back_to_the_stage_of_the_last_time(store: Store):
    with store.write() as unit:
        number = in_stage(unit, "Proposal")
        closed(unit, number)
        unit.opportunities.reopen(number)
        unit.opportunities.edit(number, stage_id=unit.stages.find("Negotiation").id)
        closed(unit, number, won=True)

        assert unit.opportunities.reopen(number).stage_name == "Negotiation"


# --- why it was lost --------------------------------------------------------------------------------------------------


@pytest.mark.row(28)
def test_a_reason_is_kept_while_it_is_lost_and_in_the_audit_trail_afterwards(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        assert closed(unit, number, lost_reason_id=reason(unit, "price")).lost_reason == "Price"

        after = unit.opportunities.reopen(number)
        told = [(one.before, one.after) for one in unit.audit.of(Record.OPPORTUNITY, number) if "reason" in one.field]

    assert after.lost_reason == ""
    assert told == [("Price", None), (None, "Price")]


@pytest.mark.row(28)
def test_what_was_won_has_no_reason_for_losing(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        price = reason(unit, "price")

        with pytest.raises(Invalid, match="reason for losing: belongs to what was lost"):
            closed(unit, number, won=True, lost_reason_id=price)
        with pytest.raises(Invalid, match="reason for losing: belongs to what was lost"):
            unit.bulk.preview([number], Close(True, NOON, lost_reason_id=price))
        with pytest.raises(NotFound, match="reason for losing"):
            closed(unit, number, lost_reason_id=unit.lists.find(ListName.SOURCE, "web").id)
        assert unit.opportunities.get(number).is_open


@pytest.mark.row(17, 28)
def test_lost_ones_are_found_by_their_reason(store: Store):
    with store.write() as unit:
        price, timing = (reason(unit, name) for name in ("price", "timing"))
        first, second, third = (an_opportunity(unit) for _ in range(3))
        for number, why in ((first, price), (second, timing)):
            closed(unit, number, lost_reason_id=why)

        found = [unit.pipeline.numbers(OpportunityFilter(lost_reason_ids=ids)) for ids in ((price,), (None,))]

    assert found == [[first], [third]]


# --- what a stage brings ----------------------------------------------------------------------------------------------


@pytest.mark.row(21)
def test_a_stages_probability_is_taken_over_on_entering_it_unless_one_was_typed(store: Store):
    with store.write() as unit:
        proposal, negotiation = (unit.stages.find(name) for name in ("Proposal", "Negotiation"))
        unit.stages.set_probability(proposal.id, 40)
        unit.stages.set_probability(negotiation.id, 70)
        free, typed = an_opportunity(unit), an_opportunity(unit, probability=35)
        told = []
        for stage in (proposal, negotiation, unit.stages.find("Qualification")):
            told.append([unit.opportunities.edit(one, stage_id=stage.id).probability for one in (free, typed)])
        both = unit.opportunities.edit(free, stage_id=proposal.id, probability=55).probability
        cleared = unit.opportunities.edit(typed, stage_id=negotiation.id, probability=None).probability
        new = [in_stage(unit, "Proposal"), in_stage(unit, "Proposal", probability=0)]

        assert told == [[40, 35], [70, 35], [70, 35]]
        assert (both, cleared) == (55, 70)
        assert [unit.opportunities.get(number).probability for number in new] == [40, 0]


@pytest.mark.row(21, 37)
def test_many_that_are_moved_and_those_of_a_deleted_stage_take_it_over_too(store: Store):
    with store.write() as unit:
        unit.stages.set_probability(unit.stages.find("Proposal").id, 40)
        unit.stages.set_probability(unit.stages.find("Negotiation").id, 70)
        numbers = [an_opportunity(unit), an_opportunity(unit, probability=35)]
        unit.bulk.carry_out(numbers, MoveTo(unit.stages.find("Proposal").id))
        moved = [unit.opportunities.get(number).probability for number in numbers]
        unit.stages.delete(unit.stages.find("Proposal").id, unit.stages.find("Negotiation").id)

        assert moved == [40, 35]
        assert [unit.opportunities.get(number).probability for number in numbers] == [70, 35]


@pytest.mark.row(21)
def test_reopened_in_another_stage_it_takes_over_what_that_brings_unless_one_was_typed(store: Store):
    with store.write() as unit:
        unit.stages.set_probability(unit.stages.find("Proposal").id, 40)
        numbers = [in_stage(unit, "Negotiation"), in_stage(unit, "Negotiation", probability=35)]
        for number in numbers:
            closed(unit, number)

        back = [unit.opportunities.reopen(number, unit.stages.find("Proposal").id).probability for number in numbers]

    assert back == [40, 35]


@pytest.mark.row(2, 20)
def test_a_built_in_stage_has_its_own_probability(store: Store):
    with store.write() as unit, pytest.raises(Invalid, match="Closed Won: is built in"):
        unit.stages.set_probability(unit.stages.find("Closed Won").id, 90)


# --- databases that are older -----------------------------------------------------------------------------------------


def test_of_what_was_closed_before_the_stage_was_kept_the_audit_trail_tells_it(store: Store):
    path = Path(migrations.__path__[0]) / "versions" / "0023_stages_and_losing.py"
    fill = run_path(str(path))["fill"]
    with store.write() as unit:
        numbers = [in_stage(unit, "Negotiation", probability=70), in_stage(unit, "Proposal")]
        for number in numbers:
            closed(unit, number)
        unit.connection.execute(text("UPDATE opportunities SET stage_before_id = NULL, is_probability_typed = FALSE"))

        with Operations.context(MigrationContext.configure(unit.connection)):
            fill()

    with store.write() as unit:
        after = [unit.opportunities.reopen(number) for number in numbers]
    told = [(one.stage_name, one.probability, one.is_probability_typed) for one in after]
    assert told == [("Negotiation", 70, True), ("Proposal", 0, False)]
