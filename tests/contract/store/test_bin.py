"""The recycle bin: what is in it is hidden and untouched, comes back whole, or goes for good."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select, text

from store.database import Store
from store.errors import InRecycleBin, Invalid, NotAllowed, NotFound
from store.history.index import Indexed, add_words
from store.models import (
    Base,
    DraftRow,
    FieldRow,
    FieldValueRow,
    FileContentRow,
    ItemAccountRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    LineItemRow,
    LinkRow,
    MarketingRow,
    OpportunityActivityRow,
    OpportunityCategoryRow,
    ProjectPartyRow,
    ProjectRow,
    ProjectTaskRow,
    TaskRow,
)
from store.unit import Unit
from store.values import Actor, ErrandKind, FollowedTask, Mark, MarkKind, Outcome, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_opportunity, known_one, linked

pytestmark = pytest.mark.row(34)

TABLES = [
    table.name for table in Base.metadata.sorted_tables if table.name not in ("changes", "errands", "opportunities")
]


def everything(unit: Unit) -> dict[str, list[str]]:
    """All rows of all tables but the trail's, the errands' and the opportunities' own."""
    rows = {name: unit.connection.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES}  # noqa: S608
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


def count(unit: Unit, table: type[Base]) -> int:
    return unit.connection.execute(select(func.count()).select_from(table)).scalar_one()


def an_item(
    unit: Unit, kind: str = "note", *numbers: int, contact: int | None = None, account: int | None = None
) -> int:
    """Something that people wrote here, in the history of these."""
    id = (unit.connection.scalar(select(func.max(ItemRow.id))) or 0) + 1
    words = ("identity", "fingerprint", "author", "preview", "location", "conversation_id", "in_reply_to")
    values = dict.fromkeys(words, "") | {"kind": kind, "size": 0, "subject": "Seats", "folded": "seats", "body": "x"}
    flags = {"is_cancelled": False, "has_attachments": False, "occurred_at": NOON, "search_id": id}
    unit.connection.execute(insert(ItemRow).values(id=id, **values, **flags))
    add_words(unit.connection, [Indexed(id, "Seats", "x")])
    for number in numbers:
        link = {"item_id": id, "number": number, "rule": "made", "evidence": "", "created_at": NOON, "placed_at": NOON}
        unit.connection.execute(insert(LinkRow).values(**link))
    if contact:
        place = {"item_id": id, "contact_id": contact, "placed_at": NOON, "is_kept": True}
        unit.connection.execute(insert(ItemContactRow).values(**place))
    if account:
        unit.connection.execute(insert(ItemAccountRow).values(item_id=id, account_id=account, placed_at=NOON))
    return id


def a_file(unit: Unit, content: bytes, *numbers: int) -> int:
    id, sha256 = an_item(unit, "file", *numbers), hashlib.sha256(content).hexdigest()
    if not unit.connection.scalar(select(FileContentRow.sha256).where(FileContentRow.sha256 == sha256)):
        row = {"sha256": sha256, "size": len(content), "content": content}
        unit.connection.execute(insert(FileContentRow).values(**row))
    unit.connection.execute(
        insert(ItemFileRow).values(item_id=id, sha256=sha256, name="a.txt", media_type="text/plain")
    )
    return id


def a_project(unit: Unit, number: int | None = None, **given: object) -> int:
    values = {"name": "Move", "folded": "move", "created_at": NOON, "number": number} | given
    id = unit.connection.execute(insert(ProjectRow).values(**values).returning(ProjectRow.id)).scalar_one()
    task = {"position": 0, "title": "Pack", "is_cancelled": False, "guid": uuid4()}
    unit.connection.execute(insert(ProjectTaskRow).values(project_id=id, **task))
    return id


def a_marketing(unit: Unit) -> int:
    new = insert(MarketingRow).values(title="Fair", folded="fair", currency="EUR").returning(MarketingRow.id)
    return unit.connection.execute(new).scalar_one()


def ids(unit: Unit) -> list[tuple[Record, int]]:
    return [(one.record, one.id) for one in unit.bin.all()]


