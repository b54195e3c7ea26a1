"""Servers that refuse, empty and stall, and deaths: nothing is lost, nothing is marked gone for them."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest

from simulator.faults import Fault, FaultKind
from tests.flow.borders import run_until
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.reconcile.reconciling import copies, gaps, reconcile, skip_news, try_to_reconcile

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.flow.borders"])


ON_EXCHANGE = pytest.mark.parametrize("where", ["exchange"])  # the requests that go wrong are EWS's


@ON_EXCHANGE
def test_one_folder_that_cannot_be_listed_keeps_nothing_from_the_others(settled: Firm):
    settled.outlook().deliver_mail(ANN, "missed")
    settled.outlook().appoint("demo", MORNING + timedelta(days=1), attendees=[ANN])
    skip_news(settled)
    settled.simulator.faults.inject(Fault(FaultKind.REFUSED, "FindItem", code="ErrorAccessDenied"))

    found = reconcile(settled)

    assert gaps(found) == {"missed": 1}
    assert [problem.partition(":")[0] for problem in found.problems] == ["Calendar"]
    assert settled.history(1) == ["missed", "known"]
    assert gaps(reconcile(settled)) == {"missed": 1}


def test_a_folder_that_is_suddenly_empty_is_doubted(settled: Firm):
    for n in range(11):
        settled.outlook().deliver_mail(ANN, f"mail {n}")
    settled.cycle()
    for mail in [*settled.simulator.mailbox(BOB).folder("inbox").items]:
        settled.outlook().delete(mail, for_good=True)
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {}
    assert found.problems == (
        "Inbox: the server lists nothing in it, and 12 items were there: nothing was marked gone; "
        "if it was emptied on purpose, reconcile with --full",
    )
    assert gaps(reconcile(settled, is_full=True)) == {"gone": 12}


@ON_EXCHANGE
def test_a_folder_that_shows_nothing_when_it_is_read_anew_is_doubted_in_status_after_the_next_turn(settled: Firm):
    for n in range(11):
        settled.outlook().deliver_mail(ANN, f"mail {n}")
    settled.cycle()
    for mail in [*settled.simulator.mailbox(BOB).folder("inbox").items]:
        settled.outlook().delete(mail, for_good=True)
    settled.simulator.expire_sync_states()

    settled.cycle()
    settled.cycle()

    with settled.store.read() as unit:
        found = next(one for one in unit.mailboxes.status() if one.address == BOB).reconciled
        gone = [one.is_gone for one in unit.opportunities.history(1)]
    assert found is not None
    assert "12 items were there: nothing was marked gone" in found.problems[0]
    assert not any(gone)
    assert gaps(reconcile(settled, is_full=True)) == {"gone": 12}


@ON_EXCHANGE
def test_what_a_busy_server_left_is_found_the_next_time(settled: Firm):
    for n in range(3):
        settled.outlook().deliver_mail(ANN, f"mail {n}")
        settled.outlook().deliver_mail(ANN, f"sent {n}", folder="sentitems")
    skip_news(settled)
    settled.simulator.faults.inject(Fault(FaultKind.BUSY, "GetItem", times=20, after=1))

    turn = try_to_reconcile(settled)
    settled.simulator.faults.clear()
    found = reconcile(settled)

    assert turn.failure != ""
    assert turn.reconciled is None
    assert len(settled.history(1)) == 7
    assert gaps(found) == {"missed": 3}


def test_killed_anywhere_the_next_one_finds_the_rest(settled: Firm):
    expected = ["known"]
    for n, fatal in enumerate(range(50, 146, 8)):  # before, while and after it reconciles
        subject = f"mail {n}"
        mail = settled.outlook().deliver_mail(ANN, subject, sent_at=settled.clock())
        if n % 2:
            settled.cycle()
            settled.outlook().move(mail, "sentitems")
        expected.append(subject)
        skip_news(settled)
        kill_at(settled, fatal)

    reconcile(settled)

    assert sorted(settled.history(1)) == sorted(expected)
    assert copies(settled) == sorted((subject, False) for subject in expected)


def kill_at(firm: Firm, border: int) -> None:
    """Reconcile in a process of its own that is killed at that border."""
    here, there = CONTEXT.Pipe(duplex=False)
    arguments = (firm.url, firm.server, firm.clock.tick(), border, there)
    process = CONTEXT.Process(target=run_until, args=arguments, kwargs={"reconciles": True})
    process.start()
    there.close()
    told = here.recv()
    here.close()
    process.join()
    process.close()
    assert isinstance(told, str), f"there are {told} borders"
