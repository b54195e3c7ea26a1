"""Tasks in a mailbox that moves: each is known again, and what a record asks for stands in Outlook once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulator.faults import Fault, FaultKind
from store.values import HistoryOf, TaskAbout
from tests.flow.firm import BOB, CLIENT, MORNING, Firm
from tests.flow.mover import Mover, a_mover, open_task, open_tasks, remind

DUE = date(2026, 3, 17)
LATER = MORNING + timedelta(days=9)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    with a_mover(tmp_path, translates=False) as found:
        yield found


@pytest.fixture
def number(mover: Mover) -> int:
    """Of an opportunity of Bob's."""
    return mover.firm.opportunity("Desks", assigned_to=mover.firm.people[BOB]).number


@pytest.fixture
def task(mover: Mover, number: int) -> str:
    """Its reminder's."""
    remind(mover.firm, number, LATER)
    mover.firm.cycle()
    return open_task(mover.firm)


def reminder(firm: Firm, number: int) -> datetime | None:
    with firm.store.read() as unit:
        found = unit.opportunities.get(number)
        return found.reminder_at if found.reminder_on else None


def stand_ins(firm: Firm) -> list[str]:
    """Appointments that stand for tasks."""
    return [str(one["id"]) for one in firm.outlook().items("calendar") if not str(one["subject"]).startswith("Done")]


@pytest.mark.parametrize("of", ["account", "project"])
def test_a_task_that_is_of_no_opportunity_is_known_again_with_its_users_words(mover: Mover, of: str):
    firm = mover.firm
    with firm.store.write() as unit:
        account, bob = unit.accounts.find("Client Ltd").id, firm.people[BOB]
        if of == "account":
            unit.todos.add(HistoryOf(account_id=account), "Call them", "", due_on=DUE, assigned_to=bob)
        else:
            project = unit.projects.add("Rollout", account_id=account, zone=OSLO)
            unit.project_tasks.add(project.id, "Order desks", zone=OSLO, due_on=DUE, assigned_to=bob)
    firm.cycle()
    firm.cycle()
    task = open_task(firm)
    firm.outlook().write_body(task, f"{firm.outlook().read(task)['body']}\nask for Ann")
    firm.cycle()

    mover.to_cloud()
    there = open_tasks(firm)
    mover.back()

    assert there == open_tasks(firm) == [task]


@pytest.mark.parametrize("change", ["name", "category", "prefix"])
def test_a_task_is_known_again_whatever_was_changed_of_it_on_the_way(mover: Mover, number: int, task: str, change: str):
    firm = mover.firm
    match change:
        case "name":
            firm.outlook().rename(task, "Call Ann at last")
        case "category":
            firm.outlook().set_categories(task, [])
        case _:
            firm.with_policy(prefix="DEAL", former_prefixes=("OPP",))

    mover.to_cloud()

    assert open_tasks(firm) == [task]
    firm.outlook().complete_task(task)
    firm.cycle()
    assert reminder(firm, number) is None


def test_what_the_user_made_stays_one_task_and_one_in_the_history(mover: Mover, number: int):
    """Open and renamed on the way, or completed long before."""
    firm = mover.firm
    firm.cycle()
    ours = {"due": DUE, "categories": [f"OPP-{number} Desks"]}
    outlook = firm.outlook()
    done, other, new = (outlook.make_task(name, body=f"about {name}", **ours) for name in ("Visit Ann", "Call", "New"))
    outlook.set_categories(new, [])
    firm.cycle()
    outlook.complete_task(done)
    firm.cycle()
    outlook.rename(other, "Call Ann now")
    outlook.set_categories(new, [f"OPP-{number} Desks"])

    for go in (mover.to_cloud, mover.back, mover.to_cloud):
        go()
        with firm.store.read() as unit:
            told = sorted((one.subject, one.task.status.value) for one in unit.todos.all(status=None) if one.task)
        assert told == [("Call", "open"), ("New", "open"), ("Visit Ann", "done")]
        assert sorted(open_tasks(firm)) == sorted([other, new])

    outlook.complete_task(other)
    outlook.reopen_task(done)
    firm.cycle()
    with firm.store.read() as unit:
        told = sorted((one.subject, one.task.status.value) for one in unit.todos.all(status=None) if one.task)
    assert told == [("Call", "done"), ("New", "open"), ("Visit Ann", "open")]