# --- deleting ---------------------------------------------------------------------------------------------------------


def test_what_is_deleted_is_hidden_everywhere_and_named_where_it_is_asked_for(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
        ann = unit.contacts.add("Ann", addresses=["ann@client.example"])
        number = an_opportunity(unit, "200 seats", contact_id=ann.id, assigned_to=bob.id)
        unit.opportunities.remind(number, NOON)

        unit.bin.delete(Record.OPPORTUNITY, number)

        assert unit.opportunities.all() == []
        assert unit.opportunities.with_reminder(bob.id) == []
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


def test_a_restored_opportunity_is_whole_and_reminds_with_a_new_task(store: Store, clock: Clock):
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
        assert after.reminder_guid != before.reminder_guid
        assert after.reminder_epoch == before.reminder_epoch + 1
        same = {name: getattr(after, name) for name in after.__slots__ if not name.startswith("reminder_")}
        assert same == {name: getattr(before, name) for name in same}
        assert (after.reminder_on, after.reminder_at) == (True, before.reminder_at)


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


def test_a_restored_project_has_new_tasks_for_what_is_open(store: Store):
    with store.write() as unit:
        project = a_project(unit, account_id=unit.accounts.add("Fab").id)
        before = unit.connection.scalar(select(ProjectTaskRow.guid))
        unit.bin.delete(Record.PROJECT, project)
        unit.bin.restore(Record.PROJECT, project)

        assert unit.connection.scalar(select(ProjectTaskRow.guid)) != before


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
        )
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


# --- emptying ---------------------------------------------------------------------------------------------------------


def a_full_opportunity(unit: Unit) -> tuple[int, int, int, int]:
    """An opportunity with everything that can hang on one: its number, contact, account and marketing activity."""
    account = unit.accounts.add("Fabrikam", domains=["f.example"]).id
    ann = unit.contacts.add("Ann", addresses=["ann@client.example"], phones=["1"], account_id=account).id
    marketing = a_marketing(unit)
    number = an_opportunity(unit, "200 seats", contact_id=ann, initiated_marketing_id=marketing)
    unit.opportunities.remind(number, NOON)
    db = unit.connection
    line = {"position": 0, "name": "Seat", "description": "", "quantity_milli": 1000, "price_minor": 1}
    db.execute(insert(LineItemRow).values(number=number, discount_bp=0, total_minor=1, **line))
    db.execute(insert(OpportunityCategoryRow).values(number=number, folded="key", name="Key"))
    activity = {"activity_id": 1, "completed_at": NOON, "completed_by": "Bob", "is_reminder_off": False}
    db.execute(insert(OpportunityActivityRow).values(number=number, **activity))
    for record, id in (("opportunity", number), ("contact", ann), ("account", account)):
        field = {"record": record, "name": "Region", "folded": "region", "kind": "text", "choices": [], "position": 0}
        field_id = db.execute(insert(FieldRow).values(**field).returning(FieldRow.id)).scalar_one()
        db.execute(insert(FieldValueRow).values(field_id=field_id, record_id=id, text="North", folded="north"))
    due = a_mailbox(unit)
    folder = a_folder(unit, due.id)
    mail = replace(
        linked("S1", number),
        contacts=frozenset({ann}),
        confirmed=frozenset({number}),
        marks=(Mark(due.id, number, MarkKind.SET),),
    )
    unit.history.save(due.id, folder.id, [mail, linked("S2", number, confirmed=frozenset({number}))], now=NOON)
    draft = {"kind": "email", "content": {}, "server_id": "", "created_at": NOON}
    db.execute(insert(DraftRow).values(guid=uuid4(), mailbox_id=due.id, number=number, **draft))
    unit.tasks.save(FollowedTask(UUID(int=1), due.id, number=number, is_over=True))
    an_item(unit, "note", number)
    a_file(unit, b"offer", number)
    return number, ann, account, marketing


