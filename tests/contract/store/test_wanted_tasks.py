"""Which tasks records ask for in a user's Outlook."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.unit import Unit
from store.values import FollowedTask, HistoryOf, Record, TaskAbout, TaskWanted
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity

OSLO = ZoneInfo("Europe/Oslo")


def users(unit: Unit) -> tuple[int, int]:
    return unit.users.add("Bob", "bob@us.example").id, unit.users.add("Cy", "cy@us.example").id


def asked(unit: Unit, user_id: int) -> list[tuple[TaskAbout, str]]:
    return [(one.about, one.name) for one in unit.wanted_tasks.of(user_id, OSLO).values()]


def with_activities(unit: Unit, user_id: int) -> tuple[int, list[TaskWanted]]:
    """An opportunity whose activities are reminded of, and the tasks for them."""
    number = an_opportunity(unit, assigned_to=user_id)
    unit.activities.remind(number, True)
    return number, list(unit.wanted_tasks.of(user_id, OSLO).values())


@pytest.mark.row(18)
def test_reminders_are_those_of_the_users_own_open_opportunities(store: Store, clock: Clock):
    with store.write() as unit:
        bob, cy = users(unit)
        numbers = [an_opportunity(unit, assigned_to=user) for user in (bob, bob, bob, bob, cy, None)]
        for number in (numbers[0], *numbers[2:]):
            unit.opportunities.remind(number, NOON)
        unit.opportunities.close(numbers[2], won=True, on=clock())
        unit.bin.delete(Record.OPPORTUNITY, numbers[3])

        found = list(unit.wanted_tasks.of(bob, OSLO).values())

    assert [one.number for one in found] == [numbers[0]]
    assert (found[0].about, found[0].due, found[0].reminder_at) == (TaskAbout.REMINDER, NOON.date(), NOON)


@pytest.mark.row(24)
def test_each_unfinished_activity_with_a_duration_asks_for_a_task_at_nine(store: Store):
    with store.write() as unit:
        number, found = with_activities(unit, users(unit)[0])
        stage = unit.opportunities.get(number).stage
        assert stage
        lasting = [a.name for a in unit.activities.of_stage(stage.id) if a.days is not None]
        entered = unit.opportunities.get(number).stage_entered_at
        assert entered
        unit.activities.tick(number, found[0].about_id)
        unit.activities.remind_of(number, found[1].about_id, False)

        left = asked(unit, unit.opportunities.get(number).assigned_to or 0)

    assert [one.name for one in found] == lasting
    assert all(one.reminder_at and one.reminder_at.astimezone(OSLO).hour == 9 for one in found)
    assert left == [(TaskAbout.ACTIVITY, name) for name in lasting[2:]]


@pytest.mark.row(29)
def test_open_tasks_of_histories_go_to_whom_they_are_assigned(store: Store):
    with store.write() as unit:
        bob, cy = users(unit)
        number = an_opportunity(unit)
        ann = unit.contacts.add("Ann").id
        due, at = date(2026, 4, 1), NOON + timedelta(days=3)
        call = unit.todos.add(HistoryOf(number), "Call", "her mobile", due_on=due, reminder_at=at, assigned_to=bob)
        unit.todos.add(HistoryOf(contact_id=ann), "Write", assigned_to=bob)
        unit.todos.add(HistoryOf(number), "Cy's", assigned_to=cy)
        unit.todos.add(HistoryOf(number), "Nobody's")
        unit.todos.finish(unit.todos.add(HistoryOf(number), "Done", assigned_to=bob).id)
        unit.items.delete(unit.todos.add(HistoryOf(number), "Deleted", assigned_to=bob).id)

        first, second = unit.wanted_tasks.of(bob, OSLO).values()

    assert call.task
    assert (first.guid, first.number, first.due, first.reminder_at) == (call.task.guid, number, due, at)
    assert first.text == "her mobile"
    assert (second.name, second.number, second.where) == ("Write", None, "Ann")


@pytest.mark.row(29)
def test_a_task_waits_in_the_recycle_bin_with_the_only_record_that_holds_it(store: Store):
    with store.write() as unit:
        bob, _ = users(unit)
        number = an_opportunity(unit)
        unit.todos.add(HistoryOf(number), "Call", assigned_to=bob)
        unit.bin.delete(Record.OPPORTUNITY, number)
        hidden = asked(unit, bob)
        unit.bin.restore(Record.OPPORTUNITY, number)

        assert (hidden, asked(unit, bob)) == ([], [(TaskAbout.HISTORY, "Call")])


@pytest.mark.row(36)
def test_open_tasks_of_projects_go_to_whom_they_are_assigned(store: Store):
    with store.write() as unit:
        bob, cy = users(unit)
        account = unit.accounts.add("Fabrikam", phone="22").id
        number = an_opportunity(unit)
        project = unit.projects.add("Move", number=number, account_id=account, zone=OSLO)
        day = date(2026, 4, 1)
        one = unit.project_tasks.add(project.id, "Pack", zone=OSLO, due_on=day, assigned_to=bob)
        unit.project_tasks.add(project.id, "Cy's", zone=OSLO, assigned_to=cy)
        unit.project_tasks.cancel(unit.project_tasks.add(project.id, "Off", zone=OSLO, assigned_to=bob).id)

        (found,) = unit.wanted_tasks.of(bob, OSLO).values()
        unit.bin.delete(Record.PROJECT, project.id)

        assert asked(unit, bob) == []
    assert (found.guid, found.name, found.where, found.number) == (one.guid, "Pack", "Move", number)
    assert (found.due, found.text) == (day, "Fabrikam · 22")
    assert found.reminder_at == datetime(2026, 4, 1, 9, tzinfo=OSLO)


@pytest.mark.row(24)
def test_what_one_task_shows_is_found_alone(store: Store):
    with store.write() as unit:
        bob, cy = users(unit)
        number, _ = with_activities(unit, bob)
        unit.opportunities.remind(number, NOON)
        unit.todos.add(HistoryOf(number), "Call", assigned_to=bob)
        project = unit.projects.add("Move", number=number, zone=OSLO)
        unit.project_tasks.add(project.id, "Pack", zone=OSLO, assigned_to=bob)

        for guid, one in unit.wanted_tasks.of(bob, OSLO).items():
            task = FollowedTask(guid, 1, one.number, about=one.about, about_id=one.about_id)
            assert unit.wanted_tasks.showing(task, bob, OSLO) == one
            assert unit.wanted_tasks.showing(task, cy, OSLO) is None
            assert unit.wanted_tasks.showing(task, None, OSLO) is None


def test_as_many_questions_are_asked_however_many_tasks_there_are(store: Store):
    with store.write() as unit:
        bob, _ = users(unit)

        def questions() -> int:
            asked_before.clear()
            unit.wanted_tasks.of(bob, OSLO)
            return len(asked_before)

        asked_before: list[str] = []
        note = lambda connection, cursor, statement, *rest: asked_before.append(statement)  # noqa: E731 - a listener
        event.listen(Engine, "after_cursor_execute", note)
        try:
            counts = []
            for _ in range(3):
                number, _found = with_activities(unit, bob)
                unit.opportunities.remind(number, NOON)
                unit.todos.add(HistoryOf(number), "Call", assigned_to=bob)
                project = unit.projects.add("Move", number=number, zone=OSLO)
                unit.project_tasks.add(project.id, "Pack", zone=OSLO, assigned_to=bob)
                counts.append(questions())
        finally:
            event.remove(Engine, "after_cursor_execute", note)

    assert len(set(counts)) == 1
