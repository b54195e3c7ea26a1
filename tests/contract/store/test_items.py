"""Items of all six kinds: made here, and seen from every record that they belong to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from store.database import Store
from store.errors import Invalid, NotFound
from store.unit import Unit
from store.values import (
    Actor,
    HistoryOf,
    ItemKind,
    Link,
    Record,
)
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import (
    BOB,
    a_deal,
    a_folder,
    a_mailbox,
    an_email,
    an_entry,
    an_opportunity,
    known_one,
    subjects,
)

pytestmark = pytest.mark.row(29)


def an_item_of_each_kind(unit: Unit, number: int) -> None:
    of = HistoryOf(number)
    mailbox = a_mailbox(unit)
    folder = a_folder(unit, mailbox.id)
    meeting = an_email("uid-1", kind=ItemKind.APPOINTMENT, subject="appointment", occurred_at=NOON - timedelta(hours=5))
    mail = an_email("<S1@x>", subject="email", occurred_at=NOON - timedelta(hours=6))
    links = (Link(number, "address"),)
    entries = [an_entry("S1", mail, links=links), an_entry("S2", meeting, links=links)]
    unit.history.save(mailbox.id, folder.id, entries, now=NOON)
    unit.notes.add(of, "note", at=NOON - timedelta(hours=4))
    unit.calls.add(of, "call", at=NOON - timedelta(hours=3), number="+47 22", is_incoming=True, minutes=7)
    unit.todos.add(of, "task")
    unit.files.add(of, "file", b"content")


SIX = ["file", "task", "call", "note", "appointment", "email"]


# --- histories --------------------------------------------------------------------------------------------------------


@pytest.mark.row(30)
def test_items_of_all_six_kinds_show_newest_first_from_opportunity_contact_and_account(store: Store):
    with store.write() as unit:
        number, contact, account = a_deal(unit)

        an_item_of_each_kind(unit, number)

        assert subjects(unit, number=number) == SIX
        assert subjects(unit, contact_id=contact) == SIX
        assert subjects(unit, account_id=account) == SIX
        kinds = {line.kind.value for line in unit.items.history(HistoryOf(number))}
        assert kinds == {"email", "appointment", "note", "call", "task", "file"}


@pytest.mark.row(30)
def test_an_item_that_several_ways_lead_to_is_one_item_from_each(store: Store):
    with store.write() as unit:
        number, contact, account = a_deal(unit)
        other = an_opportunity(unit, "Spare parts", account_id=account)
        note = unit.notes.add(HistoryOf(number), "Both", "text")
        unit.items.link(note.id, other)
        unit.items.stay_with(number, account_id=account, contact_id=contact)

        unit.notes.edit(note.id, subject="Both of them")

        for of in (HistoryOf(number), HistoryOf(other), HistoryOf(contact_id=contact), HistoryOf(account_id=account)):
            assert [(line.item_id, line.subject) for line in unit.items.history(of)] == [(note.id, "Both of them")]


def test_a_history_is_read_in_pages_and_by_kind(store: Store, clock: Clock):
    with store.write() as unit:
        number, contact, account = a_deal(unit)
        for n in range(5):
            clock.forward(timedelta(minutes=1))
            unit.notes.add(HistoryOf(number), f"N{n}")
            unit.calls.add(HistoryOf(contact_id=contact), f"C{n}")

        def page(of: HistoryOf, **given: object) -> list[str]:
            return [line.subject for line in unit.items.history(of, **given)]  # type: ignore[arg-type]

        assert page(HistoryOf(number), limit=2) == ["N4", "N3"]
        assert page(HistoryOf(number), limit=2, offset=3) == ["N1", "N0"]
        for of in (HistoryOf(contact_id=contact), HistoryOf(account_id=account)):
            assert page(of, limit=3) == ["C4", "N4", "C3"]
            assert page(of, limit=3, offset=3) == ["N3", "C2", "N2"]
            assert page(of, limit=2, kind=ItemKind.NOTE) == ["N4", "N3"]
            assert page(of, limit=9, offset=4, kind=ItemKind.CALL) == ["C0"]
            assert page(of, limit=1, kind=ItemKind.FILE) == []


def test_a_history_of_many_opportunities_is_whole(store: Store, clock: Clock):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam").id
        for n in range(60):
            clock.forward(timedelta(minutes=1))
            unit.notes.add(HistoryOf(an_opportunity(unit, account_id=account)), f"N{n}")

        lines = unit.items.history(HistoryOf(account_id=account), limit=100)

        assert [line.subject for line in lines] == [f"N{n}" for n in reversed(range(60))]


def test_only_as_many_items_are_read_as_are_shown(store: Store):
    read: list[int] = []

    def count(connection, cursor, statement, parameters, *rest):
        if "items.subject" in statement:
            values = parameters if isinstance(parameters, tuple) else tuple(parameters.values())
            read.append(len([value for value in values if isinstance(value, int)]))

    with store.write() as unit:
        number, contact, _ = a_deal(unit)
        for n in range(40):
            unit.notes.add(HistoryOf(number), f"N{n}")
        event.listen(Engine, "before_cursor_execute", count)
        try:
            lines = unit.items.history(HistoryOf(contact_id=contact), limit=7)
        finally:
            event.remove(Engine, "before_cursor_execute", count)

    assert len(lines) == 7
    assert read == [7]


# --- made from a record -----------------------------------------------------------------------------------------------


@pytest.mark.row(31)
def test_an_item_made_from_an_opportunity_is_linked_at_once(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        unit.act_as(Actor.of(bob))
        number, _, _ = a_deal(unit)

        note = unit.notes.add(HistoryOf(number), " Asked for a rebate ", "He wants\r\n5 %")

        assert note.links == (Link(number, "made here", "by Bob"),)
        assert (note.subject, note.body, note.author, note.created_by) == (
            "Asked for a rebate",
            "He wants\n5 %",
            "Bob",
            bob.id,
        )
        assert note.occurred_at == NOON
        assert [c.after for c in unit.audit.of(Record.ITEM, note.id)] == ["added as note"]


def test_an_item_made_from_an_account_or_contact_shows_there_alone(store: Store):
    with store.write() as unit:
        number, contact, account = a_deal(unit)

        unit.notes.add(HistoryOf(account_id=account), "of the account")
        unit.notes.add(HistoryOf(contact_id=contact), "of the contact")

        assert subjects(unit, number=number) == []
        assert subjects(unit, contact_id=contact) == ["of the contact"]
        assert subjects(unit, account_id=account) == ["of the contact", "of the account"]


@pytest.mark.row(33)
def test_a_closed_opportunity_still_gets_history(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        note = unit.notes.add(HistoryOf(contact_id=unit.contacts.add("Cy").id), "Late thanks")
        unit.opportunities.close(number, won=True, on=NOON)

        unit.notes.add(HistoryOf(number), "Invoice sent")
        unit.items.link(note.id, number)

        assert subjects(unit, number=number) == ["Invoice sent", "Late thanks"]


@pytest.mark.parametrize(
    ("of", "error", "words"),
    [
        (HistoryOf(), Invalid, "exactly one opportunity, account or contact"),
        (HistoryOf(1, account_id=1), Invalid, "exactly one opportunity, account or contact"),
        (HistoryOf(99), NotFound, "opportunity: there is none for '99'"),
        (HistoryOf(contact_id=99), NotFound, "contact: there is none for '99'"),
        (HistoryOf(account_id=99), NotFound, "account: there is none for '99'"),
    ],
)
def test_an_item_without_a_record_is_refused(store: Store, of: HistoryOf, error: type[Exception], words: str):
    with store.write() as unit:
        a_deal(unit)

        with pytest.raises(error, match=words):
            unit.notes.add(of, "Lost")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda unit, of: unit.notes.add(of, " "), "title: must not be empty"),
        (lambda unit, of: unit.notes.add(of, "x" * 256), "title: has 256 characters"),
        (lambda unit, of: unit.notes.add(of, "a\x1bb"), "title: contains the control character"),
        (lambda unit, of: unit.notes.add(of, "a", "b\x00"), "text: contains the control character"),
        (lambda unit, of: unit.notes.add(of, "a", at=NOON + timedelta(1)), "note: 2026-03-03 12:00 UTC is still to"),
        (lambda unit, of: unit.calls.add(of, "a", minutes=-1), "minutes: is -1; a call takes 0 to"),
        (lambda unit, of: unit.calls.add(of, "a", minutes=99999), "minutes: is 99999"),
        (lambda unit, of: unit.calls.add(of, "a", number="1\n2"), "number: contains the control character"),
        (lambda unit, of: unit.files.add(of, "a/\x07b", b""), "file name: contains the control character"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(store: Store, make, words: str):
    with store.write() as unit:
        number, _, _ = a_deal(unit)

    with pytest.raises(Invalid, match=words), store.write() as unit:
        make(unit, HistoryOf(number))

    with store.read() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM items")) == 0
        assert unit.connection.scalar(text("SELECT count(*) FROM file_contents")) == 0


# --- the recycle bin --------------------------------------------------------------------------------------------------


@pytest.mark.row(34)
def test_a_deleted_item_shows_nowhere_until_it_is_restored(store: Store):
    with store.write() as unit:
        number, contact, account = a_deal(unit)
        note = unit.notes.add(HistoryOf(number), "Secret", "text")
        unit.notes.add(HistoryOf(number), "Open")

        unit.items.delete(note.id)
        for of in ({"number": number}, {"contact_id": contact}, {"account_id": account}):
            assert subjects(unit, **of) == ["Open"]
        assert unit.search.find("secret") == []
        assert [line.subject for line in unit.opportunities.brief(number).latest] == ["Open"]
        with pytest.raises(Invalid, match=f"note {note.id}: is in the recycle bin"):
            unit.notes.edit(note.id, subject="x")
        unit.items.restore(note.id)

        assert subjects(unit, contact_id=contact) == ["Open", "Secret"]
        assert len(unit.search.find("secret")) == 1


@pytest.mark.row(34)
def test_what_was_written_for_a_deleted_opportunity_is_not_found_either(store: Store):
    with store.write() as unit:
        number, contact, _ = a_deal(unit)
        unit.todos.add(HistoryOf(number), "Secret")
        unit.notes.add(HistoryOf(contact_id=contact), "Secret of the contact")
        other = unit.notes.add(HistoryOf(number), "Secret of two")
        unit.items.link(other.id, an_opportunity(unit))

        unit.bin.delete(Record.OPPORTUNITY, number)

        assert {hit.line.subject for hit in unit.search.find("secret")} == {"Secret of the contact", "Secret of two"}
        assert unit.todos.all() == []
        unit.bin.restore(Record.OPPORTUNITY, number)
        assert len(unit.search.find("secret")) == 3
        assert len(unit.todos.all()) == 1


# --- moving the party -------------------------------------------------------------------------------------------------


@pytest.mark.row(33)
def test_items_follow_to_the_new_party_and_stay_with_the_old_one(store: Store):
    with store.write() as unit:
        number, ann, fabrikam = a_deal(unit)
        contoso = unit.accounts.add("Contoso").id
        unit.notes.add(HistoryOf(number), "With Ann")

        unit.opportunities.edit(number, account_id=contoso)
        unit.notes.add(HistoryOf(number), "With Contoso")
        unit.opportunities.edit(number, contact_id=ann)

        both = ["With Contoso", "With Ann"]
        assert subjects(unit, number=number) == both
        assert subjects(unit, contact_id=ann) == subjects(unit, account_id=fabrikam) == both
        assert subjects(unit, account_id=contoso) == both
        unit.opportunities.edit(number, account_id=fabrikam)
        unit.notes.add(HistoryOf(number), "With Fabrikam")
        assert subjects(unit, contact_id=ann) == subjects(unit, account_id=contoso) == both


@pytest.mark.row(33)
def test_what_stays_with_a_party_outlives_the_mails_people(store: Store):
    with store.write() as unit:
        number, ann, _ = a_deal(unit)
        mailbox = a_mailbox(unit)
        folder = a_folder(unit, mailbox.id)
        entry = an_entry("S1", links=(Link(number, "address"),), contacts=frozenset({ann}))
        unit.history.save(mailbox.id, folder.id, [entry], now=NOON)
        unit.opportunities.edit(number, account_id=unit.accounts.add("Contoso").id)

        again = an_entry("S1", known=known_one(unit, mailbox.id, entry), links=entry.links)
        unit.history.save(mailbox.id, folder.id, [again], now=NOON)

        assert subjects(unit, contact_id=ann) == ["About the seats"]


@pytest.mark.row(30, 33)
def test_what_happened_with_a_contact_stays_with_the_account_that_it_leaves(store: Store):
    with store.write() as unit:
        number, ann, fabrikam = a_deal(unit)
        contoso = unit.accounts.add("Contoso").id
        unit.notes.add(HistoryOf(number), "Of the deal")
        unit.notes.add(HistoryOf(contact_id=ann), "Of Ann")

        unit.contacts.edit(ann, account_id=contoso)
        unit.contacts.edit(ann, title="Buyer")
        unit.notes.add(HistoryOf(number), "Later")

        assert subjects(unit, account_id=fabrikam) == ["Of Ann", "Of the deal"]
        assert subjects(unit, account_id=contoso) == ["Later", "Of Ann", "Of the deal"]
