"""What people write into the history: notes, phone logs, tasks and files."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from store.database import Store
from store.errors import Invalid, NotFound
from store.values import HistoryOf, Record, Role, TaskStatus
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import BOB, a_deal, subjects

pytestmark = pytest.mark.row(29)


def test_a_note_is_edited_and_moved_in_time_with_a_trail(store: Store):
    with store.write() as unit:
        number, contact, _ = a_deal(unit)
        unit.notes.add(HistoryOf(number), "Second", at=NOON - timedelta(hours=1))
        note = unit.notes.add(HistoryOf(number), "First")

        unit.notes.edit(note.id, subject="Earliest", body="text", occurred_at=NOON - timedelta(hours=2))

        assert subjects(unit, number=number) == subjects(unit, contact_id=contact) == ["Second", "Earliest"]
        trail = {c.field: (c.before, c.after) for c in unit.audit.of(Record.ITEM, note.id)}
        assert trail["title"] == ("First", "Earliest")
        assert trail["text"] == (None, "text")
        assert "when" in trail


def test_a_phone_log_keeps_number_direction_and_minutes(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)

        call = unit.calls.add(HistoryOf(number), "Price", number="+47 22 00", is_incoming=True, minutes=12)
        assert call.call
        assert (call.call.number, call.call.is_incoming, call.call.minutes) == ("+47 22 00", True, 12)
        edited = unit.calls.edit(call.id, minutes=15, is_incoming=False)

        assert edited.call
        assert (edited.call.number, edited.call.is_incoming, edited.call.minutes) == ("+47 22 00", False, 15)
        trail = {c.field: (c.before, c.after) for c in unit.audit.of(Record.ITEM, call.id)}
        assert trail["minutes"] == ("12", "15")
        assert trail["incoming"] == ("yes", "no")


def test_a_task_goes_from_open_to_done_and_back_and_can_be_cancelled(store: Store, clock: Clock):
    with store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        number, _, _ = a_deal(unit)
        task = unit.todos.add(HistoryOf(number), "Send quote", due_on=date(2026, 3, 9), assigned_to=bob.id)
        assert task.task
        assert (task.task.status, task.task.due_on) == (TaskStatus.OPEN, date(2026, 3, 9))
        assert unit.todos.by_guid(task.task.guid) == task

        later = clock.forward(timedelta(hours=1))
        done = unit.todos.finish(task.id)
        with pytest.raises(Invalid, match=f"task {task.id}: is done already"):
            unit.todos.cancel(task.id)
        with pytest.raises(Invalid, match=f"task {task.id}: is done and is not reminded of"):
            unit.todos.edit(task.id, reminder_at=later)
        reopened = unit.todos.reopen(task.id)
        cancelled = unit.todos.cancel(task.id)

        assert done.task
        assert (done.task.status, done.task.completed_at) == (TaskStatus.DONE, later)
        assert reopened.task
        assert (reopened.task.status, reopened.task.completed_at) == (TaskStatus.OPEN, None)
        assert cancelled.task
        assert cancelled.task.status is TaskStatus.CANCELLED


def test_tasks_are_listed_by_due_day_for_one_user_or_all(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        number, _, _ = a_deal(unit)
        of = HistoryOf(number)
        unit.todos.add(of, "some day")
        unit.todos.add(of, "late", due_on=date(2026, 5, 1), assigned_to=bob.id)
        unit.todos.add(of, "soon", due_on=date(2026, 4, 1), assigned_to=bob.id)
        unit.todos.finish(unit.todos.add(of, "over", due_on=date(2026, 1, 1)).id)
        unit.items.delete(unit.todos.add(of, "binned").id)

        assert [task.subject for task in unit.todos.all()] == ["soon", "late", "some day"]
        assert [task.subject for task in unit.todos.all(assigned_to=bob.id)] == ["soon", "late"]
        assert [task.subject for task in unit.todos.all(limit=1)] == ["soon"]
        whole = unit.todos.all()
        for at, one in enumerate(whole):
            assert one.task is not None
            assert unit.todos.all(place=(one.task.due_on, one.id)) == whole[at + 1 :]
        assert [task.subject for task in unit.todos.all(status=TaskStatus.DONE)] == ["over"]


@pytest.mark.row(1)
def test_a_task_is_not_given_to_who_left(store: Store):
    with store.write() as unit:
        unit.users.add("Ola", "ola@us.example", role=Role.OWNER)
        bob = unit.users.add("Bob", BOB)
        unit.users.edit(bob.id, is_active=False)
        number, _, _ = a_deal(unit)

        with pytest.raises(Invalid, match="user Bob is inactive"):
            unit.todos.add(HistoryOf(number), "Call", assigned_to=bob.id)


@pytest.mark.row(32)
def test_a_files_content_is_stored_once_with_name_size_type_and_checksum(store: Store):
    content = b"%PDF quote"
    with store.write() as unit:
        number, _, _ = a_deal(unit)

        first = unit.files.add(HistoryOf(number), "Quote.pdf", content, "as sent")
        second = unit.files.add(HistoryOf(number), "Copy of quote.xyz", content)

        assert first.file
        assert second.file
        assert (first.file.name, first.file.size, first.file.media_type) == ("Quote.pdf", 10, "application/pdf")
        assert second.file.media_type == "application/octet-stream"
        assert first.file.sha256 == second.file.sha256 == hashlib.sha256(content).hexdigest()
        assert unit.connection.scalar(text("SELECT count(*) FROM file_contents")) == 1
        assert unit.files.kept(first.id) == unit.files.kept(second.id)
        assert unit.file_copies.content(first.file.sha256) == content


@pytest.mark.row(32, 34)
def test_a_files_content_goes_with_the_last_item_that_holds_it(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        first = unit.files.add(HistoryOf(number), "A.pdf", b"content")
        second = unit.files.add(HistoryOf(number), "B.pdf", b"content")

        unit.items.delete(first.id)
        unit.bin.empty()
        assert unit.file_copies.content(unit.files.kept(second.id).sha256) == b"content"
        unit.items.delete(second.id)
        unit.bin.empty()

        assert unit.connection.scalar(text("SELECT count(*) FROM file_contents")) == 0
        assert unit.file_copies.totals() == []
        assert unit.search.find("pdf") == []


def test_an_item_of_another_kind_is_not_found(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        note = unit.notes.add(HistoryOf(number), "A note")

        with pytest.raises(NotFound, match=f"task: there is none for '{note.id}'"):
            unit.todos.finish(note.id)
