"""Emptying the recycle bin: records go for good, with all that hangs on them and on nothing else.

Mail and appointments stay known, so that they are not taken in again; the audit trail stays; numbers are not given
again. Nothing in Outlook is touched: a record whose tasks there are still to be completed waits for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, exists, or_, select, update

from store.history.index import Indexed, remove_words
from store.models import (
    AccountRow,
    ContactRow,
    DraftRow,
    ErrandRow,
    FieldRow,
    FieldValueRow,
    FileContentRow,
    ItemAccountRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    LinkRow,
    MailboxRow,
    MarketingRow,
    MarkRow,
    OpportunityRow,
    PointerRow,
    ProjectPartyRow,
    ProjectRow,
    ProjectTaskRow,
    ReceiptRow,
    TaskRow,
)
from store.repository import chunks
from store.values import Binned, Emptying, ErrandKind, Outcome, Record

if TYPE_CHECKING:
    from store.unit import Unit


def planned(db: Connection, found: Sequence[Binned]) -> Emptying:
    """Which of these can go, and which stay for now, each with the reason."""
    reasons: dict[Binned, str] = {}
    numbers = [one.id for one in found if one.record is Record.OPPORTUNITY]
    projects = [one.id for one in found if one.record is Record.PROJECT]
    waiting = {Record.OPPORTUNITY: _with_tasks(db, numbers), Record.PROJECT: _projects_with_tasks(db, projects)}
    for one in found:
        if one.id in waiting.get(one.record, ()):
            reasons[one] = "its tasks in Outlook are still to be completed; dealtrail run does that"
    going = {(one.record, one.id) for one in found if one not in reasons}
    for one in found:
        if one.record in (Record.ACCOUNT, Record.CONTACT) and (needed := _needed_by(db, one, going)):
            reasons[one] = f"{needed} in the recycle bin is linked to it"
    return Emptying(
        removed=tuple(one for one in found if one not in reasons),
        kept=tuple((one, reasons[one]) for one in found if one in reasons),
    )


def remove(unit: Unit, plan: Emptying) -> Emptying:
    """Remove what the plan says; the plan with what went along."""
    db = unit.connection
    ids = {record: {one.id: one.name for one in plan.removed if one.record is record} for record in Record}
    touched: set[int] = set()
    _forget_projects(db, ids[Record.PROJECT])
    touched |= _forget_opportunities(unit, ids[Record.OPPORTUNITY])
    touched |= _forget_contacts(unit, ids[Record.CONTACT])
    touched |= _forget_accounts(unit, ids[Record.ACCOUNT])
    _forget_initiator(unit, OpportunityRow.initiated_marketing_id, ids[Record.MARKETING], Record.MARKETING)
    _delete(db, MarketingRow, MarketingRow.id, ids[Record.MARKETING])
    items, contents = _remove_orphans(db, touched)
    _settle_receipts(unit, touched)
    return replace(plan, items=items, contents=contents)


# --- what has to wait -------------------------------------------------------------------------------------------------


def _with_tasks(db: Connection, numbers: Iterable[int]) -> set[int]:
    """Opportunities that Outlook still shows a task of, in a mailbox that is looked after."""
    followed = select(TaskRow.number).join(MailboxRow, MailboxRow.id == TaskRow.mailbox_id)
    followed = followed.where(MailboxRow.is_active, TaskRow.is_over.is_(False))
    return {n for chunk in chunks(numbers) for n in db.scalars(followed.where(TaskRow.number.in_(chunk))) if n}


def _projects_with_tasks(db: Connection, projects: Iterable[int]) -> set[int]:
    followed = (
        select(ProjectTaskRow.project_id)
        .join(TaskRow, TaskRow.about_id == ProjectTaskRow.id)
        .join(MailboxRow, MailboxRow.id == TaskRow.mailbox_id)
        .where(TaskRow.about == "project", TaskRow.is_over.is_(False), MailboxRow.is_active)
    )
    return {id for chunk in chunks(projects) for id in db.scalars(followed.where(ProjectTaskRow.project_id.in_(chunk)))}


def _needed_by(db: Connection, party: Binned, going: Collection[tuple[Record, int]]) -> str:
    """What is linked to an account or contact and does not go along; "" when nothing is."""
    for record, table, key in (
        (Record.OPPORTUNITY, OpportunityRow, OpportunityRow.number),
        (Record.PROJECT, ProjectRow, ProjectRow.id),
    ):
        column = table.account_id if party.record is Record.ACCOUNT else table.contact_id
        for id in db.scalars(select(key).where(column == party.id).order_by(key)):
            if (record, id) not in going:
                return f"{record.value} {id}"
    return ""


# --- one kind of record after the other -------------------------------------------------------------------------------


def _forget_projects(db: Connection, ids: Mapping[int, str]) -> None:
    for chunk in chunks(ids):
        tasks = select(ProjectTaskRow.id).where(ProjectTaskRow.project_id.in_(chunk))
        _forget_tasks(db, TaskRow.about == "project", TaskRow.about_id.in_(tasks))
    _delete(db, ProjectRow, ProjectRow.id, ids)


def _forget_opportunities(unit: Unit, numbers: Mapping[int, str]) -> set[int]:
    """The items that were linked to one of them."""
    db, touched = unit.connection, set[int]()
    for chunk in chunks(numbers):
        touched |= set(db.scalars(select(LinkRow.item_id).where(LinkRow.number.in_(chunk))))
        made_from_it = select(ProjectRow.id, ProjectRow.number).where(ProjectRow.number.in_(chunk))
        for project, number in db.execute(made_from_it).all():
            title = numbers[number] if number is not None else ""
            unit.audit.changed(Record.PROJECT, project, {"opportunity": (f"{number} {title}", None)})
        db.execute(update(ProjectRow).where(ProjectRow.number.in_(chunk)).values(number=None))
        drafts = db.scalars(select(DraftRow.guid).where(DraftRow.number.in_(chunk))).all()
        _forget_errands(db, ErrandKind.DRAFT, [str(guid) for guid in drafts])
        _forget_tasks(db, TaskRow.number.in_(chunk))
        for table in (DraftRow, LinkRow, MarkRow):
            db.execute(delete(table).where(table.number.in_(chunk)))
    _forget_own_fields(db, Record.OPPORTUNITY, numbers)
    _delete(db, OpportunityRow, OpportunityRow.number, numbers)
    return touched


def _forget_contacts(unit: Unit, ids: Mapping[int, str]) -> set[int]:
    """The items that were in one of their histories."""
    db, touched = unit.connection, set[int]()
    for chunk in chunks(ids):
        touched |= set(db.scalars(select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(chunk))))
        db.execute(delete(ItemContactRow).where(ItemContactRow.contact_id.in_(chunk)))
        db.execute(delete(ProjectPartyRow).where(ProjectPartyRow.contact_id.in_(chunk)))
    _forget_initiator(unit, OpportunityRow.initiated_contact_id, ids, Record.CONTACT)
    _forget_own_fields(db, Record.CONTACT, ids)
    _delete(db, ContactRow, ContactRow.id, ids)
    return touched


def _forget_accounts(unit: Unit, ids: Mapping[int, str]) -> set[int]:
    """The items that were in one of their histories by themselves."""
    db, touched = unit.connection, set[int]()
    for chunk in chunks(ids):
        touched |= set(db.scalars(select(ItemAccountRow.item_id).where(ItemAccountRow.account_id.in_(chunk))))
        db.execute(delete(ItemAccountRow).where(ItemAccountRow.account_id.in_(chunk)))
        db.execute(delete(ProjectPartyRow).where(ProjectPartyRow.account_id.in_(chunk)))
        theirs = select(ContactRow.id, ContactRow.account_id).where(ContactRow.account_id.in_(chunk))
        for contact, account in db.execute(theirs).all():
            unit.audit.changed(Record.CONTACT, contact, {"account": (ids[account] if account else None, None)})
        db.execute(update(ContactRow).where(ContactRow.account_id.in_(chunk)).values(account_id=None))
    _forget_initiator(unit, OpportunityRow.initiated_account_id, ids, Record.ACCOUNT)
    _forget_own_fields(db, Record.ACCOUNT, ids)
    _delete(db, AccountRow, AccountRow.id, ids)
    return touched


def _forget_initiator(unit: Unit, column: Any, ids: Mapping[int, str], record: Record) -> None:
    """Whoever initiated an opportunity stays in its audit trail only."""
    db = unit.connection
    for chunk in chunks(ids):
        for number, id in db.execute(select(OpportunityRow.number, column).where(column.in_(chunk))).all():
            unit.audit.changed(Record.OPPORTUNITY, number, {f"initiated by {record.value}": (ids[id], None)})
        db.execute(update(OpportunityRow).where(column.in_(chunk)).values({column: None}))


def _forget_own_fields(db: Connection, record: Record, ids: Iterable[int]) -> None:
    fields = select(FieldRow.id).where(FieldRow.record == record.value)
    for chunk in chunks(ids):
        db.execute(delete(FieldValueRow).where(FieldValueRow.field_id.in_(fields), FieldValueRow.record_id.in_(chunk)))


def _forget_tasks(db: Connection, *conditions: Any) -> None:
    guids = db.scalars(select(TaskRow.guid).where(*conditions)).all()
    _forget_errands(db, ErrandKind.TASK, [str(guid) for guid in guids])
    db.execute(delete(TaskRow).where(*conditions))


def _forget_errands(db: Connection, kind: ErrandKind, keys: Sequence[str]) -> None:
    for chunk in chunks(keys):
        db.execute(delete(ErrandRow).where(ErrandRow.kind == kind.value, ErrandRow.key.in_(chunk)))


def _delete(db: Connection, table: Any, key: Any, ids: Iterable[int]) -> None:
    for chunk in chunks(ids):
        db.execute(delete(table).where(key.in_(chunk)))


# --- what they held ---------------------------------------------------------------------------------------------------

_LINKED = exists().where(LinkRow.item_id == ItemRow.id)
_OF_CONTACT = exists().where(ItemContactRow.item_id == ItemRow.id)
_OF_ACCOUNT = exists().where(ItemAccountRow.item_id == ItemRow.id)
_IN_A_MAILBOX = exists().where(PointerRow.item_id == ItemRow.id)


def _remove_orphans(db: Connection, touched: Iterable[int]) -> tuple[int, int]:
    """Remove items that nothing holds any more: no record, no mailbox; how many, and how many contents of files."""
    items, contents = 0, 0
    for chunk in chunks(sorted(touched)):
        held = or_(_LINKED, _OF_CONTACT, _OF_ACCOUNT, _IN_A_MAILBOX)
        columns = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)
        alone = db.execute(columns.where(ItemRow.id.in_(chunk), ~held)).all()
        ids = [item.id for item in alone]
        remove_words(db, [Indexed(item.search_id, item.subject, item.body) for item in alone])
        files = db.scalars(select(ItemFileRow.sha256).where(ItemFileRow.item_id.in_(ids))).all()
        _forget_tasks(db, TaskRow.about == "history", TaskRow.about_id.in_(ids))
        db.execute(delete(MarkRow).where(MarkRow.item_id.in_(ids)))
        items += db.execute(delete(ItemRow).where(ItemRow.id.in_(ids))).rowcount
        unheld = ~exists().where(ItemFileRow.sha256 == FileContentRow.sha256)
        contents += db.execute(delete(FileContentRow).where(FileContentRow.sha256.in_(files), unheld)).rowcount
    return items, contents


def _settle_receipts(unit: Unit, touched: Iterable[int]) -> None:
    """Let the receipts of mail say what has become of it, so that what was seen still adds up."""
    db, now = unit.connection, unit.clock()
    gone = "what it belonged to was deleted, and the recycle bin emptied"
    for chunk in chunks(sorted(touched)):
        copies = select(PointerRow.id).join(ItemRow, ItemRow.id == PointerRow.item_id).where(ItemRow.id.in_(chunk))
        for outcome, before, condition in (
            (Outcome.CONTACT, (Outcome.LINKED,), (_OF_CONTACT,)),
            (Outcome.SKIPPED, (Outcome.LINKED, Outcome.CONTACT), (~_OF_CONTACT,)),
        ):
            theirs = ReceiptRow.pointer_id.in_(copies.where(~_LINKED, *condition))
            settled = update(ReceiptRow).where(theirs, ReceiptRow.outcome.in_(before))
            db.execute(settled.values(outcome=outcome.value, rule="deleted", reason=gone, evidence={}, decided_at=now))
