"""A server that forgot how far a folder was read and begins anew without a word: it tells of what is known as if new.

Recognised by what it repeats. What it does not name was deleted while nobody could be told, or is there all the same:
it is asked for, so that deletions are not left for the night. Remembered from the page on that showed it, so that it is
finished whatever comes between.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from connectors.mailbox import Change, Deleted, Elsewhere, Folder, FolderKind, Page
from daemon.context import Cycle
from daemon.outlook import look_again
from store.unit import Unit
from store.values import ErrandKind, WatchedFolder

log = structlog.get_logger()

AT_ONCE = 100  # items read at a time
MANY = 500  # unnamed items: above, the folder is listed first, a thousand items a request


def is_under_way(cycle: Cycle, folder: WatchedFolder) -> bool:
    """Whether such a page was seen, and what it did not name is still to be asked for."""
    if folder.pass_started_at is None:
        return False
    with cycle.context.store.read() as unit:
        return bool(unit.state.get(_name(folder)))


def begins_with(cycle: Cycle, folder: WatchedFolder, page: Page, since: datetime) -> bool:
    """Whether the page tells of known items as new; then it is remembered that the folder is read from nothing."""
    if not page.created or not _repeats(cycle, folder, page):
        return False
    if folder.kind == FolderKind.TASKS:  # as if it began anew; or a turn that was cut short had just made one
        log.info("known tasks are told of as new: all of them are looked at again", folder=folder.path)
        with cycle.context.store.write() as unit:
            look_again(cycle, unit)
        return False
    log.warning("the server began anew without a word: what it does not name is asked for", folder=folder.path)
    with cycle.context.store.write() as unit:
        unit.mailboxes.mark_pass(folder.id, since)
        unit.state.put(_name(folder), "1")
    return True


def _repeats(cycle: Cycle, folder: WatchedFolder, page: Page) -> bool:
    with cycle.context.store.read() as unit:
        if folder.kind == FolderKind.TASKS:
            followed = {one.server_id for one in unit.tasks.followed(cycle.due.id)}
            # One that we have just made is new to the folder, and known to us.
            return len(followed & page.created) > cycle.paid[ErrandKind.TASK]
        held = unit.comparing.held(cycle.due.id, page.created).values()
        return any(copy.folder_id == folder.id and not copy.is_gone for copy in held)


def unnamed(cycle: Cycle, folder: WatchedFolder, where: Folder, since: datetime) -> list[Change]:
    """What is not there any more of the items that were not named since then."""
    with cycle.context.store.read() as unit:
        ids = unit.comparing.unseen(cycle.due.id, folder.id, since)
    if len(ids) > MANY:
        listed = {one.item_id for one in cycle.mailbox.listed(where)}
        ids = [id for id in ids if id not in listed]
    gone: list[Change] = []
    for start in range(0, len(ids), AT_ONCE):
        if cycle.context.stop.is_set():
            break
        answers = cycle.mailbox.read(where, ids[start : start + AT_ONCE])
        gone += [answer for answer in answers if isinstance(answer, Deleted | Elsewhere)]
    log.info("what was not named was asked for", folder=folder.path, unnamed=len(ids), gone=len(gone))
    return gone


def forget(unit: Unit, folder: WatchedFolder) -> None:
    """It is finished."""
    unit.state.put(_name(folder), "")


def _name(folder: WatchedFolder) -> str:
    return f"resync of folder {folder.id}"
