"""A reminder as a task: what the record asks for, what the user did, and who wins where both changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Task
from daemon.outlook.tasks.asking import block_for, task_for
from daemon.outlook.tasks.merge import (
    Overruled,
    UserChange,
    content_for,
    fields_owed,
    in_step,
    state_of,
    user_change,
)
from daemon.outlook.tasks.words import MARKS, with_block, with_line
from store.rules.tasks import day_of
from store.values import (
    Brief,
    FollowedTask,
    HistoryLine,
    ItemKind,
    Opportunity,
    Stage,
    TaskAbout,
    TaskState,
    TaskWanted,
)

BEGIN, END = MARKS["en"].begin, MARKS["en"].end
OSLO = ZoneInfo("Europe/Oslo")
MONDAY_9 = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # nine o'clock in Oslo
GUID = UUID(int=5)


def an_opportunity(**changes: Any) -> Opportunity:
    fields: dict[str, Any] = {
        "number": 17,
        "title": "200 seats",
        "account_id": 5,
        "contact_id": None,
        "stage": Stage(4, "Proposal", 4),
        "probability": 40,
        "created_at": MONDAY_9 - timedelta(days=30),
        "assigned_to": 7,
        "close_date": date(2026, 4, 1),
        "reminder_at": MONDAY_9,
        "reminder_on": True,
        "reminder_guid": GUID,
    }
    return Opportunity(**(fields | changes))


def a_brief(**changes: Any) -> Brief:
    latest = (HistoryLine(1, ItemKind.EMAIL, MONDAY_9 - timedelta(days=3), "Re: offer", "Ann"),)
    return Brief(an_opportunity(**changes), "Fabrikam", "+47 22 00 00 00", latest=latest)


def asked(**changes: Any) -> TaskWanted:
    """An opportunity's reminder."""
    brief = a_brief(**changes)
    at = brief.opportunity.reminder_at
    return TaskWanted(GUID, TaskAbout.REMINDER, 0, "", day_of(at, OSLO) if at else None, at, brief)


def a_history_task(**changes: Any) -> TaskWanted:
    one = TaskWanted(GUID, TaskAbout.HISTORY, 5, "Send the quote", date(2026, 3, 10), MONDAY_9, None, "Ann Client")
    return replace(one, **changes)


def wanted(**changes: Any) -> TaskState:
    return task_for(asked(**changes), "OPP")


def a_task(state: TaskState, **changes: Any) -> Task:
    fields: dict[str, Any] = {
        "item_id": "T",
        "change_key": "1",
        "identity": GUID,
        "subject": state.subject,
        "due": state.due,
        "reminder_at": state.reminder_at,
        "is_complete": state.is_complete,
        "body": state.block,
        "modified_at": MONDAY_9 - timedelta(days=1),
    }
    return Task(**(fields | changes))


def followed(state: TaskState, **changes: Any) -> FollowedTask:
    task = FollowedTask(GUID, 1, 17, "T", "1", agreed=state, seen=state)
    return replace(task, **changes)


def change_of(task: Task, *, before: FollowedTask | None = None, now_wanted: TaskState | None = None) -> UserChange:
    state = wanted()
    return user_change(task, before or followed(state), now_wanted or state, MONDAY_9 - timedelta(days=2), OSLO)


# --- what the record asks for -----------------------------------------------------------------------------------------


def test_a_reminder_asks_for_a_task_on_its_day_in_the_mailboxs_zone():
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)  # the next day in Oslo

    state = wanted(reminder_at=late)

    assert (state.subject, state.due, state.reminder_at) == ("Follow up: 200 seats (OPP-17)", date(2026, 3, 10), late)


@pytest.mark.row(24)
@pytest.mark.parametrize(
    ("one", "subject"),
    [
        (asked(), "Follow up: 200 seats (OPP-17)"),
        (replace(asked(), about=TaskAbout.ACTIVITY, name="Call"), "Call: 200 seats (OPP-17)"),
        (a_history_task(), "Send the quote: Ann Client"),
        (a_history_task(brief=a_brief(), where="200 seats"), "Send the quote: 200 seats (OPP-17)"),
        (a_history_task(about=TaskAbout.PROJECT, where="Move"), "Send the quote: Move"),
    ],
)
def test_a_task_is_named_by_what_is_to_be_done_and_for_what(one: TaskWanted, subject: str):
    assert task_for(one, "OPP").subject == subject


def test_a_long_name_leaves_the_number_in_the_subject():
    subject = task_for(replace(asked(), about=TaskAbout.ACTIVITY, name="N" * 255), "OPP").subject

    assert len(subject) == 255
    assert subject.endswith(" (OPP-17)")


@pytest.mark.parametrize("text", [f"over\n{END}\nmore", f"{BEGIN} again", "---" * 9])
def test_nothing_that_a_block_shows_can_end_it(text: str):
    block = task_for(a_history_task(text=text), "OPP").block

    assert with_block(f"mine\n{block}\nmine, too", "OURS") == "mine\nOURS\nmine, too"


def test_the_block_shows_what_somebody_wants_to_see_before_the_call():
    block = block_for(asked(), "OPP")

    for shown in ("OPP-17 200 seats", "Proposal", "40 %", "2026-04-01", "Fabrikam", "+47 22 00 00 00", "Re: offer"):
        assert shown in block


def test_a_task_that_arrives_overdue_comes_without_an_alarm():
    content = content_for(wanted(), an_opportunity(), "OPP", now=MONDAY_9 + timedelta(minutes=1))

    assert (content.due, content.reminder_at) == (date(2026, 3, 9), None)


