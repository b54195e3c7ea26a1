"""What stands for tasks where the application has no right to them: a flag on a mail, else an appointment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from connectors.errors import AccessRefused, Conflict, CursorExpired, ItemGone
from connectors.graph.ladder import Rung
from connectors.mailbox import Deleted, Folder, PassedOver, Task, TaskContent, TaskEdit, Upserted
from connectors.ours import APPOINTMENT_ID
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import CLIENT, NOW, GraphUser
from tests.contract.mailbox.user import REMINDER, changes, items, the_folder

DUE = date(2026, 12, 1)


@pytest.fixture
def poor(cloud: Simulator) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")


def _content(about: str = "", **values: Any) -> TaskContent:
    whole = {"due": DUE, "reminder_at": REMINDER, "body": "Stage: won", "categories": ("OPP-17 x",), **values}
    return TaskContent("Follow up", about=about, **whole)


def event_of(task: Task) -> str:
    """The id of the appointment that stands for it."""
    return task.item_id.removeprefix(APPOINTMENT_ID)


def _tasks(mailbox: Any) -> Folder:
    return the_folder(mailbox, "tasks")


@pytest.mark.usefixtures("poor")
class TestFlags:
    def test_a_mail_is_flagged_for_the_day_and_nothing_else_of_it_is_touched(
        self, mailbox: Any, outlook: GraphUser
    ) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Your tender")
        before = outlook.read(mail)

        made = mailbox.create_task(uuid4(), _content(mail))

        after = outlook.read(mail)
        assert after["flag"]["status"] == "Flagged"
        assert after["flag"]["DueDate"].startswith("2026-12-01")
        assert (made.subject, made.due, made.is_complete) == ("Your tender", DUE, False)
        assert made.unheld == {"subject", "reminder_at", "body", "categories"}
        ignored = {"flag", "change_key"}
        assert {k: v for k, v in after.items() if k not in ignored} == {
            k: v for k, v in before.items() if k not in ignored
        }
        assert mailbox._tasks.standing().rung is Rung.REMINDERS
        assert "Tasks.ReadWrite.All" in mailbox._tasks.standing().why

    def test_a_flag_is_never_made_twice_and_is_found(self, mailbox: Any, outlook: GraphUser) -> None:
        mail, identity = outlook.deliver_mail("ann@client.example", "Your tender"), uuid4()
        first = mailbox.create_task(identity, _content(mail))

        assert mailbox.create_task(identity, _content(mail)) == first == mailbox.find_task(identity)
        assert mailbox.read_task(first.item_id) == first

    @pytest.mark.parametrize("is_done", [False, True])
    def test_a_flag_of_the_users_own_is_never_touched(self, mailbox: Any, outlook: GraphUser, is_done: bool) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Your tender")
        outlook.flag(mail, date(2027, 1, 1))
        if is_done:
            outlook.complete_flag(mail)
        before = outlook.read(mail)

        made = mailbox.create_task(uuid4(), _content(mail))

        assert outlook.read(mail) == before
        assert outlook.read(event_of(made))["folder"] == "Calendar"

    def test_a_mail_has_one_reminder(self, mailbox: Any, outlook: GraphUser) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Your tender")
        first = mailbox.create_task(uuid4(), _content(mail))

        second = mailbox.create_task(uuid4(), _content(mail))

        assert mailbox.read_task(first.item_id) == first
        assert outlook.read(event_of(second))["folder"] == "Calendar"

    def test_a_mail_that_is_gone_or_thrown_away_is_not_flagged(self, mailbox: Any, outlook: GraphUser) -> None:
        gone, thrown = (outlook.deliver_mail("ann@client.example", "Your tender") for _ in range(2))
        outlook.delete(gone, for_good=True)
        outlook.delete(thrown)

        made = [mailbox.create_task(uuid4(), _content(mail)) for mail in (gone, thrown)]

        assert [outlook.read(event_of(one))["folder"] for one in made] == ["Calendar", "Calendar"]

    def test_what_the_user_does_to_a_flag_comes_as_changes(self, mailbox: Any, outlook: GraphUser) -> None:
        mails = [
            outlook.deliver_mail("ann@client.example", name) for name in ("done", "moved", "off", "thrown", "as is")
        ]
        made = [mailbox.create_task(uuid4(), _content(mail)) for mail in mails]
        told, cursor = changes(mailbox, _tasks(mailbox))
        assert {task.item_id for task in items(told)} == {one.item_id for one in made}
        outlook.complete_flag(mails[0])
        outlook.flag(mails[1], date(2026, 12, 24))
        outlook.unflag(mails[2])
        outlook.delete(mails[3])
        outlook.set_categories(mails[4], ["mine"])

        told, cursor = changes(mailbox, _tasks(mailbox), cursor)

        found = {task.subject: task for task in items(told)}
        assert (found["done"].is_complete, found["moved"].due) == (True, date(2026, 12, 24))
        assert {one.item_id for one in told if isinstance(one, Deleted)} == {made[2].item_id, made[3].item_id}
        assert set(found) == {"done", "moved"}
        assert changes(mailbox, _tasks(mailbox), cursor)[0] == []

    def test_a_flag_is_moved_completed_and_opened_again(self, mailbox: Any, outlook: GraphUser) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Your tender")
        task = mailbox.create_task(uuid4(), _content(mail))
        for fields, content in (
            ({"due", "subject", "body"}, _content(due=date(2026, 12, 24))),
            ({"is_complete", "body"}, _content(is_complete=True)),
            ({"is_complete"}, _content()),
            ({"due"}, _content(due=None)),
        ):
            task = mailbox.edit_task(task.item_id, task.change_key, TaskEdit(frozenset(fields), content))
            if "due" in fields:
                assert task.due == content.due
            assert task.is_complete == content.is_complete
            assert task.subject == outlook.read(mail)["subject"] == "Your tender"

    def test_a_flag_that_changed_meanwhile_is_not_written_over(self, mailbox: Any, outlook: GraphUser) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Your tender")
        task = mailbox.create_task(uuid4(), _content(mail))
        outlook.complete_flag(mail)

        with pytest.raises(Conflict):
            mailbox.edit_task(
                task.item_id, task.change_key, TaskEdit(frozenset({"due"}), _content(due=date(2027, 1, 1)))
            )
        outlook.unflag(mail)
        with pytest.raises(ItemGone):
            mailbox.read_task(task.item_id)


@pytest.mark.usefixtures("poor")
class TestReminders:
    def test_a_reminder_is_an_appointment_that_takes_no_time_and_invites_nobody(
        self, mailbox: Any, outlook: GraphUser
    ) -> None:
        identity = uuid4()

        made = mailbox.create_task(identity, _content())

        assert (made.identity, made.subject, made.due, made.reminder_at) == (identity, "Follow up", DUE, REMINDER)
        assert (made.body.strip(), made.categories, made.is_complete) == ("Stage: won", ("OPP-17 x",), False)
        assert outlook.read(event_of(made))["start"] == "2026-12-01T08:30:00Z"
        assert mailbox.create_task(identity, _content()) == made == mailbox.find_task(identity)

    def test_a_reminder_is_no_history_until_somebody_is_invited(
        self, mailbox: Any, outlook: GraphUser, cloud: Simulator
    ) -> None:
        made = mailbox.create_task(uuid4(), _content())
        calendar = the_folder(mailbox, "calendar")
        told, cursor = changes(mailbox, calendar)
        assert [type(one) for one in told] == [PassedOver]
        outlook.edit_appointment(event_of(made), attendees=["ann@client.example"])

        told, _ = changes(mailbox, calendar, cursor)

        [meeting] = items(told)
        assert [one.address for one in meeting.attendees] == ["ann@client.example"]
        assert mailbox.find_task(made.identity) is None
        with pytest.raises(ItemGone):
            mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), _content()))

    @pytest.mark.parametrize(
        ("content", "due", "alarm"),
        [
            (_content(reminder_at=None), DUE, None),
            (_content(due=None), DUE, REMINDER),
            (_content(due=date(2026, 12, 24)), date(2026, 12, 24), REMINDER),
        ],
    )
    def test_days_and_alarms_are_kept(
        self, mailbox: Any, content: TaskContent, due: date | None, alarm: datetime | None
    ) -> None:
        made = mailbox.create_task(uuid4(), content)

        assert (made.due, made.reminder_at) == (due, alarm)

    def test_each_field_of_a_reminder_is_written(self, mailbox: Any, outlook: GraphUser) -> None:
        task = mailbox.create_task(uuid4(), _content())
        later = REMINDER + timedelta(days=3)
        for fields, values in (
            ({"subject"}, {}),
            ({"due", "reminder_at"}, {"due": later.date(), "reminder_at": later}),
            ({"reminder_at"}, {"reminder_at": None}),
            ({"body"}, {"body": "new"}),
            ({"categories"}, {"categories": ("OPP-18", "mine")}),
            ({"is_complete"}, {"is_complete": True}),
        ):
            content = _content(**values)
            task = mailbox.edit_task(task.item_id, task.change_key, TaskEdit(frozenset(fields), content))
            assert {name: getattr(task, name) for name in fields} == {name: getattr(content, name) for name in fields}
        assert outlook.read(event_of(task))["subject"] == "Done: Follow up"

    def test_what_the_user_does_to_a_reminder_comes_as_changes(self, mailbox: Any, outlook: GraphUser) -> None:
        made = [mailbox.create_task(uuid4(), _content()) for _ in range(3)]
        _, cursor = changes(mailbox, _tasks(mailbox))
        outlook.rename(event_of(made[0]), "done: Follow up")
        outlook.edit_appointment(event_of(made[1]), start=REMINDER + timedelta(days=1))
        outlook.delete(event_of(made[2]))

        told, cursor = changes(mailbox, _tasks(mailbox), cursor)

        found = {task.item_id: task for task in items(told)}
        assert found[made[0].item_id].is_complete
        assert found[made[0].item_id].subject == "Follow up"
        assert found[made[1].item_id].due == date(2026, 12, 2)
        assert [one for one in told if isinstance(one, Deleted)] == [Deleted(made[2].item_id)]
        assert mailbox.find_task(made[2].identity) is None

    def test_a_reminder_that_changed_meanwhile_is_not_written_over(self, mailbox: Any, outlook: GraphUser) -> None:
        task = mailbox.create_task(uuid4(), _content())
        outlook.rename(event_of(task), "Call Ann")

        with pytest.raises(Conflict):
            mailbox.edit_task(task.item_id, task.change_key, TaskEdit(frozenset({"subject"}), _content()))

    def test_what_is_overdue_stands_at_today(self, mailbox: Any) -> None:
        made = mailbox.create_task(uuid4(), _content(due=date(2020, 1, 1), reminder_at=None))

        assert made.due == NOW.date()

    def test_a_cursor_that_is_none_begins_anew(self, mailbox: Any) -> None:
        mailbox.create_task(uuid4(), _content())
        folder = _tasks(mailbox)

        for cursor in ("H4sIAAA=", "reminders:", "reminders:AAAA", "reminders:%"):
            with pytest.raises(CursorExpired):
                mailbox.changes(folder, cursor)


def test_what_was_made_without_the_right_is_followed_once_it_is_there(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    mail, identity = outlook.deliver_mail("ann@client.example", "Your tender"), uuid4()
    made = mailbox.create_task(identity, _content(mail))
    cloud.grant(CLIENT, "Tasks.ReadWrite.All")
    folders = {folder.path for folder in mailbox.folders()}

    assert {"Tasks", "Reminders"} <= folders
    assert mailbox.find_task(identity) == made == mailbox.create_task(identity, _content(mail))
    assert mailbox.read_tasks([made.item_id]) == [made]
    assert isinstance(mailbox.create_task(uuid4(), _content(mail)), Task)
    outlook.complete_flag(mail)
    [told] = changes(mailbox, the_folder(mailbox, "Reminders"))[0]
    assert isinstance(told, Upserted)


@pytest.fixture(params=[False, True], ids=["403", "401"])
def unauthorized(request: pytest.FixtureRequest, cloud: Simulator) -> None:
    cloud.graph_quirks = replace(cloud.graph_quirks, tasks_unauthorized=request.param)
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    cloud.grant(CLIENT, "Tasks.Read.All")


@pytest.mark.usefixtures("unauthorized")
def test_a_right_to_read_tasks_alone_is_none(mailbox: Any, outlook: GraphUser) -> None:
    made = mailbox.create_task(uuid4(), _content())

    assert outlook.read(event_of(made))["folder"] == "Calendar"
    assert mailbox._tasks.standing().rung is Rung.REMINDERS


REFUSALS = [FaultKind.FORBIDDEN, FaultKind.NOT_FOUND]
LISTS = "GET /users/{id}/todo/lists"


@pytest.mark.parametrize("kind", REFUSALS)
def test_to_do_in_use_is_left_when_it_is_refused_a_second_time(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, kind: FaultKind
) -> None:
    made, before = mailbox.create_task(uuid4(), _content()), mailbox.folders()
    cloud.faults.inject(Fault(kind, LISTS, times=0))

    assert mailbox.folders() == before
    assert mailbox._tasks.standing().rung is Rung.TODO
    assert mailbox.find_task(made.identity) == made
    assert {folder.id for folder in mailbox.folders()} != {folder.id for folder in before}
    assert mailbox._tasks.standing().rung is Rung.REMINDERS
    cloud.faults.clear()
    assert mailbox.folders() == before
    assert mailbox.find_task(made.identity) == made


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_that_passes_leaves_to_do_in_use_however_often_it_comes(
    mailbox: Any, cloud: Simulator, kind: FaultKind
) -> None:
    before = mailbox.folders()
    for _ in range(3):
        cloud.faults.inject(Fault(kind, LISTS, times=2 if kind is FaultKind.NOT_FOUND else 1))
        assert mailbox.folders() == before
        assert mailbox.folders() == before
    assert mailbox._tasks.standing().rung is Rung.TODO


def test_lists_that_are_not_found_once_at_the_beginning_are_there(mailbox: Any, cloud: Simulator) -> None:
    cloud.faults.inject(Fault(FaultKind.NOT_FOUND, LISTS))

    mailbox.folders()

    assert mailbox._tasks.standing().rung is Rung.TODO


@pytest.mark.parametrize("times", [1, 0])
def test_a_task_that_was_made_before_something_was_refused_is_not_made_a_second_time(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, times: int
) -> None:
    """The refusal strikes what is read of the task once it is made."""
    mailbox.folders()
    identity = uuid4()
    cloud.faults.inject(Fault(FaultKind.FORBIDDEN, "GET /users/{id}/todo/lists/{id}/tasks/{id}", times))

    try:
        made = mailbox.create_task(identity, _content())
    except AccessRefused:
        cloud.faults.clear()
        made = mailbox.create_task(identity, _content())

    [task] = outlook.items("tasks")
    assert (task["subject"], made.identity) == ("Follow up", identity)
    assert outlook.items("Calendar") == []
