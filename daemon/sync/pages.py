"""One mailbox up to date: pull a page, decide, store it with its cursor and with what is owed, pay, repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from connectors.errors import AccessRefused, CursorExpired, FolderGone, ItemGone, MailboxError, Refused
from connectors.mailbox import (
    Appointment,
    AppointmentKind,
    Change,
    Deleted,
    Email,
    Folder,
    FolderKind,
    Page,
    PassedOver,
    Stamp,
    Stamped,
    Task,
    Unreadable,
    Upserted,
)
from daemon.context import Cycle
from daemon.lacking import MOST, NOT_WHOLE
from daemon.link import Linkable, named_in, shown_after_all
from daemon.news import write_down
from daemon.outlook import (
    announced,
    look_again,
    our_entries,
    owe_categories,
    owe_kept_back,
    owe_tasks,
    pay,
    pay_announced,
    store_tasks,
)
from daemon.sync import folders, resync
from daemon.sync.decide import store_items
from daemon.sync.directory import ask_again, resolved
from daemon.sync.elsewhere import settled
from daemon.sync.moving import settle_in
from daemon.sync.new_opportunity import over_the_limit
from daemon.sync.redecide import decide_again, notice_changed_records, settle_moves
from daemon.sync.series import expand_series
from daemon.sync.stored import with_stored
from daemon.sync.unreadable import CATEGORIES, CATEGORY_LIST, note, note_otherwise
from daemon.sync.unseen import with_people
from store.errors import Invalid
from store.unit import Unit
from store.values import ErrandKind, Outcome, WatchedFolder

log = structlog.get_logger()


def run_cycle(cycle: Cycle, look_closer: Callable[[Cycle], None]) -> None:
    """Everything that changed is stored and what is owed is paid, or a MailboxError or StoreError says why not.

    `look_closer` does what is to be done with the mailbox once all its news is in. Ends early, between two pages, when
    the daemon is to stop.
    """
    context = cycle.context
    settle_in(cycle)
    watched = _listen(cycle)
    if folders.are_stale(cycle):
        cycle.attention.is_everywhere = True
        refresh(cycle)
        grant_waiting(cycle)
        watched = None
    elif cycle.attention.told or cycle.attention.is_list_owed:
        folders.look_where_told(cycle)
        watched = None
    notice_changed_records(cycle)
    refused = _pull_all(cycle, watched)
    if not context.stop.is_set():
        look_closer(cycle)
    if context.stop.is_set():
        return
    settle_moves(cycle, refused)
    expand_series(cycle)
    settle_vanished(cycle)
    settle_losses(cycle)
    decide_again(cycle)
    owe_tasks(cycle)
    owe_categories(cycle)
    pay(cycle)
    if cycle.paid[ErrandKind.TASK]:
        _see_own_tasks(cycle)
    if cycle.has_stamped and not context.stop.is_set():
        with context.store.write() as unit:
            unit.moves.turn_ended(cycle.due.id)


def _listen(cycle: Cycle) -> list[WatchedFolder] | None:
    """Ask where something happened; before anything is looked into, so that what happens meanwhile is told next.

    The folders that it was asked of: all that are watched.
    """
    if not cycle.listens:
        return None
    attention, watched = cycle.attention, folders.watched_folders(cycle)
    news = cycle.mailbox.news([_where(folder) for folder in watched])
    attention.hear(news)
    said = (news.heard.value, news.why)
    if attention.written_down != said:
        with cycle.context.store.write() as unit:
            write_down(unit, cycle.due.address, news, cycle.now)
        attention.written_down = said
        log.info("news", heard=news.heard.value, **({"why": news.why} if news.why else {}))
    return watched


def _pull_all(cycle: Cycle, watched: list[WatchedFolder] | None = None) -> set[int]:
    """The news of every folder that may have any, those included that turn up meanwhile; which of them were refused.

    One that is refused does not keep the others from it; none at all is a failure.
    """
    refusals: dict[int, MailboxError] = {}
    done: set[int] = set()
    attention = cycle.attention
    watched = folders.watched_folders(cycle) if watched is None else watched  # who has just read them hands them on
    pending = [one for one in watched if attention.is_wanted(one)]
    while not cycle.context.stop.is_set():
        if not pending:
            pending = _overlooked(cycle, done)
            if not pending:
                break
        folder = pending.pop(0)
        done.add(folder.id)
        try:
            is_listed_anew = not pull(cycle, folder)
        except (AccessRefused, Refused) as refusal:
            log.warning("folder cannot be read", folder=folder.path, reason=str(refusal))
            refusals[folder.id] = refusal
            is_listed_anew = False
        if is_listed_anew:
            wanted = [one for one in folders.watched_folders(cycle) if attention.is_wanted(one)]
            pending = [other for other in wanted if other.id not in done]
    if refusals and len(refusals) == len(done):
        raise next(iter(refusals.values()))
    refused = [one.server_id for one in folders.watched_folders(cycle) if one.id in refusals] if refusals else []
    attention.looked(refused)
    return set(refusals)


def _overlooked(cycle: Cycle, done: Collection[int]) -> list[WatchedFolder]:
    """Folders to look into as well, for what came of the others: new ones, and where something that left may be now."""
    if not done:
        return []
    attention = cycle.attention
    is_any_lost = not attention.is_everywhere and folders.have_any_left(cycle)
    is_listed = folders.look_for_new(cycle)
    if attention.is_everywhere and not is_listed:
        return []
    watched = [one for one in folders.watched_folders(cycle) if one.id not in done]
    wanted = [one for one in watched if attention.is_wanted(one)]
    if attention.is_everywhere:
        return wanted
    if is_any_lost and not wanted:
        wanted = [one for one in watched if one.server_id in attention.unheard]
    with cycle.context.store.read() as unit:
        beside = unit.moves.elsewhere(cycle.due.id)
    return wanted or [one for one in watched if one.id in beside]


def _see_own_tasks(cycle: Cycle) -> None:
    """Take note of tasks just written: a server does not tell of one that was made and deleted between two looks."""
    for folder in folders.watched_folders(cycle):
        if folder.kind == FolderKind.TASKS:
            pull(cycle, folder)


def settle_vanished(cycle: Cycle) -> None:
    """What left the mailbox in this turn is gone, unless it was so much that a person is asked first."""
    with cycle.context.store.read() as unit:
        is_any = unit.vanished.is_any(cycle.due.id)
    if not is_any:
        return
    with cycle.context.store.write() as unit:
        held = unit.vanished.settle(cycle.due.id)
    if held:
        log.warning("many items vanished at once: their history stays as it is", items=held)


def settle_losses(cycle: Cycle) -> None:
    """What lost a category in this cycle was withdrawn by its user, unless too many lost the same.

    A server that did not show the categories shows the same as one whose user took them off: it is asked once more, by
    the way in which they are read before they are written over, and where that does not tell it waits.
    """
    with cycle.context.store.read() as unit:
        is_any = unit.losses.is_any(cycle.due.id)
    if not is_any:
        return
    waiting = _look_for_lost(cycle)
    with cycle.context.store.write() as unit:
        frozen = unit.losses.settle(cycle.due.id, without=waiting)
    for number, count in frozen.items():
        log.warning("many items lost a category at once: nothing was taken off", number=number, items=count)


def _look_for_lost(cycle: Cycle) -> set[int]:
    """Take note of what was not lost after all; the items of which it cannot be told."""
    with cycle.context.store.read() as unit:
        lost = unit.losses.lost(cycle.due.id)
        pointers = unit.history.pointers(list(lost)) if lost else {}
    if not pointers:
        return set()
    numbers = {pointers[id].server_id: (pointers[id], lost[id]) for id in pointers}
    answers = cycle.mailbox.stamp([Stamp(server_id) for server_id in numbers])
    waiting, reason = set[int](), ""
    with cycle.context.store.write() as unit:
        for (pointer, gone), answer in zip(numbers.values(), answers, strict=True):
            match answer:
                case Stamped():
                    named = named_in(answer.categories, cycle.context.policy.prefix)
                    kept = shown_after_all(pointer, gone, named)
                    for number in kept:
                        unit.losses.not_lost(cycle.due.id, pointer.item_id, number)
                    if kept:
                        confirmed = pointer.confirmed | kept
                        key = answer.known(pointer.change_key)
                        unit.history.confirm([(pointer.id, answer.item_id, key, confirmed, named)])
                case ItemGone():
                    pass
                case MailboxError():
                    waiting.add(pointer.item_id)
                    reason = answer.reason
    note(cycle, CATEGORIES, reason and f"{reason}; nothing is taken for withdrawn")
    return waiting


def refresh(cycle: Cycle) -> None:
    """Read again what rarely changes: folders, what the category list holds, names that the address book knew not."""
    folders.list_folders(cycle)
    note_otherwise(cycle, cycle.mailbox.notes())
    try:
        offered = our_entries(cycle.mailbox.category_list(), cycle.context.policy)
    except (Refused, AccessRefused) as failure:  # its mail can be read all the same
        log.warning("category list cannot be read", reason=str(failure))
        offered = dict(cycle.due.offered)
        note(cycle, CATEGORY_LIST, f"{failure.reason}; {failure.remedy}" if failure.remedy else failure.reason)
    else:
        note(cycle, CATEGORY_LIST)
    with cycle.context.store.write() as unit:
        unit.mailboxes.offered(cycle.due.id, offered)
        unit.errands.try_parked_again(cycle.due.id, due_at=cycle.now)
        owe_kept_back(cycle, unit)
    cycle.due = replace(cycle.due, offered=offered, folders_listed_at=cycle.now)
    ask_again(cycle)


def grant_waiting(cycle: Cycle) -> None:
    """Read again what waits for an opportunity since a day on which too many were made, as far as today has room."""
    waiting = over_the_limit(cycle)
    for folder in folders.watched_folders(cycle) if waiting else ():
        if ids := waiting.get(folder.id):
            store_read(cycle, folder, cycle.mailbox.read(_where(folder), ids))


def pull(cycle: Cycle, folder: WatchedFolder) -> bool:
    """All news of one folder, page by page; each page is stored with its cursor before the next is asked for.

    False when the folder is gone: then all folders were listed anew.
    """
    where = _where(folder)
    cursor, pass_started = folder.cursor, folder.pass_started_at
    store, began, is_resumed = cycle.context.store, cycle.now, folder.cursor is not None
    is_anew = resync.is_under_way(cycle, folder)
    while not cycle.context.stop.is_set():
        try:
            page = cycle.mailbox.changes(where, cursor)
        except CursorExpired:
            if cursor is None:
                raise
            log.warning("cursor expired: reading the folder again from the start", folder=folder.path)
            cursor, pass_started, is_resumed, is_anew = None, cycle.now, False, False
            with store.write() as unit:
                unit.mailboxes.start_pass(folder.id, pass_started)
                resync.forget(unit, folder)
                if folder.kind == FolderKind.TASKS:
                    look_again(cycle, unit)
            continue
        except FolderGone:
            log.warning("folder gone: listing folders again", folder=folder.path)
            folders.list_folders(cycle, is_hint=True)
            return False
        if page.echoes and (is_anew or pass_started is not None):  # what a pass does not show is gone
            page = replace(page, changes=(*page.changes, *cycle.mailbox.read(where, page.echoes)), echoes=())
        if is_resumed and pass_started is None and resync.begins_with(cycle, folder, page, began):
            pass_started, is_anew = began, True
        if is_anew:
            store_all(cycle, folder, replace(page, is_last=False), None)
        elif page.changes or page.echoes or cursor is None or not page.is_last:
            store_all(cycle, folder, page, pass_started)
        cursor = page.cursor
        if page.is_last:
            break
    else:
        return True
    if is_anew and pass_started:
        _finish_anew(cycle, folder, where, cursor, pass_started)
    return True


def _finish_anew(cycle: Cycle, folder: WatchedFolder, where: Folder, cursor: str, since: datetime) -> None:
    """The end of a pass that the server began by itself: what it did not name, and is not there, is gone."""
    gone = resync.unnamed(cycle, folder, where, since)
    if cycle.context.stop.is_set():
        return
    if gone:
        store_read(cycle, folder, gone)
    with cycle.context.store.write() as unit:
        unit.mailboxes.save_cursor(folder.id, cursor, is_complete=True, at=cycle.now)
        resync.forget(unit, folder)


def store_read(cycle: Cycle, folder: WatchedFolder, changes: Sequence[Change]) -> None:
    """Store what was read of a folder beside its pages; its cursor stays where it is."""
    store_all(cycle, folder, Page(tuple(changes), "", is_last=False), None, is_whole=False)


def store_all(
    cycle: Cycle, folder: WatchedFolder, page: Page, pass_started: datetime | None, *, is_whole: bool = True
) -> None:
    """Store a page. Where the database refuses a value in it, each change by itself, and quarantine the culprits.

    The cursor moves once all of it is stored.
    """
    page = settled(cycle, folder, page, lambda other, changes: store_read(cycle, other, changes))
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
    """One transaction: items, links, receipts, what is owed, and the cursor. Afterwards the stamps are paid.

    Less than a whole page moves no cursor.
    """
    items = [change.item for change in page.changes if isinstance(change, Upserted)]
    linkable = [item for item in items if isinstance(item, Email | Appointment)]
    unreadable = [change for change in page.changes if isinstance(change, Unreadable)]
    passed_over = [change for change in page.changes if isinstance(change, PassedOver)]
    deleted = [change.item_id for change in page.changes if isinstance(change, Deleted)]
    now, due = cycle.now, cycle.due
    counted: Counter[str] = Counter()
    with cycle.context.store.write() as unit:
        unit.mailboxes.renew(due, now=now, lease=cycle.context.lease)
        if deleted and unit.history.gone(due.id, deleted):
            folders.suspect(cycle, unit, deleted)
        if linkable:
            counted += store_items(cycle, unit, folder, linkable, now)
        if folder.kind == FolderKind.TASKS:
            store_tasks(cycle, unit, [item for item in items if isinstance(item, Task)], deleted)
        if folder.kind == FolderKind.CALENDAR and (deleted or any(map(_is_looked_at_again, linkable))):
            unit.mailboxes.expand_at_once(folder.id)
        for change in unreadable:
            unit.quarantine.add(due.id, folder.id, change.item_id, change.reason, now=now)
        for other in passed_over:
            unit.quarantine.add(due.id, folder.id, other.item_id, other.what, now=now, is_passed_over=True)
        if items:
            unit.quarantine.readable(due.id, [item.item_id for item in items])
            _say_untold(cycle, unit, folder, linkable)
        if is_whole:
            unit.mailboxes.save_cursor(folder.id, page.cursor, is_complete=page.is_last, at=now)
        if is_whole and page.is_last and pass_started:
            _finish_pass(unit, folder, pass_started)
        stamps = announced(cycle, unit)
    counted["quarantined"] += len(unreadable)
    if passed_over:
        counted[Outcome.SKIPPED.value] += len(passed_over)
    cycle.seen += counted
    tell = log.info if page.changes else log.debug
    tell("page stored", folder=folder.path, changes=len(page.changes), **counted)
    for change in unreadable:
        log.warning("item quarantined", folder=folder.path, item=change.item_id, reason=change.reason)
    pay_announced(cycle, stamps)


def _say_untold(cycle: Cycle, unit: Unit, folder: WatchedFolder, items: Sequence[Linkable]) -> None:
    """Remember what the server did not tell of these until it does: they are read again every night."""
    short = [item.item_id for item in items if item.item_id in cycle.untold] if cycle.untold else []
    room = MOST - unit.quarantine.count(folder.id, NOT_WHOLE) if short else 0
    for item_id in short:
        lack = cycle.untold[item_id]
        if room > 0:
            room -= 1
            unit.quarantine.add(cycle.due.id, folder.id, item_id, lack.reason, now=cycle.now)


def _where(folder: WatchedFolder) -> Folder:
    return Folder(folder.server_id, folder.path, FolderKind(folder.kind), folder.wellknown)


def _is_looked_at_again(item: Email | Appointment) -> bool:
    """What becomes something else as time passes: a series, and a meeting that nobody was invited to."""
    return isinstance(item, Appointment) and (item.kind is AppointmentKind.MASTER or item.is_draft)


def _finish_pass(unit: Unit, folder: WatchedFolder, pass_started: datetime) -> None:
    """After a complete pass from nothing, what it did not show is gone; a folder that shows nothing is doubted."""
    try:
        gone = unit.mailboxes.finish_pass(folder.id, pass_started)
        unit.mailboxes.expand_at_once(folder.id)  # series that were in it may be gone
    except ValueError:
        log.error("the folder is suddenly empty: nothing was marked gone", folder=folder.path)
    else:
        log.info("pass complete", folder=folder.path, gone=gone)
