"""A task of the user's own with an opportunity's category is one in its history, both ways; its words stay theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from store.values import HistoryItem, ItemKind, TaskStatus
from tests.flow.firm import BOB, EVE, MORNING, Firm
from tests.flow.reminders.reminding import tasks, the_task

DUE = date(2026, 3, 17)
TEXT = "Bring the plans.\nAnd the cake."


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def todos(firm: Firm) -> list[HistoryItem]:
    with firm.store.read() as unit:
        return unit.todos.all(status=None)


def the_todo(firm: Firm) -> HistoryItem:
    (todo,) = todos(firm)
    return todo


def status(firm: Firm) -> TaskStatus | None:
    todo = the_todo(firm)
    return todo.task.status if todo.task else None


@pytest.fixture
def own(firm: Firm) -> str:
    """The id of Bob's own task, which carries opportunity 1's category beside one of his."""
    firm.opportunity("200 seats")
    return make_own(firm)


def make_own(firm: Firm, **fields: object) -> str:
    categories = fields.pop("categories", ["Red", "OPP-1 200 seats"])
    planned = {"due": DUE, "reminder_at": MORNING + timedelta(days=2), "body": TEXT, "categories": categories} | fields
    return firm.outlook().make_task("Visit Ann", **planned)  # type: ignore[arg-type]  # named as it names them


def test_it_is_in_the_history_with_its_day_alarm_text_and_user(firm: Firm, own: str):
    firm.cycle()
    firm.cycle()

    todo = the_todo(firm)
    assert (todo.subject, todo.body, todo.author) == ("Visit Ann", TEXT, "Bob")
    assert [link.number for link in todo.links] == [1]
    assert todo.task is not None
    assert (todo.task.due_on, todo.task.reminder_at) == (DUE, MORNING + timedelta(days=2))
    assert todo.task.assigned_to == firm.people[BOB]


def test_nothing_of_it_is_written_but_what_nobody_sees(firm: Firm, own: str):
    before = the_task(firm)

    firm.cycle()
    firm.cycle()

    assert the_task(firm) == before


@pytest.mark.parametrize("marked", [True, False], ids=["with our identity", "before it was written"])
def test_what_its_user_does_is_done_on_the_record(firm: Firm, own: str, marked: bool):
    firm.cycle()
    if not marked:
        firm.simulator.mailbox(BOB).items[own].extended.clear()
    firm.outlook().move_due_date(own, date(2026, 3, 20))
    firm.cycle()
    moved = the_todo(firm).task
    firm.outlook().complete_task(own)
    firm.cycle()
    done = status(firm)
    firm.outlook().reopen_task(own)
    firm.cycle()
    back = status(firm)
    firm.outlook().delete(own)

    firm.cycle()
    firm.cycle()

    assert moved is not None
    assert moved.due_on == date(2026, 3, 20)
    assert (done, back, status(firm)) == (TaskStatus.DONE, TaskStatus.OPEN, TaskStatus.CANCELLED)


def test_what_the_record_changes_is_written_and_subject_and_text_are_not(firm: Firm, own: str):
    firm.cycle()
    with firm.store.write() as unit:
        unit.todos.edit(the_todo(firm).id, subject="See Ann", due_on=date(2026, 3, 20))
        unit.opportunities.edit(1, title="300 seats")

    firm.cycle()
    firm.cycle()

    task = the_task(firm)
    assert (task["subject"], task["body"], task["due"]) == ("Visit Ann", TEXT, "2026-03-20")
    assert task["categories"] == ["Red", "OPP-1 300 seats"]


def test_done_on_the_record_it_is_complete_without_a_word_of_ours(firm: Firm, own: str):
    firm.cycle()
    with firm.store.write() as unit:
        unit.todos.finish(the_todo(firm).id)

    firm.cycle()
    firm.cycle()

    assert the_task(firm)["is_complete"]
    assert the_task(firm)["body"] == TEXT


def test_moved_to_another_folder_it_is_the_same_task(firm: Firm, own: str):
    firm.cycle()
    firm.outlook().move(own, "inbox")

    firm.cycle()
    firm.cycle()

    # Over Graph nobody sees a task among mail: it is gone from all lists.
    assert status(firm) is (TaskStatus.CANCELLED if firm.is_in_cloud else TaskStatus.OPEN)


def test_words_that_its_user_adds_later_are_a_note(firm: Firm, own: str):
    firm.cycle()
    firm.outlook().write_body(own, f"{TEXT}\nShe likes lemon.")

    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        lines = unit.opportunities.history(1)
    assert [line.kind for line in lines].count(ItemKind.NOTE) == 1
    assert the_todo(firm).body == TEXT


def test_one_that_was_done_before_is_a_done_task(firm: Firm, own: str):
    firm.outlook().complete_task(own)

    firm.cycle()
    firm.cycle()

    assert status(firm) is TaskStatus.DONE
    assert the_task(firm)["is_complete"]


def test_those_that_are_over_are_told_from_those_that_we_made(firm: Firm, own: str):
    firm.cycle()
    with firm.store.read() as unit:
        box = next(one.id for one in unit.mailboxes.status() if one.address == BOB)
        before = unit.tasks.own_over(box)
    firm.outlook().complete_task(own)
    firm.cycle()

    with firm.store.read() as unit:
        assert before == []
        assert [one.seen.subject for one in unit.tasks.own_over(box) if one.seen] == ["Visit Ann"]


def test_given_to_a_colleague_it_is_theirs_to_do(firm: Firm, own: str):
    firm.cycle()
    with firm.store.write() as unit:
        unit.todos.edit(the_todo(firm).id, assigned_to=firm.people[EVE])

    firm.cycle()
    firm.cycle()

    (mine,), (hers,) = tasks(firm), tasks(firm, EVE)
    assert (mine["is_complete"], mine["body"]) == (True, TEXT)
    assert (hers["is_complete"], str(hers["subject"])[:9]) == (False, "Visit Ann")
    assert len(todos(firm)) == 1


@pytest.mark.parametrize("categories", [[], ["Red"], ["OPP-99 what never was"], ["OPP new"], ["OPP? choose"]])
def test_without_an_opportunitys_category_it_is_nobodys_business(firm: Firm, categories: list[str]):
    firm.opportunity("200 seats")
    make_own(firm, categories=categories)

    firm.cycle()

    assert todos(firm) == []
    assert the_task(firm)["categories"] == categories


def test_a_category_set_later_makes_it_one(firm: Firm):
    firm.opportunity("200 seats")
    own = make_own(firm, categories=["Red"])
    firm.cycle()
    firm.outlook().set_categories(own, ["Red", "OPP-1"])

    firm.cycle()
    firm.cycle()

    assert len(todos(firm)) == 1
