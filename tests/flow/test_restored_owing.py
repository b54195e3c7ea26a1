"""A backup in which something was owed, to Outlook and to webhooks, comes back when all of it was paid long since."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.webhooks.posting import Poster
from daemon.webhooks import Deliverer, Keys, Sender, Sent
from simulator.faults import FaultKind
from store.backup import backup, prepared
from store.backup import replace as put_back
from store.values import EVENTS, Actor, ErrandKind, Role
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.receiver import WAIT, Receiver, receiving, says

pytestmark = pytest.mark.usefixtures("postgres_programs")
KEY = "k" * 32
LONG, SOON = timedelta(hours=6), timedelta(minutes=2)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def sent_once(firm: Firm) -> Sent:
    sender = Sender(Poster(["localhost"], timeout=timedelta(seconds=WAIT)), Keys(KEY), firm.clock)
    stop = threading.Event()
    deliverer = Deliverer(firm.store, lambda: sender, firm.clock, stop=stop, owner="test", is_dead=lambda _: True)
    with closing(deliverer) as made:
        return made.once()


def owed(firm: Firm) -> Counter[ErrandKind]:
    """What waits to be written by now; a change of a task that is in no hurry may be put off."""
    with firm.store.read() as unit:
        boxes = [one.id for one in unit.mailboxes.status()]
        return Counter(one.kind for box in boxes for one in unit.errands.due(box, now=firm.clock.now + SOON, limit=99))


def register(firm: Firm, receiver: Receiver) -> int:
    with firm.store.write() as unit:
        unit.act_as(Actor("Bob", firm.people[BOB], Role.OWNER))
        return unit.webhooks.add(receiver.url, EVENTS, Keys(KEY).new()).id


def test_what_was_owed_then_and_paid_since_is_told_again_by_its_name_and_written_no_second_time(
    firm: Firm, tmp_path: Path
):
    outlook = firm.outlook(BOB)
    with receiving(says(503)) as receiver:
        register(firm, receiver)
        deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
        with firm.store.write() as unit:
            unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
        firm.cycle()
        mail = outlook.deliver_mail(ANN, "first", sent_at=firm.clock.now)
        firm.fault(FaultKind.CONFLICT, "UpdateItem", times=0)
        firm.try_cycle()
        assert sent_once(firm).failed == 1
        pending = receiver.came[0].id
        assert owed(firm)[ErrandKind.STAMP] == 1  # tried in vain a moment ago
        backup(firm.url, tmp_path / "backup")

        firm.simulator.faults.clear()
        receiver.answer = says(204)
        firm.clock.tick(LONG)
        firm.cycle()
        later = outlook.deliver_mail(ANN, "second", sent_at=firm.clock.now)
        firm.cycle()
        sent_once(firm)
        assert owed(firm) == Counter()
        told_before = {one.told["data"]["item"]["id"]: one.id for one in receiver.came}
        assert len(told_before) == 2

        with prepared(firm.url, tmp_path / "backup", firm.clock.now) as ready:
            put_back(firm.url, ready, firm.clock.now)
        assert owed(firm)[ErrandKind.STAMP] == 1
        with firm.store.read() as unit:
            since = unit.watching.standing().oldest_due
        receiver.came.clear()
        for _ in range(3):
            firm.cycle()
            sent_once(firm)

    assert since is not None
    assert firm.clock.now - since > LONG  # it says for how long, and not since it was restored
    assert owed(firm) == Counter()
    assert firm.categories(mail) == firm.categories(later) == ["OPP-1 200 seats"]
    assert len(firm.simulator.mailbox(BOB).folder("tasks").items) == 1
    assert Counter(firm.history(deal.number)) == Counter(["first", "second"])
    assert receiver.came[0].id == pending  # by which a receiver knows that it had it
    assert len(receiver.came) == len({one.id for one in receiver.came}) == 2
    assert firm.simulator.sent == []
