"""Much that goes from a mailbox at once: a person is asked before anything follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.context import Cycle
from daemon.outlook import owe_tasks
from store.database import Store
from store.unit import Unit
from store.values import AT_ONCE_GONE, AtOnce, AtOnceGone, DueMailbox, Opportunity
from tests.flow.firm import ANN, BOB, MORNING, Firm

MANY = AT_ONCE_GONE + 1


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def meetings(firm: Firm, count: int = MANY) -> tuple[Opportunity, list[str]]:
    """An opportunity with so many single meetings in Bob's calendar that are in its history."""
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    days = [MORNING + timedelta(days=1 + number) for number in range(count)]
    ids = [firm.outlook().appoint(f"Demo {n}", day, attendees=[ANN]) for n, day in enumerate(days)]
    firm.cycle()
    return deal, ids


def deleted(firm: Firm, deal: Opportunity) -> int:
    """How many lines of the history say that they were deleted from the calendar."""
    with firm.store.read() as unit:
        return sum(line.is_gone for line in unit.opportunities.history(deal.number, limit=1_000))


def held(firm: Firm) -> list[AtOnceGone]:
    with firm.store.read() as unit:
        return unit.vanished.held()


def test_a_calendar_emptied_at_once_waits_for_a_person_and_the_rest_goes_on(firm: Firm):
    deal, ids = meetings(firm)
    for id in ids:
        firm.outlook().delete(id)
    firm.outlook().deliver_mail(ANN, "Still there?")

    firm.cycle()
    firm.cycle()

    (found,) = held(firm)
    assert (found.address, found.what, found.count) == (BOB, "items", MANY)
    assert found.examples == ("Demo 10", "Demo 9", "Demo 8")
    assert deleted(firm, deal) == 0
    assert "Still there?" in firm.history(deal.number)


def test_a_person_says_that_they_were_meant_to_go(firm: Firm):
    deal, ids = meetings(firm)
    for id in ids:
        firm.outlook().delete(id)
    firm.cycle()

    with firm.store.write() as unit:
        counts = unit.vanished.are_gone(held(firm)[0].mailbox_id)

    assert counts == (MANY, 0)
    assert held(firm) == []
    assert deleted(firm, deal) == MANY


def test_a_person_says_that_it_was_an_accident_and_what_goes_later_is_judged_by_itself(firm: Firm):
    deal, ids = meetings(firm, MANY + 1)
    for id in ids[1:]:
        firm.outlook().delete(id)
    firm.cycle()
    with firm.store.write() as unit:
        unit.vanished.are_kept(held(firm)[0].mailbox_id)
    kept = deleted(firm, deal)
    firm.outlook().delete(ids[0])

    firm.cycle()

    assert held(firm) == []
    assert (kept, deleted(firm, deal)) == (0, 1)


def test_what_comes_back_by_itself_waits_no_longer(firm: Firm):
    deal, ids = meetings(firm)
    for id in ids:
        firm.outlook().delete(id)
    firm.cycle()
    for id in list(firm.simulator.mailbox(BOB).folder("deleteditems").items)[:-1]:
        firm.outlook().move(id, "calendar")

    firm.cycle()

    assert [one.count for one in held(firm)] == [1]
    assert deleted(firm, deal) == 0


@pytest.mark.parametrize("count", [1, AT_ONCE_GONE])
def test_a_few_that_go_are_deleted_one_by_one(firm: Firm, count: int):
    deal, ids = meetings(firm, MANY)
    for id in ids[:count]:
        firm.outlook().delete(id)

    firm.cycle()

    assert held(firm) == []
    assert deleted(firm, deal) == count


def test_less_than_a_tenth_of_a_mailbox_is_no_accident(firm: Firm):
    deal, ids = meetings(firm, MANY)
    for number in range(9 * MANY + 1):
        firm.outlook().deliver_mail("zoe@else.example", f"Mail {number}")
    firm.cycle()
    for id in ids:
        firm.outlook().delete(id)

    firm.cycle()

    assert held(firm) == []
    assert deleted(firm, deal) == MANY


