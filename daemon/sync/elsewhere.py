"""Items that left a folder and are in another one under the same id, as servers tell whose ids survive a move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors.mailbox import Change, Deleted, Elsewhere, Page, Upserted
from daemon.context import Cycle
from daemon.sync import folders
from store.values import WatchedFolder


def without_moved(cycle: Cycle, page: Page, put: Callable[[WatchedFolder, Sequence[Change]], None]) -> Page:
    """The page with what became of its folder alone: what is in another watched folder now is stored there first.

    That folder's own news may tell of it before, later, or never. In a folder that is not watched, it is gone.
    """
    moved = [change for change in page.changes if isinstance(change, Elsewhere)]
    if not moved:
        return page
    watched = {one.server_id: one for one in folders.watched_folders(cycle)}
    there: dict[str, list[Change]] = {}
    for change in moved:
        if change.folder_id in watched:
            there.setdefault(change.folder_id, []).append(Upserted(change.item))
    for folder_id, items in there.items():
        put(watched[folder_id], items)
    changes = [
        Deleted(change.item_id) if isinstance(change, Elsewhere) else change
        for change in page.changes
        if not (isinstance(change, Elsewhere) and change.folder_id in there)
    ]
    return replace(page, changes=tuple(changes))
