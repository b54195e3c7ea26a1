"""Who changes a record waits for no mailbox's turn: those that show it are due at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from store.database import Store
from store.unit import Unit
from store.values import Actor, ErrandKind, FollowedTask, HistoryOf, TaskAbout
from tests.contract.store.conftest import Clock

BOB, EVE, CY = "bob@us.example", "eve@us.example", "cy@us.example"
LATER = timedelta(hours=1)
OSLO = ZoneInfo("Europe/Oslo")


class Office:
    """Three people with mailboxes that are due in an hour, and an opportunity of Bob's."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        with store.write() as unit:
            unit.mailboxes.register(dict.fromkeys((BOB, EVE, CY), False))
            self.users = {one: unit.users.add(one.partition("@")[0].title(), one) for one in (BOB, EVE, CY)}
            self.ann, bob = unit.contacts.add("Ann").id, self.users[BOB].id
            self.number = unit.opportunities.add("200 seats", contact_id=self.ann, assigned_to=bob).number
            self.mailboxes = {one.address: one.id for one in unit.mailboxes.status()}
        self.put_off()

    def put_off(self) -> None:
        with self.store.write() as unit:
            while unit.mailboxes.claim(owner="me", lease=LATER, every=LATER, now=self.clock()):
                pass

    def act(self, act: Callable[[Unit], object], who: str = CY) -> set[str]:
        """Whose mailboxes are due after somebody's act."""
        with self.store.write(Actor.of(self.users[who]) if who else Actor("dealtrail")) as unit:
            act(unit)
        with self.store.read() as unit:
            return {one.address for one in unit.mailboxes.status() if one.due_at <= self.clock()}


@pytest.fixture
def office(store: Store, clock: Clock) -> Office:
    return Office(store, clock)


def test_a_reminder_wakes_the_mailbox_of_whom_it_is_for(office: Office):
    assert office.act(lambda unit: unit.opportunities.remind(office.number, office.clock() + LATER)) == {BOB}


def test_what_the_daemon_does_wakes_nobody(office: Office):
    assert office.act(lambda unit: unit.opportunities.remind(office.number, office.clock() + LATER), who="") == set()


def test_who_gets_an_opportunity_and_who_had_it_are_both_woken(office: Office):
    with office.store.write() as unit:
        task = FollowedTask(uuid4(), office.mailboxes[BOB], office.number, about=TaskAbout.REMINDER)
        unit.tasks.save(task)

    eve = office.users[EVE].id
    assert office.act(lambda unit: unit.opportunities.edit(office.number, assigned_to=eve)) == {BOB, EVE}


def test_a_stamp_that_is_owed_wakes_the_mailbox_and_one_for_later_does_not(office: Office):
    def owe(unit: Unit, after: timedelta) -> None:
        unit.errands.owe(office.mailboxes[CY], ErrandKind.STAMP, ["1"], due_at=office.clock() + after)

    assert office.act(lambda unit: owe(unit, LATER)) == set()
    assert office.act(lambda unit: owe(unit, timedelta(0))) == {CY}


def test_tasks_of_histories_and_projects_wake_whom_they_are_for(office: Office):
    def project(unit: Unit) -> None:
        made = unit.projects.add("Moving in", zone=OSLO, number=office.number, contact_id=office.ann)
        unit.project_tasks.add(made.id, "Measure", zone=OSLO, assigned_to=office.users[EVE].id)

    assert office.act(project) == {EVE}
    office.put_off()
    cy = office.users[CY].id
    assert office.act(lambda unit: unit.todos.add(HistoryOf(office.number), "Call", assigned_to=cy)) == {CY}


def test_a_mailbox_that_waits_after_a_failure_keeps_its_time(office: Office):
    with office.store.write() as unit:
        due = unit.mailboxes.claim(
            owner="me", lease=LATER, every=LATER, now=office.clock(), address=BOB, only_due=False
        )
        assert due
        unit.mailboxes.park(due, reason="away", kind="Unreachable", until=office.clock() + LATER)

    assert office.act(lambda unit: unit.opportunities.remind(office.number, office.clock() + LATER)) == set()


def test_a_change_that_is_undone_wakes_nobody(office: Office):
    class Undone(Exception):
        pass

    def fail(unit: Unit) -> None:
        unit.opportunities.remind(office.number, office.clock() + LATER)
        raise Undone

    with pytest.raises(Undone):
        office.act(fail)
    assert office.act(lambda unit: None) == set()
