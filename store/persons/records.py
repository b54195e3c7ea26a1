"""Records of somebody who is forgotten, and what is about nobody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, exists, or_, select, update

from store.history.contents import update_items
from store.history.index import Indexed
from store.history.items import Items
from store.models import (
    ChangeRow,
    ContactAddressRow,
    ContactPhoneRow,
    ContactRow,
    DirectoryNameRow,
    FieldRow,
    FieldValueRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    ItemTaskRow,
    LinkRow,
    MergeRow,
    OpportunityRow,
    ProjectRow,
    TaskRow,
)
from store.records.audit import Audit
from store.records.emptying import forget_contacts, forget_tasks, held_by_nothing, settle_receipts
from store.repository import chunks
from store.rules.forgetting import ERASED
from store.text import fold
from store.transaction import Transaction
from store.values import Erased, Person, Record

ACT = "personal data erased"
_MAIL = ("email", "appointment")


def needed(db: Connection, contacts: Collection[int]) -> set[int]:
    """Records that opportunities or projects are linked to, which need somebody."""
    linked = (
        select(OpportunityRow.contact_id).where(OpportunityRow.contact_id.in_(contacts)),
        select(ProjectRow.contact_id).where(ProjectRow.contact_id.in_(contacts)),
    )
    return {id for asked in linked for id in db.scalars(asked) if id is not None}


# --- what was written about them --------------------------------------------------------------------------------------


def written_about(db: Connection, contacts: Collection[int], *which: Any) -> list[int]:
    """Notes, calls, tasks and files in their history, and in no other's."""
    alone = (
        ~exists().where(LinkRow.item_id == ItemRow.id),
        ~exists().where(ItemContactRow.item_id == ItemRow.id, ItemContactRow.contact_id.not_in(contacts)),
        ~exists().where(ItemAccountRow.item_id == ItemRow.id),
        or_(ItemRow.subject != ERASED, ItemRow.body != ""),  # a task that Outlook shows still, and that is done with
    )
    theirs = select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(contacts))
    about = select(ItemRow.id).where(ItemRow.id.in_(theirs), ItemRow.kind.not_in(_MAIL), *alone, *which)
    return sorted(db.scalars(about))


def written_left(transaction: Transaction, person: Person) -> Sequence[int]:
    return written_about(transaction.connection, person.contacts)


def forget_written(transaction: Transaction, person: Person, items: Sequence[int]) -> Erased:
    """What is about nobody else goes; a task that Outlook still shows stays as one that is cancelled."""
    db = transaction.connection
    items = written_about(db, person.contacts, ItemRow.id.in_(items))
    shown = (TaskRow.about == "history", TaskRow.is_over.is_(False), TaskRow.about_id.in_(items))
    if open_there := set(db.scalars(select(TaskRow.about_id).where(*shown))):
        _cancel(db, open_there)
    gone = [id for id in items if id not in open_there]
    forget_tasks(db, TaskRow.about == "history", gone, TaskRow.about_id)
    transaction.repository(Items).erase(gone)
    _forget_values(db, Record.ITEM, items)
    return Erased(written=len(items))


def _cancel(db: Connection, tasks: Collection[int]) -> None:
    words = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body).where(ItemRow.id.in_(tasks))
    rows = db.execute(words).all()
    before = [Indexed(row.search_id, row.subject, row.body) for row in rows]
    bare = {"subject": ERASED, "folded": ERASED, "body": "", "preview": ""}
    update_items(db, before, [{"b_id": row.id, "search_id": row.search_id, **bare} for row in rows])
    is_open = (ItemTaskRow.item_id.in_(tasks), ItemTaskRow.status == "open")
    db.execute(update(ItemTaskRow).where(*is_open).values(status="cancelled"))


# --- their records ----------------------------------------------------------------------------------------------------


def histories_left(transaction: Transaction, person: Person) -> Sequence[int]:
    """Items in the histories of those of their records that go."""
    going = _going(transaction.connection, person)
    held = select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(going)).distinct()
    return sorted(transaction.connection.scalars(held))


def forget_histories(transaction: Transaction, person: Person, items: Sequence[int]) -> Erased:
    db = transaction.connection
    going = _going(db, person)
    db.execute(delete(ItemContactRow).where(ItemContactRow.contact_id.in_(going), ItemContactRow.item_id.in_(items)))
    _settle(transaction, items)
    return Erased()


def records_left(transaction: Transaction, person: Person) -> Sequence[int]:
    """Contacts that have something of theirs still, and those that nothing needs."""
    db = transaction.connection
    stay = needed(db, person.contacts)
    named = select(ContactRow.id, ContactRow.name).where(ContactRow.id.in_(person.contacts))
    return sorted(id for id, name in db.execute(named) if name != ERASED or id not in stay)


def forget_records(transaction: Transaction, person: Person, contacts: Sequence[int]) -> Erased:
    """The contacts go; those that are needed stay without anything that is theirs."""
    db, stay = transaction.connection, needed(transaction.connection, contacts)
    merged = (MergeRow.kept_id.in_(contacts) | MergeRow.merged_id.in_(contacts), MergeRow.record == "contact")
    db.execute(delete(MergeRow).where(*merged))
    db.execute(delete(ContactAddressRow).where(ContactAddressRow.contact_id.in_(contacts)))
    db.execute(delete(ContactPhoneRow).where(ContactPhoneRow.contact_id.in_(contacts)))
    own = select(FieldRow.id).where(FieldRow.record == Record.CONTACT.value)
    db.execute(delete(FieldValueRow).where(FieldValueRow.field_id.in_(own), FieldValueRow.record_id.in_(contacts)))
    for column in (DirectoryNameRow.name, DirectoryNameRow.address):
        db.execute(delete(DirectoryNameRow).where(column.in_(person.addresses)))
    nobody = {"name": ERASED, "folded": fold(ERASED), "title": "", "type_id": None, "external_id": None}
    db.execute(update(ContactRow).where(ContactRow.id.in_(stay)).values(**nobody))
    _settle(transaction, forget_contacts(transaction, {id: ERASED for id in contacts if id not in stay}))
    _forget_values(db, Record.CONTACT, contacts)
    for id in contacts:
        transaction.repository(Audit).did(Record.CONTACT, id, ACT)
    return Erased(contacts=len(contacts) - len(stay), kept=len(stay))


def _going(db: Connection, person: Person) -> list[int]:
    stay = needed(db, person.contacts)
    return [id for id in person.contacts if id not in stay]


def _settle(transaction: Transaction, items: Collection[int]) -> None:
    transaction.repository(Items).erase(held_by_nothing(transaction.connection, items))
    settle_receipts(transaction, items)


def _forget_values(db: Connection, record: Record, ids: Collection[int]) -> None:
    """The trail keeps who did what when, and not with which values."""
    acts = case((ChangeRow.field == "", ChangeRow.after), else_=None)
    for chunk in chunks(ids):
        of_them = (ChangeRow.record == record.value, ChangeRow.record_id.in_(chunk))
        db.execute(update(ChangeRow).where(*of_them).values(before=None, after=acts))
