"""A mailbox that moves to another server, which gives other ids to all that is in it: nothing is doubled or lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.link import category_name
from simulator.server import Simulator
from tests.flow.firm import ANN, BOB, MORNING, PASSWORD, Firm, open_at
from tests.flow.moved import copies, lines
from tests.migrating import migrate
from tests.simulated import simulated


@pytest.fixture
def where() -> str:
    """From one Exchange Server to another; into Microsoft 365 and back is in test_moving_to_cloud.py."""
    return "exchange"


@pytest.fixture
def other(firm: Firm) -> Iterator[Simulator]:
    """Another server, which knows Bob and holds nothing."""
    with simulated(clock=firm.clock) as running:
        running.add_mailbox(BOB, PASSWORD, zone="Europe/Oslo", guid="another")
        yield running


def move_bob(firm: Firm, other: Simulator, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Bob's mailbox is on the other server from now on, as mailboxes are migrated; new ids by the old ones."""
    ids = migrate(firm.simulator.mailbox(BOB), other.mailbox(BOB), without=without)
    opened = firm.context.open_mailbox
    plans = dict(firm.context.plans)
    plans[BOB] = replace(plans[BOB], server="oslo")
    firm.context = replace(
        firm.context,
        plans=plans,
        open_mailbox=lambda address: open_at(other.endpoint, address) if address == BOB else opened(address),
    )
    return ids


def test_every_item_is_there_once_and_linked_as_before(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks")
    bob = firm.outlook()
    bob.make_folder("Inbox/Customers")
    for number in range(4):
        bob.deliver_mail(ANN, f"Offer {number}", folder="inbox" if number % 2 else "Inbox/Customers")
    bob.appoint("Demo", MORNING - timedelta(days=2), attendees=[ANN])
    firm.cycle()
    firm.cycle()
    before = lines(firm, deal.number)

    ids = move_bob(firm, other)
    firm.cycle()
    firm.cycle()

    assert lines(firm, deal.number) == before
    assert len(before) == 5
    assert copies(firm) == ["Demo", *(f"Offer {number}" for number in range(4))]
    stamped = [other.mailbox(BOB).items[id].categories for id in ids.values()]
    assert stamped.count([category_name(deal.number, deal.title, "OPP")]) == 5


def test_no_stamp_is_written_twice(firm: Firm, other: Simulator) -> None:
    firm.opportunity("Desks")
    firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    firm.cycle()

    move_bob(firm, other)
    firm.cycle()
    firm.cycle()

    assert "UpdateItem" not in [request.operation for request in other.journal.requests]


def test_the_meetings_of_a_series_stay_as_they_were(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks")
    firm.outlook().appoint("Weekly", MORNING - timedelta(days=21), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=10")
    firm.cycle()
    firm.cycle()
    before = lines(firm, deal.number)

    move_bob(firm, other)
    firm.cycle()
    firm.cycle()

    assert lines(firm, deal.number) == before
    assert len(before) >= 3
    with firm.store.read() as unit:
        assert not any(line.is_cancelled for line in unit.opportunities.history(deal.number))


def test_what_was_deleted_on_the_way_is_gone_and_what_came_is_linked(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks")
    lost = firm.outlook().deliver_mail(ANN, "Lost")
    firm.outlook().deliver_mail(ANN, "Kept")
    firm.cycle()
    firm.cycle()

    ids = move_bob(firm, other)
    other.outlook(BOB).delete(ids[lost], for_good=True)
    other.outlook(BOB).deliver_mail(ANN, "Came")
    firm.cycle()
    firm.cycle()

    assert copies(firm) == ["Came", "Kept"]
    assert sorted(subject for subject, _, _ in lines(firm, deal.number)) == ["Came", "Kept", "Lost"]


def test_a_category_that_was_taken_off_before_the_move_stays_off(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks")
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()

    ids = move_bob(firm, other)
    firm.cycle()
    firm.cycle()

    assert lines(firm, deal.number) == []
    assert other.mailbox(BOB).items[ids[mail]].categories == []


def test_a_reminder_keeps_its_task(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, datetime(2026, 3, 20, 8, tzinfo=UTC))
    firm.cycle()
    [task] = list(firm.simulator.mailbox(BOB).folder("tasks").items)

    ids = move_bob(firm, other)
    firm.cycle()
    other.outlook(BOB).complete_task(ids[task])
    firm.cycle()
    firm.cycle()

    assert len(other.mailbox(BOB).folder("tasks").items) == 1
    with firm.store.read() as unit:
        assert not unit.opportunities.get(deal.number).reminder_on


def test_a_task_that_did_not_come_along_is_made_anew(firm: Firm, other: Simulator) -> None:
    deal = firm.opportunity("Desks", assigned_to=firm.people[BOB])
    reminder = datetime(2026, 3, 20, 8, tzinfo=UTC)
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, reminder)
    firm.cycle()

    move_bob(firm, other, without=("Tasks",))
    firm.cycle()
    firm.cycle()

    assert [item.subject for item in other.mailbox(BOB).folder("tasks").items.values()] == ["Follow up: Desks (OPP-1)"]
    with firm.store.read() as unit:
        assert unit.opportunities.get(deal.number).reminder_on


def test_what_is_in_an_archive_mailbox_that_the_new_server_does_not_show_is_not_gone(
    firm: Firm, other: Simulator
) -> None:
    deal = firm.opportunity("Desks")
    firm.simulator.remove_mailbox(BOB)
    firm.simulator.add_mailbox(BOB, PASSWORD, zone="Europe/Oslo", with_archive=True)
    archive = firm.simulator.mailbox(BOB).wellknown("archiveinbox")
    assert archive is not None
    mail = firm.outlook().deliver_mail(ANN, "Old offer")
    firm.simulator.mailbox(BOB).move(firm.simulator.mailbox(BOB).items[mail], archive)
    firm.cycle()
    firm.cycle()
    assert copies(firm) == ["Old offer"]

    move_bob(firm, other)
    firm.cycle()
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()

    assert copies(firm) == ["Old offer"]
    assert [subject for subject, _, _ in lines(firm, deal.number)] == ["Old offer"]


def test_a_server_that_only_got_another_name_is_the_same(firm: Firm) -> None:
    firm.opportunity("Desks")
    firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    firm.cycle()
    plans = {address: replace(plan, server="oslo") for address, plan in firm.context.plans.items()}
    firm.context = replace(firm.context, plans=plans)
    before = len(firm.simulator.journal.requests)

    firm.cycle()
    firm.cycle()

    asked = [request.operation for request in firm.simulator.journal.requests[before:]]
    assert asked.count("GetItem") == 0
