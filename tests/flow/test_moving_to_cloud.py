"""A mailbox that is reached through Graph from now on, or through EWS again: the same mailbox, under other ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.link import category_name
from simulator.faults import Fault, FaultKind
from store.values import HistoryItem
from tests.flow.appointments.calendars import an_event, appointments
from tests.flow.firm import ANN, BOB, MORNING, PASSWORD, Firm
from tests.flow.moved import copies, lines
from tests.flow.mover import Mover, a_mover, open_task, open_tasks, remind


@pytest.fixture(params=["translated", "healed"])
def mover(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mover]:
    with a_mover(tmp_path, translates=request.param == "translated") as found:
        yield found


def categories(firm: Firm) -> dict[str, list[str]]:
    return {item.subject: item.categories for item in firm.simulator.mailbox(BOB).items.values() if item.tag != "Task"}


def a_full_mailbox(firm: Firm) -> int:
    """Mail in folders, appointments of his own and others', a series with changes; all in step. The opportunity."""
    deal = firm.opportunity("Desks")
    bob = firm.outlook()
    bob.make_folder("Inbox/Customers")
    for number in range(4):
        bob.deliver_mail(ANN, f"Offer {number}", folder="inbox" if number % 2 else "Inbox/Customers")
    bob.appoint("Mine", MORNING - timedelta(days=2), attendees=[ANN])
    bob.put_calendar(an_event("demo@x", MORNING - timedelta(days=3), organizer=ANN, attendees=(BOB,)))
    start = MORNING - timedelta(days=21)
    weekly = bob.appoint("Weekly", start, attendees=[ANN], rule="FREQ=WEEKLY;COUNT=10")
    bob.edit_appointment(bob.occurrence(weekly, start + timedelta(days=7)), start=start + timedelta(days=8))
    bob.delete(bob.occurrence(weekly, start + timedelta(days=14)))
    firm.cycle()
    firm.cycle()
    return deal.number


def told(items: list[HistoryItem]) -> list[tuple[object, ...]]:
    return [(one.subject, one.occurred_at, one.is_cancelled, [link.rule for link in one.links]) for one in items]


def test_nothing_is_doubled_lost_or_written_there_and_back(mover: Mover):
    firm = mover.firm
    number = a_full_mailbox(firm)
    before = (lines(firm, number), copies(firm), categories(firm), told(appointments(firm, number)))
    assert len(before[0]) == 8

    mover.to_cloud()
    there = (lines(firm, number), copies(firm), categories(firm), told(appointments(firm, number)))
    written_there = mover.written()
    mover.back()
    here = (lines(firm, number), copies(firm), categories(firm), told(appointments(firm, number)))

    assert there == before
    assert here == before
    assert (written_there, mover.written()) == ([], [])


def test_what_people_do_before_between_and_after_counts(mover: Mover):
    firm = mover.firm
    deal = firm.opportunity("Desks")
    mails = [firm.outlook().deliver_mail(ANN, subject) for subject in ("off", "moved", "gone", "later off")]
    firm.cycle()
    firm.cycle()
    firm.outlook().set_categories(mails[0], [])
    firm.outlook().make_folder("Inbox/Done")
    firm.outlook().move(mails[1], "Inbox/Done")
    firm.outlook().delete(mails[2], for_good=True)
    firm.outlook().deliver_mail(ANN, "new")

    mover.to_cloud()
    assert sorted(firm.history(deal.number)) == ["gone", "later off", "moved", "new"]
    assert copies(firm) == ["later off", "moved", "new", "off"]
    firm.outlook().set_categories(mails[3], [])
    firm.cycle()
    mover.back()

    assert sorted(firm.history(deal.number)) == ["gone", "moved", "new"]
    assert firm.categories(mails[0]) == firm.categories(mails[3]) == []
    assert copies(firm) == ["later off", "moved", "new", "off"]


def test_a_reminder_keeps_its_task(mover: Mover):
    firm = mover.firm
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    remind(firm, deal.number, MORNING + timedelta(days=9))
    firm.cycle()

    mover.to_cloud()
    there = [str(one["id"]) for one in firm.outlook().items("tasks")]
    firm.outlook().move_reminder(there[0], MORNING + timedelta(days=10))
    firm.cycle()
    with firm.store.read() as unit:
        moved = unit.opportunities.get(deal.number).reminder_at
    mover.back()
    here = [str(one["id"]) for one in firm.outlook().items("tasks")]
    firm.outlook().complete_task(here[0])
    firm.cycle()

    assert len(there) == len(here) == 1
    assert moved == MORNING + timedelta(days=10)
    with firm.store.read() as unit:
        assert not unit.opportunities.get(deal.number).reminder_on


