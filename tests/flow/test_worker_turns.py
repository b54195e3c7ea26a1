"""What a worker does where it is not set up as the service is, and where there is always something due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from daemon.service import Loop
from daemon.service.turns import Turns
from daemon.signs import SILENT
from store.errors import StoreError
from tests.databases import version
from tests.flow.firm import ANN, BOB, EVE, Firm
from tests.flow.service import Log, serve_until

TROUBLE = "the database cannot be used"
ME, OTHER = "mail1.us.example/1/1", "mail2.us.example/17/5"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def a_worker(firm: Firm) -> Turns:
    return Turns(replace(firm.context, owner=ME, is_worker=True))


def test_a_worker_whose_prefix_the_service_gave_up_gives_no_turns(firm: Firm) -> None:
    """It would take the new categories for a wish of the mailboxes' users to have the old ones off."""
    deal = firm.opportunity("Desks")
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    worker = a_worker(firm)

    firm.with_policy(prefix="DEAL")
    firm.cycle()
    told = worker.named(BOB)
    firm.cycle()
    with pytest.raises(StoreError, match="is OPP in the worker's configuration and DEAL in the service's"):
        worker.claim(None)

    assert told is not None
    assert "is OPP in the worker's configuration" in told.failure
    assert firm.categories(mail) == [f"DEAL-{deal.number} Desks"]
    assert firm.history(deal.number) == ["Offer"]


def test_a_worker_finds_its_own_mailbox_among_many_that_it_does_not_know(firm: Firm) -> None:
    firm.cycle()
    others = {f"user{number}@us.example": False for number in range(30)}
    with firm.store.write() as unit:
        unit.mailboxes.register({BOB: False, EVE: False} | others)
    worker = a_worker(firm)
    worker.context = replace(worker.context, plans={BOB: firm.context.plans[BOB]})
    firm.clock.tick()

    due = worker.claim(None)

    assert due is not None
    assert due.address == BOB
    assert worker.claim(None) is None
    with firm.store.write() as unit:
        mine = {"lease": timedelta(hours=1), "every": timedelta(hours=1), "now": firm.clock()}
        left = [one.address for _ in range(31) if (one := unit.mailboxes.claim(owner=OTHER, **mine))]
    assert sorted(left) == sorted([EVE, *others])


def test_what_a_dead_machine_held_is_taken_over_however_much_else_is_due(firm: Firm) -> None:
    firm.cycle()
    hour = timedelta(hours=1)
    with firm.store.write() as unit:
        assert unit.mailboxes.claim(owner=OTHER, lease=hour, every=hour, now=firm.clock(), address=BOB, only_due=False)
        unit.processes.began(OTHER, takes="*", is_dead=lambda _: False)
    stop, began = Event(), firm.clock()

    def tick() -> None:
        firm.clock.tick(timedelta(seconds=15))
        with firm.store.read() as unit:
            is_free = OTHER not in unit.mailboxes.owners()
        if is_free or firm.clock() - began > 5 * SILENT:
            stop.set()

    context = replace(firm.context, owner=ME, every=timedelta(0), stop=stop)
    Loop(context).forever(tick, timedelta(milliseconds=10))

    assert firm.clock() - began <= 3 * SILENT


def test_no_turns_are_given_once_the_database_is_of_another_version(firm: Firm) -> None:
    """One of many machines was upgraded, and its `init` with it: the others' programs know nothing of what is new."""
    deal = firm.opportunity("Desks")
    firm.cycle()
    known = version(firm.url, "9999")

    def is_enough(log: Log) -> bool:
        firm.clock.tick(timedelta(minutes=1))
        said = [one["reason"] for one in log if one["event"] == TROUBLE]
        with firm.store.read() as unit:
            is_at_rest = not unit.mailboxes.owners()
        if said and is_at_rest and not delivered:
            delivered.append(len(said))
            firm.outlook().deliver_mail(ANN, "Offer")
        return bool(delivered) and len(said) >= delivered[0] + 3

    delivered: list[int] = []
    log = serve_until(firm, is_enough)

    assert "made by a newer version of dealtrail" in [one["reason"] for one in log if one["event"] == TROUBLE][-1]
    assert firm.history(deal.number) == []
    version(firm.url, known)
    serve_until(firm, lambda _: firm.history(deal.number) == ["Offer"])
