"""One mailbox up to date: pull a page, decide, store it with its cursor and with what is owed, pay, repeat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog

from connectors.errors import AccessRefused, CursorExpired, FolderGone, MailboxError, Refused
from connectors.mailbox import Folder, FolderKind
from daemon.context import Cycle
from daemon.news import write_down
from daemon.outlook import (
    begin_categories,
    look_again,
    our_entries,
    owe_categories,
    owe_kept_back,
    owe_tasks,
    pay,
    settle_categories,
    settle_stamps,
)
from daemon.sync import folders, resync
from daemon.sync.at_rest import is_at_rest
from daemon.sync.directory import ask_again
from daemon.sync.folders import where_is
from daemon.sync.losses import settle_losses, settle_vanished
from daemon.sync.moving import settle_in
from daemon.sync.new_opportunity import over_the_limit
from daemon.sync.redecide import decide_again, have_records_changed, notice_changed_records, settle_moves
from daemon.sync.series import expand_series
from daemon.sync.storing import store_all, store_read
from daemon.sync.unreadable import CATEGORY_LIST, note, note_otherwise
from store.errors import StoreError
from store.unit import Unit
from store.values import ErrandKind, WatchedFolder

log = structlog.get_logger()

AT_ONCE = 100  # items read in a pass of which only our own stamps are told


def run_cycle(cycle: Cycle, look_closer: Callable[[Cycle], None]) -> None:
    """Everything that changed is stored and what is owed is paid, or a MailboxError or StoreError says why not.

    `look_closer` does what is to be done with the mailbox once all its news is in. Ends early when the daemon is to
    stop: between two pages, or by Stopped, which whatever asks the server raises then. One that has much to bring in
    while others wait ends between two pages as well.
    """
    context = cycle.context
    settle_in(cycle)
    is_still_at_rest = _listens_only(cycle)
    refused = set[int]() if is_still_at_rest else _bring_in(cycle)
    if cycle.gives_way:
        log.info("other mailboxes wait: the turn goes on after theirs", pages=cycle.pages)
        return
    if not context.stop.is_set():
        look_closer(cycle)
    if context.stop.is_set() or (is_still_at_rest and cycle.reconciled is None and not cycle.has_reread):
        return
    if not refused and is_at_rest(cycle):
        return
    settle_moves(cycle, refused)
    expand_series(cycle)
    settle_vanished(cycle)
    settle_losses(cycle)
    decide_again(cycle)
    owe_tasks(cycle)
    settle_categories(cycle)
    owe_categories(cycle)
    pay(cycle)
    if cycle.paid[ErrandKind.TASK]:
        _see_own_tasks(cycle)
    if cycle.has_stamped and not context.stop.is_set():
        context.store.write_among(lambda unit: unit.moves.turn_ended(cycle.due.id))


def _listens_only(cycle: Cycle) -> bool:
    """Whether nothing changed since a turn that found nothing to do, and the server, which is asked, tells of no news.

    What is changed while it is asked is seen by the next turn.
    """
    rest = cycle.attention.rest
    if not cycle.listens or rest is None or not rest.lasts(cycle.due.sign, cycle.now):
        return False
    _listen(cycle, rest.folders)
    return not cycle.attention.is_drawn


def _bring_in(cycle: Cycle) -> set[int]:
    """All that is new, stored; which folders were refused."""
    attention = cycle.attention
    with cycle.context.store.read() as unit:  # one look at all that a turn without news asks before the server
        watched = unit.mailboxes.folders(cycle.due.id) if cycle.listens else None
        is_stale, is_changed = folders.are_stale(cycle, unit), have_records_changed(unit)
    if watched is not None and not cycle.has_listened:
        _listen(cycle, [where_is(folder) for folder in watched])
    if is_stale:
        attention.is_everywhere = True
        refresh(cycle)
        grant_waiting(cycle)
        watched = None
    elif attention.told or attention.is_list_owed:
        folders.look_where_told(cycle)
        watched = None
    if is_changed or watched is None:
        notice_changed_records(cycle)
    return _pull_all(cycle, watched)


def _listen(cycle: Cycle, watched: Sequence[Folder]) -> None:
    """Ask where something happened in any of these folders, which are all that are watched; once a turn.

    Before anything is looked into, so that what happens meanwhile is told next.
    """
    attention = cycle.attention
    news = cycle.mailbox.news(watched)
    cycle.has_listened = True
    attention.hear(news)
    said = (news.heard.value, news.why)
    if attention.written_down != said:
        cycle.context.store.write_among(lambda unit: write_down(unit, cycle.due.address, news, cycle.now))
        attention.written_down = said
        log.info("news", heard=news.heard.value, **({"why": news.why} if news.why else {}))


def _pull_all(cycle: Cycle, watched: list[WatchedFolder] | None = None) -> set[int]:
    """The news of every folder that may have any, those included that turn up meanwhile; which of them were refused.

    One that is refused does not keep the others from it; none at all is a failure.
    """
    refusals: dict[int, MailboxError] = {}
    done: set[int] = set()
    attention = cycle.attention
    watched = folders.watched_folders(cycle) if watched is None else watched  # who has just read them hands them on
    pending = [one for one in watched if attention.is_wanted(one)]
    while cycle.brings_in_more():
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
    if cycle.gives_way:
        return set(refusals)
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

    def remember(unit: Unit) -> None:
        unit.mailboxes.offered(cycle.due.id, offered)
        unit.errands.try_parked_again(cycle.due.id, due_at=cycle.now)
        owe_kept_back(cycle, unit)

    cycle.context.store.write_among(remember)
    cycle.due = replace(cycle.due, offered=offered, folders_listed_at=cycle.now)
    ask_again(cycle)


def grant_waiting(cycle: Cycle) -> None:
    """Read again what waits for an opportunity since a day on which too many were made, as far as today has room."""
    waiting = over_the_limit(cycle)
    for folder in folders.watched_folders(cycle) if waiting else ():
        if ids := waiting.get(folder.id):
            store_read(cycle, folder, cycle.mailbox.read(where_is(folder), ids))


def pull(cycle: Cycle, folder: WatchedFolder) -> bool:
    """All news of one folder, page by page; each page is stored with its cursor before the next is asked for.

    False when the folder is gone: then all folders were listed anew.
    """
    try:
        is_there = _pull(cycle, folder)
    except BaseException:
        with suppress(MailboxError, StoreError):  # what was written is to be known; what went wrong first is told
            settle_stamps(cycle)
        raise
    settle_stamps(cycle)
    return is_there


def _pull(cycle: Cycle, folder: WatchedFolder) -> bool:
    where = where_is(folder)
    cursor, pass_started = folder.cursor, folder.pass_started_at
    store, began, is_resumed = cycle.context.store, cycle.now, folder.cursor is not None
    is_anew = resync.is_under_way(cycle, folder)
    while cycle.brings_in_more():
        try:
            page = cycle.mailbox.changes(where, cursor)
        except CursorExpired:
            if cursor is None:
                raise
            settle_stamps(cycle)
            log.warning("cursor expired: reading the folder again from the start", folder=folder.path)
            cursor, pass_started, is_resumed, is_anew = None, cycle.now, False, False
            with store.write() as unit:
                unit.mailboxes.start_pass(folder.id, pass_started)
                resync.forget(unit, folder)
                if folder.kind == FolderKind.TASKS:
                    look_again(cycle, unit)
            continue
        except FolderGone:
            settle_stamps(cycle)
            log.warning("folder gone: listing folders again", folder=folder.path)
            folders.list_folders(cycle, is_hint=True)
            return False
        if page.echoes and (is_anew or pass_started is not None):  # what a pass does not show is gone
            for start in range(0, len(page.echoes), AT_ONCE):
                store_read(cycle, folder, cycle.mailbox.read(where, page.echoes[start : start + AT_ONCE]))
            page = replace(page, echoes=())
        if is_resumed and pass_started is None and resync.begins_with(cycle, folder, page, began):
            pass_started, is_anew = began, True
        if is_anew:
            store_all(cycle, folder, replace(page, is_last=False), None)
        elif page.changes or page.echoes or page.cursor != cursor or pass_started is not None:
            store_all(cycle, folder, page, pass_started)
        if page.ends_news or not page.changes:  # all that is new is in
            begin_categories(cycle)
        cursor, cycle.pages = page.cursor, cycle.pages + bool(page.changes)
        if page.is_last:
            break
    else:
        return True
    begin_categories(cycle)
    settle_stamps(cycle)
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
