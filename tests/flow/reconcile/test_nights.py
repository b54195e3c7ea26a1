"""Reconciling by night, when asked, and beside others at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from daemon.service.loop import Loop
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.reconcile.reconciling import gaps, skip_news, try_to_reconcile
from tests.flow.service import serve_until


def nights(firm: Firm, at: time | None = time(3)) -> None:
    firm.context = replace(firm.context, reconcile_at=at, zone=ZoneInfo("Europe/Oslo"))


def test_every_night_once_each_mailbox_is_reconciled(firm: Firm):
    nights(firm)

    at_first, later_that_day = firm.cycle(), firm.cycle()
    firm.clock.now = MORNING + timedelta(hours=18, minutes=29)  # half past three in Oslo
    at_night, later_that_night = firm.cycle(), firm.cycle()

    assert {address for address, turn in at_first.items() if turn.reconciled} == {BOB, EVE}
    assert {address for address, turn in at_night.items() if turn.reconciled} == {BOB, EVE}
    assert not any(turn.reconciled for turn in (*later_that_day.values(), *later_that_night.values()))


def test_switched_off_it_waits_for_a_person(firm: Firm):
    nights(firm, at=None)
    turns = firm.cycle()
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())

    asked, afterwards = firm.cycle(), firm.cycle()

    assert not any(turn.reconciled for turn in turns.values())
    assert {address for address, turn in asked.items() if turn.reconciled} == {BOB}
    assert not any(turn.reconciled for turn in afterwards.values())


def test_the_service_does_it_and_status_knows(settled: Firm):
    nights(settled)
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    settled.clock.tick()

    log = serve_until(settled, lambda log: len([one for one in log if one["event"] == "mailbox reconciled"]) == 2)
    settled.context = replace(settled.context, stop=Event())

    told = {one["mailbox"]: (one["gaps"], one.get("missed")) for one in log if one["event"] == "mailbox reconciled"}
    assert told == {BOB: (1, 1), EVE: (0, None)}
    with settled.store.read() as unit:
        (bob, eve) = unit.mailboxes.status()
    assert (bob.reconciled and bob.reconciled.missed, eve.reconciled and eve.reconciled.gaps) == (1, 0)
    assert bob.reconciled_at == eve.reconciled_at == settled.clock()


def test_who_is_at_work_on_a_mailbox_is_asked_to_do_it(settled: Firm):
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    with settled.store.write() as unit:
        unit.mailboxes.claim(
            owner="elsewhere/1/1", lease=timedelta(hours=1), every=timedelta(0), now=settled.clock(), only_due=False
        )

    told = try_to_reconcile(settled)
    settled.context = replace(settled.context, owner="elsewhere/1/1")
    turn = settled.cycle()[BOB]

    assert told.failure == (
        f"{BOB}: another dealtrail process is at work on it; it was asked to reconcile it at its next turn; "
        "dealtrail status shows what it found"
    )
    assert turn.reconciled is not None
    assert gaps(turn.reconciled) == {"missed": 1}


def test_stopped_between_two_pages_it_is_done_again(settled: Firm):
    nights(settled)
    settled.outlook().deliver_mail(ANN, "missed")
    skip_news(settled)
    stop, open_it = Event(), settled.context.open_mailbox
    stopping = replace(settled.context, stop=stop, open_mailbox=lambda address: StopsAtLists(open_it(address), stop))

    (cut,) = Loop(stopping).once(BOB)
    turn = settled.cycle()[BOB]

    assert (cut.failure, cut.reconciled) == ("", None)
    assert turn.reconciled is not None
    assert gaps(turn.reconciled) == {"missed": 1}


class StopsAtLists:
    """A mailbox at whose first list the daemon is told to stop."""

    def __init__(self, inner: Any, stop: Event) -> None:
        self._inner, self._stop = inner, stop

    def __getattr__(self, name: str) -> Any:
        if name == "listed":
            self._stop.set()
        return getattr(self._inner, name)