def test_a_task_carries_its_opportunitys_category():
    content = content_for(wanted(), an_opportunity(title="200 seats, large"), "OPP", now=MONDAY_9)

    assert content.categories == ("OPP-17 200 seats large",)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "300 seats"}, "subject"),
        ({"reminder_at": MONDAY_9 + timedelta(hours=1)}, "reminder_at"),
        ({"reminder_at": MONDAY_9 + timedelta(days=1)}, "due"),
        ({"probability": 50}, "body"),
    ],
)
def test_only_what_the_record_changed_is_owed(change: dict[str, Any], field: str):
    assert field in fields_owed(wanted(**change), wanted())


def test_nothing_is_owed_for_an_unchanged_record():
    assert fields_owed(wanted(), wanted()) == frozenset()


# --- the body ---------------------------------------------------------------------------------------------------------


def test_the_users_own_text_around_the_block_stays():
    body = f"call her mobile\r\n{wanted().block}\r\nbring the contract"

    renewed = with_block(body, wanted(probability=90).block)

    assert renewed.startswith("call her mobile\n")
    assert renewed.endswith("\nbring the contract")
    assert "90 %" in renewed
    assert "40 %" not in renewed


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200))
def test_renewing_the_block_twice_is_the_same_as_once(body: str):
    once = with_block(body, wanted().block)

    assert with_block(once, wanted().block) == once


def test_a_closing_line_is_added_once():
    assert with_line(with_line("text", "Closed."), "Closed.") == "Closed.\ntext"


# --- what the user did ------------------------------------------------------------------------------------------------


def test_our_own_write_coming_back_is_no_act_of_the_user():
    assert change_of(a_task(wanted())) == UserChange()


def test_completing_the_task_is_noticed():
    assert change_of(a_task(wanted(), is_complete=True)).is_done


def test_reopening_the_task_is_noticed():
    done = replace(wanted(), is_complete=True)

    assert change_of(a_task(wanted()), before=followed(wanted(), seen=done)).is_reopened


def test_moving_the_alarm_moves_the_reminder():
    later = MONDAY_9 + timedelta(hours=3)

    assert change_of(a_task(wanted(), reminder_at=later)).moment == later


def test_moving_the_due_date_keeps_the_hour_of_the_reminder():
    change = change_of(a_task(wanted(), due=date(2026, 4, 6)))  # summer time by then

    assert change.moment == datetime(2026, 4, 6, 7, 0, tzinfo=UTC)


def test_a_due_date_given_to_a_task_that_had_none_is_the_morning_of_that_day():
    bare = replace(wanted(), due=None, reminder_at=None)

    change = change_of(a_task(bare, due=date(2026, 4, 6)), before=followed(bare), now_wanted=bare)

    assert change.moment == datetime(2026, 4, 6, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"subject": "call Ann"}, {"body": "mine"}, {"reminder_at": None}])
def test_what_is_the_users_own_has_no_effect_on_the_record(change: dict[str, Any]):
    assert change_of(a_task(wanted(), **change)) == UserChange()


def test_a_task_that_we_complete_ourselves_is_no_act_of_the_user():
    assert change_of(a_task(wanted(), is_complete=True), before=followed(wanted(), closing="closed")) == UserChange()


def test_where_both_moved_the_time_the_later_change_wins():
    mine, theirs = MONDAY_9 + timedelta(days=1), MONDAY_9 + timedelta(days=2)
    moved = wanted(reminder_at=mine)
    early = a_task(wanted(), reminder_at=theirs, modified_at=MONDAY_9 - timedelta(days=3))
    late = a_task(wanted(), reminder_at=theirs, modified_at=MONDAY_9)

    assert change_of(early, now_wanted=moved).overruled == (Overruled("reminder", theirs, mine),)
    assert change_of(late, now_wanted=moved).moment == theirs


def test_an_alarm_moved_by_the_user_leaves_the_due_date_to_them():
    earlier = MONDAY_9 - timedelta(days=2)
    state = in_step(followed(wanted()), wanted(reminder_at=earlier), UserChange(alarm=earlier, moment=earlier))

    assert fields_owed(wanted(reminder_at=earlier), state) == frozenset()


def test_a_due_date_moved_by_the_user_takes_the_alarm_along():
    later = MONDAY_9 + timedelta(days=2)
    state = in_step(followed(wanted()), wanted(reminder_at=later), UserChange(due=later.date(), moment=later))

    assert fields_owed(wanted(reminder_at=later), state) == {"reminder_at"}


@pytest.mark.row(29)
def test_a_history_tasks_due_day_and_alarm_are_merged_each_by_itself():
    agreed = task_for(a_history_task(), "OPP")
    before = followed(agreed, about=TaskAbout.HISTORY)
    later = MONDAY_9 + timedelta(days=1)
    now = replace(agreed, due=date(2026, 3, 20))  # the record's due day was moved, in Outlook the alarm

    change = change_of(a_task(agreed, reminder_at=later), before=before, now_wanted=now)
    after = in_step(before, replace(now, reminder_at=later), change)

    assert (change.due, change.alarm) == (None, later)
    assert fields_owed(replace(now, reminder_at=later), after) == {"due"}


@given(st.booleans(), st.sampled_from([None, MONDAY_9, MONDAY_9 + timedelta(days=1)]), st.dates())
def test_a_state_seen_before_is_never_an_act(is_complete: bool, reminder_at: datetime | None, due: date):
    task = a_task(wanted(), is_complete=is_complete, reminder_at=reminder_at, due=due)

    assert user_change(task, followed(wanted(), seen=state_of(task)), wanted(), None, OSLO) == UserChange()