def test_emptying_removes_an_opportunity_with_all_that_hangs_on_it_alone(store: Store):
    with store.write() as unit:
        number, *_ = a_full_opportunity(unit)
        other = an_opportunity(unit, "Other")
        shared, same_content = an_item(unit, "note", number, other), a_file(unit, b"offer", other)
        project = a_project(unit, number, account_id=unit.opportunities.get(other).account_id)
        unit.bin.delete(Record.OPPORTUNITY, number)

        done = unit.bin.empty()

        assert [(one.record, one.id) for one in done.removed] == [(Record.OPPORTUNITY, number)]
        assert (done.items, done.contents, done.kept) == (2, 0, ())
        with pytest.raises(NotFound):
            unit.opportunities.get(number)
        for table in (LineItemRow, OpportunityCategoryRow, OpportunityActivityRow, DraftRow, TaskRow):
            assert count(unit, table) == 0, table
        assert count(unit, FieldValueRow) == 2  # the contact's and the account's
        own = select(ItemRow.id).where(ItemRow.kind.in_(["note", "file"])).order_by(ItemRow.id)
        assert unit.connection.scalars(own).all() == [shared, same_content]
        assert count(unit, FileContentRow) == 1
        assert unit.connection.execute(select(ProjectRow.id, ProjectRow.number)).all() == [(project, None)]
        assert (change_of(unit, Record.PROJECT, project)) == ("opportunity", f"{number} 200 seats", None)


