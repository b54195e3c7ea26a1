"""History: one item however many copies, found again whatever happened to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import Invalid
from store.history.index import Indexed, remove_words
from store.models import ItemRow
from store.unit import Unit
from store.values import Arrival, Entry, ItemContent, ItemKind, Link, Mark, MarkKind, Outcome, Participant, Receipt
from tests.contract.store.conftest import NOON
from tests.contract.store.records import (
    BOB,
    CY,
    LINKED,
    a_folder,
    a_mailbox,
    an_email,
    an_entry,
    an_opportunity,
    known,
    known_one,
    linked,
    save,
)


def stored(unit: Unit, table: str) -> int:
    count = unit.connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  # the tests name their tables
    return int(count or 0)


# --- saving and knowing -----------------------------------------------------------------------------------------------


def test_what_was_saved_is_known_again(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        contact = unit.contacts.add("Ann", addresses=["ann@client.example"])
        entry = linked("S1", number, contacts=frozenset({contact.id}), confirmed=frozenset({number}))
        entry = replace(entry, marks=(Mark(mailbox.id, number, MarkKind.SET),))
        assert known(unit, mailbox.id, [entry]) == [None]
        [pointer_id] = save(unit, mailbox.id, entry)

    with store.read() as unit:
        found = known_one(unit, mailbox.id, entry)
    assert found.pointer
    assert found.pointers == (found.pointer,)
    assert (found.pointer.id, found.pointer.server_id, found.pointer.change_key) == (pointer_id, "S1", "CK1")
    assert (found.pointer.is_gone, found.pointer.confirmed) == (False, {number})
    assert (found.links, found.marks, found.receipt) == (entry.links, entry.marks, LINKED)


def test_saving_twice_does_no_harm(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        entries = [linked(f"S{n}", number) for n in range(3)]
        first = save(unit, mailbox.id, *entries)
        tables = ("items", "participants", "pointers", "receipts", "links")
        before = {table: stored(unit, table) for table in tables}

        assert save(unit, mailbox.id, *entries) == first
        again = [replace(entry, known=k) for entry, k in zip(entries, known(unit, mailbox.id, entries), strict=True)]
        assert save(unit, mailbox.id, *again) == first
        assert {table: stored(unit, table) for table in tables} == before
        assert before == {"items": 3, "participants": 6, "pointers": 3, "receipts": 3, "links": 3}


def test_pointers_come_back_in_the_order_of_the_entries(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        save(unit, mailbox.id, linked("S5"), linked("S2"))

        ids = save(unit, mailbox.id, *(linked(f"S{n}") for n in (9, 2, 1, 5)))
        found = [known_one(unit, mailbox.id, linked(f"S{n}")).pointer for n in (9, 2, 1, 5)]

    assert [pointer.id for pointer in found if pointer] == ids


def test_copies_in_several_mailboxes_are_one_item(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        save(unit, bob.id, an_entry("S1"))

        theirs = known_one(unit, cy.id, an_entry("T1"))
        assert theirs.pointer is None
        assert theirs.receipt is None
        assert [(p.mailbox_id, p.server_id) for p in theirs.pointers] == [(bob.id, "S1")]
        save(unit, cy.id, an_entry("T1", known=theirs))

        assert stored(unit, "items") == 1
        assert [p.server_id for p in unit.history.pointers_of([theirs.item_id])[theirs.item_id]] == ["S1", "T1"]


def test_the_same_server_id_in_two_mailboxes_is_two_copies(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        save(unit, bob.id, linked("S1"))

        assert known(unit, cy.id, [an_entry("S1", an_email("<other@x>"))]) == [None]


def test_server_ids_differ_by_case(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        first, second = save(unit, mailbox.id, linked("AAa"), linked("AAA"))

        assert first != second
        found = [known_one(unit, mailbox.id, linked(s)).pointer for s in ("AAa", "AAA")]
        assert [pointer.id for pointer in found if pointer] == [first, second]


def test_the_same_identity_with_another_fingerprint_or_kind_is_another_item(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        save(unit, mailbox.id, an_entry("S1", an_email("<m@x>", fingerprint="one")))

        other_print = an_entry("S2", an_email("<m@x>", fingerprint="two"))
        other_kind = an_entry("S3", an_email("<m@x>", fingerprint="one", kind=ItemKind.APPOINTMENT))
        assert known(unit, mailbox.id, [other_print, other_kind]) == [None, None]
        save(unit, mailbox.id, other_print, other_kind)
        assert stored(unit, "items") == 3


def test_without_an_identity_the_fingerprint_tells(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        save(unit, mailbox.id, an_entry("S1", an_email("", fingerprint="same")))
        save(unit, mailbox.id, an_entry("S2", an_email("<with@x>", fingerprint="other")))

        assert known_one(unit, mailbox.id, an_entry("S3", an_email("", fingerprint="same"))).item_id == 1
        assert known(unit, mailbox.id, [an_entry("S4", an_email("", fingerprint="other"))]) == [None]


def test_copies_in_one_call_become_one_item_with_all_their_links(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        numbers = [an_opportunity(unit) for _ in range(2)]
        one, two = (
            replace(linked(server_id, number), content=an_email("<same@x>"))
            for server_id, number in zip(("S1", "S2"), numbers, strict=True)
        )
        pointers = save(unit, mailbox.id, one, two)

        assert len(set(pointers)) == 2
        assert stored(unit, "items") == 1
        assert [link.number for link in known_one(unit, mailbox.id, one).links] == numbers


def test_changed_content_is_kept_and_unchanged_content_is_not_written(store: Store):
    written: list[str] = []

    def note(connection, cursor, statement, *rest):
        if "items SET" in statement or ("participants" in statement and not statement.startswith("SELECT")):
            written.append(statement)

    with store.write() as unit:
        mailbox = a_mailbox(unit)
        entry = an_entry("S1")
        save(unit, mailbox.id, entry)
        entry = replace(entry, known=known_one(unit, mailbox.id, entry))
        event.listen(Engine, "before_cursor_execute", note)
        try:
            save(unit, mailbox.id, entry)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert written == []

        people = (Participant("from", "zed@client.example"), Participant("to", BOB, "Bøb"))
        changed = replace(entry.content, subject="Later", location="Room 1", is_cancelled=True, participants=people)
        save(unit, mailbox.id, replace(entry, content=changed))
        [line] = [one.item for one in unit.history.explain("later")]
        assert (line.subject, line.author) == ("Later", "zed@client.example")
        assert stored(unit, "participants") == 2


def test_links_contacts_and_marks_become_exactly_what_the_entry_says(store: Store):
    with store.write() as unit:
        mine, other = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        one, two, three = (an_opportunity(unit) for _ in range(3))
        ann, zed = unit.contacts.add("Ann"), unit.contacts.add("Zed")
        entry = linked("S1", one, two, contacts=frozenset({ann.id}))
        save(unit, mine.id, replace(entry, marks=(Mark(mine.id, one, MarkKind.SET),)))
        theirs = replace(linked("T1", one, two), content=entry.content, known=known_one(unit, mine.id, entry))
        theirs = replace(theirs, known=replace(theirs.known, pointer=None), contacts=frozenset({ann.id}))
        save(unit, other.id, replace(theirs, marks=(Mark(other.id, two, MarkKind.SET),)))

        after = (Link(two, "category", "category OPP-2"), Link(three, "address", "x"))
        save(
            unit,
            mine.id,
            replace(
                entry,
                known=known_one(unit, mine.id, entry),
                links=after,
                contacts=frozenset({zed.id}),
                marks=(Mark(mine.id, one, MarkKind.WITHDRAWN),),
            ),
        )
        found = known_one(unit, mine.id, entry)

        assert found.links == after
        assert found.marks == (Mark(mine.id, one, MarkKind.WITHDRAWN), Mark(other.id, two, MarkKind.SET))
        assert unit.history.explain("<S1@x>")[0].contacts == ("Zed",)


def test_a_link_to_an_opportunity_that_does_not_exist_is_refused_and_nothing_is_kept(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        a_folder(unit, mailbox.id)

    with pytest.raises(Invalid, match="breaks a rule"), store.write() as unit:
        save(unit, mailbox.id, linked("S1", 99))

    with store.read() as unit:
        assert stored(unit, "items") == 0


# --- moves and deletions ----------------------------------------------------------------------------------------------


def test_a_move_keeps_the_copy(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        entry = linked("S1", number, confirmed=frozenset({number}))
        [before] = save(unit, mailbox.id, entry)
        assert unit.history.gone(mailbox.id, ["S1", "unknown"]) == 1
        assert unit.history.gone(mailbox.id, ["S1"]) == 0

        moved = replace(entry, server_id="S2")
        found = known_one(unit, mailbox.id, moved)
        assert found.pointer
        assert (found.pointer.id, found.pointer.is_gone, found.receipt) == (before, True, LINKED)
        assert save(unit, mailbox.id, replace(moved, known=found)) == [before]
        pointer = known_one(unit, mailbox.id, moved).pointer
        assert pointer
        assert (pointer.server_id, pointer.is_gone) == ("S2", False)
        assert stored(unit, "pointers") == 1


def test_two_copies_that_come_back_are_two_copies(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        entries = [an_entry("S1"), an_entry("S2")]
        save(unit, mailbox.id, *entries)
        unit.history.gone(mailbox.id, ["S1", "S2"])

        back = [an_entry("N1"), an_entry("N2"), an_entry("N3")]
        found = known(unit, mailbox.id, back)
        assert [k.pointer.server_id if k and k.pointer else None for k in found] == ["S2", "S1", None]
        save(unit, mailbox.id, *(replace(entry, known=k) for entry, k in zip(back, found, strict=True)))
        copies = unit.history.pointers_of([1])[1]
        assert [(p.server_id, p.is_gone) for p in copies] == [("N2", False), ("N1", False), ("N3", False)]


def test_a_copy_whose_new_id_was_seen_before_its_deletion_stays_two_copies_that_add_up(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        save(unit, mailbox.id, an_entry("S1"))
        moved = an_entry("S2")
        found = known_one(unit, mailbox.id, moved)
        assert found.pointer is None
        save(unit, mailbox.id, replace(moved, known=found))
        unit.history.gone(mailbox.id, ["S1"])

        assert [(p.server_id, p.is_gone) for p in unit.history.pointers_of([1])[1]] == [("S1", True), ("S2", False)]
        counts = unit.history.counts(mailbox.id)
        assert counts["seen"] == 2 == sum(counts[outcome.value] for outcome in Outcome) + counts["quarantined"]


# --- laws -------------------------------------------------------------------------------------------------------------


# What a database text can hold: no NUL, no half of a surrogate pair.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
moments = st.none() | st.datetimes(timezones=st.timezones())
contents = st.builds(
    ItemContent,
    kind=st.sampled_from(ItemKind),
    identity=st.sampled_from(["", "<a@x>", "<b@x>"]),
    fingerprint=st.sampled_from(["", "p", "q"]),
    occurred_at=moments,
    ended_at=moments,
    subject=texts,
    participants=st.lists(st.builds(Participant, st.sampled_from(["from", "to"]), texts, texts), max_size=3).map(tuple),
    body=texts,
    preview=texts,
    location=texts,
    is_cancelled=st.booleans(),
    has_attachments=st.booleans(),
    size=st.integers(0, 2**40),
    thread=texts,
    parents=st.lists(texts, max_size=3).map(tuple),
    traits=st.dictionaries(texts, texts, max_size=2),
    is_series=st.booleans(),
)
evidence = st.dictionaries(texts, st.none() | st.booleans() | st.integers(-(2**50), 2**50) | texts | st.lists(texts))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(
        st.lists(st.tuples(st.sampled_from(["S1", "S2", "s1", "Ü"]), contents, evidence), max_size=4), max_size=4
    )
)
def test_whatever_pages_bring_everything_is_known_again_and_adds_up(store: Store, pages):
    with store.write() as unit:
        words = select(ItemRow.search_id, ItemRow.subject, ItemRow.body)
        remove_words(unit.connection, [Indexed(*row) for row in unit.connection.execute(words)])
        for table in ("receipts", "pointers", "participants", "items"):
            unit.connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # the four above
        mailbox = a_mailbox(unit)
        shown: dict[str, Entry] = {}
        for page in pages:
            entries = [
                an_entry(server_id, content, receipt=Receipt(Outcome.SKIPPED, "rule", "why", facts))
                for server_id, content, facts in {one[0]: one for one in page}.values()
            ]
            found = known(unit, mailbox.id, entries)
            save(unit, mailbox.id, *(replace(e, known=k) for e, k in zip(entries, found, strict=True)))
            shown |= {entry.server_id: entry for entry in entries}

            for entry in entries:
                again = known_one(unit, mailbox.id, entry)
                assert again.pointer
                assert again.pointer.server_id == entry.server_id
                assert again.receipt == entry.receipt
        assert unit.history.counts(mailbox.id)["seen"] == len(shown) == stored(unit, "receipts")
        everything = known(unit, mailbox.id, list(shown.values()))
        assert [k.receipt for k in everything if k] == [entry.receipt for entry in shown.values()]


@pytest.mark.parametrize("size", [1, 500])
def test_a_page_costs_the_same_number_of_queries_whatever_its_size(store: Store, size: int):
    counted: list[str] = []

    def count(connection, cursor, statement, *rest):
        counted.append(statement)

    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        a_folder(unit, mailbox.id)
        entries = [linked(f"S{n}", number) for n in range(size)]
        event.listen(Engine, "before_cursor_execute", count)
        try:
            found = known(unit, mailbox.id, entries)
            ids = save(unit, mailbox.id, *entries)
            unit.history.stamps_owed(ids)
        finally:
            event.remove(Engine, "before_cursor_execute", count)

    assert found == [None] * size
    assert len(counted) <= 20


def test_a_page_larger_than_an_in_list_is_known(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        entries = [linked(f"S{n}") for n in range(1201)]
        save(unit, mailbox.id, *entries)

        found = known(unit, mailbox.id, entries)
        assert [k.pointer.server_id for k in found if k and k.pointer] == [e.server_id for e in entries]
        assert unit.history.known(mailbox.id, [Arrival("none", ItemKind.EMAIL, "<none@x>", "")]).items == [None]
        assert unit.history.gone(mailbox.id, [e.server_id for e in entries]) == 1201


def test_times_are_kept_in_utc_whatever_zone_they_came_in(store: Store):
    from zoneinfo import ZoneInfo

    local = NOON.astimezone(ZoneInfo("Asia/Tokyo"))
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        save(unit, mailbox.id, an_entry("S1", an_email(occurred_at=local)))

        occurred_at = unit.history.explain("1")[0].item.occurred_at
    assert occurred_at == local
    assert occurred_at
    assert occurred_at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_a_mistake_of_the_program(store: Store):
    naive = an_entry("S1", an_email(occurred_at=NOON.replace(tzinfo=None)))
    with store.write() as unit:
        mailbox = a_mailbox(unit)

        with pytest.raises(ValueError, match="without a zone"):
            save(unit, mailbox.id, naive)
