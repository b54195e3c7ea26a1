"""Emptying the recycle bin: what goes for good, what goes along, what stays, and what has to wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from store.database import Store
from store.errors import NotAllowed, NotFound
from store.models import (
    DraftRow,
    FieldValueRow,
    FileContentRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    LineItemRow,
    OpportunityActivityRow,
    OpportunityCategoryRow,
    ProjectPartyRow,
    ProjectRow,
    ProjectTaskRow,
    TaskRow,
)
from store.unit import Unit
from store.values import Actor, DueMailbox, Emptying, FollowedTask, HistoryOf, Outcome, Record
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.full import a_file, a_full_opportunity, a_marketing, a_project, an_item, count, ids
from tests.contract.store.records import a_folder, a_mailbox, an_opportunity, known_one, linked

pytestmark = pytest.mark.row(34)


def test_emptying_removes_an_opportunity_with_all_that_hangs_on_it_alone(store: Store):
    with store.write() as unit:
        number, *_ = a_full_opportunity(unit)
        other = an_opportunity(unit, "Other")
        shared, same_content = an_item(unit, "note", number, other), a_file(unit, b"offer", other)
        project = a_project(unit, number, account_id=unit.opportunities.get(other).account_id)
        unit.bin.delete(Record.OPPORTUNITY, number)

        done = unit.bin.empty()

        assert [(one.record, one.id) for one in done.removed] == [(Record.OPPORTUNITY, number)]
        assert (done.items, done.kept) == (2, ())
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

        assert done.items == 1
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


def test_of_a_full_bin_some_are_looked_at_and_first_what_keeps_others(store: Store):
    with store.write() as unit:
        account = unit.accounts.add("Fab").id
        number = an_opportunity(unit, account_id=account)
        unit.tasks.save(FollowedTask(UUID(int=1), a_mailbox(unit).id, number=number, server_id="T1"))
        contacts = [unit.contacts.add(f"Ann {each}").id for each in range(3)]
        unit.bin.delete(Record.OPPORTUNITY, number)
        unit.bin.delete(Record.ACCOUNT, account)
        for contact in contacts:
            unit.bin.delete(Record.CONTACT, contact)

        whole, some, most = unit.bin.would_empty(), unit.bin.would_empty(most=3), unit.bin.would_empty(most=5)
        none = unit.bin.would_empty(NOON, most=3)

    assert [one.id for one in some.removed] == contacts[1:]
    assert [one.id for one, _ in some.kept] == [number]
    assert some.beyond == 2
    assert (set(most.removed), set(most.kept), most.beyond) == (set(whole.removed), set(whole.kept), 0)
    assert none == Emptying()


def test_an_empty_bin_is_emptied(store: Store):
    with store.write() as unit:
        an_opportunity(unit)

        assert unit.bin.empty().removed == ()
        assert len(unit.opportunities.all()) == 1


# --- items of the history ---------------------------------------------------------------------------------------------


def test_a_note_is_deleted_restored_and_removed_like_any_record(store: Store):
    with store.write() as unit:
        note = unit.notes.add(HistoryOf(number=an_opportunity(unit)), "Seats")
        unit.items.delete(note.id)
        listed = unit.bin.all()
        unit.bin.restore(Record.ITEM, note.id)
        restored = unit.items.present(note.id)
        unit.bin.delete(Record.ITEM, note.id)

        unit.bin.empty()

        assert [(one.record, one.id, one.name) for one in listed] == [(Record.ITEM, note.id, "Seats")]
        assert restored == note
        assert count(unit, ItemRow) == 0
        assert unit.audit.of(Record.ITEM, note.id, limit=1)[0].after == "removed for good"


def test_mail_that_was_deleted_here_stays_known_and_hidden(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        due = a_mailbox(unit)
        unit.history.save(due.id, a_folder(unit, due.id).id, [linked("S1", number)], now=NOON)
        unit.items.delete(1)

        done = unit.bin.empty()

        assert [reason for _, reason in done.kept] == ["mailboxes hold it: it stays hidden here"]
        assert unit.items.get(1).is_deleted


def followed_history_task(unit: Unit, due: DueMailbox, item: int, number: int | None) -> None:
    unit.tasks.save(FollowedTask(UUID(int=item), due.id, number=1, server_id="T1"))
    values = {"about": "history", "about_id": item, "number": number}
    unit.connection.execute(update(TaskRow).where(TaskRow.guid == UUID(int=item)).values(**values))


def test_whoever_alone_holds_a_task_of_the_history_waits_until_it_is_completed_in_outlook(store: Store):
    with store.write() as unit:
        ann = unit.contacts.add("Ann").id
        account = unit.accounts.add("Fab").id
        number, other = (an_opportunity(unit, title) for title in ("One", "Two"))
        due = a_mailbox(unit)
        alone, shared = an_item(unit, "task", number), an_item(unit, "task", number, other)
        anns, accounts = an_item(unit, "task", contact=ann), an_item(unit, "task", account=account)
        for item in (alone, shared, anns, accounts):
            followed_history_task(unit, due, item, number if item in (alone, shared) else None)
        for record, id in ((Record.OPPORTUNITY, number), (Record.CONTACT, ann), (Record.ACCOUNT, account)):
            unit.bin.delete(record, id)
        waiting = unit.bin.would_empty()
        over = update(TaskRow).where(TaskRow.about_id.in_([alone, anns, accounts])).values(is_over=True)
        unit.connection.execute(over)

        done = unit.bin.empty()

        assert len(waiting.kept) == len(done.removed) == 3
        assert done.items == 3
        tasks = select(TaskRow.about_id, TaskRow.number)
        assert unit.connection.execute(tasks).all() == [(shared, other)]
