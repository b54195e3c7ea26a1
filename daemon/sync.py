"""One mailbox up to date: pull a page, decide, store it with its cursor and with what is owed, pay, repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from connectors.errors import AccessRefused, CursorExpired, FolderGone, MailboxError, Refused
from connectors.mailbox import (
    Appointment,
    Deleted,
    Email,
    Folder,
    FolderKind,
    Page,
    Task,
    Unreadable,
    Upserted,
)
from daemon import offer
from daemon.category import numbers_in
from daemon.content import arrival_of, content_of
from daemon.cycle import Cycle
from daemon.deliver import pay
from daemon.link import Copy, Linkable, decide
from daemon.people import addresses, participants
from daemon.tasks.owe import owe_tasks
from daemon.tasks.people import look_again, store_tasks
from daemon.watch import watched
from store.errors import Invalid
from store.unit import Unit
from store.values import DueMailbox, Entry, ErrandKind, KnownItem, Mark, MarkKind, Pointer, WatchedFolder

log = structlog.get_logger()


def run_cycle(cycle: Cycle) -> None:
    """Everything that changed is stored and what is owed is paid, or a MailboxError or StoreError says why not.

    Ends early, between two pages, when the daemon is to stop.
    """
    office, due = cycle.office, cycle.due
    if _is_stale(due, cycle):
        refresh(cycle)
    with office.store.read() as unit:
        folders = unit.mailboxes.folders(due.id)
    _pull_all(cycle, folders)
    if office.stop.is_set():
        return
    owe_tasks(cycle)
    offer.owe_categories(cycle)
    pay(cycle)
    if cycle.paid[ErrandKind.TASK]:
        _see_own_tasks(cycle)


def _pull_all(cycle: Cycle, folders: Sequence[WatchedFolder]) -> None:
    """Every folder's news. One that is refused does not keep the others from it; none at all is a failure."""
    refusals: list[MailboxError] = []
    for folder in folders:
        try:
            pull(cycle, folder)
        except (AccessRefused, Refused) as refusal:
            log.warning("folder cannot be read", folder=folder.path, reason=str(refusal))
            refusals.append(refusal)
    if refusals and len(refusals) == len(folders):
        raise refusals[0]


def _see_own_tasks(cycle: Cycle) -> None:
    """Take note of tasks just written: a server does not tell of one that was made and deleted between two looks."""
    with cycle.office.store.read() as unit:
        folders = unit.mailboxes.folders(cycle.due.id)
    for folder in folders:
        if folder.kind == FolderKind.TASKS:
            pull(cycle, folder)


def _is_stale(due: DueMailbox, cycle: Cycle) -> bool:
    return due.folders_listed_at is None or cycle.now - due.folders_listed_at >= cycle.office.refresh


def refresh(cycle: Cycle) -> None:
    """Read again what rarely changes: which folders there are, and what the category list holds."""
    folders = list(cycle.mailbox.folders())
    try:
        offered = offer.held(cycle.mailbox.category_list(), cycle.office.policy.prefix)
    except (Refused, AccessRefused) as failure:  # its mail can be read all the same
        log.warning("category list cannot be read", reason=str(failure))
        offered = dict(cycle.due.offered)
    wanted = watched(folders, cycle.plan.watch)
    with cycle.office.store.write() as unit:
        unit.mailboxes.save_folders(
            cycle.due.id,
            [(f.id, f.path, f.kind.value, f.wellknown, f.id in wanted) for f in folders],
            at=cycle.now,
        )
        unit.mailboxes.offered(cycle.due.id, offered)
        unit.errands.try_parked_again(cycle.due.id, due_at=cycle.now)
    cycle.due = replace(cycle.due, offered=offered, folders_listed_at=cycle.now)


def pull(cycle: Cycle, folder: WatchedFolder) -> None:
    """All news of one folder, page by page; each page is stored with its cursor before the next is asked for."""
    where = Folder(folder.server_id, folder.path, FolderKind(folder.kind), folder.wellknown)
    cursor, pass_started = folder.cursor, folder.pass_started_at
    store = cycle.office.store
    while not cycle.office.stop.is_set():
        try:
            page = cycle.mailbox.changes(where, cursor)
        except CursorExpired:
            if cursor is None:
                raise
            log.warning("cursor expired: reading the folder again from the start", folder=folder.path)
            cursor, pass_started = None, cycle.now
            with store.write() as unit:
                unit.mailboxes.start_pass(folder.id, pass_started)
                if folder.kind == FolderKind.TASKS:
                    look_again(cycle, unit)
            continue
        except FolderGone:
            log.warning("folder gone: listing folders again", folder=folder.path)
            refresh(cycle)
            return
        if page.changes or cursor is None or not page.is_last:
            store_all(cycle, folder, page, pass_started)
        cursor = page.cursor
        if page.is_last:
            return


def store_all(cycle: Cycle, folder: WatchedFolder, page: Page, pass_started: datetime | None) -> None:
    """Store a page. Where the database refuses a value in it, each change by itself, and quarantine the culprits.

    The cursor moves once all of it is stored.
    """
    try:
        store_page(cycle, folder, page, pass_started)
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
        store_page(cycle, folder, replace(page, changes=()), pass_started)