def test_mail_that_is_moved_between_folders_does_not_vanish(firm: Firm):
    firm.outlook().make_folder("Inbox/Old")
    ids = [firm.outlook().deliver_mail(ANN, f"Mail {number}") for number in range(MANY)]
    firm.cycle()
    for id in ids:
        firm.outlook().move(id, "Inbox/Old")

    firm.cycle()
    firm.cycle()

    assert held(firm) == []


def test_mail_that_is_thrown_away_in_one_turn_keeps_its_place_in_the_history(firm: Firm):
    deal = firm.opportunity("200 seats")
    ids = [firm.outlook().deliver_mail(ANN, f"Mail {number}") for number in range(MANY)]
    firm.cycle()
    for id in ids:
        firm.outlook().delete(id)

    firm.cycle()

    assert [one.count for one in held(firm)] == [MANY]
    assert len(firm.history(deal.number)) == MANY


def test_the_appointments_of_a_calendar_that_is_read_no_more_are_not_deleted(firm: Firm):
    firm.outlook().make_folder("Calendar/Team", "IPF.Appointment")
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().appoint("Demo", MORNING + timedelta(days=2), attendees=[ANN], folder="Calendar/Team")
    firm.cycle()
    with firm.store.write() as unit:
        due = next(one for one in unit.mailboxes.status() if one.address == BOB)
        folders = [
            (f.server_id, f.path, f.kind, f.wellknown, f.path != "Calendar/Team")
            for f in unit.mailboxes.folders(due.id)
        ]
        unit.mailboxes.save_folders(due.id, folders, at=None)

    assert firm.history(deal.number) == ["Demo"]
    assert deleted(firm, deal) == 0


class Interrupted:
    """A store in which somebody acts between what was read and what is written next, once."""

    def __init__(self, inner: Store, act: Callable[[Unit], object]) -> None:
        self._inner, self._acts = inner, [act]

    def read(self) -> AbstractContextManager[Unit]:
        return self._inner.read()

    @contextmanager
    def write(self) -> Iterator[Unit]:
        while self._acts:
            with self._inner.write() as unit:
                self._acts.pop()(unit)
        with self._inner.write() as unit:
            yield unit


@pytest.mark.parametrize(("says", "left"), [("are_kept", MANY - 1), ("are_gone", 0)])
def test_what_a_person_says_while_tasks_are_worked_out_is_not_written_over(firm: Firm, says: str, left: int):
    deals = [firm.opportunity(f"Deal {number}", assigned_to=firm.people[BOB]) for number in range(MANY)]
    with firm.store.write() as unit:
        for deal in deals:
            unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    firm.cycle()
    mailbox = firm.simulator.mailbox(BOB)
    for id in list(mailbox.folder("tasks").items):
        firm.outlook().delete(id)
    firm.cycle()
    (waiting,) = held(firm)
    with firm.store.write() as unit:
        unit.opportunities.remind(deals[0].number, None)  # so that its task is no longer as it should be
    store = Interrupted(firm.store, lambda unit: getattr(unit.vanished, says)(waiting.mailbox_id))
    context = replace(firm.context, store=store)  # type: ignore[arg-type]  # stands in for the store
    due = DueMailbox(waiting.mailbox_id, BOB, False, firm.people[BOB], context.owner, None, {})

    owe_tasks(Cycle(context, context.plans[BOB], due, context.open_mailbox(BOB)))

    said = held(firm)
    firm.cycle()
    assert (waiting.what, said) == ("tasks", [])
    assert len(mailbox.folder("tasks").items) == left


@pytest.mark.parametrize(("most", "percent", "waits"), [(2, 10, 3), (3, 10, 0), (2, 90, 0), (0, 0, 3), (10_000, 0, 0)])
def test_how_much_is_too_much_is_the_firms_to_say(firm: Firm, most: int, percent: int, waits: int):
    firm.context = replace(firm.context, at_once=AtOnce(most, percent))
    deal, ids = meetings(firm, 6)
    for one in ids[:3]:
        firm.outlook().delete(one, for_good=True)
    firm.cycle()

    found = held(firm)

    assert [one.count for one in found] == ([waits] if waits else [])
    assert deleted(firm, deal) == 3 - waits
