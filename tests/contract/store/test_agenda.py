"""What is due of a user: of all kinds, by the days of a zone, and of each so much as is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.acts import agenda_of
from store.database import Store
from store.errors import NotFound
from store.unit import Unit
from store.values import Actor, Agenda, DueKind, Entry, HistoryOf, Outcome, Receipt, Record, User
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry, an_opportunity

OSLO = ZoneInfo("Europe/Oslo")
TODAY = NOON.date()  # a Monday


def agenda(unit: Unit, user: User, first: date = TODAY, last: date | None = None, limit: int = 50) -> Agenda:
    return agenda_of(
        unit,
        None,
        actor=Actor.of(user),
        first=first,
        last=last or first,
        today=TODAY,
        zone=OSLO,
        limit=limit,
    )


def told(found: Agenda) -> list[tuple[str, str, str]]:
    return [(str(due.day), due.kind.value, due.title) for due in found.due]


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.fixture
def bob(store: Store) -> User:
    with store.write() as unit:
        for stage in unit.stages.all():
            for activity in unit.activities.of_stage(stage.id):
                unit.activities.delete(activity.id)
        unit.users.add("Cy Ek", "cy@us.example")
        return unit.users.add("Bob Berg", "bob@us.example")


@pytest.mark.row(40)
def test_all_that_is_due_and_overdue_of_a_user_is_there_by_day(store: Store, bob: User, clock: Clock):
    with store.write() as unit:
        stage = unit.stages.find("prospecting").id
        unit.activities.add(stage, "Make first contact", 0)
        number = an_opportunity(unit, "200 seats", assigned_to=bob.id, stage_id=stage, close_date=days(-3))
        unit.opportunities.remind(number, NOON + timedelta(hours=2))
        unit.todos.add(HistoryOf(number), "Send the offer", due_on=days(-1), assigned_to=bob.id)
        unit.todos.add(HistoryOf(number), "Call back", reminder_at=NOON, assigned_to=bob.id)
        unit.todos.add(HistoryOf(number), "Some day", assigned_to=bob.id)
        account = unit.accounts.add("Contoso").id
        project = unit.projects.add("Move in", account_id=account, zone=OSLO).id
        unit.project_tasks.add(project, "Order desks", zone=OSLO, due_on=TODAY, assigned_to=bob.id)

        found = agenda(unit, bob)

    assert told(found) == [
        (str(days(-3)), "closing", "200 seats"),
        (str(days(-1)), "task", "Send the offer"),
        (str(TODAY), "project task", "Order desks"),
        (str(TODAY), "task", "Call back"),
        (str(TODAY), "reminder", "200 seats"),
        (str(TODAY), "activity", "Make first contact"),
    ]
    assert [found.is_overdue(due) for due in found.due] == [True, True, False, False, False, False]
    assert {(due.number, due.about, due.party) for due in found.due} == {
        (number, "200 seats", "Fabrikam"),
        (None, "Move in", "Contoso"),
    }
    assert not found.has_more


@pytest.mark.row(40)
def test_what_is_done_closed_deleted_or_a_colleagues_is_not(store: Store, bob: User):
    with store.write() as unit:
        cy = unit.users.find("cy")
        mine, closed, deleted = (
            an_opportunity(unit, title, assigned_to=bob.id, close_date=TODAY) for title in ("mine", "closed", "deleted")
        )
        hers = an_opportunity(unit, "hers", assigned_to=cy.id, close_date=TODAY)
        for number in (closed, deleted, hers):
            unit.opportunities.remind(number, NOON)
            unit.todos.add(HistoryOf(number), f"of {number}", due_on=TODAY, assigned_to=cy.id)
        unit.opportunities.close(closed, won=True, on=NOON)
        unit.bin.delete(Record.OPPORTUNITY, deleted)
        done = unit.todos.add(HistoryOf(mine), "done", due_on=TODAY, assigned_to=bob.id)
        unit.todos.finish(done.id)
        project = unit.projects.add("P", account_id=unit.accounts.add("Contoso").id, zone=OSLO).id
        task = unit.project_tasks.add(project, "cancelled", zone=OSLO, due_on=TODAY, assigned_to=bob.id)
        unit.project_tasks.cancel(task.id)

        found = told(agenda(unit, bob))
        colleague = agenda_of(unit, "cy", actor=Actor.of(bob), first=TODAY, last=TODAY, today=TODAY, zone=OSLO, limit=9)

    assert found == [(str(TODAY), "closing", "mine")]
    assert colleague.user.name == "Cy Ek"
    assert "hers" in [due.title for due in colleague.due]


@pytest.mark.row(40)
def test_activities_are_due_days_after_the_stage_was_entered_or_as_they_were_moved(
    store: Store, bob: User, clock: Clock
):
    with store.write() as unit:
        stage = unit.stages.find("prospecting").id
        first, second, third, fourth = (unit.activities.add(stage, name, 2).id for name in ("a", "b", "c", "d"))
        unit.activities.add(stage, "whenever")
        number = an_opportunity(unit, assigned_to=bob.id, stage_id=stage)
        unit.activities.remind(number, True)
        unit.activities.tick(number, first)
        unit.activities.due(number, second, NOON + timedelta(days=4))
        unit.activities.remind_of(number, third, False)

        found = agenda(unit, bob, TODAY, days(6))

    assert [(due.day, due.title, due.id) for due in found.due] == [(days(2), "d", fourth), (days(4), "b", second)]
    assert found.due[0].at == datetime(2026, 3, 4, 9, tzinfo=OSLO)


@pytest.mark.row(40)
def test_a_day_is_the_zones_over_summer_time_too(store: Store, bob: User):
    summer = date(2026, 3, 29)  # 23 hours long in Oslo
    moments = {
        "before": datetime(2026, 3, 28, 23, 59, tzinfo=OSLO),
        "first": datetime(2026, 3, 29, 0, 0, tzinfo=OSLO),
        "last": datetime(2026, 3, 29, 23, 59, tzinfo=OSLO),
        "after": datetime(2026, 3, 30, 0, 0, tzinfo=OSLO),
    }
    with store.write() as unit:
        for title, at in moments.items():
            unit.opportunities.remind(an_opportunity(unit, title, assigned_to=bob.id), at)

        found = agenda(unit, bob, summer)

    assert [due.title for due in found.due] == ["first", "last"]


@pytest.mark.row(40)
def test_what_is_overdue_belongs_to_today_only(store: Store, bob: User):
    with store.write() as unit:
        for day in (-5, -1, 0, 1, 8):
            an_opportunity(unit, f"{day}", assigned_to=bob.id, close_date=days(day))

        spans = {
            "today": agenda(unit, bob),
            "tomorrow": agenda(unit, bob, days(1)),
            "yesterday": agenda(unit, bob, days(-1)),
            "this week": agenda(unit, bob, days(0), days(6)),
            "last week": agenda(unit, bob, days(-7), days(-1)),
            "both": agenda(unit, bob, days(-3), days(3)),
        }

    assert {name: [due.title for due in one.due] for name, one in spans.items()} == {
        "today": ["-5", "-1", "0"],
        "tomorrow": ["1"],
        "yesterday": ["-1"],
        "this week": ["-5", "-1", "0", "1"],
        "last week": ["-5", "-1"],
        "both": ["-5", "-1", "0", "1"],
    }


@pytest.mark.row(40)
def test_of_much_that_is_due_the_nearest_is_told_and_that_there_is_more(store: Store, bob: User):
    with store.write() as unit:
        for day in range(-9, 5):
            an_opportunity(unit, f"{day}", assigned_to=bob.id, close_date=days(day))

        found = agenda(unit, bob, TODAY, days(6), limit=2)

    assert [due.title for due in found.due] == ["-2", "-1", "0", "1"]
    assert found.has_more


@pytest.mark.row(40)
def test_of_activities_that_are_overdue_the_latest_are_told_however_far_back_they_are(store: Store, bob: User):
    with store.write() as unit:
        stage = unit.stages.find("prospecting").id
        short, long = (unit.activities.add(stage, name, count).id for name, count in (("call", 0), ("visit", 40)))
        for back in (1, 2, 6, 8, 9, 30, 41, 90, 400, 401, 7000):
            at = NOON - timedelta(days=back, hours=back % 24)
            number = an_opportunity(unit, assigned_to=bob.id, stage_id=stage, created_at=at)
            if back in (2, 90):
                unit.activities.tick(number, short)
            if back == 30:
                unit.activities.due(number, long, NOON - timedelta(days=3))

        everything = agenda(unit, bob).due
        latest = {limit: agenda(unit, bob, limit=limit) for limit in range(1, len(everything) + 2)}

    assert len(everything) == 15
    for limit, found in latest.items():
        assert list(found.due) == list(everything)[-limit:], limit
        assert found.has_more == (limit < len(everything))


@pytest.mark.row(40)
def test_a_day_begins_alike_however_much_of_it_is_asked_for(store: Store, bob: User):
    """So that a page of it begins where the one before it ended."""
    at = datetime(2026, 3, 4, 9, tzinfo=OSLO)  # which activities are reminded of at, too
    with store.write() as unit:
        stage = unit.stages.find("prospecting").id
        first, second = (unit.activities.add(stage, name, 2).id for name in ("call", "visit"))
        project = unit.projects.add("Move in", account_id=unit.accounts.add("Contoso").id, zone=OSLO).id
        for count in range(6):
            hours = timedelta(hours=7 * count % 5)
            created = NOON + (timedelta(hours=-count) if count < 4 else timedelta(days=-1))
            number = an_opportunity(
                unit, assigned_to=bob.id, stage_id=stage, created_at=created - timedelta(days=1), close_date=days(2)
            )
            unit.opportunities.edit(number, close_date=days(2 + count % 2))
            unit.activities.remind(number, bool(count % 2))
            unit.opportunities.remind(number, at + hours)
            unit.activities.due(number, (first, second)[count % 2], at + hours % timedelta(hours=2))
            for day, moment in ((days(2), None), (days(2), at + hours), (None, at), (days(1), at)):
                unit.todos.add(HistoryOf(number), f"{count}", due_on=day, reminder_at=moment, assigned_to=bob.id)
            unit.project_tasks.add(project, f"{count}", zone=OSLO, due_on=days(2), assigned_to=bob.id)

        asked = [days(count) for count in range(4)]
        everything = unit.agendas.on_each(bob.id, asked, OSLO, 1000)
        some = {limit: unit.agendas.on_each(bob.id, asked, OSLO, limit) for limit in range(1, 40)}
        whole = agenda(unit, bob, days(0), days(3), limit=1000)

    assert [due for day in asked for due in everything[day]] == whole.due
    assert len(everything[days(2)]) > 30
    assert {due.kind for due in everything[days(2)]} == set(DueKind)
    for limit, each in some.items():
        assert each == {day: due[:limit] for day, due in everything.items()}, limit


@pytest.mark.row(40)
def test_questions_are_those_of_the_users_own_mailbox(store: Store, bob: User):
    def waiting(id: str) -> Entry:
        receipt = Receipt(Outcome.REVIEW, "ambiguous", "several", {"candidates": []})
        return an_entry(id, an_email(f"<{id}@x>", subject=id), receipt=receipt)

    with store.write() as unit:
        due = a_mailbox(unit, "bob@us.example")
        unit.history.save(due.id, a_folder(unit, due.id).id, [waiting("his")], now=NOON)
        hers = a_mailbox(unit, "cy@us.example")
        unit.history.save(hers.id, a_folder(unit, hers.id).id, [waiting("hers")], now=NOON)

        found = agenda(unit, bob)

    assert [entry.item.subject for entry in found.questions] == ["his"]


@pytest.mark.row(40)
def test_nobody_has_no_agenda(store: Store, bob: User):
    with store.read() as unit, pytest.raises(NotFound, match="user: there is none for 'login x'; nearest: "):
        agenda_of(unit, None, actor=Actor("login x"), first=TODAY, last=TODAY, today=TODAY, zone=OSLO, limit=1)


@pytest.mark.row(40)
def test_days_at_the_ends_of_the_calendar_have_nothing_due(store: Store, bob: User):
    with store.read() as unit:
        assert agenda(unit, bob, date.min).due == []
        assert agenda(unit, bob, date.max).due == []
        assert agenda(unit, replace(bob), date.min, date.max).due == []
