"""Tasks in To Do: made once whatever is lost on the way, days of the mailbox's own, and what recurs left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from connectors.errors import Conflict, MailboxError, Refused
from connectors.mailbox import FolderKind, Task, TaskContent, TaskEdit, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, GraphUser
from tests.contract.mailbox.tasks import TasksSuite
from tests.contract.mailbox.user import REMINDER, changes, items, the_folder

DUE = date(2026, 12, 1)
DAILY = (
    "<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>"
    "<t:NoEndRecurrence><t:StartDate>2026-12-01</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
)
POST = "POST /users/{id}/todo/lists/{id}/tasks"


class TestWithoutExpansion(TasksSuite):
    """A server that does not show with a task what it is linked to."""

    @pytest.fixture(autouse=True)
    def expands_nothing(self, cloud: Simulator) -> None:
        cloud.graph_quirks = replace(cloud.graph_quirks, expands_no_tasks=True)


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.CUT])
def test_a_task_whose_answer_was_lost_is_found(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, kind: FaultKind
) -> None:
    identity, content = uuid4(), TaskContent("Call", DUE, REMINDER, "body")
    cloud.faults.inject(Fault(kind, operation=POST))

    with pytest.raises(MailboxError):
        mailbox.create_task(identity, content)
    made = mailbox.create_task(identity, content)

    assert made.identity == identity
    assert len(outlook.items("tasks")) == 1


def test_a_task_that_is_listed_and_not_given_is_not_taken_for_gone(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, REMINDER, "body"))
    gone = Fault(FaultKind.REFUSED, "GET /users/{id}/todo/lists/{id}/tasks/{id}", times=0, code="ErrorItemNotFound")
    cloud.faults.inject(gone)

    for ask in (mailbox.find_task, lambda identity: mailbox.create_task(identity, TaskContent("Call", DUE, REMINDER))):
        with pytest.raises(Refused, match="lists a task and does not give it"):
            ask(made.identity)
    cloud.faults.clear()

    assert mailbox.find_task(made.identity) == made
    assert len(outlook.items("tasks")) == 1


def test_a_task_that_lost_what_it_was_to_be_linked_to_is_the_one_that_was_made(
    mailbox: Any, outlook: GraphUser
) -> None:
    lost = outlook.make_task("Call", body="--- kept by dealtrail ---\nStage: won")
    other = outlook.make_task("Call", body="my own words")
    identity = uuid4()

    made = mailbox.create_task(identity, TaskContent("Call", None, None, "--- kept by dealtrail ---\nStage:  won"))

    assert (made.item_id, made.identity) == (lost, identity)
    assert mailbox.read_task(other).identity is None
    assert mailbox.find_task(identity) == made


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Oslo", "Asia/Kolkata"])
def test_a_due_day_is_the_same_in_the_mailbox_in_outlook_and_on_the_record(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, zone: str
) -> None:
    cloud.mailbox(BOB).zone = zone
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, None))

    assert made.due == DUE
    assert outlook.read(made.item_id)["due"][:10] == "2026-12-01"
    outlook.move_due_date(made.item_id, date(2026, 12, 24))
    assert mailbox.read_task(made.item_id).due == date(2026, 12, 24)


def test_days_are_those_of_the_zone_to_which_a_mailbox_was_set_since(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, None))
    cloud.mailbox(BOB).zone = "Pacific/Kiritimati"
    outlook.move_due_date(made.item_id, date(2026, 12, 24))
    mailbox.folders()

    assert mailbox.read_task(made.item_id).due == date(2026, 12, 24)


def test_the_due_date_of_what_recurs_is_never_written(mailbox: Any, cloud: Simulator, outlook: GraphUser) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, None))
    item = cloud.mailbox(BOB).items[cloud.graph_ids(BOB).ews(made.item_id)]
    item.fields["Recurrence"] = DAILY
    item.put("IsRecurring", "true")
    now = mailbox.read_task(made.item_id)
    assert now.is_recurring

    edit = TaskEdit(frozenset({"due", "subject"}), TaskContent("Call Ann", date(2026, 12, 24), None))
    edited = mailbox.edit_task(now.item_id, now.change_key, edit)

    assert (edited.subject, edited.due) == ("Call Ann", DUE)
    assert len(outlook.items("tasks")) == 1
    complete = TaskEdit(frozenset({"is_complete"}), TaskContent("", None, None, is_complete=True))
    done = mailbox.edit_task(edited.item_id, edited.change_key, complete)
    assert done.is_complete
    assert len(outlook.items("tasks")) == 2  # the completed day, and what goes on


def test_flagged_mails_are_no_list_of_tasks(mailbox: Any, outlook: GraphUser) -> None:
    outlook.flag(outlook.deliver_mail("ann@client.example", "flagged"))
    outlook.make_folder("Tasks/Later", "IPF.Task")

    folders = [folder for folder in mailbox.folders() if folder.kind is FolderKind.TASKS]

    assert sorted((folder.path, folder.wellknown) for folder in folders) == [("Tasks", "tasks"), ("Tasks/Later", None)]
    assert [one.parent_id for one in folders if one.wellknown is None] == [one.id for one in folders if one.wellknown]
    assert [found for folder in folders for found in changes(mailbox, folder)[0]] == []


def test_a_task_that_changes_between_reading_and_writing_is_a_conflict(mailbox: Any, cloud: Simulator) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, None))
    cloud.faults.inject(Fault(FaultKind.CONFLICT, operation="PATCH /users/{id}/todo/lists/{id}/tasks/{id}"))

    with pytest.raises(Conflict):
        mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), TaskContent("x", None, None)))


def test_many_tasks_are_looked_through_once(mailbox: Any, cloud: Simulator) -> None:
    made = [mailbox.create_task(uuid4(), TaskContent(f"Call {n}", DUE, REMINDER + timedelta(n))) for n in range(25)]
    before = len(cloud.journal.requests)

    answers = mailbox.read_tasks([one.item_id for one in made])

    asked = [one for one in cloud.journal.requests[before:] if not one.is_part]
    assert answers == made
    assert len(asked) == 2  # batches of twenty
    assert mailbox.find_task(made[7].identity) == made[7]


def test_what_is_done_in_another_list_is_told_there(mailbox: Any, outlook: GraphUser) -> None:
    outlook.make_folder("Tasks/Later", "IPF.Task")
    made = mailbox.create_task(uuid4(), TaskContent("Call", DUE, None, "body"))
    home, later = the_folder(mailbox, "tasks"), the_folder(mailbox, "Tasks/Later")
    cursors = {folder: changes(mailbox, folder)[1] for folder in (home, later)}
    moved = outlook.move(made.item_id, "Tasks/Later")

    gone, come = (changes(mailbox, folder, cursor)[0] for folder, cursor in cursors.items())

    assert [one.item_id for one in gone] == [made.item_id]
    assert not isinstance(gone[0], Upserted)
    [task] = items(come)
    assert isinstance(task, Task)
    assert (task.item_id, task.identity, task.due) == (moved, made.identity, DUE)
    assert datetime.now(UTC) - (task.modified_at or datetime.now(UTC)) < timedelta(hours=1)


def test_making_a_task_costs_two_requests_once_the_lists_were_looked_through(mailbox: Any, cloud: Simulator) -> None:
    mailbox.folders()
    mailbox.create_task(uuid4(), TaskContent("first", DUE, None, "body"))
    before = len(cloud.journal.requests)

    for number in range(5):
        identity = uuid4()
        assert mailbox.find_task(identity) is None
        mailbox.create_task(identity, TaskContent(f"Call {number}", DUE, None, "body"))

    assert len([one for one in cloud.journal.requests[before:] if not one.is_part]) == 10
