"""Tasks in Outlook follow what becomes of activities, and of tasks of the history and of projects, on the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from simulator.faults import FaultKind
from store.unit import Unit
from store.values import Change, HistoryOf, Record, TaskAbout
from tests.flow.firm import BOB, EVE, MORNING, Firm
from tests.flow.reminders.reminding import tasks, the_task
from tests.flow.test_tasks import CASES, KINDS, OSLO, Scene

LATER = date(2026, 3, 24)
AT_NINE_LATER = datetime(2026, 3, 24, 8, 0, tzinfo=MORNING.tzinfo)

Act = Callable[[Unit, int, int], object]  # opportunity, its id


@dataclass(frozen=True)
class Deed:
    """What somebody does to the record, and why the task is then over."""

    act: Act
    why: str


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def project_of(unit: Unit, task: int) -> int:
    return unit.project_tasks.get(task).project_id


def another_stage(unit: Unit, number: int, id: int) -> None:
    unit.opportunities.edit(number, stage_id=unit.stages.add("Contract").id)


ENDS = {
    TaskAbout.ACTIVITY: (
        Deed(lambda unit, number, id: unit.activities.tick(number, id), "done on the record by Bob"),
        Deed(
            lambda unit, number, id: unit.activities.remind_of(number, id, False),
            "the reminder of Install it was switched off",
        ),
        Deed(
            lambda unit, number, id: unit.activities.remind(number, False),
            "the reminder of Install it was switched off",
        ),
        Deed(lambda unit, number, id: unit.activities.delete(id), "the activity was deleted"),
        Deed(another_stage, "OPP-1 is now in stage Contract"),
        Deed(lambda unit, number, id: unit.bin.delete(Record.OPPORTUNITY, number), "OPP-1 was deleted"),
        Deed(
            lambda unit, number, id: unit.opportunities.edit(number, assigned_to=None),
            "OPP-1 is now assigned to nobody",
        ),
    ),
    TaskAbout.HISTORY: (
        Deed(lambda unit, number, id: unit.todos.finish(id), "done on the record"),
        Deed(lambda unit, number, id: unit.todos.cancel(id), "it was cancelled"),
        Deed(lambda unit, number, id: unit.bin.delete(Record.ITEM, id), "the task was deleted"),
        Deed(
            lambda unit, number, id: unit.bin.delete(Record.OPPORTUNITY, number),
            "what it belongs to was deleted",
        ),
        Deed(lambda unit, number, id: unit.todos.edit(id, assigned_to=None), "it is now assigned to nobody"),
    ),
    TaskAbout.PROJECT: (
        Deed(lambda unit, number, id: unit.project_tasks.done(id), "done on the record"),
        Deed(lambda unit, number, id: unit.project_tasks.cancel(id), "it was cancelled"),
        Deed(
            lambda unit, number, id: unit.projects.complete(project_of(unit, id), cancel_tasks=True),
            "it was cancelled",
        ),
        Deed(
            lambda unit, number, id: unit.bin.delete(Record.PROJECT, project_of(unit, id)),
            "project Rollout was deleted",
        ),
        Deed(
            lambda unit, number, id: unit.project_tasks.edit(id, zone=OSLO, assigned_to=None),
            "it is now assigned to nobody",
        ),
    ),
}
MOVES: dict[TaskAbout, Act] = {
    TaskAbout.ACTIVITY: lambda unit, number, id: unit.activities.due(number, id, AT_NINE_LATER),
    TaskAbout.HISTORY: lambda unit, number, id: unit.todos.edit(id, due_on=LATER, reminder_at=AT_NINE_LATER),
    TaskAbout.PROJECT: lambda unit, number, id: unit.project_tasks.edit(id, zone=OSLO, due_on=LATER),
}
NAMES: dict[TaskAbout, Act] = {
    TaskAbout.ACTIVITY: lambda unit, number, id: unit.activities.edit(id, name="Renamed"),
    TaskAbout.HISTORY: lambda unit, number, id: unit.todos.edit(id, subject="Renamed"),
    TaskAbout.PROJECT: lambda unit, number, id: unit.project_tasks.edit(id, zone=OSLO, title="Renamed"),
}
AGAIN: dict[TaskAbout, tuple[Act, Act]] = {
    TaskAbout.ACTIVITY: (
        lambda unit, number, id: unit.activities.remind_of(number, id, False),
        lambda unit, number, id: unit.activities.remind_of(number, id, True),
    ),
    TaskAbout.HISTORY: (
        lambda unit, number, id: unit.todos.cancel(id),
        lambda unit, number, id: unit.todos.reopen(id),
    ),
    TaskAbout.PROJECT: (
        lambda unit, number, id: unit.project_tasks.cancel(id),
        lambda unit, number, id: unit.project_tasks.reopen(id),
    ),
}
ROWS = {TaskAbout.ACTIVITY: (18, 24), TaskAbout.HISTORY: (29,), TaskAbout.PROJECT: (36,)}


def set_up(firm: Firm, about: TaskAbout) -> Scene:
    """Bob's task of one kind; the next cycle brings it to his Outlook."""
    case = CASES[about]
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        id = case.make(unit, deal.number, firm.people[BOB])
    return Scene(firm, case, deal.number, id)