def test_a_reminder_and_an_activity_that_are_called_alike_keep_their_own(mover: Mover, number: int):
    firm = mover.firm
    with firm.store.write() as unit:
        stage = unit.stages.add("Pilot")
        unit.activities.add(stage.id, "Follow up", 7)
        unit.opportunities.edit(number, stage_id=stage.id)
        unit.activities.remind(number, True)
    with firm.store.read() as unit:
        (activity,) = unit.activities.states(number, OSLO)
    remind(firm, number, activity.reminder_at)
    firm.cycle()
    with firm.store.read() as unit:
        box = next(one.id for one in unit.mailboxes.status() if one.address == BOB)
        its = {one.about: one.server_id for one in unit.tasks.followed(box)}
    assert sorted(open_tasks(firm)) == sorted(its.values())

    mover.to_cloud()
    firm.outlook().complete_task(its[TaskAbout.REMINDER])
    firm.cycle()

    assert reminder(firm, number) is None
    assert open_tasks(firm) == [its[TaskAbout.ACTIVITY]]


def test_a_copy_that_the_user_made_is_nothing_that_is_reminded_of(mover: Mover, number: int, task: str):
    firm = mover.firm
    copy = firm.outlook().copy(task, "tasks")
    firm.cycle()

    mover.to_cloud()
    mover.back()

    assert sorted(open_tasks(firm)) == sorted([task, copy])
    assert reminder(firm, number) == LATER


@pytest.mark.parametrize("is_made_there", [False, True])
def test_a_task_whose_making_was_never_heard_of_is_not_made_twice(mover: Mover, number: int, is_made_there: bool):
    firm = mover.firm
    making = "CreateItem"
    if is_made_there:
        mover.to_cloud()
        making = "POST /users/{id}/todo/lists/{id}/tasks"
    else:
        firm.cycle()
    firm.simulator.faults.inject(Fault(FaultKind.RESET_AFTER, making))
    with firm.store.write() as unit:
        unit.opportunities.remind(number, LATER)
    assert "the connection ended without an answer" in firm.try_cycle(BOB)[BOB].failure
    task = open_task(firm)

    mover.back() if is_made_there else mover.to_cloud()

    assert open_tasks(firm) == [task]
    firm.outlook().complete_task(task)
    firm.cycle()
    assert reminder(firm, number) is None


# --- where there was no right to tasks in between, and appointments stood for them ---


@pytest.fixture
def without_right(mover: Mover) -> Mover:
    mover.firm.simulator.revoke(CLIENT, "Tasks.ReadWrite.All")
    return mover


def test_what_the_record_says_meanwhile_counts_and_not_what_the_task_showed_before(
    without_right: Mover, number: int, task: str
):
    mover, firm = without_right, without_right.firm
    mover.to_cloud()
    assert len(stand_ins(firm)) == 1
    remind(firm, number, LATER + timedelta(days=5))
    firm.cycle()

    mover.back()

    assert reminder(firm, number) == LATER + timedelta(days=5)
    assert firm.outlook().read(task)["due"].startswith("2026-03-24")
    assert (open_tasks(firm), stand_ins(firm)) == ([task], [])


def test_a_reminder_that_is_off_meanwhile_leaves_no_open_task(without_right: Mover, number: int, task: str):
    mover, firm = without_right, without_right.firm
    mover.to_cloud()
    remind(firm, number, None)
    firm.cycle()

    mover.back()

    assert reminder(firm, number) is None
    assert (open_tasks(firm), stand_ins(firm)) == ([], [])
    assert "Completed by dealtrail" in firm.outlook().read(task)["body"]


def test_a_task_that_was_ticked_off_meanwhile_is_done(without_right: Mover, number: int, task: str):
    mover, firm = without_right, without_right.firm
    mover.to_cloud()
    firm.outlook().complete_task(task)

    mover.back()

    assert reminder(firm, number) is None
    assert (open_tasks(firm), stand_ins(firm)) == ([], [])


def test_what_we_completed_ourselves_is_nothing_that_its_user_did(without_right: Mover, number: int, task: str):
    mover, firm = without_right, without_right.firm
    for _ in range(2):
        mover.to_cloud()
        assert (reminder(firm, number), len(stand_ins(firm))) == (LATER, 1)
        mover.back()
        assert (reminder(firm, number), open_tasks(firm), stand_ins(firm)) == (LATER, [task], [])
    firm.simulator.grant(CLIENT, "Tasks.ReadWrite.All")

    mover.to_cloud()

    assert (reminder(firm, number), open_tasks(firm), stand_ins(firm)) == (LATER, [task], [])


def test_an_appointment_whose_making_was_never_heard_of_does_not_stand_beside_the_task(
    without_right: Mover, number: int
):
    mover, firm = without_right, without_right.firm
    mover.to_cloud()
    with firm.store.write() as unit:
        unit.opportunities.remind(number, LATER)
    firm.simulator.faults.inject(Fault(FaultKind.RESET_AFTER, "POST /users/{id}/events"))
    assert "the connection ended without an answer" in firm.try_cycle(BOB)[BOB].failure
    assert len(stand_ins(firm)) == 1

    mover.back()

    assert (reminder(firm, number), len(open_tasks(firm)), stand_ins(firm)) == (LATER, 1, [])
