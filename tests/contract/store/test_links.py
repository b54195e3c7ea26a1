"""What the linking rules are told of a page of items."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database import Store
from store.values import Arrival, Candidates, ItemKind, KnownContact, Link, Mark, MarkKind
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry, an_opportunity, arrival


def test_contacts_bring_their_own_and_their_accounts_opportunities(store: Store, clock: Clock):
    with store.write() as unit:
        account = unit.accounts.add("Client")
        ann = unit.contacts.add("Ann", addresses=["ann@client.example", "ann@home.example"], account_id=account.id)
        zed = unit.contacts.add("Zed", addresses=["zed@other.example"])
        unit.contacts.add("Not there", addresses=["not@there.example"])
        own = an_opportunity(unit, "own", contact_id=ann.id)
        closed = an_opportunity(unit, "closed", contact_id=ann.id)
        unit.opportunities.close(closed, won=True, on=NOON + timedelta(days=1))
        of_account = an_opportunity(unit, "of account", account_id=account.id)
        other = an_opportunity(unit, "other")

        found = unit.links.candidates(
            {"ann@client.example", "ann@home.example", "zed@other.example", "nobody@x.example"}, {other, own, 999}
        )

    assert found.contacts == {
        "ann@client.example": KnownContact(ann.id, account.id, "ann@client.example"),
        "ann@home.example": KnownContact(ann.id, account.id, "ann@home.example"),
        "zed@other.example": KnownContact(zed.id, None, "zed@other.example"),
    }
    assert {id: [span.number for span in spans] for id, spans in found.by_contact.items()} == {ann.id: [own, closed]}
    assert {id: [span.number for span in spans] for id, spans in found.by_account.items()} == {account.id: [of_account]}
    assert {number: span.title for number, span in found.by_number.items()} == {
        own: "own",
        closed: "closed",
        of_account: "of account",
        other: "other",
    }
    span = found.by_contact[ann.id][1]
    assert (span.created_at, span.closed_at) == (NOON, NOON + timedelta(days=1))


def test_nothing_asked_is_nothing_found(store: Store):
    with store.read() as unit:
        assert unit.links.candidates(set(), set()) == Candidates()


@pytest.mark.parametrize("size", [1, 500])
def test_a_page_costs_three_queries_whatever_its_size(store: Store, size: int):
    counted: list[str] = []

    def count(connection, cursor, statement, *rest):
        counted.append(statement)

    with store.write() as unit:
        account = unit.accounts.add("Client")
        contacts = [
            unit.contacts.add(f"C{n}", addresses=[f"c{n}@x.example"], account_id=account.id) for n in range(size)
        ]
        numbers = {an_opportunity(unit, contact_id=contact.id) for contact in contacts[:20]}
        event.listen(Engine, "before_cursor_execute", count)
        try:
            found = unit.links.candidates({f"c{n}@x.example" for n in range(size)}, numbers, {"x.example"})
        finally:
            event.remove(Engine, "before_cursor_execute", count)

    assert len(found.contacts) == size
    assert len(counted) == 3


@pytest.mark.parametrize("size", [1, 500])
def test_all_that_deciding_a_page_takes_is_asked_in_eight_queries(store: Store, size: int):
    """Known and unknown items, threads and conversations, some linked by hand, people, companies and numbers."""
    counted: list[str] = []

    def count(connection, cursor, statement, *rest):
        counted.append(statement)

    with store.write() as unit:
        account = unit.accounts.add("Client", domains=["client.example"])
        ann = unit.contacts.add("Ann", addresses=["ann@client.example"], account_id=account.id)
        number = an_opportunity(unit, contact_id=ann.id)
        mailbox = a_mailbox(unit)
        contents = [an_email(f"<{n}@x>", thread=f"<{n}@x>") for n in range(size)]
        by_hand = (Link(number, "category", "set by hand"),)
        entries = [
            an_entry(
                f"S{n}", one, links=by_hand, marks=(Mark(mailbox.id, number, MarkKind.SET),), conversation_id=f"{n}"
            )
            for n, one in enumerate(contents)
        ]
        unit.history.save(mailbox.id, a_folder(unit, mailbox.id).id, entries, now=NOON)
        answers = [
            Arrival(f"T{n}", ItemKind.EMAIL, f"<answer {n}@x>", "p", (f"<{n}@x>", f"<first {n}@x>"), f"{n}")
            for n in range(size)
        ]
        event.listen(Engine, "before_cursor_execute", count)
        try:
            page = unit.history.known(mailbox.id, [*map(arrival, entries), *answers])
            unit.links.candidates({"ann@client.example", "zoe@client.example"}, {number}, {"client.example"})
        finally:
            event.remove(Engine, "before_cursor_execute", count)

    assert all(item is not None and item.links == by_hand for item in page.items[:size])
    assert all(page.members[thread] for thread in page.threads)
    assert len(page.conversations) == size
    assert len(counted) == 8
