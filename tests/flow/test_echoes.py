"""What only our own stamps changed is no news: not in a first cycle, and not where a folder is read from its start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.ews import request
from daemon.sync import pages
from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, MORNING, Firm

MAILS = 12
STAMPED = ["OPP-1 200 seats"]


@pytest.fixture
def where() -> str:
    return "exchange"


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "MOST", 5)
    monkeypatch.setattr(pages, "AT_ONCE", 3)


def mails(firm: Firm, first: int) -> list[str]:
    outlook = firm.outlook()
    return [
        outlook.deliver_mail(ANN, f"m{number:02}", sent_at=MORNING + timedelta(minutes=number))
        for number in range(first, first + MAILS)
    ]


def are_all_there(firm: Firm, count: int) -> bool:
    """Each mail once, its one copy known to be there, and nothing owed."""
    with firm.store.read() as unit:
        told = [unit.history.explain(f"m{number:02}") for number in range(count)]
        (mailbox,) = (one for one in unit.mailboxes.status() if one.address == BOB)
    copies = [copy.pointer for [one] in told for copy in one.copies]
    return len(copies) == count and not any(copy.is_gone for copy in copies) and mailbox.errands_owed == 0


def test_a_first_cycle_reads_each_mail_once_and_its_stamps_by_few_lists(firm: Firm) -> None:
    firm.opportunity("200 seats")
    found = mails(firm, 0)
    firm.simulator.journal.clear()

    firm.cycle(BOB)

    lists = firm.simulator.journal.count("SyncFolderItems")
    firm.simulator.journal.clear()
    firm.cycle(BOB)

    assert [firm.categories(mail) for mail in found] == [STAMPED] * MAILS
    assert are_all_there(firm, MAILS)
    assert lists <= 6 + 4 + 4  # pages of two; their echoes by five; the other folders
    assert firm.simulator.journal.count("GetItem") == 0


def test_a_pass_in_which_mails_are_stamped_takes_none_of_them_for_gone(firm: Firm) -> None:
    firm.opportunity("200 seats")
    before = mails(firm, 0)
    firm.cycle(BOB)
    firm.simulator.expire_sync_states()
    after = mails(firm, MAILS)

    for _ in range(2):
        firm.cycle(BOB)

    assert [firm.categories(mail) for mail in (*before, *after)] == [STAMPED] * 2 * MAILS
    assert are_all_there(firm, 2 * MAILS)


def test_a_pass_that_is_cut_among_echoes_goes_on_and_takes_none_for_gone(firm: Firm) -> None:
    firm.opportunity("200 seats")
    before = mails(firm, 0)
    firm.cycle(BOB)
    firm.simulator.expire_sync_states()
    after = mails(firm, MAILS)
    firm.simulator.faults.inject(Fault(FaultKind.UNAVAILABLE, "SyncFolderItems", after=2 * MAILS // 2 + 3))

    firm.try_cycle(BOB)
    for _ in range(2):
        firm.cycle(BOB)

    assert [firm.categories(mail) for mail in (*before, *after)] == [STAMPED] * 2 * MAILS
    assert are_all_there(firm, 2 * MAILS)