def in_outlook(firm: Firm, about: TaskAbout) -> Scene:
    scene = set_up(firm, about)
    firm.cycle()
    return scene


def on_record(scene: Scene, act: Act, by: str = BOB) -> None:
    with scene.firm.store.write() as unit, unit.acting_as(unit.users.actor(scene.firm.people[by], by)):
        act(unit, scene.number, scene.id)


def trail(scene: Scene, about: TaskAbout) -> list[Change]:
    with scene.firm.store.read() as unit:
        match about:
            case TaskAbout.HISTORY:
                return unit.audit.of(Record.ITEM, scene.id)
            case TaskAbout.PROJECT:
                return unit.audit.of(Record.PROJECT, project_of(unit, scene.id))
            case _:
                return unit.audit.of(Record.OPPORTUNITY, scene.number)


@pytest.mark.parametrize(
    ("about", "deed"),
    [
        pytest.param(about, deed, marks=pytest.mark.row(*ROWS[about]), id=f"{about.value}-{place}: {deed.why}")
        for about, deeds in ENDS.items()
        for place, deed in enumerate(deeds)
    ],
)
def test_what_ends_on_the_record_is_completed_with_a_line_saying_why(firm: Firm, about: TaskAbout, deed: Deed):
    scene = in_outlook(firm, about)

    on_record(scene, deed.act)
    firm.cycle()
    firm.cycle()

    task = the_task(firm)
    assert task["is_complete"]
    assert str(task["body"]).startswith(f"Completed by dealtrail: {deed.why}.")


@pytest.mark.parametrize("about", KINDS)
def test_moved_on_the_record_the_task_moves(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)

    on_record(scene, MOVES[about])
    firm.cycle()
    firm.cycle()

    task = the_task(firm)
    assert (task["due"], str(task["reminder"])[:10]) == ("2026-03-24", "2026-03-24")
    assert scene.due() == LATER


@pytest.mark.parametrize("about", KINDS)
def test_renamed_on_the_record_the_task_is_renamed(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)

    on_record(scene, NAMES[about])
    firm.cycle()

    assert str(the_task(firm)["subject"]).startswith("Renamed")


@pytest.mark.parametrize("about", KINDS)
def test_switched_off_and_on_again_it_is_one_open_task(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)
    off, on = AGAIN[about]

    on_record(scene, off)
    firm.cycle()
    on_record(scene, on)
    firm.cycle()
    firm.cycle()

    assert [task["is_complete"] for task in tasks(firm)].count(False) == 1


@pytest.mark.parametrize("about", KINDS)
def test_deleted_in_outlook_and_wanted_again_it_is_made_again(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)
    firm.outlook().delete(scene.task_id())
    firm.cycle()

    on_record(scene, AGAIN[about][1])
    firm.cycle()
    firm.cycle()

    assert [task["is_complete"] for task in tasks(firm)] == [False]


