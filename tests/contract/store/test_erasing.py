"""Forgetting somebody: nothing in any table, in the index of words or in the file names them afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from store.database import Store
from store.errors import Invalid, NotAllowed, NotFound
from store.persons.mentions import tables
from store.persons.pieces import erase as erase_in_pieces
from store.rules.forgetting import ERASED, ERASED_ADDRESS
from store.unit import Unit
from store.values import (
    Actor,
    Answer,
    Attachment,
    Erased,
    Erasure,
    HistoryLine,
    HistoryOf,
    ItemContent,
    Participant,
    Record,
    Role,
)
from tests.contract.store.conftest import NOON
from tests.contract.store.full import an_item
from tests.contract.store.marked import ADDRESS, NAME, OTHER, bytes_marked, marked_in, seed
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, an_opportunity, linked

OWNER = Actor("Olivia", role=Role.OWNER)


def is_own(address: str) -> bool:
    return address.endswith("@us.example")


def erase(store: Store, address: str = ADDRESS) -> Erased:
    return erase_in_pieces(store, begun(store, address), is_own)


def begun(store: Store, address: str = ADDRESS) -> Erasure:
    with store.write(OWNER) as unit:
        return unit.erasing.begin(unit.people.of(address))


def test_nothing_names_them_in_any_table_or_in_the_file(store: Store, tmp_path: Path):
    with store.write() as unit:
        seed(unit)
    with store.read() as unit:
        before = marked_in(unit.connection)
        unnamed = {table.name for table in tables()} - before.keys()

    erase(store)
    store.wipe()

    assert sorted(unnamed) == NO_FREE_TEXT
    with store.read() as unit:
        assert marked_in(unit.connection) == {}
        assert [unit.search.find(word) for word in ("zorbalina", "quuxelmann")] == [[], []]
    if (file := tmp_path / "store.sqlite").exists():
        assert bytes_marked(file) == []


# Their texts are words of a list, and the sign of the last change, which each transaction writes anew; of users nothing
# is erased.
NO_FREE_TEXT = ["daemon_state", "file_copies", "item_tasks", "marks", "merges", "users", "vanished"]


def test_history_keeps_the_fact_with_its_links_and_what_others_wrote(store: Store):
    with store.write() as unit:
        number, _ann, box = a_deal(unit)
        wrote = an_email("<wrote@x>", participants=(Participant("from", ADDRESS, NAME), Participant("to", BOB)))
        alone = an_email("<alone@x>", participants=(Participant("from", BOB), Participant("to", ADDRESS, NAME)))
        people = (Participant("from", OTHER, "Carl"), Participant("to", BOB), Participant("cc", ADDRESS, NAME))
        beside = an_email("<beside@x>", participants=people, body=f"{NAME} agrees. {ADDRESS}", subject="Offer")
        take_in(unit, box, number, wrote, alone, beside)

    erase(store)

    with store.read() as unit:
        items = {unit.items.get(line.item_id).subject: unit.items.get(line.item_id) for line in lines(unit, number)}
        assert sorted(items) == ["", "Offer"]
        assert len(lines(unit, number)) == 3
        assert (items[""].body, items[""].is_redacted, items[""].occurred_at) == ("", True, wrote.occurred_at)
        assert items["Offer"].body == f"{ERASED} agrees. {ERASED}"
        assert items["Offer"].participants == (*people[:2], Participant("cc", ERASED_ADDRESS, ERASED))
        assert [link.number for link in items[""].links] == [number]


def test_a_contact_that_nothing_needs_goes_with_the_notes_about_nobody_else(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add(NAME, addresses=[ADDRESS], phones=["1 234 567"]).id
        unit.contacts.edit(ann, title="Head")
        about = an_item(unit, "note", contact=ann)

    done = erase(store)

    assert (done.contacts, done.kept, done.written) == (1, 0, 1)
    with store.read() as unit:
        assert unit.contacts.all() == []
        with pytest.raises(NotFound):
            unit.items.get(about)
        trail = unit.audit.of(Record.CONTACT, ann)
        assert [(change.field, change.before, change.after) for change in trail] == [
            ("", None, "personal data erased"),
            ("title", None, None),
            ("", None, "added"),
        ]


def test_a_contact_that_an_opportunity_is_linked_to_stays_without_anything_of_theirs(store: Store):
    with store.write() as unit:
        number, ann, _ = a_deal(unit)

    done = erase(store)

    assert (done.contacts, done.kept) == (0, 1)
    with store.read() as unit:
        kept = unit.contacts.get(ann)
        assert (kept.name, kept.addresses, kept.phones, kept.title) == (ERASED, (), (), "")
        assert unit.opportunities.get(number).contact_id == ann


def test_whoever_was_merged_is_the_same_person(store: Store):
    with store.write() as unit:
        first = unit.contacts.add(NAME, addresses=[ADDRESS]).id
        second = unit.contacts.add("Z. Quuxelmann", addresses=["zq@home.example"]).id
        unit.merges.merge(Record.CONTACT, first, second)

    with store.read() as unit:
        person = unit.people.of("zq@home.example")
    done = erase(store, "zq@home.example")

    assert person.contacts == (first, second)
    assert person.addresses == ("zorbalina.q@marked.example", "zq@home.example")
    assert done.contacts == 2
    with store.read() as unit:
        assert unit.bin.all() == []


def test_a_name_that_somebody_else_has_as_well_is_left_where_it_stands(store: Store):
    with store.write() as unit:
        unit.contacts.add(NAME, addresses=[ADDRESS])
        namesake = unit.contacts.add(NAME, addresses=["other.zorbalina@elsewhere.example"]).id

    erase(store)

    with store.read() as unit:
        assert unit.contacts.get(namesake).name == NAME


@pytest.mark.parametrize("name", [NAME, "Åse Ødegård-Bø", "Zoë 李", 'Ann "Zorba" Quux'])
@pytest.mark.parametrize("said", ["{name}", "Met\n{name}", "{address}", "Wrote to\n{address}", '"{name}"\t{address}'])
def test_what_programs_were_answered_names_nobody_however_it_is_written(store: Store, name: str, said: str):
    told = {"title": said.format(name=name, address=ADDRESS), "total": "12.00"}
    with store.write() as unit:
        bob = unit.users.add("Bob", BOB).id
        unit.contacts.add(name, addresses=[ADDRESS])
        unit.answers.keep(bob, "key", "hash", Answer(200, json.dumps(told)))
        unit.preferences.choose(bob, "kept", json.dumps([told]))

    erase(store)

    with store.read() as unit:
        answer = unit.answers.given(bob, "key", "hash")
        assert answer
        for kept in (json.loads(answer.body), *json.loads(unit.preferences.of(bob)["kept"])):
            assert kept["total"] == "12.00"
            assert ERASED in kept["title"]
            assert not [word for word in (name, ADDRESS) if word in kept["title"]]


@pytest.mark.parametrize(
    "written", ["Zorbalina_Quuxelmann", "zorbalina-quuxelmann", "Quuxelmann, Zorbalina", "CV.Zorbalina.Quuxelmann"]
)
def test_a_name_is_found_as_files_are_called(store: Store, written: str):
    with store.write() as unit:
        number, _, box = a_deal(unit)
        people = (Participant("from", OTHER), Participant("to", BOB))
        take_in(
            unit, box, number, replace(an_email(participants=people), attachments=(Attachment(f"{written}.pdf", 1),))
        )

    erase(store)

    with store.read() as unit:
        [line] = lines(unit, number)
        [attached] = unit.items.get(line.item_id).attachments
        assert attached.name == f"{'CV.' if written.startswith('CV') else ''}{ERASED}.pdf"
        assert unit.search.find("zorbalina") == []


def test_what_stands_before_an_at_sign_is_anothers_address(store: Store):
    body = "zorbalina.quuxelmann@elsewhere.example and not.zorbalina_quuxelmann+x@elsewhere.example"
    with store.write() as unit:
        number, _, box = a_deal(unit)
        people = (Participant("from", OTHER), Participant("to", BOB))
        take_in(unit, box, number, an_email(body=body, participants=people))

    erase(store)

    with store.read() as unit:
        [line] = lines(unit, number)
        assert unit.items.get(line.item_id).body == body


def test_an_address_within_another_is_another(store: Store):
    with store.write() as unit:
        number, _, box = a_deal(unit)
        longer = f"not.{ADDRESS}, {ADDRESS}.au and {ADDRESS}."
        people = (Participant("from", OTHER), Participant("to", BOB))
        take_in(unit, box, number, an_email(body=longer, participants=people))

    erase(store)

    with store.read() as unit:
        [line] = lines(unit, number)
        assert unit.items.get(line.item_id).body == f"not.{ADDRESS}, {ADDRESS}.au and {ERASED}."


def test_an_opportunity_that_was_called_after_them_is_called_otherwise_and_says_so(store: Store):
    with store.write() as unit:
        number, _, _ = a_deal(unit, f"Seats for {NAME.upper()}")

    erase(store)

    with store.read() as unit:
        assert unit.opportunities.get(number).title == f"Seats for {ERASED}"
        last = unit.audit.of(Record.OPPORTUNITY, number)[0]
        assert (last.field, last.before, last.after) == ("title", ERASED, f"Seats for {ERASED}")


def test_erasing_once_more_changes_nothing(store: Store):
    with store.write() as unit:
        unit.contacts.add(NAME, addresses=[ADDRESS])
    erase(store)

    assert erase(store) == Erased()


def test_a_member_erases_nobody(store: Store):
    with store.write() as unit:
        unit.contacts.add(NAME, addresses=[ADDRESS])

    with pytest.raises(NotAllowed), store.write(Actor("Mia", role=Role.MEMBER)) as unit:
        unit.erasing.begin(unit.people.of(ADDRESS))

    with store.read() as unit:
        assert [one.name for one in unit.contacts.all()] == [NAME]


def test_the_firms_own_people_and_mailboxes_are_refused(store: Store):
    with store.write() as unit:
        unit.users.add("Bob", BOB)
        a_mailbox(unit, "sales@us.example")

    with store.read() as unit:
        for address, reason in ((BOB, "is Bob, a user"), ("sales@us.example", "is a mailbox of the firm")):
            with pytest.raises(Invalid, match=reason):
                unit.people.of(address)


def test_who_was_erased_is_known_again_by_their_address_alone(store: Store):
    with store.write() as unit:
        unit.contacts.add(NAME, addresses=[ADDRESS])
    erase(store)

    with store.read() as unit:
        assert list(unit.forgotten.among([ADDRESS, OTHER])) == [ADDRESS]
    with store.write(OWNER) as unit:
        unit.forgotten.take_back([ADDRESS])
        assert unit.forgotten.among([ADDRESS]) == {}


# --- what there is ----------------------------------------------------------------------------------------------------


def a_deal(unit: Unit, title: str = "200 seats") -> tuple[int, int, tuple[int, int]]:
    ann = unit.contacts.add(NAME, addresses=[ADDRESS], phones=["1 234 567"], title="Head").id
    mailbox = a_mailbox(unit).id
    return an_opportunity(unit, title, contact_id=ann), ann, (mailbox, a_folder(unit, mailbox).id)


def take_in(unit: Unit, box: tuple[int, int], number: int, *contents: ItemContent) -> None:
    entries = [replace(linked(content.identity, number), content=content) for content in contents]
    unit.history.save(*box, entries, now=NOON)


def lines(unit: Unit, number: int) -> list[HistoryLine]:
    return unit.items.history(HistoryOf(number))
