"""Mail that nobody wrote is what it is; mail whose server does not show who wrote it is said, and waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flow.firm import ANN, BOB, Firm

NOBODYS = {
    "a fax": f"To: {BOB}\nSubject: Fax\nDate: Tue, 10 Mar 2026 07:00:00 +0000\n\nPage 1.",
    "without a header that is asked for by name": "Subject: Voice mail\n\nThree seconds.",
    "an empty From": f"From: \nTo: {BOB}\nSubject: Report\nContent-Type: text/plain\n\nAll is well.",
    "brackets of nobody": f'From: "" <>\nTo: {BOB}\nSubject: Report\n\nAll is well.',
}


@pytest.fixture
def where() -> str:
    """The servers that keep no headers are Exchange's."""
    return "exchange"


def said(firm: Firm) -> list[str]:
    with firm.store.read() as unit:
        return [one.reason for one in unit.quarantine.all()]


def at_night(firm: Firm) -> None:
    firm.clock.tick(timedelta(hours=24))
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())
    firm.cycle(BOB)


@pytest.mark.parametrize("mail", NOBODYS.values(), ids=NOBODYS)
@pytest.mark.parametrize("no_headers", [False, True])
def test_mail_that_nobody_wrote_is_no_trouble_and_is_not_read_again(firm: Firm, mail: str, no_headers: bool):
    firm.simulator.organization.quirks.no_headers = no_headers
    item = firm.outlook().deliver(mail.encode())

    firm.cycle(BOB)
    firm.outlook().set_categories(item, ["Red"])
    firm.cycle(BOB)

    assert said(firm) == []
    before = firm.simulator.journal.count("GetItem")
    at_night(firm)
    assert firm.simulator.journal.count("GetItem") == before


def test_where_a_server_shows_neither_headers_nor_properties_a_second_reading_of_the_same_is_believed(firm: Firm):
    quirks = firm.simulator.organization.quirks
    quirks.no_headers, quirks.leave_out = True, frozenset({"ExtendedProperty"})
    firm.outlook().deliver_mail(ANN, "Our offer", "Two hundred.", to=[BOB])
    firm.outlook().deliver(NOBODYS["a fax"].encode())

    firm.cycle(BOB)

    assert said(firm) == []


def test_mail_of_nobody_that_was_said_not_to_be_whole_is_no_trouble_after_a_night(firm: Firm):
    item = firm.outlook().deliver(NOBODYS["a fax"].encode())
    firm.cycle(BOB)
    with firm.store.write() as unit:
        [folder] = [one for one in unit.mailboxes.folders(1) if one.wellknown == "inbox"]
        reason = "the server does not tell its sender; it is decided by the rest until it is told"
        unit.quarantine.add(1, folder.id, item, reason, now=firm.clock())

    at_night(firm)

    assert said(firm) == []


@pytest.mark.parametrize("no_headers", [False, True])
def test_a_writer_whom_the_server_does_not_show_is_waited_for(firm: Firm, no_headers: bool):
    deal = firm.opportunity("200 seats")
    quirks = firm.simulator.organization.quirks
    quirks.no_headers, quirks.leave_out = no_headers, frozenset({"From", "Sender"})
    firm.outlook().deliver_mail(ANN, "Our offer", "Two hundred.", to=[BOB])
    firm.cycle(BOB)
    during = said(firm)
    at_night(firm)
    during += said(firm)

    quirks.leave_out = frozenset()
    at_night(firm)

    assert len(during) == 2
    assert said(firm) == []
    assert firm.history(deal.number) == ["Our offer"]