@pytest.mark.parametrize("fault", [FaultKind.RESET_AFTER, FaultKind.CUT])
@pytest.mark.parametrize("about", KINDS)
def test_each_kind_is_made_once_when_the_answer_is_lost(firm: Firm, about: TaskAbout, fault: FaultKind):
    set_up(firm, about)
    firm.fault(fault, "CreateItem")

    firm.try_cycle()
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()
    firm.cycle()

    assert len(tasks(firm)) == 1


@pytest.mark.parametrize("about", KINDS)
def test_moved_on_both_sides_the_records_later_change_wins_and_theirs_is_in_the_trail(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)
    firm.outlook().move_due_date(scene.task_id(), date(2026, 3, 19))
    firm.clock.tick()
    on_record(scene, MOVES[about], by=EVE)

    firm.cycle()
    firm.cycle()

    told = [change for change in trail(scene, about) if change.field.startswith("due in Outlook, overruled")]
    assert (scene.due(), the_task(firm)["due"]) == (LATER, "2026-03-24")
    assert [(one.actor, one.before, one.after) for one in told] == [("Bob", "2026-03-19", "2026-03-24")]


@pytest.mark.parametrize("about", KINDS)
def test_moved_on_both_sides_the_users_later_change_wins_and_the_records_is_in_the_trail(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)
    on_record(scene, MOVES[about], by=EVE)
    firm.clock.tick()
    firm.outlook().move_due_date(scene.task_id(), date(2026, 3, 19))

    firm.cycle()
    firm.cycle()

    told = [((one.before or "")[:10], (one.after or "")[:10]) for one in trail(scene, about) if one.actor == "Bob"]
    assert (scene.due(), the_task(firm)["due"]) == (date(2026, 3, 19), "2026-03-19")
    assert ("2026-03-24", "2026-03-19") in told


@pytest.mark.row(29)
def test_completed_in_outlook_while_what_holds_it_is_in_the_recycle_bin_it_stays_so(firm: Firm):
    scene = in_outlook(firm, TaskAbout.HISTORY)
    on_record(scene, lambda unit, number, id: unit.bin.delete(Record.OPPORTUNITY, number))
    firm.outlook().complete_task(scene.task_id())

    firm.cycle()
    firm.cycle()

    assert the_task(firm)["is_complete"]


@pytest.mark.row(36)
def test_a_day_given_in_outlook_to_a_project_task_without_one_is_the_records(firm: Firm):
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        project = unit.projects.add("Rollout", number=deal.number, zone=OSLO)
        task = unit.project_tasks.add(project.id, "Order desks", zone=OSLO, assigned_to=firm.people[BOB])
    firm.cycle()

    firm.outlook().move_due_date(str(the_task(firm)["id"]), LATER)
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        due = unit.project_tasks.get(task.id).due_at
    assert due == AT_NINE_LATER


@pytest.mark.row(29)
def test_a_day_given_in_outlook_to_a_history_task_without_one_is_the_records(firm: Firm):
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        item = unit.todos.add(HistoryOf(number=deal.number), "Call Ann", assigned_to=firm.people[BOB])
    firm.cycle()

    firm.outlook().move_due_date(str(the_task(firm)["id"]), LATER)
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        task = unit.items.get(item.id).task
    assert task is not None
    assert task.due_on == LATER


def into_the_bin(unit: Unit, number: int, project: int | None) -> None:
    if project is not None:
        unit.bin.delete(Record.PROJECT, project)
    unit.bin.delete(Record.OPPORTUNITY, number)


@pytest.mark.parametrize("about", KINDS)
def test_reopened_after_the_recycle_bin_was_emptied_it_is_the_users_own(firm: Firm, about: TaskAbout):
    scene = in_outlook(firm, about)
    with firm.store.write() as unit:
        into_the_bin(unit, scene.number, project_of(unit, scene.id) if about is TaskAbout.PROJECT else None)
    firm.cycle()
    with firm.store.write() as unit:
        emptied = unit.bin.empty()

    firm.outlook().reopen_task(scene.task_id())
    firm.cycle()
    firm.cycle()

    assert emptied.kept == ()
    assert the_task(firm)["is_complete"] is False
