"""A mail that is linked by hand and unlinked, and what that means for its copies."""

from __future__ import annotations

import pytest

from store.database import Store
from store.errors import Invalid
from store.unit import Unit
from store.values import (
    ErrandKind,
    HistoryOf,
    Link,
    Mark,
    MarkKind,
    Outcome,
    Record,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.records import (
    a_deal,
    a_folder,
    a_mailbox,
    an_opportunity,
    known_one,
    linked,
    subjects,
)

pytestmark = pytest.mark.row(29)


def a_mail(unit: Unit, *numbers: int) -> tuple[int, int, int]:
    """A mail in two mailboxes: item, and both mailboxes."""
    bob, cora = a_mailbox(unit), a_mailbox(unit, "cora@us.example")
    for mailbox in (bob, cora):
        folder = a_folder(unit, mailbox.id)
        unit.history.save(mailbox.id, folder.id, [linked("S1", *numbers)], now=NOON)
    return known_one(unit, bob.id, linked("S1")).item_id, bob.id, cora.id


@pytest.mark.row(31)
def test_a_mail_is_linked_by_hand_and_every_copy_gets_the_category(store: Store):
    with store.write() as unit:
        number, contact, _ = a_deal(unit)
        item, bob, cora = a_mail(unit)

        unit.items.link(item, number)

        assert unit.items.get(item).links == (Link(number, "by hand", "by dealtrail"),)
        assert subjects(unit, contact_id=contact) == ["About the seats"]
        assert len(unit.errands.keys(bob, ErrandKind.STAMP)) == len(unit.errands.keys(cora, ErrandKind.STAMP)) == 1
        receipt = known_one(unit, bob, linked("S1")).receipt
        assert receipt
        assert (receipt.outcome, receipt.rule) == (Outcome.LINKED, "by hand")
        with pytest.raises(Invalid, match=f"email {item}: is linked to opportunity {number} already"):
            unit.items.link(item, number)


@pytest.mark.row(31)
def test_an_unlinked_mail_is_withdrawn_in_every_mailbox_and_linking_clears_that(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        item, bob, cora = a_mail(unit, number)
        stamped = [
            (p.id, p.server_id, p.change_key, frozenset({number}), (number,))
            for p in unit.history.pointers_of([item])[item]
        ]
        unit.history.confirm(stamped)

        unit.items.unlink(item, number)

        both = (Mark(bob, number, MarkKind.WITHDRAWN), Mark(cora, number, MarkKind.WITHDRAWN))
        known = known_one(unit, bob, linked("S1"))
        assert (known.links, known.marks) == ((), both)
        assert known.receipt
        assert known.receipt.outcome is Outcome.SKIPPED
        assert [owed.remove for owed in unit.history.stamps_owed([p.id for p in known.pointers])] == [(number,)] * 2
        assert len(unit.errands.keys(cora, ErrandKind.STAMP)) == 1
        with pytest.raises(Invalid, match=f"email {item}: is not linked to opportunity {number}"):
            unit.items.unlink(item, number)
        unit.items.link(item, number)
        assert known_one(unit, bob, linked("S1")).marks == ()


@pytest.mark.row(31)
def test_a_note_is_not_unlinked_from_its_last_history(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        other = an_opportunity(unit)
        note = unit.notes.add(HistoryOf(number), "A note")

        with pytest.raises(Invalid, match=f"note {note.id}: is in no other history; delete it, or link it"):
            unit.items.unlink(note.id, number)
        unit.items.link(note.id, other)
        unit.items.unlink(note.id, number)

        assert [link.number for link in unit.items.get(note.id).links] == [other]
        assert [c.field for c in unit.audit.of(Record.ITEM, note.id)] == ["linked to", "linked to", ""]