def store_page(
    cycle: Cycle, folder: WatchedFolder, page: Page, pass_started: datetime | None, *, is_whole: bool = True
) -> None:
    """One transaction: items, links, receipts, what is owed, and the cursor. Afterwards the stamps are paid.

    Less than a whole page moves no cursor.
    """
    items = [change.item for change in page.changes if isinstance(change, Upserted)]
    linkable = [item for item in items if isinstance(item, Email | Appointment)]
    unreadable = [change for change in page.changes if isinstance(change, Unreadable)]
    deleted = [change.item_id for change in page.changes if isinstance(change, Deleted)]
    now, due = cycle.now, cycle.due
    counted: Counter[str] = Counter()
    with cycle.office.store.write() as unit:
        unit.mailboxes.renew(due, now=now, lease=cycle.office.lease)
        if deleted:
            unit.history.gone(due.id, deleted)
        for batch in _without_twins(linkable):
            counted += store_items(cycle, unit, folder, batch, now)
        if folder.kind == FolderKind.TASKS:
            store_tasks(cycle, unit, [item for item in items if isinstance(item, Task)], deleted)
        for change in unreadable:
            unit.quarantine.add(due.id, folder.id, change.item_id, change.reason, now=now)
        if items:
            unit.quarantine.readable(due.id, [item.item_id for item in items])
        if is_whole:
            unit.mailboxes.save_cursor(folder.id, page.cursor, is_complete=page.is_last, at=now)
        if is_whole and page.is_last and pass_started:
            _finish_pass(unit, folder, pass_started)
    counted["quarantined"] += len(unreadable)
    cycle.seen += counted
    log.info("page stored", folder=folder.path, changes=len(page.changes), **counted)
    for change in unreadable:
        log.warning("item quarantined", folder=folder.path, item=change.item_id, reason=change.reason)
    pay(cycle, ErrandKind.STAMP)


def _finish_pass(unit: Unit, folder: WatchedFolder, pass_started: datetime) -> None:
    """After a complete pass from nothing, what it did not show is gone; a folder that shows nothing is doubted."""
    try:
        gone = unit.mailboxes.finish_pass(folder.id, pass_started)
    except ValueError:
        log.error("the folder is suddenly empty: nothing was marked gone", folder=folder.path)
    else:
        log.info("pass complete", folder=folder.path, gone=gone)


# --- deciding and storing a batch -------------------------------------------------------------------------------------


def store_items(
    cycle: Cycle, unit: Unit, folder: WatchedFolder, items: Sequence[Linkable], now: datetime
) -> Counter[str]:
    """Decide on items of different identities and store them; the counts by outcome."""
    due, policy = cycle.due, cycle.office.policy
    known = unit.history.known(due.id, [arrival_of(item) for item in items])
    candidates = unit.links.candidates(
        {address for item in items for address in addresses(participants(item)) if not policy.is_own(address)},
        {n for item in items for n in numbers_in(item.categories, policy.prefix)} | _stamped(known),
    )
    oldest, kept = now - cycle.office.backfill, cycle.office.history.at(now)
    entries = []
    for item, what_is_known in zip(items, known, strict=True):
        decision = decide(Copy(item, due.id, due.user_id, what_is_known, oldest), candidates, policy)
        entries.append(
            Entry(
                server_id=item.item_id,
                change_key=item.change_key,
                known=what_is_known,
                content=content_of(item, decision, kept),
                receipt=decision.receipt,
                links=decision.links,
                contacts=decision.contacts,
                marks=decision.marks,
                confirmed=decision.confirmed,
            )
        )
    pointers = unit.history.save(due.id, folder.id, entries, now=now)
    _owe_stamps(unit, due.id, entries, pointers, now)
    return Counter(entry.receipt.outcome.value for entry in entries)


def _stamped(known: Iterable[KnownItem | None]) -> set[int]:
    """The opportunities that the items are linked to, or whose category is known to have been on the copies here."""
    found = [what for what in known if what]
    confirmed = {n for what in found if what.pointer for n in what.pointer.confirmed}
    return confirmed | {link.number for what in found for link in what.links}


def _owe_stamps(unit: Unit, mailbox_id: int, entries: Iterable[Entry], pointers: Iterable[int], now: datetime) -> None:
    """Owe a stamp to each copy, in this mailbox and in others, whose categories are not those of its links."""
    owed: dict[int, list[str]] = {}
    for entry, pointer_id in zip(entries, pointers, strict=True):
        if wanted_on(mailbox_id, entry, entry.marks) != entry.confirmed:
            owed.setdefault(mailbox_id, []).append(str(pointer_id))
        for other in _other_copies(entry.known, pointer_id):
            marks = entry.known.marks if entry.known else ()
            marks = entry.marks if other.mailbox_id == mailbox_id else marks
            if wanted_on(other.mailbox_id, entry, marks) != other.confirmed:
                owed.setdefault(other.mailbox_id, []).append(str(other.id))
    for owing, keys in owed.items():
        unit.errands.owe(owing, ErrandKind.STAMP, keys, due_at=now)


def wanted_on(mailbox_id: int, entry: Entry, marks: Iterable[Mark]) -> frozenset[int]:
    """The opportunities whose category belongs on a mailbox's copy: all links but those its user withdrew."""
    withdrawn = {m.number for m in marks if m.mailbox_id == mailbox_id and m.kind is MarkKind.WITHDRAWN}
    return frozenset(link.number for link in entry.links) - withdrawn


def _other_copies(known: KnownItem | None, pointer_id: int) -> list[Pointer]:
    return [p for p in known.pointers if p.id != pointer_id and not p.is_gone] if known else []


def _without_twins(items: Sequence[Linkable]) -> Iterable[list[Linkable]]:
    """The items in batches within which no two are copies of one: the later copy sees what the earlier one stored."""
    batches: list[dict[object, Linkable]] = []
    for item in items:
        arrival = arrival_of(item)
        identity = (arrival.kind, arrival.identity, arrival.fingerprint)
        home = next((batch for batch in batches if identity not in batch), None)
        if home is None:
            batches.append(home := {})
        home[identity] = item
    return [list(batch.values()) for batch in batches]