def test_the_last_holder_of_a_content_takes_it_along(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        a_file(unit, b"offer", number)
        unit.bin.delete(Record.OPPORTUNITY, number)

        done = unit.bin.empty()

        assert (done.items, done.contents) == (1, 1)
        assert (count(unit, FileContentRow), count(unit, ItemRow)) == (0, 0)


def test_mail_stays_known_and_its_receipts_say_what_became_of_it(store: Store):
    with store.write() as unit:
        number, *_ = a_full_opportunity(unit)
        due = a_mailbox(unit)
        before = unit.history.counts()
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.empty()

        known = [known_one(unit, due.id, linked(id)) for id in ("S1", "S2")]

        assert [(one.links, one.marks) for one in known] == [((), ())] * 2
        assert [one.receipt.outcome for one in known if one.receipt] == [Outcome.CONTACT, Outcome.SKIPPED]
        assert {one.receipt.rule for one in known if one.receipt} == {"deleted"}
        assert {one.pointer.confirmed for one in known if one.pointer} == {frozenset({number})}
        after = unit.history.counts()
        assert after["seen"] == before["seen"] == sum(after[outcome] for outcome in Outcome)
        assert [one.remove for one in unit.history.stamps_owed([1, 2])] == [(), ()]  # nothing in Outlook is touched


def test_emptying_everything_leaves_the_trail_and_the_mail(store: Store):
    with store.write() as unit:
        number, ann, account, marketing = a_full_opportunity(unit)
        an_item(unit, "note", contact=ann)
        an_item(unit, "call", account=account)
        other = an_opportunity(unit, "Other", initiated_contact_id=ann)
        project = a_project(unit, account_id=account)
        unit.connection.execute(insert(ProjectPartyRow).values(project_id=project, contact_id=ann))
        cousin = unit.contacts.add("Cousin", account_id=account).id
        for record, id in (
            (Record.OPPORTUNITY, number),
            (Record.PROJECT, project),
            (Record.CONTACT, ann),
            (Record.ACCOUNT, account),
            (Record.MARKETING, marketing),
        ):
            unit.bin.delete(record, id)

        done = unit.bin.empty()

        assert (len(done.removed), done.kept, done.items) == (5, (), 4)
        assert unit.bin.all() == []
        assert unit.contacts.get(cousin).account_id is None
        assert change_of(unit, Record.CONTACT, cousin) == ("account", "Fabrikam", None)
        assert unit.opportunities.get(other).initiated_contact_id is None
        assert change_of(unit, Record.OPPORTUNITY, other) == ("initiated by contact", "Ann", None)
        for table in (ProjectPartyRow, ProjectTaskRow, ItemContactRow, ItemAccountRow, FieldValueRow):
            assert count(unit, table) == 0, table
        assert set(unit.connection.scalars(select(ItemRow.kind))) == {"email"}
        for record, id in ((Record.OPPORTUNITY, number), (Record.CONTACT, ann), (Record.ACCOUNT, account)):
            assert [change.after for change in unit.audit.of(record, id, limit=1)] == ["removed for good"]
        assert unit.contacts.add("Heir", addresses=["ann@client.example"])  # the address is free again


def change_of(unit: Unit, record: Record, id: int) -> tuple[str, str | None, str | None]:
    (change,) = unit.audit.of(record, id, limit=1)
    return change.field, change.before, change.after


def test_numbers_and_ids_are_never_given_again(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add("Ann").id
        account = unit.accounts.add("Fab").id
        number = an_opportunity(unit, contact_id=ann)
        project, marketing = a_project(unit, contact_id=ann), a_marketing(unit)
        for record, id in (
            (Record.OPPORTUNITY, number),
            (Record.PROJECT, project),
            (Record.CONTACT, ann),
            (Record.ACCOUNT, account),
            (Record.MARKETING, marketing),
        ):
            unit.bin.delete(record, id)
        unit.bin.empty()

        heir = unit.contacts.add("Heir").id

        assert heir > ann
        assert unit.accounts.add("Fab").id > account
        assert an_opportunity(unit, contact_id=heir) > number
        assert a_project(unit, contact_id=heir) > project
        assert a_marketing(unit) > marketing


def test_only_an_owner_empties_the_bin(store: Store):
    with store.write() as unit:
        unit.users.add("Bob", "bob@us.example")
        cy = unit.users.add("Cy", "cy@us.example")
        account = unit.accounts.add("Fab").id
    with store.write(Actor.of(cy)) as unit:
        unit.bin.delete(Record.ACCOUNT, account)  # which everybody may

    refusal = "recycle bin: it is emptied by an owner only, and Cy is none"
    with pytest.raises(NotAllowed, match=refusal), store.write(Actor.of(cy)) as unit:
        unit.bin.empty()

    with store.read() as unit:
        assert ids(unit) == [(Record.ACCOUNT, account)]


def test_what_was_deleted_later_stays_and_keeps_what_it_needs(store: Store, clock: Clock):
    with store.write() as unit:
        account = unit.accounts.add("Fab").id
        lone = unit.contacts.add("Ann").id
        number = an_opportunity(unit, account_id=account)
        unit.bin.delete(Record.CONTACT, lone)
        later = clock.forward(timedelta(days=1))
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.delete(Record.ACCOUNT, account)
        plan = unit.bin.would_empty(later)

        unit.bin.empty(later)

        assert [one.id for one in plan.removed] == [lone]
        assert set(ids(unit)) == {(Record.OPPORTUNITY, number), (Record.ACCOUNT, account)}


def test_an_opportunity_waits_until_its_tasks_in_outlook_are_completed(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fab").id
        number = an_opportunity(unit, account_id=account)
        due = a_mailbox(unit)
        followed = FollowedTask(UUID(int=1), due.id, number=number, server_id="T1")
        unit.tasks.save(followed)
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.delete(Record.ACCOUNT, account)

        waiting = unit.bin.empty()
        unit.tasks.save(replace(followed, is_over=True))
        done = unit.bin.empty()

    reasons = {one.record: reason for one, reason in waiting.kept}
    assert reasons[Record.OPPORTUNITY].startswith("its tasks in Outlook are still to be completed")
    assert reasons[Record.ACCOUNT] == f"opportunity {number} in the recycle bin is linked to it"
    assert len(done.removed) == 2


def test_a_mailbox_that_nobody_looks_after_any_more_holds_nothing_up(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        due = a_mailbox(unit)
        unit.tasks.save(FollowedTask(UUID(int=1), due.id, number=number, server_id="T1"))
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.mailboxes.register({})

        assert len(unit.bin.empty().removed) == 1


def test_an_empty_bin_is_emptied(store: Store):
    with store.write() as unit:
        an_opportunity(unit)

        assert unit.bin.empty().removed == ()
        assert len(unit.opportunities.all()) == 1
