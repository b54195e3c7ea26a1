"""Activities, and tasks of the history and of projects, are tasks in Outlook; what people do to them comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store.unit import Unit
from store.values import HistoryOf, Record, TaskAbout
from tests.flow.firm import BOB, EVE, MORNING, Firm
from tests.flow.reminders.reminding import tasks, the_task

OSLO = ZoneInfo("Europe/Oslo")
DUE = date(2026, 3, 17)
AT_NINE = datetime(2026, 3, 17, 8, 0, tzinfo=MORNING.tzinfo)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@dataclass(frozen=True)
class Case:
    """One kind of task: how it comes to be Bob's, what Outlook shows of it, and how the record stands."""

    make: Callable[[Unit, int, int], int]  # opportunity, Bob's id → its id
    subject: str
    state: Callable[[Unit, int, int], str]  # opportunity, its id → "open", "done" or "off"
    due: Callable[[Unit, int, int], date | None]
    give_to: Callable[[Unit, int, int, int], object]  # opportunity, its id, the user's


def an_activity(unit: Unit, number: int, bob: int) -> int:
    stage = unit.stages.add("Pilot")
    activity = unit.activities.add(stage.id, "Install it", 7)
    unit.opportunities.edit(number, stage_id=stage.id, assigned_to=bob)
    unit.activities.remind(number, True)
    return activity.id


def state_of_activity(unit: Unit, number: int, id: int) -> str:
    (state,) = unit.activities.states(number, OSLO)
    return "done" if state.is_done else "open" if state.reminder_at else "off"


def state_of_todo(unit: Unit, number: int, id: int) -> str:
    task = unit.items.get(id).task
    return str(task.status.value if task else "").replace("cancelled", "off")


def a_project_task(unit: Unit, number: int, bob: int) -> int:
    project = unit.projects.add("Rollout", number=number, zone=OSLO)
    return unit.project_tasks.add(project.id, "Order desks", zone=OSLO, due_on=DUE, assigned_to=bob).id


def state_of_project_task(unit: Unit, number: int, id: int) -> str:
    task = unit.project_tasks.get(id)
    return "off" if task.is_cancelled else "open" if task.completed_at is None else "done"


CASES = {
    TaskAbout.ACTIVITY: Case(
        an_activity,
        "Install it: 200 seats (OPP-1)",
        state_of_activity,
        lambda unit, number, id: unit.activities.states(number, OSLO)[0].due,
        lambda unit, number, id, user: unit.opportunities.edit(number, assigned_to=user),
    ),
    TaskAbout.HISTORY: Case(
        lambda unit, number, bob: (
            unit.todos.add(
                HistoryOf(number=number),
                "Call Ann",
                "About the price",
                due_on=DUE,
                reminder_at=AT_NINE,
                assigned_to=bob,
            ).id
        ),
        "Call Ann",
        state_of_todo,
        lambda unit, number, id: unit.items.get(id).task.due_on,  # type: ignore[union-attr]  # it is a task
        lambda unit, number, id, user: unit.todos.edit(id, assigned_to=user),
    ),
    TaskAbout.PROJECT: Case(
        a_project_task,
        "Order desks",
        state_of_project_task,
        lambda unit, number, id: due.astimezone(OSLO).date() if (due := unit.project_tasks.get(id).due_at) else None,
        lambda unit, number, id, user: unit.project_tasks.edit(id, zone=OSLO, assigned_to=user),
    ),
}
KINDS = [
    pytest.param(TaskAbout.ACTIVITY, marks=pytest.mark.row(18, 24)),
    pytest.param(TaskAbout.HISTORY, marks=pytest.mark.row(29)),
    pytest.param(TaskAbout.PROJECT, marks=pytest.mark.row(36)),
]


@dataclass
class Scene:
    firm: Firm
    case: Case
    number: int
    id: int

    def state(self) -> str:
        with self.firm.store.read() as unit:
            return self.case.state(unit, self.number, self.id)

    def due(self) -> date | None:
        with self.firm.store.read() as unit:
            return self.case.due(unit, self.number, self.id)

    def task_id(self) -> str:
        return str(the_task(self.firm)["id"])


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, firm: Firm) -> Scene:
    """Bob's task of one kind, already in his Outlook."""
    case = CASES[request.param]
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        id = case.make(unit, deal.number, firm.people[BOB])
    firm.cycle()
    return Scene(firm, case, deal.number, id)


def test_it_is_one_task_with_its_day_and_category(scene: Scene):
    scene.firm.cycle()
    task = the_task(scene.firm)

    assert str(task["subject"]).startswith(scene.case.subject)
    assert (task["due"], str(task["reminder"])[:10]) == ("2026-03-17", "2026-03-17")
    assert task["categories"] == ["OPP-1 200 seats"]
    assert tasks(scene.firm, EVE) == []


def test_completing_it_completes_the_record_and_reopening_brings_it_back(scene: Scene):
    scene.firm.outlook().complete_task(scene.task_id())
    scene.firm.cycle()
    done = scene.state()

    scene.firm.outlook().reopen_task(scene.task_id())
    scene.firm.cycle()
    scene.firm.cycle()

    assert (done, scene.state()) == ("done", "open")
    assert [task["is_complete"] for task in tasks(scene.firm)] == [False]


def test_moving_its_due_date_moves_the_records(scene: Scene):
    scene.firm.outlook().move_due_date(scene.task_id(), date(2026, 3, 20))

    scene.firm.cycle()
    scene.firm.cycle()

    assert scene.due() == date(2026, 3, 20)
    assert the_task(scene.firm)["due"] == "2026-03-20"


def test_deleting_it_takes_it_off_and_makes_no_other(scene: Scene):
    scene.firm.outlook().delete(scene.task_id())

    scene.firm.cycle()
    scene.firm.cycle()

    assert scene.state() == "off"
    assert tasks(scene.firm) == []


def test_given_to_a_colleague_it_is_in_their_outlook_and_says_so_in_the_old_one(scene: Scene):
    with scene.firm.store.write() as unit:
        scene.case.give_to(unit, scene.number, scene.id, scene.firm.people[EVE])

    scene.firm.cycle()
    scene.firm.cycle()

    (old,) = tasks(scene.firm)
    (new,) = tasks(scene.firm, EVE)
    assert (old["is_complete"], new["is_complete"]) == (True, False)
    assert "is now assigned to Eve" in str(old["body"])
    assert str(new["subject"]).startswith(scene.case.subject)


def test_closing_the_opportunity_completes_its_activities_tasks(firm: Firm):
    case = CASES[TaskAbout.ACTIVITY]
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        case.make(unit, deal.number, firm.people[BOB])
    firm.cycle()

    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, firm.clock())
    firm.cycle()

    task = the_task(firm)
    assert task["is_complete"]
    assert "OPP-1 was closed (Closed Won)" in str(task["body"])


@pytest.mark.row(1, 18)
def test_where_both_moved_it_the_later_change_wins_and_the_loser_is_in_the_audit_trail(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    firm.cycle()
    firm.outlook().move_reminder(str(the_task(firm)["id"]), MORNING + timedelta(days=2))
    firm.clock.tick()
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=5))

    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        told = [change for change in unit.audit.of(Record.OPPORTUNITY, deal.number) if "overruled" in change.field]
        assert unit.opportunities.get(deal.number).reminder_at == MORNING + timedelta(days=5)
    assert [(change.actor, (change.before or "")[:10]) for change in told] == [("Bob", "2026-03-12")]
    assert str(the_task(firm)["reminder"]).startswith("2026-03-15")
