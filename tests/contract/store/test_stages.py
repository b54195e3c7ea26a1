"""Stages and activities on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from store.database import Store, open_store
from store.errors import Ambiguous, Invalid, NotAllowed, NotFound, StoreError, Taken
from store.unit import Unit
from store.values import Actor, ListName, Record, Role, StageKind
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity

OSLO = ZoneInfo("Europe/Oslo")
MEMBER = Actor("Cora", 2, Role.MEMBER)


def names(unit: Unit) -> list[str]:
    return [stage.name for stage in unit.stages.all() if stage.kind is StageKind.OPEN]


# --- stages -----------------------------------------------------------------------------------------------------------


@pytest.mark.row(20)
def test_a_new_database_has_the_standard_stages_each_with_activities(store: Store):
    with store.read() as unit:
        asked = {stage.name: unit.activities.of_stage(stage.id) for stage in unit.stages.all()}

    assert list(asked) == [
        "Prospecting",
        "Qualification",
        "Needs Analysis",
        "Proposal",
        "Negotiation",
        "Closed Won",
        "Closed Lost",
    ]
    assert all(asked[name] for name in list(asked)[:5])
    assert any(activity.days for activity in asked["Proposal"])


@pytest.mark.row(21)
def test_owners_add_rename_and_move_stages(store: Store):
    with store.write() as unit:
        pilot = unit.stages.add("Pilot", position=2)
        unit.stages.rename(pilot.id, "Trial")
        unit.stages.move(pilot.id, 99)
        order = names(unit)
        log = [(change.field, change.before, change.after) for change in unit.audit.of(Record.STAGE, pilot.id)]

    assert order == ["Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation", "Trial"]
    assert log == [("position", "2", "6"), ("name", "Pilot", "Trial"), ("", None, "added: Pilot")]


@pytest.mark.row(2, 21)
@pytest.mark.parametrize(
    "act",
    [
        lambda unit: unit.stages.add("Pilot"),
        lambda unit: unit.stages.rename(1, "X"),
        lambda unit: unit.stages.move(1, 2),
        lambda unit: unit.stages.delete(1, None),
        lambda unit: unit.stages.make_default(2),
        lambda unit: unit.activities.add(1, "X"),
        lambda unit: unit.activities.edit(1, name="X"),
        lambda unit: unit.activities.move(1, 2),
        lambda unit: unit.activities.delete(1),
        lambda unit: unit.lists.add(ListName.ACCOUNT_TYPE, "X"),
    ],
)
def test_a_member_who_changes_what_is_the_owners_is_refused(store: Store, act: Callable[[Unit], object]):
    with pytest.raises(NotAllowed, match="by an owner only, and Cora is none"), store.write(MEMBER) as unit:
        act(unit)


@pytest.mark.row(20)
@pytest.mark.parametrize(
    "act",
    [
        lambda unit, won: unit.stages.rename(won, "X"),
        lambda unit, won: unit.stages.move(won, 1),
        lambda unit, won: unit.stages.delete(won, None),
        lambda unit, won: unit.stages.make_default(won),
    ],
)
def test_the_closed_stages_stay_as_they_are(store: Store, act: Callable[[Unit, int], object]):
    with pytest.raises(Invalid, match="is built in and cannot be"), store.write() as unit:
        act(unit, unit.stages.closed(won=True).id)


@pytest.mark.row(20, 22)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stages WHERE kind = 'won'",
        "UPDATE stages SET name = 'x' WHERE kind = 'lost'",
        "UPDATE stages SET kind = 'open' WHERE kind = 'won'",
        "UPDATE stages SET kind = 'won' WHERE name = 'Proposal'",
        "INSERT INTO stages (id, name, position, kind, is_default) VALUES (99, 'Gone', 9, 'won', false)",
        "INSERT INTO stages (id, name, position, kind, is_default) VALUES (99, 'Proposal', 9, 'open', false)",
        "UPDATE stages SET is_default = true WHERE kind = 'open'",
        "UPDATE stages SET is_default = true WHERE kind = 'won'",
        "INSERT INTO list_values (id, list, name, folded, position) VALUES (99, 'type', 'X', 'renewal', 9)",
        "INSERT INTO list_values (id, list, name, folded, position) VALUES (99, 'colour', 'X', 'x', 9)",
    ],
)
def test_the_database_itself_holds_the_stages_rules(store: Store, statement: str):
    with pytest.raises(StoreError), store.write() as unit:
        unit.connection.execute(text(statement))


@pytest.mark.row(21)
@pytest.mark.parametrize("name", ["proposal", "PROPOSAL ", "closed won"])
def test_a_name_belongs_to_one_stage(store: Store, name: str):
    with pytest.raises(Taken, match="there is one of that name"), store.write() as unit:
        unit.stages.add(name)


@pytest.mark.row(22)
def test_one_open_stage_can_be_the_default_and_need_not(store: Store):
    with store.write() as unit:
        before = unit.stages.default().name
        unit.stages.make_default(unit.stages.find("qualification").id)
        unit.stages.make_default(unit.stages.find("proposal").id)
        made = unit.opportunities.get(an_opportunity(unit)).stage
        unit.stages.make_default(None)

        assert (before, made and made.name, unit.stages.default().name) == ("Prospecting", "Proposal", "Prospecting")


@pytest.mark.row(26)
def test_a_deleted_stage_gives_its_opportunities_a_replacement(store: Store, clock: Clock):
    with store.write() as unit:
        proposal, negotiation = unit.stages.find("proposal"), unit.stages.find("negotiation")
        number = an_opportunity(unit, stage_id=proposal.id)
    later = clock.forward(timedelta(days=3))
    with store.write() as unit:
        count = unit.stages.delete(proposal.id, negotiation.id)
        after = unit.opportunities.get(number)
        log = unit.audit.of(Record.OPPORTUNITY, number)[0]

    assert count == 1
    assert (after.stage_name, after.stage_entered_at) == ("Negotiation", later)
    assert (log.field, log.before, log.after) == ("stage", "Proposal", "Negotiation")


@pytest.mark.row(26)
def test_without_a_replacement_they_have_a_blank_stage_and_go_on_from_there(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        number = an_opportunity(unit, stage_id=proposal.id)
        unit.stages.delete(proposal.id, None)

        assert unit.opportunities.get(number).stage is None
        assert unit.opportunities.get(number).is_open
        assert unit.activities.states(number, OSLO) == ()
        with pytest.raises(NotFound):
            unit.stages.get(proposal.id)
        assert unit.opportunities.edit(number, stage_id=unit.stages.find("needs").id).stage_name == "Needs Analysis"


@pytest.mark.row(26)
def test_its_activities_move_on_top_of_the_replacements_or_go_with_it(store: Store):
    with store.write() as unit:
        proposal, negotiation = unit.stages.find("proposal"), unit.stages.find("negotiation")
        unit.stages.delete(proposal.id, negotiation.id, moves_activities=True)
        moved = [activity.name for activity in unit.activities.of_stage(negotiation.id)]
        unit.stages.delete(negotiation.id, unit.stages.find("needs").id)
        left = [activity.name for stage in unit.stages.all() for activity in unit.activities.of_stage(stage.id)]

    assert moved == ["Send the quote", "Present the proposal", "Agree on terms", "Get the contract signed"]
    assert set(moved) & set(left) == set()


@pytest.mark.row(21, 26)
def test_what_is_added_after_deletions_comes_last(store: Store):
    with store.write() as unit:
        for name in ("prospecting", "qualification"):
            unit.stages.delete(unit.stages.find(name).id, None)
        unit.stages.add("Pilot")
        proposal = unit.stages.find("proposal").id
        unit.activities.delete(unit.activities.find(proposal, "quote").id)
        unit.activities.add(proposal, "Call")
        unit.activities.add(proposal, "Call again")

        assert names(unit) == ["Needs Analysis", "Proposal", "Negotiation", "Pilot"]
        assert [stage.position for stage in unit.stages.all()][:4] == [1, 2, 3, 4]
        assert [(one.name, one.position) for one in unit.activities.of_stage(proposal)] == [
            ("Present the proposal", 1),
            ("Call", 2),
            ("Call again", 3),
        ]


@pytest.mark.row(26)
def test_activities_of_one_name_that_came_together_are_told_apart_by_number(store: Store):
    with store.write() as unit:
        proposal, negotiation = unit.stages.find("proposal"), unit.stages.find("negotiation")
        own = unit.activities.add(negotiation.id, "Send the quote")
        came = unit.activities.find(proposal.id, "quote")
        unit.stages.delete(proposal.id, negotiation.id, moves_activities=True)

        with pytest.raises(Ambiguous, match=rf"Send the quote \({came.id}\), Send the quote \({own.id}\)"):
            unit.activities.find(negotiation.id, "send the quote")
        assert unit.activities.find(negotiation.id, str(own.id)).name == "Send the quote"
        assert unit.activities.find(negotiation.id, "terms").name == "Agree on terms"


@pytest.mark.row(26)
def test_what_was_ticked_stays_ticked_where_the_activity_moves(store: Store):
    with store.write() as unit:
        proposal, negotiation = unit.stages.find("proposal"), unit.stages.find("negotiation")
        number = an_opportunity(unit, stage_id=proposal.id)
        unit.activities.tick(number, unit.activities.find(proposal.id, "quote").id)
        unit.stages.delete(proposal.id, negotiation.id, moves_activities=True)
        done = [state.activity.name for state in unit.activities.states(number, OSLO) if state.is_done]

    assert done == ["Send the quote"]


@pytest.fixture
def one_database(tmp_path: Path, migrated_file: Path) -> str:
    path = tmp_path / "stages.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


@pytest.mark.row(21, 26)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "move", "delete", "blank", "activity"]), st.integers(0, 9), st.integers(0, 9)
        ),
        max_size=12,
    )
)
def test_whatever_owners_do_every_opportunity_has_a_stage_that_exists_or_none(
    one_database: str, acts: list[tuple[str, int, int]]
):
    store = open_store(one_database, clock=lambda: NOON)
    with contextlib.suppress(_Enough), store.write() as unit:
        _check(unit, acts)
        raise _Enough  # so that each example begins with the same database
    store.close()


class _Enough(Exception):
    """Ends a transaction without keeping it."""


def _check(unit: Unit, acts: list[tuple[str, int, int]]) -> None:
    numbers = [an_opportunity(unit, stage_id=stage.id) for stage in unit.stages.all() if stage.kind == "open"]
    for n, (act, first, second) in enumerate(acts):
        open_ones = [stage for stage in unit.stages.all() if stage.kind is StageKind.OPEN]
        if not open_ones:
            break
        one, other = open_ones[first % len(open_ones)], open_ones[second % len(open_ones)]
        if act == "add":
            unit.stages.add(f"Stage {n}", position=second + 1 if first else None)
            assert first or names(unit)[-1] == f"Stage {n}"
        elif act == "move":
            unit.stages.move(one.id, second + 1)
        elif act == "activity":
            unit.activities.add(one.id, f"Activity {n}", second)
        elif act == "blank" or one != other:
            unit.stages.delete(one.id, None if act == "blank" else other.id, moves_activities=act == "delete")
    stages = {stage.id: stage for stage in unit.stages.all()}
    found = [unit.opportunities.get(number).stage for number in numbers]
    positions = [stage.position for stage in stages.values() if stage.kind is StageKind.OPEN]

    assert all(stage is None or stage.id in stages for stage in found)
    assert [stage.kind for stage in list(stages.values())[-2:]] == [StageKind.WON, StageKind.LOST]
    assert positions == list(range(1, len(positions) + 1))
    assert {activity.stage_id for id in stages for activity in unit.activities.of_stage(id)} <= set(stages)


# --- activities -------------------------------------------------------------------------------------------------------


@pytest.mark.row(21)
def test_owners_change_activities_and_due_days_follow(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        number = an_opportunity(unit, stage_id=proposal.id)
        quote = unit.activities.find(proposal.id, "quote")
        before = unit.activities.states(number, OSLO)[0].due
        unit.activities.edit(quote.id, days=10, name="Send the offer")
        unit.activities.add(proposal.id, "Call first", 1, position=1)
        unit.activities.move(quote.id, 99)
        after = unit.activities.states(number, OSLO)

    assert before == date(2026, 3, 9)
    assert [state.activity.name for state in after] == ["Call first", "Present the proposal", "Send the offer"]
    assert after[-1].due == date(2026, 3, 12)


@pytest.mark.row(23)
def test_the_stages_activities_are_ticked_by_somebody_at_some_time(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        number = an_opportunity(unit, stage_id=proposal.id)
        quote = unit.activities.find(proposal.id, "quote")
    with store.write(MEMBER) as unit:
        unit.activities.tick(number, quote.id)
    with store.write() as unit:
        unit.activities.tick(number, quote.id)  # a second time changes nothing
        done = unit.activities.states(number, OSLO)[0]
        unit.activities.untick(number, quote.id)
        undone = unit.activities.states(number, OSLO)[0]

    assert (done.is_done, done.completed_by, done.completed_at) == (True, "Cora", NOON)
    assert (undone.is_done, undone.completed_by) == (False, "")


@pytest.mark.row(23, 27)
def test_nothing_is_ticked_on_a_closed_one_or_for_another_stage(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        number = an_opportunity(unit, stage_id=proposal.id)
        quote = unit.activities.find(proposal.id, "quote")
        terms = unit.activities.find(unit.stages.find("negotiation").id, "terms")
        with pytest.raises(NotFound, match="activity of opportunity 1"):
            unit.activities.tick(number, terms.id)
        unit.opportunities.close(number, True, NOON)
        with pytest.raises(Invalid, match="reopen it first"):
            unit.activities.tick(number, quote.id)
        with pytest.raises(Invalid, match="reopen it first"):
            unit.activities.remind(number, True)


@pytest.mark.row(24)
def test_one_switch_reminds_of_every_activity_with_a_duration(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        number = an_opportunity(unit, stage_id=proposal.id)
        unit.activities.add(proposal.id, "Keep in touch")
        off = [state.reminder_at for state in unit.activities.states(number, OSLO)]
        unit.activities.remind(number, True)
        on = {state.activity.name: state.reminder_at for state in unit.activities.states(number, OSLO)}
        quote = unit.activities.find(proposal.id, "quote")
        unit.activities.remind_of(number, quote.id, False)
        unit.activities.due(number, unit.activities.find(proposal.id, "present").id, NOON + timedelta(days=40))
        less = {state.activity.name: state.reminder_at for state in unit.activities.states(number, OSLO)}

    assert off == [None, None, None]
    assert [name for name, at in on.items() if at] == ["Send the quote", "Present the proposal"]
    assert less == {
        "Send the quote": None,
        "Present the proposal": NOON + timedelta(days=40),
        "Keep in touch": None,
    }


@pytest.mark.row(25)
def test_a_deleted_activity_goes_from_every_record_completed_or_not(store: Store):
    with store.write() as unit:
        proposal = unit.stages.find("proposal")
        numbers = [an_opportunity(unit, stage_id=proposal.id) for _ in range(2)]
        quote = unit.activities.find(proposal.id, "quote")
        unit.activities.tick(numbers[0], quote.id)
        unit.activities.delete(quote.id)
        left = [[state.activity.name for state in unit.activities.states(number, OSLO)] for number in numbers]
        noted = unit.connection.execute(text("SELECT count(*) FROM opportunity_activities")).scalar_one()

    assert left == [["Present the proposal"]] * 2
    assert noted == 0
