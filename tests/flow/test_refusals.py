"""What one refusal touches, and what goes on all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from simulator.faults import Fault, FaultKind
from store.values import ErrandKind
from tests.flow.firm import ANN, BOB, MORNING, Clock, Firm, a_firm
from tests.simulated import simulated


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


@pytest.fixture
def where() -> str:
    """The operations that are refused are EWS's; what Graph refuses is in tests/contract/mailbox."""
    return "exchange"


def refuse(firm: Firm, operation: str, code: str, times: int = 1) -> None:
    firm.simulator.faults.inject(Fault(FaultKind.REFUSED, operation, times=times, code=code))


def test_a_category_list_that_may_not_be_read_keeps_no_mail_from_being_linked(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Our offer")
    refuse(firm, "GetUserConfiguration", "ErrorAccessDenied", times=20)

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]


@pytest.mark.parametrize("code", ["ErrorAccessDenied", "ErrorCorruptData"])
def test_a_folder_that_may_not_be_read_keeps_no_other_from_it(firm: Firm, code: str):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    firm.outlook().deliver_mail(ANN, "Our offer")
    refuse(firm, "SyncFolderItems", code)  # the first folder, the calendar

    firm.cycle(BOB)

    assert firm.history(deal.number) == ["Our offer"]


def test_a_value_that_no_database_holds_quarantines_its_item_alone(tmp_path: Path, database: str):
    clock = Clock()
    with simulated(clock=clock, schema_dir=None) as simulator, a_firm(simulator, clock, tmp_path, database) as firm:
        deal = firm.opportunity("200 seats")
        bad = firm.outlook().deliver_mail(ANN, "of too many bytes")
        simulator.mailbox(BOB).items[bad].put("Size", str(2**70))
        for subject in ("first", "second"):
            firm.outlook().deliver_mail(ANN, subject)

        turn = firm.cycle(BOB)[BOB]
        again = firm.cycle(BOB)[BOB]

        assert sorted(firm.history(deal.number)) == ["first", "second"]
        assert dict(turn.seen) == {"linked": 2, "quarantined": 1}
        assert again.seen["quarantined"] == 0  # the cursor moved on
        with firm.store.read() as unit:
            [quarantined] = unit.quarantine.all()
        assert quarantined.server_id == bad
        assert "cannot be stored" in quarantined.reason


def test_a_parked_errand_is_tried_again_at_the_next_refresh(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    refuse(firm, "CreateItem", "ErrorQuotaExceeded")
    firm.cycle(BOB)
    with firm.store.read() as unit:
        parked = [errand.errand.kind for errand in unit.errands.parked()]
    firm.clock.tick(timedelta(hours=2))

    firm.cycle(BOB)

    assert parked == [ErrandKind.TASK]
    assert len(firm.simulator.mailbox(BOB).folder("tasks").items) == 1
    with firm.store.read() as unit:
        assert unit.errands.parked() == []