@pytest.mark.parametrize("is_done_on_the_way", [False, True])
def test_a_reminder_keeps_its_task_beside_those_of_earlier_ones(mover: Mover, is_done_on_the_way: bool):
    """All of them are called alike: what was completed before the move is not taken for the one that is open."""
    firm = mover.firm
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    for day in (9, 12, 10):
        remind(firm, deal.number, MORNING + timedelta(days=day))
        firm.cycle()
        if day != 10:
            firm.outlook().complete_task(open_task(firm))
            firm.cycle()
    task = open_task(firm)
    if is_done_on_the_way:
        firm.outlook().complete_task(task)

    mover.to_cloud()
    for _ in range(2):
        with firm.store.read() as unit:
            assert unit.opportunities.get(deal.number).reminder_on is not is_done_on_the_way
        assert open_tasks(firm) == ([] if is_done_on_the_way else [task])
        mover.back()

    assert len(firm.outlook().items("tasks")) == 3


def test_a_task_that_could_not_be_marked_on_the_way_is_followed_all_the_same(mover: Mover):
    firm = mover.firm
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    remind(firm, deal.number, MORNING + timedelta(days=9))
    firm.cycle()

    firm.simulator.faults.inject(
        Fault(FaultKind.REFUSED, "POST /users/{id}/todo/lists/{id}/tasks/{id}/linkedResources")
    )
    mover.to_cloud()
    assert not firm.simulator.faults.waiting()
    firm.outlook().complete_task(open_task(firm))
    firm.cycle()

    with firm.store.read() as unit:
        assert not unit.opportunities.get(deal.number).reminder_on


def test_what_is_in_an_archive_mailbox_keeps_its_history_there_and_back(mover: Mover):
    firm = mover.firm
    deal = firm.opportunity("Desks")
    firm.simulator.remove_mailbox(BOB)
    firm.simulator.add_mailbox(BOB, PASSWORD, zone="Europe/Oslo", with_archive=True)
    box = firm.simulator.mailbox(BOB)
    archive = box.wellknown("archiveinbox")
    assert archive is not None
    box.move(box.items[firm.outlook().deliver_mail(ANN, "Old offer")], archive)
    firm.outlook().deliver_mail(ANN, "New offer")
    firm.cycle()
    firm.cycle()
    before = (copies(firm), lines(firm, deal.number))

    mover.to_cloud()
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()
    there = (copies(firm), lines(firm, deal.number))
    mover.back()
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()

    assert before[0] == ["New offer", "Old offer"]
    assert there == before
    assert (copies(firm), lines(firm, deal.number)) == before


def test_what_goes_into_an_archive_mailbox_later_stays_in_the_history_and_is_one_again_when_it_comes_back(
    mover: Mover,
):
    firm = mover.firm
    deal = firm.opportunity("Desks")
    firm.simulator.remove_mailbox(BOB)
    firm.simulator.add_mailbox(BOB, PASSWORD, zone="Europe/Oslo", with_archive=True)
    box = firm.simulator.mailbox(BOB)
    archive, inbox = box.wellknown("archiveinbox"), box.wellknown("inbox")
    assert archive is not None
    assert inbox is not None
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    mover.to_cloud()
    there = lines(firm, deal.number)

    archived = box.move(box.items[mail], archive)
    firm.cycle()
    away = (lines(firm, deal.number), copies(firm))
    box.move(archived, inbox)
    firm.cycle()

    assert len(there) == 1
    assert away == (there, [])
    assert (lines(firm, deal.number), copies(firm)) == (there, ["Offer"])


def test_what_graph_kept_back_is_stamped_over_ews_and_told_no_more(mover: Mover):
    firm = mover.firm
    deal = firm.opportunity("Desks")
    mover.to_cloud()
    meeting = firm.outlook().appoint("Mine", MORNING + timedelta(days=2), attendees=[ANN])
    firm.cycle()
    firm.cycle()
    with firm.store.read() as unit:
        kept_back = unit.mailboxes.count_kept_back()
    mover.back()
    firm.clock.tick(timedelta(days=1))
    firm.cycle()

    assert [sum(counts.values()) for counts in kept_back.values()] == [1]
    assert firm.categories(meeting) == [category_name(deal.number, deal.title, "OPP")]
    with firm.store.read() as unit:
        assert unit.mailboxes.count_kept_back() == {}
