"""The recycle bin: what is in it is hidden and untouched, and comes back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from store.database import Store
from store.errors import InRecycleBin, Invalid, NotFound
from store.models import (
    Base,
    ItemContactRow,
    ProjectTaskRow,
)
from store.unit import Unit
from store.values import Actor, ErrandKind, Mark, MarkKind, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import a_full_opportunity, a_marketing, a_project, ids
from tests.contract.store.records import a_folder, a_mailbox, an_opportunity, known_one, linked

OSLO = ZoneInfo("Europe/Oslo")

pytestmark = pytest.mark.row(34)

# The daemon's state says that anything changed at all; notes of sums are added to them in time.
BESIDE = ("changes", "errands", "opportunities", "daemon_state", "sum_changes")
TABLES = [table.name for table in Base.metadata.sorted_tables if table.name not in BESIDE]


def everything(unit: Unit) -> dict[str, list[str]]:
    """All rows of all tables but the trail's, the errands', the opportunities' own, the daemon's and notes of sums."""
    rows = {name: unit.connection.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES}  # noqa: S608
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


# --- deleting ---------------------------------------------------------------------------------------------------------


def test_what_is_deleted_is_hidden_everywhere_and_named_where_it_is_asked_for(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        ann = unit.contacts.add("Ann", addresses=["ann@client.example"])
        number = an_opportunity(unit, "200 seats", contact_id=ann.id, assigned_to=bob.id)
        unit.opportunities.remind(number, NOON)

        unit.bin.delete(Record.OPPORTUNITY, number)

        assert unit.opportunities.all() == []
        assert unit.wanted_tasks.of(bob.id, OSLO) == {}
        assert unit.opportunities.offered_to(bob.id) == []
        assert unit.opportunities.of_party(contact_id=ann.id) == []
        for asked in (f"OPP-{number}", str(number)):
            with pytest.raises(InRecycleBin, match=rf"opportunity {number}, 200 seats: is in the recycle bin; restore"):
                unit.opportunities.find(asked)
        with pytest.raises(Invalid, match="is in the recycle bin and cannot be changed; restore it first"):
            unit.opportunities.edit(number, title="x")
        assert unit.opportunities.get(number).is_deleted
        found = unit.links.candidates({"ann@client.example"}, {number})
        assert found.by_contact == {}
        assert found.by_number[number].is_deleted


def test_deleted_contacts_and_accounts_are_nobody_to_the_linking_rules(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Client")
        ann = unit.contacts.add("Ann", addresses=["ann@client.example"], account_id=account.id)
        bo = unit.contacts.add("Bo", addresses=["bo@client.example"], account_id=account.id)
        unit.bin.delete(Record.CONTACT, ann.id)
        unit.bin.delete(Record.ACCOUNT, account.id)

        found = unit.links.candidates({"ann@client.example", "bo@client.example"}, set())

    assert [(known.id, known.account_id) for known in found.contacts.values()] == [(bo.id, None)]


@pytest.mark.parametrize(
    "record", [Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT, Record.PROJECT, Record.MARKETING]
)
def test_every_kind_is_deleted_once_and_restored_once(store: Store, record: Record, clock: Clock):
    with store.write() as unit:
        party = unit.accounts.add("Fabrikam").id
        id = {
            Record.OPPORTUNITY: lambda: an_opportunity(unit, account_id=party),
            Record.ACCOUNT: lambda: unit.accounts.add("Lone").id,
            Record.CONTACT: lambda: unit.contacts.add("Ann").id,
            Record.PROJECT: lambda: a_project(unit, account_id=party),
            Record.MARKETING: lambda: a_marketing(unit),
        }[record]()
        with pytest.raises(Invalid, match=f"{record.value} {id}, .*: is not in the recycle bin"):
            unit.bin.restore(record, id)
    with store.write(Actor("Bob")) as unit:
        unit.bin.delete(record, id)
        with pytest.raises(InRecycleBin, match=f"dealtrail bin restore {record.value}:{id}"):
            unit.bin.delete(record, id)
        with pytest.raises(NotFound, match=f"{record.value}: there is none for '999'"):
            unit.bin.delete(record, 999)
        (binned,) = unit.bin.all()
        found = [unit.bin.find(record, asked) for asked in (str(id), binned.name[1:])]
        unit.bin.restore(record, id)

        assert (binned.record, binned.id, binned.deleted_at, binned.by) == (record, id, NOON, "Bob")
        assert found == [binned, binned]
        assert unit.bin.all() == []
        acts = [(change.actor, change.after) for change in unit.audit.of(record, id)]
        assert acts[:2] == [("Bob", "restored"), ("Bob", "deleted")]


@pytest.mark.row(33)
@pytest.mark.parametrize("record", [Record.ACCOUNT, Record.CONTACT])
def test_a_party_with_opportunities_or_projects_is_not_deleted_and_the_refusal_lists_them(store: Store, record: Record):
    with store.write() as unit:
        party = unit.accounts.add("Fab") if record is Record.ACCOUNT else unit.contacts.add("Ann")
        link = {f"{record.value}_id": party.id}
        first, second = (an_opportunity(unit, title, **link) for title in ("Seats", "Desks"))
        unit.opportunities.close(second, won=False, on=NOON)
        project = a_project(unit, **link)

        with pytest.raises(
            Invalid,
            match=f"{record.value} {party.id}, {party.name}: cannot be deleted while these are linked to it: "
            f"opportunity {first} Seats, opportunity {second} Desks, project {project} Move; link them elsewhere first",
        ):
            unit.bin.delete(record, party.id)

        other = unit.accounts.add("Other").id
        unit.opportunities.edit(first, account_id=other)
        unit.bin.delete(Record.OPPORTUNITY, second)
        unit.bin.delete(Record.PROJECT, project)
        unit.bin.delete(record, party.id)
        assert ids(unit)[0][0] in (record, Record.PROJECT, Record.OPPORTUNITY)
        assert (record, party.id) in ids(unit)


@pytest.mark.row(33)
def test_a_refusal_lists_twenty_and_counts_the_rest(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fab").id
        for n in range(23):
            an_opportunity(unit, f"Deal {n}", account_id=account)

        with pytest.raises(Invalid, match=r"Deal 19 and 3 more; link them elsewhere first"):
            unit.bin.delete(Record.ACCOUNT, account)


def test_the_contacts_of_a_deleted_account_keep_it(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam").id
        ann = unit.contacts.add("Ann", account_id=account)

        unit.bin.delete(Record.ACCOUNT, account)

        assert unit.contacts.get(ann.id) == ann
        assert unit.bin.contacts_of(account) == 1
        assert unit.contacts.edit(ann.id, title="Head").account_id == account


# --- restoring --------------------------------------------------------------------------------------------------------


def test_a_restored_opportunity_is_whole_and_reminds_by_the_same_tasks(store: Store, clock: Clock):
    with store.write() as unit:
        number, *_ = a_full_opportunity(unit)
        before, rows = unit.opportunities.get(number), everything(unit)
    clock.forward(timedelta(days=1))

    with store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, number)
    with store.write() as unit:
        unit.bin.restore(Record.OPPORTUNITY, number)
        after = unit.opportunities.get(number)

        assert everything(unit) == rows
        assert after == before


def test_a_reminder_that_was_off_stays_off(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.restore(Record.OPPORTUNITY, number)

        assert not unit.opportunities.get(number).reminder_on


def test_an_opportunity_comes_back_after_its_party(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fabrikam").id
        number = an_opportunity(unit, account_id=account)
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.delete(Record.ACCOUNT, account)

        with pytest.raises(
            Invalid,
            match=f"opportunity {number}: is linked to account {account}, Fabrikam, which is in the recycle bin, too; "
            f"restore that first: dealtrail bin restore account:{account}",
        ):
            unit.bin.restore(Record.OPPORTUNITY, number)
        unit.bin.restore(Record.ACCOUNT, account)
        unit.bin.restore(Record.OPPORTUNITY, number)

        assert unit.bin.all() == []


def test_a_restored_project_asks_for_the_same_tasks(store: Store):
    with store.write() as unit:
        project = a_project(unit, account_id=unit.accounts.add("Fab").id)
        before = unit.connection.scalar(select(ProjectTaskRow.guid))
        unit.bin.delete(Record.PROJECT, project)
        unit.bin.restore(Record.PROJECT, project)

        assert unit.connection.scalar(select(ProjectTaskRow.guid)) == before


def test_stamps_of_a_deleted_opportunity_rest_and_are_owed_when_it_is_restored(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        stamped, bare, withdrawn = (linked(f"S{n}", number) for n in range(3))
        mark = (Mark(due.id, number, MarkKind.WITHDRAWN),)
        pointers = unit.history.save(
            due.id,
            folder.id,
            [replace(stamped, confirmed=frozenset({number})), bare, replace(withdrawn, marks=mark)],
            now=NOON,
        ).pointers
        unit.bin.delete(Record.OPPORTUNITY, number)

        resting = unit.history.stamps_owed(pointers)
        unit.bin.restore(Record.OPPORTUNITY, number)
        owed = unit.history.stamps_owed(pointers)

        assert [(one.add, one.remove) for one in resting] == [((), ())] * 3
        assert unit.errands.keys(due.id, ErrandKind.STAMP) == {str(pointers[1])}
        assert [bool(one.add) for one in owed] == [False, True, False]


def test_a_deleted_contact_keeps_its_place_in_the_history_of_what_arrives_again(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add("Ann", addresses=["ann@client.example"])
        due = a_mailbox(unit)
        folder = a_folder(unit, due.id)
        entry = replace(linked("S1"), contacts=frozenset({ann.id}))
        unit.history.save(due.id, folder.id, [entry], now=NOON)
        unit.bin.delete(Record.CONTACT, ann.id)

        again = replace(entry, known=known_one(unit, due.id, entry), contacts=frozenset())
        unit.history.save(due.id, folder.id, [again], now=NOON)

        assert unit.connection.scalars(select(ItemContactRow.contact_id)).all() == [ann.id]


# --- a page of it -----------------------------------------------------------------------------------------------------


def test_a_page_of_the_bin_is_a_part_of_all_of_it_whatever_kinds_are_in_there(store: Store, clock: Clock):
    with store.write() as unit:
        for n in range(4):
            for record, id in (
                (Record.OPPORTUNITY, an_opportunity(unit, f"Deal {n}")),
                (Record.CONTACT, unit.contacts.add(f"Ann {n}").id),
                (Record.ACCOUNT, unit.accounts.add(f"Fabrikam {n}").id),
            ):
                unit.bin.delete(record, id)
            if n % 2:  # some at one moment, some at another
                clock.forward(timedelta(minutes=1))

        whole = unit.bin.all()

        assert len(whole) == 12
        pages = [unit.bin.page(limit=5, offset=offset) for offset in (0, 5, 10, 15)]
        assert [len(page) for page in pages] == [5, 5, 2, 0]
        assert [one for page in pages for one in page] == whole
        for record in (Record.CONTACT, Record.PROJECT):
            assert unit.bin.page(record, limit=3, offset=1) == unit.bin.all(record)[1:4]
        for at, one in enumerate(whole):  # behind each, those of its moment and its kind among them
            assert unit.bin.page(limit=20, place=one.place) == whole[at + 1 :]
            assert unit.bin.page(one.record, limit=20, place=one.place) == [
                other for other in whole[at + 1 :] if other.record is one.record
            ]
