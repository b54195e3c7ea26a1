"""Mail of somebody who was kept twice: what comes after the two were merged, and after it was undone."""

from __future__ import annotations

import pytest

from store.values import HistoryOf, Record
from tests.flow.firm import Firm

pytestmark = pytest.mark.row(41)

TWO = "a.client@home.example"


def recorded_with(firm: Firm, contact: int) -> list[str]:
    with firm.store.read() as unit:
        return [line.subject for line in unit.items.history(HistoryOf(contact_id=contact))]


def test_mail_follows_the_address_to_whoever_has_it(firm: Firm):
    with firm.store.write() as unit:
        ann = unit.contacts.find("Ann Client").id
        two = unit.contacts.add("A. Client", addresses=[TWO]).id
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(TWO, "Before")
    firm.cycle()
    before = firm.history(deal.number)

    with firm.store.write() as unit:
        unit.merges.merge(Record.CONTACT, ann, two)
    firm.outlook().deliver_mail(TWO, "After")
    firm.cycle()

    assert before == []
    assert firm.history(deal.number) == ["After", "Before"]
    assert recorded_with(firm, ann) == ["After", "Before"]
    with firm.store.write() as unit:
        unit.bin.restore(Record.CONTACT, two)
    firm.outlook().deliver_mail(TWO, "Apart")
    firm.cycle()
    assert firm.history(deal.number) == ["After", "Before"]
    assert recorded_with(firm, ann) == ["After", "Before"]
    assert recorded_with(firm, two) == ["Apart", "After", "Before"]
