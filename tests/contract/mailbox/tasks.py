"""Tasks: made once, written field by field, and told when their user does something to them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from connectors.errors import Conflict, ItemGone
from connectors.mailbox import Mailbox, Task, TaskChange, TaskContent, TaskEdit
from tests.contract.mailbox.user import REMINDER, User, changes, items, the_folder


class TasksSuite:
    def test_a_task_is_made_as_told(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        content = TaskContent("Follow up: Ünder (OPP-17)", date(2026, 12, 1), REMINDER, "one\ntwo", ("OPP-17 x",))

        task = mailbox.create_task(identity, content)

        assert (task.identity, task.subject) == (identity, content.subject)
        assert (task.due, task.reminder_at, task.categories) == (content.due, REMINDER, ("OPP-17 x",))
        assert task.body.splitlines() == ["one", "two"]
        assert not task.is_complete
        assert outlook.read(task.item_id)["folder"] == "Tasks"
        assert mailbox.read_task(task.item_id) == task

    def test_a_task_without_reminder_and_due_date_has_none(self, mailbox: Mailbox) -> None:
        task = mailbox.create_task(uuid4(), TaskContent("Call", None, None, is_complete=True))

        assert (task.due, task.reminder_at, task.is_complete) == (None, None, True)

    def test_a_task_is_never_made_twice(self, mailbox: Mailbox) -> None:
        identity = uuid4()
        first = mailbox.create_task(identity, TaskContent("Call", None, None))

        second = mailbox.create_task(identity, TaskContent("Call again", date(2026, 12, 1), None))

        assert second == first

    def test_a_task_is_found_where_the_user_moved_it(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Tasks/Later", "IPF.Task")
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None))
        moved = outlook.move(made.item_id, "Tasks/Later")

        found = mailbox.find_task(identity)

        assert found is not None
        assert found.item_id == moved
        assert mailbox.find_task(uuid4()) is None

    def test_a_task_that_the_user_deleted_is_not_there(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None))
        outlook.delete(made.item_id)

        assert mailbox.find_task(identity) is None
        with pytest.raises(ItemGone):
            mailbox.read_task(made.item_id)

    def test_only_the_named_fields_of_a_task_are_written(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER, "body", ("OPP-17",)))
        outlook.rename(made.item_id, "Call Ann")
        now = mailbox.read_task(made.item_id)

        edited = mailbox.edit_task(
            now.item_id,
            now.change_key,
            TaskEdit(frozenset({"due", "reminder_at"}), TaskContent("never", date(2026, 12, 24), None, "never")),
        )

        assert (edited.subject, edited.body, edited.categories) == ("Call Ann", now.body, ("OPP-17",))
        assert (edited.due, edited.reminder_at) == (date(2026, 12, 24), None)
        assert mailbox.read_task(made.item_id) == edited

    @pytest.mark.parametrize(
        ("field", "content"),
        [
            ("subject", TaskContent("new", None, None)),
            ("due", TaskContent("", None, None)),
            ("reminder_at", TaskContent("", None, REMINDER + timedelta(days=1))),
            ("body", TaskContent("", None, None, "new")),
            ("categories", TaskContent("", None, None, categories=("OPP-18", "mine"))),
            ("categories", TaskContent("", None, None)),
            ("is_complete", TaskContent("", None, None, is_complete=True)),
        ],
    )
    def test_each_field_of_a_task_can_be_written(self, mailbox: Mailbox, field: str, content: TaskContent) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER, "body", ("OPP-17",)))

        edited = mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset({field}), content))

        assert getattr(edited, field) == getattr(content, field)

    def test_a_task_is_found_by_the_identity_that_it_got(self, mailbox: Mailbox) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None, "body"))
        identity = uuid4()

        edited = mailbox.edit_task(
            made.item_id, made.change_key, TaskEdit(frozenset(), TaskContent("", None, None), identity)
        )

        assert (edited.identity, edited.subject, edited.body) == (identity, "Call", made.body)
        assert mailbox.find_task(identity) == edited

    def test_many_tasks_are_written_and_read_each_with_an_answer_of_its_own(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        first, stale, gone, last = (
            mailbox.create_task(uuid4(), TaskContent(name, None, None, "body")) for name in ("a", "b", "c", "d")
        )
        outlook.rename(stale.item_id, "Call Ann")
        outlook.delete(gone.item_id)
        edit = TaskEdit(frozenset({"subject"}), TaskContent("new", None, None))
        nothing = TaskEdit(frozenset(), TaskContent("", None, None))

        edits = [(first, edit), (stale, edit), (gone, edit), (last, nothing)]
        answers = mailbox.edit_tasks([TaskChange(task.item_id, task.change_key, one) for task, one in edits])
        read = mailbox.read_tasks([task.item_id for task in (gone, first, last)])

        assert [type(answer) for answer in answers] == [Task, Conflict, ItemGone, Task]
        assert [type(answer) for answer in read] == [ItemGone, Task, Task]
        assert [answer.subject for answer in read if isinstance(answer, Task)] == ["new", "d"]
        assert answers[0] == read[1]
        assert (mailbox.edit_tasks([]), mailbox.read_tasks([])) == ([], [])

    def test_a_completed_task_can_be_reopened(self, mailbox: Mailbox) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None, is_complete=True))
        reopen = TaskEdit(frozenset({"is_complete"}), TaskContent("", None, None))

        assert not mailbox.edit_task(made.item_id, made.change_key, reopen).is_complete

    def test_a_task_that_changed_meanwhile_is_not_written_over(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
        outlook.rename(made.item_id, "Call Ann")

        with pytest.raises(Conflict):
            mailbox.edit_task(
                made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), TaskContent("mine", None, None))
            )

        assert outlook.read(made.item_id)["subject"] == "Call Ann"

    def test_a_task_that_is_gone_cannot_be_edited(self, mailbox: Mailbox, outlook: User) -> None:
        made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
        outlook.delete(made.item_id, for_good=True)

        with pytest.raises(ItemGone):
            mailbox.edit_task(
                made.item_id, made.change_key, TaskEdit(frozenset({"subject"}), TaskContent("x", None, None))
            )

    def test_what_users_do_to_tasks_comes_as_changes(self, mailbox: Mailbox, outlook: User) -> None:
        identity = uuid4()
        made = mailbox.create_task(identity, TaskContent("Call", None, None, "body"))
        folder = the_folder(mailbox, "tasks")
        _, cursor = changes(mailbox, folder)
        outlook.complete_task(made.item_id)
        outlook.make_task("My own", due=date(2026, 12, 3), categories=["OPP-3"], body="mine")

        found = {task.subject: task for task in items(changes(mailbox, folder, cursor)[0])}

        assert all(isinstance(task, Task) for task in found.values())
        assert (found["Call"].identity, found["Call"].is_complete) == (identity, True)
        own = found["My own"]
        assert (own.identity, own.due, own.categories, own.body) == (None, date(2026, 12, 3), ("OPP-3",), "mine")
