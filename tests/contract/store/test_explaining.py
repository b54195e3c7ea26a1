"""Why an item is where it is, and that everything seen adds up."""

from __future__ import annotations

import pytest

from store.database import Store
from store.values import Mark, MarkKind, Outcome, Receipt
from tests.contract.store.conftest import NOON
from tests.contract.store.records import BOB, CY, LINKED, a_mailbox, an_entry, an_opportunity, linked, save


@pytest.mark.parametrize("asked", ["1", "<S1@x>", "S1@x", "about THE", "seats"])
def test_why_finds_an_item_by_id_message_id_or_subject(store: Store, asked: str):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        entry = linked("S1", number, marks=(Mark(mailbox.id, number, MarkKind.SET),))
        save(unit, mailbox.id, entry)

        [found] = unit.history.explain(asked)
        [copy] = found.copies

    assert (found.item.item_id, found.item.author, found.identity) == (1, "Ann", "<S1@x>")
    assert (found.links, found.item.rule) == (entry.links, "address")
    assert (copy.address, copy.folder, copy.receipt, copy.marks) == (BOB, "Inbox", LINKED, entry.marks)


def test_why_finds_nothing_for_nothing(store: Store):
    with store.read() as unit:
        assert [unit.history.explain(asked) for asked in ("", "  ", "77", "nothing like it")] == [[], [], [], []]


def test_the_counters_add_up(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        number = an_opportunity(unit)
        save(
            unit,
            bob.id,
            linked("S1", number),
            an_entry("S2"),
            an_entry("S3", receipt=Receipt(Outcome.REVIEW, "x", "y")),
        )
        save(unit, cy.id, an_entry("S1"))
        unit.quarantine.add(bob.id, 1, "S4", "not understood", now=NOON)

        assert unit.history.counts(bob.id) == {
            "linked": 1,
            "contact": 0,
            "review": 1,
            "skipped": 1,
            "quarantined": 1,
            "seen": 4,
        }
        assert unit.history.counts()["seen"] == 5
        assert unit.history.counts()["skipped"] == 2
