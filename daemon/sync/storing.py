"""A page in the store: in one transaction with its cursor, and where a value is refused, without its culprits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from connectors.mailbox import (
    Appointment,
    AppointmentKind,
    Change,
    Deleted,
    Email,
    FolderKind,
    Page,
    PassedOver,
    Task,
    Unreadable,
    Upserted,
)
from daemon.context import Cycle
from daemon.lacking import MOST, NOT_WHOLE
from daemon.link import Linkable, Seen
from daemon.outlook import announced, note_stamps, pay_announced, settle_stamps, store_tasks
from daemon.stamping import Batch
from daemon.sync import folders
from daemon.sync.decide import AsRead, looked_at, names_of, store_items
from daemon.sync.directory import put_right, resolved
from daemon.sync.elsewhere import without_moved
from daemon.sync.stored import with_stored
from daemon.sync.unseen import with_people
from daemon.tracing import TRACING
from store.errors import Invalid
from store.unit import Unit
from store.values import Outcome, WatchedFolder

log = structlog.get_logger()


def store_read(cycle: Cycle, folder: WatchedFolder, changes: Sequence[Change]) -> None:
    """Store what was read of a folder beside its pages; its cursor stays where it is."""
    store_all(cycle, folder, Page(tuple(changes), "", is_last=False), None, is_whole=False)


def store_all(
    cycle: Cycle, folder: WatchedFolder, page: Page, pass_started: datetime | None, *, is_whole: bool = True
) -> None:
    """Store a page. Where the database refuses a value in it, each change by itself, and quarantine the culprits.

    The cursor moves once all of it is stored.
    """
    settle_stamps(cycle, before=page)
    page = without_moved(cycle, page, put=partial(store_read, cycle))
    changes = with_people(cycle, resolved(cycle, page.changes))
    page = replace(page, changes=with_stored(cycle, folder, changes))
    try:
        store_page(cycle, folder, page, pass_started, is_whole=is_whole)
    except Invalid as refusal:
        log.warning("page stored item by item", folder=folder.path, reason=str(refusal))
        for change in page.changes:
            try:
                store_page(cycle, folder, replace(page, changes=(change,)), None, is_whole=False)
            except Invalid as reason:
                if not isinstance(change, Upserted):
                    raise
                unstorable = Unreadable(change.item.item_id, f"it cannot be stored: {reason}")
                store_page(cycle, folder, replace(page, changes=(unstorable,)), None, is_whole=False)
        store_page(cycle, folder, replace(page, changes=()), pass_started, is_whole=is_whole)


def store_page(
    cycle: Cycle, folder: WatchedFolder, page: Page, pass_started: datetime | None, *, is_whole: bool = True
) -> None:
    """One transaction: items, links, receipts, what is owed, and the cursor, and note of stamps that were written since
    the page before. Afterwards the stamps are paid.

    Less than a whole page moves no cursor.
    """
    items = [change.item for change in page.changes if isinstance(change, Upserted)]
    linkable = [item for item in items if isinstance(item, Email | Appointment)]
    unreadable = [change for change in page.changes if isinstance(change, Unreadable)]
    passed_over = [change for change in page.changes if isinstance(change, PassedOver)]
    deleted = [change.item_id for change in page.changes if isinstance(change, Deleted)]
    now, due, version = cycle.now, cycle.due, cycle.context.version
    as_read = _as_read(page.changes)
    shown = looked_at(cycle, folder, linkable, now, as_read)
    told = TRACING.span("page", folder=folder.kind, changes=len(page.changes))

    def put(unit: Unit) -> tuple[Counter[str], Batch | None]:
        counted: Counter[str] = Counter()
        unit.mailboxes.renew(due, now=now, lease=cycle.context.lease)
        if unit.turns.is_beside:
            unit.turns.hold(names_of(facts for _, facts in shown))
        note_written(unit)
        if deleted and unit.history.gone(due.id, deleted):
            folders.suspect(cycle, unit, deleted)
        if linkable:
            counted += store_items(cycle, unit, folder, shown, now, as_read=as_read)
            put_right(unit, page.changes)
        if folder.kind == FolderKind.TASKS:
            store_tasks(cycle, unit, [item for item in items if isinstance(item, Task)], deleted)
        if folder.kind == FolderKind.CALENDAR and (deleted or any(map(_is_looked_at_again, linkable))):
            unit.mailboxes.expand_at_once(folder.id)
        for change in unreadable:
            unit.quarantine.add(due.id, folder.id, change.item_id, change.reason, now=now, read_by=version)
        for other in passed_over:
            unit.quarantine.add(due.id, folder.id, other.item_id, other.what, now=now, is_passed_over=True)
        if items:
            unit.quarantine.readable(due.id, [item.item_id for item in items])
            _say_untold(cycle, unit, folder, linkable)
        if is_whole:
            unit.mailboxes.save_cursor(folder.id, page.cursor, is_complete=page.is_last, at=now)
        if is_whole and page.is_last and pass_started:
            _finish_pass(cycle, unit, folder, pass_started)
        # Not for a page that brings nothing: a folder read later may tell that its user set the same category.
        return counted, announced(cycle, unit) if page.changes or page.echoes else None

    with told, note_stamps(cycle) as note_written:
        if _is_plain(page, pass_started):
            counted, stamps = cycle.context.store.write_among(put)
        else:
            with cycle.context.store.write() as unit:
                counted, stamps = put(unit)
    counted["quarantined"] += len(unreadable)
    if passed_over:
        counted[Outcome.SKIPPED.value] += len(passed_over)
    cycle.seen += counted
    tell = log.info if page.changes else log.debug
    tell("page stored", folder=folder.path, changes=len(page.changes), **counted)
    for change in unreadable:
        log.warning("item quarantined", folder=folder.path, item=change.item_id, reason=change.reason)
    if stamps:
        pay_announced(cycle, stamps, has_next=is_whole and not page.is_last)


def _is_plain(page: Page, pass_started: datetime | None) -> bool:
    """Whether the page brings nothing but e-mails that are there: such may be stored while others store theirs."""
    is_mail = all(isinstance(one, Upserted) and isinstance(one.item, Email) for one in page.changes)
    return pass_started is None and is_mail


def _as_read(changes: Iterable[Change]) -> AsRead:
    """The mails that were looked at where they were read, with what was seen of each."""
    return {
        one.item.item_id: (one.item, one.shown)
        for one in changes
        if isinstance(one, Upserted) and isinstance(one.shown, Seen) and isinstance(one.item, Email)
    }


def _say_untold(cycle: Cycle, unit: Unit, folder: WatchedFolder, items: Sequence[Linkable]) -> None:
    """Remember what the server did not tell of these until it does: they are read again every night."""
    short = [item.item_id for item in items if item.item_id in cycle.untold] if cycle.untold else []
    room = MOST - unit.quarantine.count(folder.id, NOT_WHOLE) if short else 0
    for item_id in short:
        lack = cycle.untold[item_id]
        if room > 0:
            room -= 1
            version = cycle.context.version
            unit.quarantine.add(cycle.due.id, folder.id, item_id, lack.reason, now=cycle.now, read_by=version)


def _is_looked_at_again(item: Email | Appointment) -> bool:
    """What becomes something else as time passes: a series, and a meeting that nobody was invited to."""
    return isinstance(item, Appointment) and (item.kind is AppointmentKind.MASTER or item.is_draft)


def _finish_pass(cycle: Cycle, unit: Unit, folder: WatchedFolder, pass_started: datetime) -> None:
    """After a complete pass from nothing, what it did not show is gone; a folder that shows nothing is doubted.

    Then the mailbox is reconciled in its next turn, which looks for each of its items, and says what it doubts.
    """
    try:
        gone = unit.mailboxes.finish_pass(folder.id, pass_started)
        unit.mailboxes.expand_at_once(folder.id)  # series that were in it may be gone
    except ValueError:
        log.error("the folder is suddenly empty: nothing was marked gone", folder=folder.path)
        if cycle.due.reconcile_in_full is None:
            unit.mailboxes.ask_to_reconcile(cycle.due.address, in_full=False, now=cycle.now)
    else:
        log.info("pass complete", folder=folder.path, gone=gone)
