"""A folder's changes, one page with one cursor at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial

from connectors.errors import ItemGone, MailboxError
from connectors.ews.lacking.fields import fetch_whole
from connectors.ews.lacking.marks import add_marks, add_subjects, is_subject_left_out
from connectors.ews.lacking.transport import Habit, habit_of, with_headers
from connectors.ews.lacking.writers import without_writers
from connectors.ews.reading.plain import Read, is_complete
from connectors.ews.reading.plain import read as as_read
from connectors.ews.reading.told import NOBODY, Followed, next_changes
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element
from connectors.mailbox import (
    Appointment,
    Change,
    Deleted,
    Folder,
    FolderKind,
    Page,
    Task,
    Unreadable,
    Upserted,
)


def page(
    connection: Connection, folder: Folder, cursor: str | None, by: Followed = NOBODY, most: int | None = None
) -> Page:
    """What changed, then those items; the cursor is this page's own, so that each can be stored with it."""
    told = next_changes(connection, folder.id, cursor, by, most)
    wanted = [item_id for item_id, is_there in told.items.items() if is_there]
    found = dict(zip(wanted, read(connection, folder, wanted, is_new=cursor is None), strict=True))
    changes = tuple(found[item_id] if is_there else Deleted(item_id) for item_id, is_there in told.items.items())
    return Page(changes, told.cursor, is_last=told.is_last, created=told.created, echoes=told.echoes)


def read(connection: Connection, folder: Folder, item_ids: Sequence[str], *, is_new: bool = False) -> Sequence[Change]:
    """The items as they stand, in order; `is_new`: no folder of which anything is known."""
    is_block_wanted = folder.kind is FolderKind.MAIL and habit_of(connection).is_block_wanted
    found = fetch_whole(connection, folder.kind, item_ids, partial(_kept, folder.kind))
    rest = [(item_id, one) for item_id, one in found if not isinstance(one, Read)]
    if not is_new or is_subject_left_out(rest, complete=len(found) - len(rest)):
        add_subjects(connection, rest)
    without_people = add_marks(connection, folder, rest)
    changes = [one if isinstance(one, Read) else _change(item_id, one, folder.kind) for item_id, one in found]
    if without_people:
        changes = [_without_people(change, without_people) for change in changes]
    changes = _as_usual(changes, habit_of(connection), folder.kind)
    if not connection.shows_categories:
        connection.shows_categories = any(isinstance(one, Upserted) and one.item.categories for one in changes)
    if folder.kind is not FolderKind.MAIL:
        return changes
    told = changes if is_block_wanted else with_headers(connection, changes)
    # Some servers keep no sender of what was sent.
    return told if folder.wellknown == "sentitems" else without_writers(connection, told)


def _kept(kind: FolderKind, item_id: str, element: Element) -> Read | Element:
    """A mail that comes whole is read at once: a page of elements takes several times as much memory.

    Whatever is to be completed is kept without those that came with it.
    """
    if kind is not FolderKind.MAIL:
        return element
    return as_read(item_id, element, kind) if is_complete(element) else deepcopy(element)


def _without_people(change: Change, ids: Collection[str]) -> Change:
    if isinstance(change, Upserted) and isinstance(change.item, Appointment) and change.item.item_id in ids:
        return Upserted(replace(change.item, are_people_told=False))
    return change


# What some servers never give: then it lacks in no item more than in others.
_OF_SOME = {
    FolderKind.MAIL: frozenset({"sensitivity", "sent_at"}),
    FolderKind.CALENDAR: frozenset({"sensitivity", "uid"}),
}


def _as_usual(changes: list[Change], habit: Habit, kind: FolderKind) -> list[Change]:
    """The changes, without what their server is not known to give among what lacks in them."""
    some = _OF_SOME.get(kind)
    if some is None:
        return changes
    given = habit.given.setdefault(kind, set())
    items = [one.item for one in changes if isinstance(one, Upserted) and not isinstance(one.item, Task)]
    for item in items if len(given) < len(some) else ():
        given.update(some.difference(item.untold))
    if not any(item.lacking for item in items):
        return changes
    never = some - given
    return [
        Upserted(replace(change.item, lacking=change.item.lacking - never))
        if isinstance(change, Upserted) and not isinstance(change.item, Task) and change.item.lacking & never
        else change
        for change in changes
    ]


def _change(item_id: str, element: Element | MailboxError, kind: FolderKind) -> Change:
    if isinstance(element, ItemGone):
        return Deleted(item_id)  # it vanished between the two requests; the next page says so again
    if isinstance(element, MailboxError):
        return Unreadable(item_id, element.reason)
    return as_read(item_id, element, kind)
