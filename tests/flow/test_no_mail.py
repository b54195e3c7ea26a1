"""What lies in folders for mail and is none: passed over and counted, and nothing to mend."""

from __future__ import annotations

import pytest

from tests.flow.firm import ANN, BOB, Firm


@pytest.fixture
def where() -> str:
    """Graph shows no contacts and notes among mail."""
    return "exchange"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def test_contacts_notes_posts_and_documents_among_mail_are_counted_as_skipped_and_no_fault(firm: Firm):
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    classes = ("IPM.Contact", "IPM.DistList", "IPM.StickyNote", "IPM.Post.Rss", "IPM.Document.txt", "IPM.TaskRequest")
    kept = [outlook.keep(item_class, "Zoe") for item_class in classes]
    outlook.deliver_mail(ANN, "Our offer")

    turn = firm.cycle()[BOB]

    with firm.store.read() as unit:
        [status] = [one for one in unit.mailboxes.status() if one.address == BOB]
        assert unit.quarantine.all() == []
        assert unit.history.counts()["skipped"] == status.skipped["no mail"] == len(kept)
    assert (turn.seen["skipped"], turn.seen["quarantined"]) == (len(kept), 0)
    assert (status.quarantined, status.seen, status.adds_up) == (0, len(kept) + 1, True)
    assert firm.history(deal.number) == ["Our offer"]

    for item_id in kept:
        outlook.delete(item_id)
    firm.cycle()

    with firm.store.read() as unit:
        assert unit.history.counts()["skipped"] == 0
