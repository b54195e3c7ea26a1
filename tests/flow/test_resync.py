"""A server that begins a folder anew without a word leaves no deletion unnoticed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.ews import request
from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, MORNING, Firm


@pytest.fixture
def where() -> str:
    """The states that are forgotten without a word are SyncFolderItems'; Graph says so."""
    return "exchange"


@pytest.fixture
def forgetful(firm: Firm) -> Firm:
    """Bob's Inbox of eight messages was read; the server forgets silently."""
    firm.simulator.organization.quirks.forgets_silently = True
    for number in range(8):
        firm.outlook().deliver_mail(ANN, f"m{number}", sent_at=MORNING - timedelta(minutes=number))
    firm.cycle()
    firm.cycle()
    return firm


def copies_gone(firm: Firm) -> int:
    with firm.store.read() as unit:
        box = next(one for one in unit.mailboxes.status() if one.address == BOB)
        ids = [copy.server_id for copy in unit.comparing.present(box.id, None, after="", limit=100)]
    return 8 - len(ids)


def test_what_the_new_beginning_does_not_name_is_gone_at_once(forgetful: Firm) -> None:
    firm = forgetful
    firm.outlook().delete(firm.outlook().find("m3")[0], for_good=True)
    firm.simulator.expire_sync_states()

    firm.cycle()

    assert copies_gone(firm) == 1


def test_it_is_recognised_over_pages_and_behind_new_mail(forgetful: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = forgetful
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "WIDER", 1)
    firm.outlook().delete(firm.outlook().find("m3")[0], for_good=True)
    for number in range(3):
        firm.outlook().deliver_mail(ANN, f"new {number}", sent_at=firm.clock.now)
    firm.simulator.expire_sync_states()

    firm.cycle()

    assert copies_gone(firm) == 1 - 3


@pytest.mark.parametrize("after", [1, 3, 5, 6])
def test_it_is_finished_after_a_turn_that_was_cut_off(
    forgetful: Firm, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    firm = forgetful
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "WIDER", 1)
    firm.outlook().delete(firm.outlook().find("m3")[0], for_good=True)
    firm.simulator.expire_sync_states()
    firm.simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, "SyncFolderItems", after=after))
    [failed] = [turn for turn in firm.try_cycle(BOB).values() if turn.failure]
    assert "asks to wait" in failed.failure

    firm.cycle()

    assert copies_gone(firm) == 1


def test_nothing_is_asked_for_where_everything_was_named(forgetful: Firm) -> None:
    firm = forgetful
    firm.simulator.expire_sync_states()
    firm.cycle()
    firm.simulator.journal.clear()

    firm.cycle()

    assert firm.simulator.journal.counts().keys() <= {"SyncFolderItems"}
    assert copies_gone(firm) == 0
