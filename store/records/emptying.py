"""Emptying the recycle bin: records go for good, with all that hangs on them and on nothing else.

Mail and appointments stay known, so that they are not taken in again; the audit trail stays; numbers are not given
again. Nothing in Outlook is touched: a record whose tasks there are still to be completed waits for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, exists, func, literal, or_, select, update

from store.history.items import Items
from store.models import (
    AccountRow,
    ContactRow,
    DraftRow,
    ErrandRow,
    FieldRow,
    FieldValueRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    LinkRow,
    MailboxRow,
    MarketingRow,
    MarkRow,
    MergeRow,
    OpportunityRow,
    PointerRow,
    ProjectPartyRow,
    ProjectRow,
    ProjectTaskRow,
    ReceiptRow,
    TaskRow,
)
from store.models.base import aliased
from store.records.audit import Audit
from store.repository import among, chunks, rows_among
from store.transaction import Transaction
from store.values import Binned, Emptying, ErrandKind, Outcome, Record

_OWN = ("reminder", "activity")  # what an opportunity's own tasks in Outlook are about
_PLACES: tuple[Any, ...] = (LinkRow, ItemContactRow, ItemAccountRow)


def planned(db: Connection, found: Sequence[Binned]) -> Emptying:
    """Which of these can go, and which stay for now, each with the reason."""
    ids = {record: [one.id for one in found if one.record is record] for record in Record}
    waiting = {
        Record.OPPORTUNITY: _with_tasks(db, ids[Record.OPPORTUNITY]) | _with_history_tasks(db, LinkRow.number, ids),
        Record.PROJECT: _projects_with_tasks(db, ids[Record.PROJECT]),
        Record.CONTACT: _with_history_tasks(db, ItemContactRow.contact_id, ids),
        Record.ACCOUNT: _with_history_tasks(db, ItemAccountRow.account_id, ids),
        Record.ITEM: _items_with_tasks(db, ids[Record.ITEM]),
    }
    copied = _copied(db, ids[Record.ITEM])
    reasons: dict[Binned, str] = {}
    for one in found:
        if why := _why_it_stays(one, waiting, copied):
            reasons[one] = why
    going = {(one.record, one.id) for one in found if one not in reasons}
    for record in (Record.ACCOUNT, Record.CONTACT):
        needed = _needed(db, record, ids[record], going)
        for one in found:
            if one.record is record and one.id in needed:
                reasons[one] = needed[one.id]
    return Emptying(
        removed=tuple(one for one in found if one not in reasons),
        kept=tuple((one, reasons[one]) for one in found if one in reasons),
    )


def remove(transaction: Transaction, plan: Emptying) -> Emptying:
    """Remove what the plan says; the plan with what went along."""
    db = transaction.connection
    ids = {record: {one.id: one.name for one in plan.removed if one.record is record} for record in Record}
    transaction.repository(Items).erase(ids[Record.ITEM])
    touched: set[int] = set()
    _forget_projects(db, ids[Record.PROJECT])
    touched |= _forget_opportunities(transaction, ids[Record.OPPORTUNITY])
    touched |= forget_contacts(transaction, ids[Record.CONTACT])
    touched |= _forget_accounts(transaction, ids[Record.ACCOUNT])
    _forget_initiator(transaction, OpportunityRow.initiated_marketing_id, ids[Record.MARKETING], Record.MARKETING)
    _delete(db, MarketingRow, MarketingRow.id, ids[Record.MARKETING])
    orphans = held_by_nothing(db, touched)
    forget_tasks(db, TaskRow.about == "history", orphans, TaskRow.about_id)
    transaction.repository(Items).erase(orphans)
    settle_receipts(transaction, touched)
    return replace(plan, items=len(orphans))


# --- what has to wait -------------------------------------------------------------------------------------------------


_STILL_OPEN = (
    select(TaskRow.about_id)
    .join(MailboxRow, MailboxRow.id == TaskRow.mailbox_id)
    .where(MailboxRow.is_active, TaskRow.is_over.is_(False))  # in a mailbox that is looked after
)


def _with_tasks(db: Connection, numbers: Iterable[int]) -> set[int]:
    """Opportunities that Outlook still shows a reminder or an activity of."""
    shown = _STILL_OPEN.with_only_columns(TaskRow.number).where(TaskRow.about.in_(_OWN))
    return {n for chunk in chunks(numbers) for n in db.scalars(shown.where(TaskRow.number.in_(chunk))) if n}


def _projects_with_tasks(db: Connection, projects: Iterable[int]) -> set[int]:
    shown = _STILL_OPEN.where(TaskRow.about == "project")
    theirs = select(ProjectTaskRow.project_id).where(ProjectTaskRow.id.in_(shown))
    return {id for chunk in chunks(projects) for id in db.scalars(theirs.where(ProjectTaskRow.project_id.in_(chunk)))}


def _items_with_tasks(db: Connection, items: Iterable[int]) -> set[int]:
    shown = _STILL_OPEN.where(TaskRow.about == "history")
    return {id for chunk in chunks(items) for id in db.scalars(shown.where(TaskRow.about_id.in_(chunk)))}


def _with_history_tasks(db: Connection, held_by: Any, ids: Mapping[Record, Iterable[int]]) -> set[int]:
    """Records that alone hold a task of the history that Outlook still shows."""
    place = held_by.table.c
    whose = {LinkRow.__table__: Record.OPPORTUNITY, ItemContactRow.__table__: Record.CONTACT}
    record = whose.get(held_by.table, Record.ACCOUNT)
    shown = _STILL_OPEN.where(TaskRow.about == "history")
    holders: Any = literal(0)
    for table in _PLACES:
        of_it = aliased(table)
        count = select(func.count()).select_from(of_it).where(of_it.item_id == place.item_id)
        holders = holders + count.scalar_subquery()
    alone = select(held_by).where(place.item_id.in_(shown), holders == 1)
    return {id for chunk in chunks(ids[record]) for id in db.scalars(alone.where(held_by.in_(chunk)))}


def _copied(db: Connection, items: Iterable[int]) -> set[int]:
    held = select(PointerRow.item_id)
    return {id for chunk in chunks(items) for id in db.scalars(held.where(PointerRow.item_id.in_(chunk)))}


def _why_it_stays(one: Binned, waiting: Mapping[Record, Collection[int]], copied: Collection[int]) -> str:
    """ "" where nothing of its own keeps it."""
    if one.id in waiting.get(one.record, ()):
        return "its tasks in Outlook are still to be completed; dealtrail run does that"
    return "mailboxes hold it: it stays hidden here" if one.record is Record.ITEM and one.id in copied else ""


def _needed(db: Connection, party: Record, ids: Iterable[int], going: Collection[tuple[Record, int]]) -> dict[int, str]:
    """Why each of these accounts or contacts stays to which something is linked that does not go along."""
    found: dict[int, str] = {}
    for record, table, key in (
        (Record.PROJECT, ProjectRow, ProjectRow.id),
        (Record.OPPORTUNITY, OpportunityRow, OpportunityRow.number),  # told of first, and of each the first
    ):
        column = table.account_id if party is Record.ACCOUNT else table.contact_id
        linked = among(select(column, key).order_by(key.desc()), column)
        found |= {
            needed: _why_it_is_needed(record, id)
            for needed, id in rows_among(db, linked, ids)
            if (record, id) not in going
        }
    return found


def _why_it_is_needed(record: Record, id: int) -> str:
    return f"{record.value} {id} in the recycle bin is linked to it"


# --- one kind of record after the other -------------------------------------------------------------------------------


def _forget_projects(db: Connection, ids: Mapping[int, str]) -> None:
    for chunk in chunks(ids):
        tasks = db.scalars(select(ProjectTaskRow.id).where(ProjectTaskRow.project_id.in_(chunk))).all()
        forget_tasks(db, TaskRow.about == "project", tasks, TaskRow.about_id)
    _delete(db, ProjectRow, ProjectRow.id, ids)


def _forget_opportunities(transaction: Transaction, numbers: Mapping[int, str]) -> set[int]:
    """The items that were linked to one of them."""
    db, audit, touched = transaction.connection, transaction.repository(Audit), set[int]()
    for chunk in chunks(numbers):
        touched |= set(db.scalars(select(LinkRow.item_id).where(LinkRow.number.in_(chunk))))
        made_from_it = select(ProjectRow.id, ProjectRow.number).where(ProjectRow.number.in_(chunk))
        for project, number in db.execute(made_from_it).all():
            title = numbers[number] if number is not None else ""
            audit.changed(Record.PROJECT, project, {"opportunity": (f"{number} {title}", None)})
        db.execute(update(ProjectRow).where(ProjectRow.number.in_(chunk)).values(number=None))
        drafts = db.scalars(select(DraftRow.guid).where(DraftRow.number.in_(chunk))).all()
        _forget_errands(db, ErrandKind.DRAFT, [str(guid) for guid in drafts])
        forget_tasks(db, TaskRow.about.in_(_OWN), chunk, TaskRow.number)
        for table in (DraftRow, LinkRow, MarkRow):
            db.execute(delete(table).where(table.number.in_(chunk)))
        # A task of the history that another record holds stays, and so does a project's.
        other = select(func.min(LinkRow.number)).where(LinkRow.item_id == TaskRow.about_id, TaskRow.about == "history")
        stays = update(TaskRow).where(TaskRow.number.in_(chunk))
        db.execute(stays.values(number=other.scalar_subquery()))
    _forget_own_fields(db, Record.OPPORTUNITY, numbers)
    _delete(db, OpportunityRow, OpportunityRow.number, numbers)
    return touched


def forget_contacts(transaction: Transaction, ids: Mapping[int, str]) -> set[int]:
    """The items that were in one of their histories."""
    db, touched = transaction.connection, set[int]()
    for chunk in chunks(ids):
        touched |= set(db.scalars(select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(chunk))))
        db.execute(delete(ItemContactRow).where(ItemContactRow.contact_id.in_(chunk)))
        db.execute(delete(ProjectPartyRow).where(ProjectPartyRow.contact_id.in_(chunk)))
    _forget_initiator(transaction, OpportunityRow.initiated_contact_id, ids, Record.CONTACT)
    _forget_merges(db, Record.CONTACT, ids)
    _forget_own_fields(db, Record.CONTACT, ids)
    _delete(db, ContactRow, ContactRow.id, ids)
    return touched


def _forget_accounts(transaction: Transaction, ids: Mapping[int, str]) -> set[int]:
    """The items that were in one of their histories by themselves."""
    db, audit, touched = transaction.connection, transaction.repository(Audit), set[int]()
    for chunk in chunks(ids):
        touched |= set(db.scalars(select(ItemAccountRow.item_id).where(ItemAccountRow.account_id.in_(chunk))))
        db.execute(delete(ItemAccountRow).where(ItemAccountRow.account_id.in_(chunk)))
        db.execute(delete(ProjectPartyRow).where(ProjectPartyRow.account_id.in_(chunk)))
        theirs = select(ContactRow.id, ContactRow.account_id).where(ContactRow.account_id.in_(chunk))
        for contact, account in db.execute(theirs).all():
            audit.changed(Record.CONTACT, contact, {"account": (ids[account] if account else None, None)})
        db.execute(update(ContactRow).where(ContactRow.account_id.in_(chunk)).values(account_id=None))
    _forget_initiator(transaction, OpportunityRow.initiated_account_id, ids, Record.ACCOUNT)
    _forget_merges(db, Record.ACCOUNT, ids)
    _forget_own_fields(db, Record.ACCOUNT, ids)
    _delete(db, AccountRow, AccountRow.id, ids)
    return touched


def _forget_initiator(transaction: Transaction, column: Any, ids: Mapping[int, str], record: Record) -> None:
    """Whoever initiated an opportunity stays in its audit trail only."""
    db, audit = transaction.connection, transaction.repository(Audit)
    for chunk in chunks(ids):
        for number, id in db.execute(select(OpportunityRow.number, column).where(column.in_(chunk))).all():
            audit.changed(Record.OPPORTUNITY, number, {f"initiated by {record.value}": (ids[id], None)})
        db.execute(update(OpportunityRow).where(column.in_(chunk)).values({column: None}))


def _forget_merges(db: Connection, record: Record, ids: Iterable[int]) -> None:
    """What was merged is undone no more once the one or the other is gone."""
    for chunk in chunks(ids):
        one_of_them = or_(MergeRow.merged_id.in_(chunk), MergeRow.kept_id.in_(chunk))
        db.execute(delete(MergeRow).where(MergeRow.record == record.value, one_of_them))


def _forget_own_fields(db: Connection, record: Record, ids: Iterable[int]) -> None:
    fields = select(FieldRow.id).where(FieldRow.record == record.value)
    for chunk in chunks(ids):
        db.execute(delete(FieldValueRow).where(FieldValueRow.field_id.in_(fields), FieldValueRow.record_id.in_(chunk)))


def forget_tasks(db: Connection, about: Any, ids: Iterable[int], column: Any) -> None:
    for chunk in chunks(ids):
        guids = db.scalars(select(TaskRow.guid).where(about, column.in_(chunk))).all()
        _forget_errands(db, ErrandKind.TASK, [str(guid) for guid in guids])
        db.execute(delete(TaskRow).where(about, column.in_(chunk)))


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


def held_by_nothing(db: Connection, touched: Iterable[int]) -> list[int]:
    """The items that nothing holds any more: no record, no mailbox."""
    alone = select(ItemRow.id).where(~or_(_LINKED, _OF_CONTACT, _OF_ACCOUNT, _IN_A_MAILBOX))
    return [id for chunk in chunks(sorted(touched)) for id in db.scalars(alone.where(ItemRow.id.in_(chunk)))]


def settle_receipts(transaction: Transaction, touched: Iterable[int]) -> None:
    """Let the receipts of mail say what has become of it, so that what was seen still adds up."""
    db, now = transaction.connection, transaction.clock()
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
